"""Options many extractors share: which subcases, which elements, which properties."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from atomizer.domain.values import Value
from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import ElementTable, Results, Table
from atomizer.engine.results.points import rows_of
from atomizer.engine.results.sets import members

Subcase = Annotated[
    int | Literal["all"],
    Field(description="The id of one subcase, or 'all' for the worst of all of them."),
]
Ids = tuple[Annotated[int, Field(gt=0)], ...]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


Sets = Annotated[
    tuple[Annotated[int, Field(gt=0)], ...],
    Field(description="Numbers of SETs of the deck's case control: their members count too."),
]


class PointSelection(Value):
    """Which grid points an extractor looks at; without options all of them in all subcases."""

    subcase: Subcase = "all"
    nodes: Annotated[Ids, Field(description="Grid point ids; none given means all.")] = ()
    sets: Sets = ()

    def rows(self, results: Results) -> Ints:
        """Rows of the selected grid points in `Results.nodes`, ascending.

        Raises:
            SolveFailed: there is no such grid point or SET.
        """
        return rows_of(results, (*self.nodes, *members(results.sets, self.sets)))


class ElementSelection(Value):
    """Which elements an extractor looks at; without options all of them in all subcases."""

    subcase: Subcase = "all"
    elements: Annotated[Ids, Field(description="Element ids; none given means all.")] = ()
    properties: Annotated[Ids, Field(description="Property ids; none given means all.")] = ()
    sets: Sets = ()

    def selected(
        self, results: Results, tables: tuple[Table, ...], mode: int | None = None
    ) -> list[ElementTable]:
        """The selected rows of some tables.

        Args:
            mode: Of this natural mode, from 1; None is statics.

        Raises:
            SolveFailed: there are none, or a selected element, property or subcase is missing.
        """
        wanted = self._subcases(results, mode)
        found = [
            each
            for each in results.element_tables
            if each.table in tables and each.subcase in wanted and each.mode == (mode or 0)
            if each.kind == "natural"
        ]
        if not found:
            raise SolveFailed("parse", _without(results, tables))
        chosen = self._chosen(results)
        if chosen is not None:
            found = _reduced(found, chosen)
        self._need_all(found, self._ids(results), tables)
        return found

    def _subcases(self, results: Results, mode: int | None) -> list[int]:
        """Ids of the selected subcases; of a mode the one it belongs to."""
        if mode is None:
            return chosen_subcases(_all_subcases(results), self.subcase, "subcase")
        subcase = None if self.subcase == "all" else self.subcase
        row = nth_mode(results.mode_subcases, mode, subcase, "natural mode")
        return [int(results.mode_subcases[row])]

    def _chosen(self, results: Results) -> Ints | None:
        """Ids of the selected elements, None for all."""
        given = np.array(self._ids(results), np.int64)
        if not self.properties:
            return given if len(given) else None
        ids = [cells.ids[np.isin(cells.properties, self.properties)] for cells in results.cells]
        self._need_properties(results)
        of_properties = np.concatenate([np.zeros(0, np.int64), *ids])
        return np.asarray(np.intersect1d(of_properties, given) if len(given) else of_properties)

    def _ids(self, results: Results) -> Ids:
        """Ids of the elements that are named, by themselves or by a SET."""
        return (*self.elements, *members(results.sets, self.sets))

    def _need_properties(self, results: Results) -> None:
        known = {int(pid) for cells in results.cells for pid in np.unique(cells.properties)} - {0}
        missing = sorted(set(self.properties) - known)
        if missing:
            said = f"No element has property {missing[0]}. There are: {listed(known)}."
            raise SolveFailed("parse", said)

    def _need_all(self, found: list[ElementTable], named: Ids, tables: tuple[Table, ...]) -> None:
        known = {int(eid) for stress in found for eid in np.unique(stress.elements)}
        missing = sorted(set(named) - known)
        if missing:
            text = f"The file has no {_names(tables)} of element {missing[0]}."
            raise SolveFailed("parse", text)
        if not known:
            text = f"The file has no {_names(tables)} of the selected elements."
            raise SolveFailed("parse", text)


def selected_subcases(results: Results, subcase: int | Literal["all"]) -> list[int]:
    """Ids of the selected static subcases.

    Raises:
        SolveFailed: there is no such subcase.
    """
    return chosen_subcases(results.subcases.tolist(), subcase, "static subcase")


def chosen_subcases(known: Iterable[int], subcase: int | Literal["all"], what: str) -> list[int]:
    """Ids of the selected ones of some subcases, ascending.

    Args:
        what: What they are called when there are none.

    Raises:
        SolveFailed: there is no such subcase.
    """
    there = sorted(known)
    if not there:
        raise SolveFailed("parse", f"The results hold no {what}.")
    if subcase == "all":
        return there
    if subcase not in there:
        raise SolveFailed("parse", f"There is no subcase {subcase}. There are: {listed(there)}.")
    return [subcase]


def _all_subcases(results: Results) -> set[int]:
    """Ids of all subcases, whatever they are of."""
    of_tables = {table.subcase for table in results.element_tables}
    return {*results.subcases.tolist(), *results.thermal.subcases.tolist(), *of_tables}


def listed(numbers: Iterable[int]) -> str:
    """Numbers as a list in words, at most twenty of them."""
    ordered = sorted(numbers)
    more = ", ..." if len(ordered) > 20 else ""
    return ", ".join(str(number) for number in ordered[:20]) + more


def _reduced(found: list[ElementTable], chosen: Ints) -> list[ElementTable]:
    return [reduced for stress in found if len((reduced := _rows(stress, chosen)).elements)]


def _rows(stress: ElementTable, chosen: Ints) -> ElementTable:
    kept = np.isin(stress.elements, chosen)
    rows = (stress.elements[kept], stress.places[kept], stress.values[kept])
    return replace(stress, elements=rows[0], places=rows[1], values=rows[2])


def _without(results: Results, tables: tuple[Table, ...]) -> str:
    has = sorted({f"{s.what} (subcase {s.subcase})" for s in results.element_tables})
    return f"The results hold no {_names(tables)}. They hold: {', '.join(has) or 'nothing'}."


def _names(tables: tuple[Table, ...]) -> str:
    return " or ".join(table.replace("_", " ") for table in tables)


def nth_mode(subcases: Ints, mode: int, subcase: int | None, what: str) -> int:
    """The row of a mode.

    Args:
        subcases: Subcase of each mode, shape (n_modes,).
        mode: From 1, within its subcase.
        subcase: Its id; the only one there is when None.
        what: What it is called when it is not there.

    Raises:
        SolveFailed: there is no such mode or subcase, or several subcases to choose from.
    """
    there = [int(i) for i in np.unique(subcases)]
    if not there:
        raise SolveFailed("parse", f"The results hold no {what}.")
    if subcase is None and len(there) > 1:
        text = f"Several subcases hold a {what}: {there}. Say which with the option subcase."
        raise SolveFailed("parse", text)
    wanted = there[0] if subcase is None else subcase
    rows = np.flatnonzero(subcases == wanted)
    if len(rows) < mode:
        text = f"Subcase {wanted} holds {len(rows)} of {what}, not {mode}. Subcases: {there}."
        raise SolveFailed("parse", text)
    return int(rows[mode - 1])
