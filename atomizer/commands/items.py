"""Commands that add, change and remove the items a study has many of.

`Add...` has the fields of its item, `Change...` the same ones, all optional: both are made from
the one definition in `domain.items`.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, ValidationError, create_model

from atomizer.commands.base import Command, Context, there_is_no
from atomizer.commands.plugins import require_plugin, require_source
from atomizer.domain.events import Event, ItemAdded, ItemChanged, ItemRemoved
from atomizer.domain.items import (
    KINDS,
    LISTS,
    Constraint,
    DesignVariable,
    Extractor,
    Item,
    Kind,
    Objective,
    Solver,
)
from atomizer.domain.patch import same
from atomizer.domain.spec import plain
from atomizer.domain.study import Study
from atomizer.domain.values import ItemId, Json, Refused, explain, slug

Dependents = Annotated[
    Literal["refuse", "cascade"],
    Field(description="What to do when others refer to it: refuse, or remove them too."),
]
PLUGGED = ("type", "config", "source", "solver", "options")
"""Fields that name a plugin, its options, or what another item gives."""
NewId = Annotated[
    ItemId | None, Field(description="Stable id; made from the name when it is not given.")
]


class AddItem(Command):
    """Add an item of the kind that a subclass names."""

    item: ClassVar[type[Item]]
    id: NewId = None

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse an id that is taken, and what the item cannot be connected to."""
        kind = self.item.kind
        values = {name: getattr(self, name) for name in self.item.model_fields}
        item = self.item.model_validate(values)
        require_connectable(study, item)
        require_free(study, self.id)
        new = self.id or free_id(study, slug(str(values["name"]), LISTS[kind]))
        return [ItemAdded(kind=kind, id=new, values=plain(item) | {"rank": next_rank(study, kind)})]


class AddDesignVariable(AddItem, DesignVariable):
    """Add a design variable: a parameter of the model that the optimizer may choose."""

    kind: ClassVar[Kind] = "design_variable"
    item: ClassVar[type[Item]] = DesignVariable


class AddExtractor(AddItem, Extractor):
    """Add an extractor: it turns the results of each trial into named numbers."""

    kind: ClassVar[Kind] = "extractor"
    item: ClassVar[type[Item]] = Extractor


class AddObjective(AddItem, Objective):
    """Add an objective: a response to minimize or maximize."""

    kind: ClassVar[Kind] = "objective"
    item: ClassVar[type[Item]] = Objective


class AddConstraint(AddItem, Constraint):
    """Add a constraint: a limit that a response has to keep."""

    kind: ClassVar[Kind] = "constraint"
    item: ClassVar[type[Item]] = Constraint


