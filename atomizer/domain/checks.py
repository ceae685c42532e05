"""What is wrong with a study as a whole: problems with a code and the item they are about."""

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from atomizer.domain.items import (
    KINDS,
    LISTS,
    Constraint,
    DesignVariable,
    Extractor,
    Model,
    Objective,
    Solver,
)
from atomizer.domain.study import Study, as_item
from atomizer.domain.values import ItemId, Refused, Value


class Problem(Value):
    """One finding; an error keeps a run from starting, a warning does not."""

    severity: Literal["error", "warning"]
    code: str
    message: str
    item_id: ItemId | None = None


def check(study: Study) -> list[Problem]:
    """Every problem of a study, errors first."""
    unsound = list(broken(study))
    found = unsound or [*_missing(study), *_unconnected(study), *_bounds(study)]
    found += [*_duplicates(study), *([] if unsound else _advice(study))]
    return sorted(found, key=lambda problem: problem.severity)


def _error(code: str, message: str, item_id: ItemId | None = None) -> Problem:
    return Problem(severity="error", code=code, message=message, item_id=item_id)


def _warning(code: str, message: str, item_id: ItemId | None = None) -> Problem:
    return Problem(severity="warning", code=code, message=message, item_id=item_id)


def broken(study: Study) -> Iterator[Problem]:
    """The items that break a rule of their own, so that no question about them has an answer."""
    for kind, item in KINDS.items():
        for item_id, cells in study.cells(kind).items():
            try:
                as_item(item, cells, item_id)
            except Refused as refusal:
                yield _error(refusal.code, str(refusal), item_id)


def _missing(study: Study) -> Iterator[Problem]:
    if study.single(Model) is None:
        yield _error("E012", "There is no model. Set one with set_model.")
    if study.single(Solver) is None:
        yield _error("E031", "There is no solver. Set one with set_solver.")
    wanted = {
        "design variable": study.enabled(DesignVariable),
        "objective": study.enabled(Objective),
    }
    for name, items in wanted.items():
        if not items:
            yield _error("E031", f"There is no {name} that is enabled. Add one.")


def _unconnected(study: Study) -> Iterator[Problem]:
    extractors = study.enabled(Extractor)
    for i, item in _responses(study):
        if item.source is None:
            yield _error("E032", f"{item.name!r} is not connected to an extractor.", i)
        elif item.source.extractor_id not in extractors:
            target = item.source.extractor_id
            yield _error("E032", f"{item.name!r} needs {target!r}, missing or disabled.", i)


def _bounds(study: Study) -> Iterator[Problem]:
    for i, v in study.enabled(DesignVariable).items():
        if v.baseline is None:
            continue
        if v.type == "categorical":
            if v.baseline not in v.values:
                yield _error("E011", f"The values of {v.name!r} lack its baseline.", i)
        elif v.bounds and not (
            isinstance(v.baseline, float | int) and v.bounds.min <= v.baseline <= v.bounds.max
        ):
            span = f"[{v.bounds.min:g}, {v.bounds.max:g}]"
            yield _error(
                "E011",
                f"The bounds {span} of {v.name!r} do not contain its baseline {v.baseline}.",
                i,
            )


def _duplicates(study: Study) -> Iterator[Problem]:
    for kind in LISTS:
        items = study.cells(kind)
        names = Counter(str(cells.get("name", "")) for cells in items.values())
        for i, cells in items.items():
            if names[str(cells.get("name", ""))] > 1:
                words = kind.replace("_", " ")
                yield _warning("E030", f"Another {words} is named {cells.get('name')!r} too.", i)


def _advice(study: Study) -> Iterator[Problem]:
    constraints = study.enabled(Constraint)
    for i, objective in study.enabled(Objective).items():
        light = objective.source is not None and objective.source.output_key == "mass"
        if light and objective.direction == "minimize" and not constraints:
            text = "A mass objective without a constraint may produce paper-thin designs."
            yield _warning("E030", text, i)
    used = {item.source.extractor_id for _, item in _responses(study) if item.source}
    for i, extractor in study.enabled(Extractor).items():
        if i not in used:
            yield _warning("E030", f"Nothing uses the extractor {extractor.name!r}.", i)
    expressions = Counter(v.expression_name for v in study.enabled(DesignVariable).values())
    for i, variable in study.enabled(DesignVariable).items():
        if expressions[variable.expression_name] > 1:
            text = f"Two design variables drive {variable.expression_name!r}."
            yield _warning("E030", text, i)


def _responses(study: Study) -> Iterator[tuple[ItemId, Objective | Constraint]]:
    yield from study.enabled(Objective).items()
    yield from study.enabled(Constraint).items()
