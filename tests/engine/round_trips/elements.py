"""Tables of elements: each builder makes one line of the list."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from atomizer.engine.op2.records import Op2File
from atomizer.engine.op2.tables import Rows, rod_rows, write_stress
from atomizer.engine.results import Results
from atomizer.engine.results.op2_tables import RENAMED, SOURCES, SUBTOTAL
from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.cases import Case
from atomizer.engine.solvers.embedded.elements import FAMILIES, read_elements
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.energy import Energy
from atomizer.engine.solvers.embedded.op2.elements import Kind, blocks, write_blocks
from atomizer.engine.solvers.embedded.op2.energy import energy_blocks, write_energy
from atomizer.engine.solvers.embedded.op2.heat import flux_rows, inflow_rows, write_elements
from atomizer.engine.solvers.embedded.recovery import Mode, Shape, State
from atomizer.engine.solvers.embedded.requests import SILENT
from atomizer.engine.solvers.embedded.static import Answer
from tests.engine.round_trips.points import heat_answer, write_still, write_temperatures
from tests.engine.round_trips.trip import CASE, IDS, POINTS, Draw, Trip, Write, only
from tests.engine.solvers.decks import model
from tests.engine.solvers.kinds import KINDS, MATERIAL, SCALAR_KINDS, placed

if TYPE_CHECKING:
    from pyNastran.op2.op2 import OP2

TWO = np.array([1, 7])
"""Ids of the elements in each table."""
MADE = {kind.name: kind for kind in (*KINDS, *SCALAR_KINDS)}
KNOWN = {
    f"{source.family}.{source.attribute(card)}": (table, card)
    for table, source in SOURCES.items()
    for card in source.cards
}
"""What `read_results` makes of pyNastran's tables."""
CORNERS = replace(CASE, corners=True)
FLUXES = ("grad1", "grad2", "grad3", "flux1", "flux2", "flux3")
INFLOWS = ("fapplied", "free_conv", "ftotal")
ENERGIES = ("strain_energy", "percent", "strain_energy_density")

Arrange = Callable[[Floats], Floats]
"""From the values of a family to rows of the columns that are compared."""


def of_elements(
    kind: Kind, name: str, theirs: str, headers: str, arrange: Arrange | None = None,
    of: Case | Mode = CASE,
) -> Trip:  # fmt: skip
    """Stresses or forces of two elements of a kind in statics, or in a mode.

    Args:
        name: Of the kind of element.
        theirs: pyNastran's family and table.
        headers: Columns, as pyNastran names them.
        arrange: Needed where the columns are not the family's own numbers in their order.
    """
    names, bulk = headers.split(), twice(name)

    def write(file: Op2File, draw: Draw) -> Floats:
        own = model(bulk)
        family, answer = strained(read_elements(own)), _state(of, len(own.grid))
        values = draw(*kind.recover(family, answer).shape)
        drawn = kind._replace(recover=lambda family, answer: values)
        write_still(file, own.grid.ids, own.grid.kinds)
        write_blocks(file, drawn, blocks(drawn, [family], [answer], own.grid.ids, SILENT))
        return _with_ids(arrange(values) if arrange else values.reshape(-1, len(names)))

    card = _card(name)
    table = (kind.name, card, name, *_of(of))
    return Trip(table, write_blocks, write, *_found(theirs, names), bulk)


def energy(name: str, theirs: str, mode: Mode | None = None) -> Trip:
    """Strain energies of two elements, their part of all and their density."""
    bulk = twice(name)

    def write(file: Op2File, draw: Draw) -> Floats:
        own, values = model(bulk), 1.0 + np.abs(draw(2))
        family = strained(read_elements(own))
        write_still(file, own.grid.ids, own.grid.kinds)
        energies = Energy([values], values.sum())
        write_energy(file, energy_blocks([family], energies, (CASE, SILENT), mode))
        volume = family.volumes()
        density = np.where(volume > 0, values / np.where(volume > 0, volume, 1.0), 0.0)
        return _with_ids(np.column_stack([values, 100.0 * values / values.sum(), density]))

    table = ("ONRGY1", _card(name), name, *_of(mode or CASE))
    return Trip(table, write_energy, write, *_found(theirs, ENERGIES), bulk)


def flux(card: str, theirs: str) -> Trip:
    """Gradients and fluxes of two elements."""

    def rows(draw: Draw) -> tuple[Rows, Floats]:
        values = draw(2, 6)
        return flux_rows(card, TWO, values[:, :3], values[:, 3:]), values

    found = _found(theirs, FLUXES)
    return Trip(("OEF1X", card), write_elements, _heating(card, rows), *found, pair(card))


def inflow(card: str, theirs: str) -> Trip:
    """Heat into two surfaces by loads and by convection, and their sum."""

    def rows(draw: Draw) -> tuple[Rows, Floats]:
        given, convected = draw(2, 2)
        values = np.column_stack([given, convected, given + convected])
        return inflow_rows(card, TWO, given, convected), values

    found = _found(theirs, INFLOWS)
    return Trip(("OEF1X", card), write_elements, _heating(card, rows), *found, pair(card))


