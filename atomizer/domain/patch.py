"""Patches: the meaning of an edit, cell by cell, with what was there before.

A document is nested plain data: kind -> id -> {field: value}. A path of two names an item, a path
of three one cell. `before` and `after` are empty when nothing is there, else hold one value: null
and absent are different things. Owners have the same shape as the document and hold the principal
who wrote each cell last, because an equal value written by somebody else is still somebody
else's.
"""

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
    if one is other:
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return repr(one) == repr(other)  # -0.0 is not 0.0
    return type(one) is type(other) and one == other


def invert(patch: Patch) -> Patch:
    """The patch that takes this one back."""
    return tuple(Op(o.path, o.after, o.before, o.by, o.was) for o in reversed(patch))


Tables = tuple[dict[str, Any], dict[str, Any]]


class Draft:
    """A document and its owners, edited side by side.

    A table is copied the first time it is written, so folding n events costs O(n) instead of
    O(n x size), and what was given is never mutated.
    """

    __slots__ = ("_own", "document", "owners")

    def __init__(self, document: Document, owners: Document) -> None:
        self.document, self.owners = dict(document), dict(owners)
        self._own: dict[Path, Tables] = {(): (self.document, self.owners)}

    def edit(self, path: Path, after: Maybe, by: Maybe) -> Op:
        """The op that would write `after` at a path today."""
        tables = self._own.get(path[:-1])
        if tables is None:
            return Op(path, look(self.document, path), after, look(self.owners, path), by)
        values, owners = tables
        key = path[-1]
        if key in values:
            return Op(path, (values[key],), after, (owners[key],), by)
        return Op(path, (), after, (), by)

    def apply(self, patch: Patch) -> None:
        """Carry out a patch; a kind whose last item goes is gone too."""
        for path, _, after, _, by in patch:
            key = path[-1]
            values, owners = self._own.get(path[:-1]) or self._owned(path[:-1])
            if after:
                values[key], owners[key] = after[0], by[0]
            elif key in values:
                del values[key], owners[key]
            if len(path) == 2:
                self._let_go(path)

    def _owned(self, path: Path) -> Tables:
        tables = self._own.get(path)
        if tables is None:
            values, owners = self._owned(path[:-1])
            key = path[-1]
            values[key], owners[key] = dict(values.get(key, ())), dict(owners.get(key, ()))
            tables = self._own[path] = values[key], owners[key]
        return tables

    def _let_go(self, item: Path) -> None:
        self._own.pop(item, None)
        kind = item[:1]
        if not self._own[kind][0]:
            del self._own[kind], self.document[kind[0]], self.owners[kind[0]]
