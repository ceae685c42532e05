"""The canvas as a viewer draws it: nodes with what they hold, edges, and what is wrong."""

from pydantic import JsonValue

from atomizer.domain.canvas import Edge, Position, edges, nodes
from atomizer.domain.checks import Problem, check
from atomizer.domain.items import Kind
from atomizer.domain.study import Study
from atomizer.domain.values import ItemId, StudyId, Value


class CanvasNode(Value):
    """A node with the fields of its item and the problems that are about it.

    Attributes:
        revision: Version of the study at which the item last changed: what a sender `expect`s.
    """

    id: ItemId
    type: Kind
    position: Position
    label: str
    fields: dict[str, JsonValue]
    revision: int
    problems: tuple[Problem, ...]


class Canvas(Value):
    """A study as a graph. `problems` are those about no node; the counts are of all."""

    study: StudyId
    version: int
    spec_version: int
    nodes: tuple[CanvasNode, ...]
    edges: tuple[Edge, ...]
    problems: tuple[Problem, ...]
    errors: int
    warnings: int


def canvas(study: Study) -> Canvas:
    """The canvas of a study, as it is now or was at a version."""
    problems = check(study)
    placed = tuple(
        _node(study, node.type, node.id, node.position, problems) for node in nodes(study)
    )
    here = {node.id for node in placed}
    errors = sum(problem.severity == "error" for problem in problems)
    return Canvas(
        study=study.id,
        version=study.version,
        spec_version=study.spec_version,
        nodes=placed,
        edges=tuple(edges(study)),
        problems=tuple(problem for problem in problems if problem.item_id not in here),
        errors=errors,
        warnings=len(problems) - errors,
    )


def _node(
    study: Study, kind: Kind, item: ItemId, position: Position, problems: list[Problem]
) -> CanvasNode:
    fields = study.document[kind][item]
    return CanvasNode(
        id=item,
        type=kind,
        position=position,
        label=str(fields.get("name") or kind.replace("_", " ").capitalize()),
        fields=fields,
        revision=study.revisions.get(f"{kind}/{item}", 0),
        problems=tuple(problem for problem in problems if problem.item_id == item),
    )
