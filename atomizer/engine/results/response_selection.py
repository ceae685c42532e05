"""Options of extractors that look at responses: which quantity, where, and which part of it."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from atomizer.domain.values import Value
from atomizer.engine.failure import SolveFailed
from atomizer.engine.results.element_responses import MEASURES
from atomizer.engine.results.plots import CurvePlot
from atomizer.engine.results.results import (
    Elemental,
    Floats,
    Ints,
    Numbers,
    Quantity,
    Response,
    ResponseTable,
    Results,
    Table,
)
from atomizer.engine.results.selection import Ids, Subcase, listed

Component = Literal["magnitude", "x", "y", "z", "rx", "ry", "rz"]
COLUMNS: Mapping[str, int] = {"x": 0, "y": 1, "z": 2, "rx": 3, "ry": 4, "rz": 5}


class ResponseSelection(Value):
    """Which part of a response an extractor looks at; without options all grid points."""

    subcase: Subcase = "all"
    nodes: Annotated[Ids, Field(description="Grid point ids; none given means all.")] = ()
    elements: Annotated[
        Ids, Field(description="Element ids, for quantities of elements; none given means all.")
    ] = ()
    quantity: Annotated[
        Quantity | Elemental,
        Field(
            description="What moves how; or von_mises of shells and solids, normal_stress of rods, "
            "bars and beams, where the file has their stresses."
        ),
    ] = "displacement"
    component: Annotated[
        Component,
        Field(
            description="A component in the basic frame, or the resultant of x, y and z; of "
            "elements there is one number."
        ),
    ] = "magnitude"

    @model_validator(mode="after")
    def _ids_are_of_the_quantity(self) -> Self:
        """Refuse grid points for a quantity of elements, and the other way round."""
        if self.elemental and (self.nodes or self.component != "magnitude"):
            raise ValueError(f"{self.quantity} is of elements: it takes elements, no component.")
        if self.elements and not self.elemental:
            raise ValueError(f"{self.quantity} is of grid points: it takes nodes.")
        return self

    @property
    def elemental(self) -> bool:
        """Whether the quantity is one of elements."""
        return self.quantity in MEASURES

    def needed(self, table: ResponseTable) -> tuple[Table, ...]:
        """What it needs of a result file."""
        measured = [tables for name, (tables, _) in MEASURES.items() if name == self.quantity]
        return (table, *(each for tables in measured for each in tables))

    def selected(self, results: Results, table: ResponseTable) -> list[Response]:
        """The selected responses, each with the selected grid points only.

        Raises:
            SolveFailed: there are none, or no such subcase or grid point; says what there is.
        """
        words = table.replace("_", " ")
        there = [r for r in results.responses if r.table == table]
        found = [r for r in there if r.quantity == self.quantity]
        if not found:
            has = ", ".join(sorted({r.quantity for r in there})) or "none at all"
            raise SolveFailed(
                "parse", f"The results hold no {words} of {self.quantity}. They hold: {has}."
            )
        return [
            _at_ids(each, self.elements or self.nodes, words)
            for each in self._of_subcase(found, words)
        ]

    def _of_subcase(self, found: list[Response], words: str) -> list[Response]:
        if self.subcase == "all":
            return found
        known = {each.subcase for each in found}
        if self.subcase not in known:
            said = f"There is no {words} of subcase {self.subcase}. There are: {listed(known)}."
            raise SolveFailed("parse", said)
        return [each for each in found if each.subcase == self.subcase]

    def sizes(self, response: Response) -> Floats:
        """Size of the component, or the root of the sum of the squares, shape (n, n_nodes)."""
        if self.component == "magnitude":
            return np.asarray(np.linalg.norm(response.values[..., :3], axis=2))
        return np.asarray(np.abs(response.values[..., COLUMNS[self.component]]))

    def curve(self, response: Response, node: int, peak: tuple[float, float]) -> CurvePlot:
        """The response at one grid point, to be drawn.

        Args:
            response: As `selected` gives it.
            node: The place of the grid point in it.
            peak: Where it is, and its size.
        """
        values = self.sizes(response)[:, node]
        if response.table == "transient_response" and self.component != "magnitude":
            values = response.values[:, node, COLUMNS[self.component]].real
        part = "" if self.component == "magnitude" else f" {self.component}"
        return CurvePlot(
            over="time" if response.table == "transient_response" else "frequency",
            what=f"{self.quantity}{part}",
            subcase=response.subcase,
            node=int(response.nodes[node]),
            of="element" if self.elemental else "grid",
            at=tuple(response.at.tolist()),
            values=tuple(values.tolist()),
            peak_at=peak[0],
            peak=peak[1],
        )

    def leading(self, response: Response, number: int, node: int) -> complex:
        """The component at one place, or of a resultant its largest one."""
        values: Numbers = response.values[number, node]
        if self.component == "magnitude":
            return complex(values[int(np.abs(values[:3]).argmax())])
        return complex(values[COLUMNS[self.component]])


def _at_ids(response: Response, nodes: Ids, words: str) -> Response:
    missing = sorted(set(nodes) - set(response.nodes.tolist()))
    if missing or not len(response.nodes):
        kind = "element" if response.quantity in MEASURES else "grid point"
        which = f"{kind} {missing[0]}" if missing else f"any {kind}"
        said = f"The file has no {words} of {which}; a SET may have left it out."
        raise SolveFailed("parse", said)
    rows: Ints = np.flatnonzero(np.isin(response.nodes, nodes or response.nodes))
    return Response(
        response.table,
        response.quantity,
        response.subcase,
        response.at,
        response.nodes[rows],
        response.values[:, rows],
    )