def rods_of_any_solver() -> Trip:
    """The writer of stresses for solvers that write no OP2; the rows are those of all."""

    def write(file: Op2File, draw: Draw) -> Floats:
        values = draw(2, 2)
        write_still(file)
        write_stress(file, {"CROD": [(CASE, rod_rows(TWO, values[:, 0], values[:, 1]))]})
        return _with_ids(values)

    found = _found("stress.crod_stress", ("axial", "torsion"))
    return Trip(("OES1X1", "any", "CROD"), write_stress, write, *found, pair("CROD"))


def beam_stress(values: Floats) -> Floats:
    """C, D, E, F at both ends with the axial stress."""
    return (values[:, :8] + values[:, 8:]).reshape(-1, 4)


def bar_force(values: Floats) -> Floats:
    """All of end A, then the moments at end B."""
    return np.hstack([values[:, 0], values[:, 1, :2]])


def _element(name: str) -> str:
    """The bulk data of the element of a kind."""
    return next(line for line in MADE[name].bulk if line.partition(",")[0] in FAMILIES)


def _card(name: str) -> str:
    return _element(name).partition(",")[0]


def twice(name: str) -> list[str]:
    """Bulk data of two elements of a kind, between the same grid points."""
    card, rest = _element(name).split(f",{TWO[0]},", 1)
    points = np.vstack([placed(MADE[name], np.zeros((8, 3))), [[9.0, 40.0, 7.0]]])
    return [MATERIAL, *MADE[name].bulk, f"{card},{TWO[1]},{rest}", *MADE[name].written(points)]


FIELDS = {
    "CONROD": "4,9,1,1.", "CBAR": "1,4,9,0.,1.,0.", "CBEAM": "1,4,9,0.,1.,0.", "CHBDYE": "1,1",
    "CHBDYG": ",AREA3,,,,,\n,4,9,20", "CHBDYP": "1,LINE,,,4,9",
    "CHEXA": "1,4,9,20,31,32,33\n,34,35",
}  # fmt: skip
"""What stands behind the id of an element."""
CORNER_COUNTS = {"CTRIA3": 3, "CQUAD4": 4, "CTETRA": 4, "CPENTA": 6}


def pair(card: str) -> list[str]:
    """Bulk data of two elements of a card, which need not be sound: no more than their ids."""
    points = ",".join(str(point) for point in (*IDS, *range(31, 34))[: CORNER_COUNTS.get(card, 2)])
    return [*POINTS, *(f"{card},{each},{FIELDS.get(card, f'1,{points}')}" for each in TWO)]


def strained(families: Sequence[Elements]) -> Elements:
    (family,) = families
    assert family.ids.tolist() == TWO.tolist()
    return family


def _of(of: Case | Mode) -> tuple[str, ...]:
    """How a line of the list says what it is of."""
    if isinstance(of, Mode):
        return (f"mode {of.approach}",)
    return ("corners",) if of.corners else ()


def _state(of: Case | Mode, points: int) -> State:
    """A state that is nothing but its subcase, or its mode."""
    none = np.zeros((points, 6))
    if isinstance(of, Mode):
        return Shape(CASE, none, of)
    return Answer(of, none, none, none, none, 0.0, None, {})


def _with_ids(values: Floats) -> Floats:
    """Rows of two elements behind their ids."""
    return np.column_stack([TWO.repeat(len(values) // 2), values])


def _heating(card: str, rows: Callable[[Draw], tuple[Rows, Floats]]) -> Write:
    def write(file: Op2File, draw: Draw) -> Floats:
        table, values = rows(draw)
        write_temperatures(file)
        write_elements(file, [(card, [(heat_answer(), table)])])
        return _with_ids(values)

    return write


def _found(
    theirs: str, names: Sequence[str]
) -> tuple[Callable[["OP2"], Floats], Callable[[Results], Floats] | None]:
    """What pyNastran finds in one of its tables, and `read_results` if it knows that table."""
    family, attribute = theirs.split(".")

    def by_pynastran(op2: "OP2") -> Floats:
        found: Any = only(getattr(getattr(op2.op2_results, family), attribute))
        headers = [RENAMED.get(header, header) for header in map(str, found.get_headers())]
        rows = np.column_stack([_row_ids(found), found.data[0][:, list(map(headers.index, names))]])
        return rows[rows[:, 0] < SUBTOTAL]

    def by_us(results: Results) -> Floats:
        (found,) = (t for t in results.element_tables if (t.table, t.card) == KNOWN[theirs])
        return np.column_stack([found.elements, *found.columns(*names)])

    return by_pynastran, by_us if theirs in KNOWN else None


def _row_ids(found: Any) -> Any:
    """Element id of each row of pyNastran's table."""
    pairs = getattr(found, "element_node", getattr(found, "element_layer", None))
    return np.ravel(found.element) if pairs is None else pairs[:, 0]
