"""Patches: the meaning of an edit, cell by cell, with what was there before.

A document is nested plain data: kind -> id -> {field: value}. A path of two names an item, a path
of three one cell. `before` and `after` are empty when nothing is there, else hold one value: null
and absent are different things. Owners have the same shape as the document and hold the principal
who wrote each cell last, because an equal value written by somebody else is still somebody
else's.
"""

import json
from typing import Any, NamedTuple

Document = dict[str, dict[str, Any]]
Maybe = tuple[Any, ...]
Path = tuple[str, ...]


class Op(NamedTuple):
    """One cell or item, before and after, and who owned it."""

    path: Path
    before: Maybe
    after: Maybe
    was: Maybe = ()
    by: Maybe = ()


Patch = tuple[Op, ...]


def look(document: Document, path: Path) -> Maybe:
    """What stands at a path: one value, or nothing."""
    here: Any = document
    for part in path:
        if part not in here:
            return ()
        here = here[part]
    return (here,)


def same(one: object, other: object) -> bool:
    """Whether two values are the same JSON: 1, 1.0 and true are three different things."""
    return one is other or (one == other and _text(one) == _text(other))


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def invert(patch: Patch) -> Patch:
    """The patch that takes this one back."""
    return tuple(Op(o.path, o.after, o.before, o.by, o.was) for o in reversed(patch))


class Tree:
    """A document being edited: copies a table the first time it is touched.

    Folding n events costs O(n) instead of O(n x size); what was given is never mutated.
    """

    __slots__ = ("_own", "document")

    def __init__(self, document: Document) -> None:
        self.document = document
        self._own: set[Path] = set()

    def put(self, path: Path, new: Maybe) -> None:
        """Write a value at a path, or take away what is there; an emptied kind goes too."""
        table = self._table(path)
        if new:
            table[path[-1]] = new[0]
        else:
            table.pop(path[-1], None)
        if len(path) == 2:
            self._own.discard(path)
            if not table:
                del self.document[path[0]]
                self._own.discard(path[:1])

    def _table(self, path: Path) -> dict[str, Any]:
        own = self._own
        if () not in own:
            own.add(())
            self.document = dict(self.document)
        table: dict[str, Any] = self.document
        for depth in range(1, len(path)):
            key = path[:depth]
            if key not in own:
                own.add(key)
                table[key[-1]] = dict(table.get(key[-1], ()))
            table = table[key[-1]]
        return table


class Draft:
    """A document and its owners, edited side by side."""

    __slots__ = ("_document", "_owners")

    def __init__(self, document: Document, owners: Document) -> None:
        self._document, self._owners = Tree(document), Tree(owners)

    @property
    def document(self) -> Document:
        """The values as they are now."""
        return self._document.document

    @property
    def owners(self) -> Document:
        """Who wrote each cell last."""
        return self._owners.document

    def apply(self, patch: Patch) -> None:
        """Carry out a patch."""
        for path, _, after, _, by in patch:
            self._document.put(path, after)
            self._owners.put(path, by)

    def edit(self, path: Path, after: Maybe, by: Maybe) -> Op:
        """The op that would write `after` at a path today."""
        return Op(path, look(self.document, path), after, look(self.owners, path), by)