class ChangeItem(Command):
    """Change an item of the kind that a subclass names; what is not given stays as it is."""

    item: ClassVar[type[Item]]
    id: Annotated[str, Field(description="Its id, or its name where that is unique.")]

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse values the item cannot take; say nothing when nothing changes."""
        item_id = find(study, self.item.kind, self.id)
        return change(study, self.item.kind, item_id, self.given())

    def given(self) -> Json:
        """The fields that were given, as plain data."""
        return self.model_dump(mode="json", include=self.model_fields_set - {"id"})


class RemoveItem(Command):
    """Remove an item of the kind that a subclass names."""

    item: ClassVar[type[Item]]
    id: Annotated[str, Field(description="Its id, or its name where that is unique.")]
    dependents: Dependents = "refuse"

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """Refuse while others refer to it, unless they are to go too."""
        item_id = find(study, self.item.kind, self.id)
        return remove(study, self.item.kind, item_id, self.dependents)


def change_command(item: type[Item]) -> type[ChangeItem]:
    """The command that changes items of one kind, with the fields of the item, all optional."""
    fields: dict[str, Any] = {
        name: (Annotated[field.annotation | None, *field.metadata, field], None)  # type: ignore[operator]  # a runtime type
        for name, field in item.model_fields.items()
    }
    command = create_model(f"Change{item.__name__}", __base__=ChangeItem, **fields)
    command.__doc__ = f"Change fields of {a_(item.kind)}; what is not given stays as it is."
    command.item = item
    return command


def remove_command(item: type[Item]) -> type[RemoveItem]:
    """The command that removes items of one kind."""
    command = create_model(f"Remove{item.__name__}", __base__=RemoveItem)
    command.__doc__ = f"Remove {a_(item.kind)}, and on request what refers to it."
    command.item = item
    return command


def a_(kind: Kind) -> str:
    """The kind as words with their article: an extractor, a design variable."""
    words = kind.replace("_", " ")
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


ChangeDesignVariable = change_command(DesignVariable)
ChangeExtractor = change_command(Extractor)
ChangeObjective = change_command(Objective)
ChangeConstraint = change_command(Constraint)
RemoveDesignVariable = remove_command(DesignVariable)
RemoveExtractor = remove_command(Extractor)
RemoveObjective = remove_command(Objective)
RemoveConstraint = remove_command(Constraint)


def change(study: Study, kind: Kind, item_id: ItemId, given: Json) -> list[Event]:
    """The event that gives an item new values, or none where they are the old ones."""
    before = study.document[kind][item_id]
    known = {f: before[f] for f in KINDS[kind].model_fields if f in before}
    try:
        item = KINDS[kind].model_validate(known | given)
    except ValidationError as error:
        message = f"The {kind} {item_id!r} cannot take these values: {explain(error)}."
        raise Refused("E011", message, field=next(iter(given), "")) from error
    after = {f: v for f, v in plain(item).items() if f not in known or not same(known[f], v)}
    if not after:
        return []
    if not after.keys().isdisjoint(PLUGGED):
        require_connectable(study, item)
    was = {f: known[f] for f in after if f in known}
    return [ItemChanged(kind=kind, id=item_id, before=was, after=after)]


def remove(study: Study, kind: Kind, item_id: ItemId, dependents: Dependents) -> list[Event]:
    """The events that remove an item, those that refer to it first."""
    users = study.users_of(item_id)
    if users and dependents == "refuse":
        names = ", ".join(user for _, user in users)
        raise Refused(
            "E032",
            f"{item_id!r} is used by {names}.",
            "Remove or disconnect those first, or ask for dependents: cascade.",
            field="id",
        )
    return [
        ItemRemoved(kind=k, id=i, values=study.document[k][i]) for k, i in [*users, (kind, item_id)]
    ]


def require_connectable(study: Study, item: Item) -> None:
    """Refuse a plugin that is not installed and a source that is not there."""
    if isinstance(item, Extractor):
        require_plugin("extractors", item.type, item.config)
    if isinstance(item, Solver):
        require_plugin("solvers", item.solver, item.options)
    if isinstance(item, Objective | Constraint) and item.source:
        require_source(study, item.source)


def find(study: Study, kind: Kind, name: str) -> ItemId:
    """The id of the item of that id or unique name; refuses with those there are."""
    items = study.cells(kind)
    if name in items:
        return name
    named = [i for i, cells in items.items() if cells.get("name") == name]
    if len(named) == 1:
        return named[0]
    if named:
        raise Refused("E011", f"{len(named)} items are named {name!r}.", f"Say which: {named}.")
    raise there_is_no(kind.replace("_", " "), name, list(items))


def require_free(study: Study, wanted: ItemId | None) -> None:
    """Refuse an id that another item has, or that a single item has or would have."""
    if wanted in KINDS:
        raise Refused("E011", f"The id {wanted!r} is reserved.", field="id")
    if wanted and (taken := study.kind_of(wanted)):
        raise Refused("E011", f"The id {wanted!r} is taken by {a_(taken)}.", field="id")


def free_id(study: Study, wanted: ItemId) -> ItemId:
    """An id near the wanted one that no item of the study has, or left a place for."""
    places = study.document.get("node", {})
    return next(i for i in _numbered(wanted) if study.kind_of(i) is None and i not in places)


def _numbered(wanted: ItemId) -> Iterator[ItemId]:
    yield wanted
    number = 2
    while True:
        yield f"{wanted}_{number}"
        number += 1


def next_rank(study: Study, kind: Kind) -> int:
    """The place of a new item: after the others of its kind."""
    return max((c.get("rank", 0) for c in study.cells(kind).values()), default=-1) + 1
