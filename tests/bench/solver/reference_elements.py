"""Stresses and forces of elements in two files, brought side by side."""

from collections.abc import Iterator, Sequence

import numpy as np

from atomizer.engine.results import ElementTable, Results
from atomizer.engine.solvers.embedded.arrays import Floats

APART = 1e-2
"""Modes closer together, in parts of their value, are any mixture of each other in each file."""
COMPONENTS = {
    *("o11", "o22", "t12", "t1z", "t2z"),
    *("oxx", "oyy", "ozz", "txy", "tyz", "txz", "axial", "torsion", "von_mises"),
    *("s1a", "s2a", "s3a", "s4a", "s1b", "s2b", "s3b", "s4b", "sxc", "sxd", "sxe", "sxf"),
}
Pair = tuple[str, Floats, Floats]


def compare_elements(ours: Results, theirs: Results) -> Iterator[Pair]:
    """What it is, and both files' values of it; those of modes in one, with the same sign."""
    modal: dict[str, list[tuple[Floats, Floats]]] = {}
    for table in theirs.element_tables:
        for mine, other in _beside(ours.element_tables, table):
            if not table.mode:
                yield f"{table.what}, subcase {table.subcase}", mine, other
            elif _single(theirs, table):
                sign = -1.0 if (mine * other).sum() < 0.0 else 1.0
                modal.setdefault(f"{table.what} of single modes", []).append((sign * mine, other))
    for what, pairs in modal.items():
        yield what, np.hstack([mine for mine, _ in pairs]), np.hstack([other for _, other in pairs])


def _single(results: Results, table: ElementTable) -> bool:
    """Whether the mode of a table is a natural one alone at its frequency."""
    if table.kind != "natural":
        return False
    own = results.frequencies[table.mode - 1]
    others = np.delete(results.frequencies, table.mode - 1)
    return bool((np.abs(others - own) > APART * own).all())


def _beside(ours: Sequence[ElementTable], theirs: ElementTable) -> Iterator[tuple[Floats, Floats]]:
    """The columns both files have, at the places both have; no directions or margins."""
    for mine in ours:
        columns = [name for name in theirs.headers if name in mine.headers]
        if theirs.table.endswith("stress"):
            columns = [name for name in columns if name in COMPONENTS]
        rows, others = _common(mine, theirs)
        if _key(mine) == _key(theirs) and columns and rows:
            yield mine.columns(*columns)[:, rows], theirs.columns(*columns)[:, others]


def _key(table: ElementTable) -> tuple[str, str, int, int, str]:
    return table.table, table.card, table.subcase, table.mode, table.kind


def _common(mine: ElementTable, theirs: ElementTable) -> tuple[list[int], list[int]]:
    """Rows of the same element, place and layer in both."""
    first, second = _rows(mine), _rows(theirs)
    common = sorted(first.keys() & second.keys())
    return [first[key] for key in common], [second[key] for key in common]


def _rows(table: ElementTable) -> dict[tuple[int, int, int], int]:
    """Row by element, place and how often the two came before: layers have the same."""
    rows: dict[tuple[int, int, int], int] = {}
    seen: dict[tuple[int, int], int] = {}
    pairs = zip(table.elements.tolist(), table.places.tolist(), strict=True)
    for row, pair in enumerate(pairs):
        seen[pair] = seen.get(pair, 0) + 1
        rows[(*pair, seen[pair])] = row
    return rows
