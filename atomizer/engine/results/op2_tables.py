"""Tables of an OP2 as pyNastran reads them, turned into arrays with named columns.

Only static tables count; a file of another solution may hold the static preload beside its modes.
Keys of pyNastran's tables are subcases or tuples, so the subcase is asked of the table itself.
"""

import warnings
from collections.abc import Collection, Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path
from struct import pack
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results.results import ElementTable, Floats, Ints, ModeKind, Numbers, Table

if TYPE_CHECKING:
    from pyNastran.op2.op2 import OP2

ENDS = tuple(
    3 * (pack(f"{order}i", size) + pack(f"{order}{word}", 0) + pack(f"{order}i", size))
    for order in "<>"
    for word, size in (("i", 4), ("q", 8))
)
STATIC, NONLINEAR = 1, 10  # pyNastran's analysis codes
ANALYSIS: Mapping[ModeKind, int] = {"natural": 2, "buckling": 8}
"""Those of modes."""
SUBTOTAL = 100000000
"""The id of the row with the sum of a table of strain energies."""
HEAT = (STATIC, NONLINEAR)
"""How steady heat transfer is written: nonlinear, by Nastran; of its load steps the last counts."""


class Source(NamedTuple):
    """Where pyNastran keeps a table of elements: `op2_results.<family>.<card>_<suffix>`."""

    family: str
    suffix: str
    cards: tuple[str, ...]
    codes: tuple[int, ...] = (STATIC,)

    def attribute(self, card: str) -> str:
        """The name of the table of a card within its family."""
        return f"{card.lower()}_{self.suffix}"


SHELLS = ("CQUAD4", "CTRIA3", "CQUADR", "CTRIAR", "CQUAD8", "CTRIA6")
RODS = ("CROD", "CONROD", "CTUBE")
ENERGETIC = (
    *RODS, *SHELLS, "CBAR", "CBEAM", "CELAS1", "CELAS2", "CELAS3", "CELAS4", "CBUSH", "CSHEAR",
    "CTETRA", "CPENTA", "CHEXA", "CPYRAM",
)  # fmt: skip
CONDUCTING = (
    *("CROD", "CONROD", "CTUBE", "CBAR", "CBEAM", "CQUAD4", "CTRIA3", "CQUAD8", "CTRIA6"),
    *("CTETRA", "CPENTA", "CHEXA"),
)
SOURCES: Mapping[Table, Source] = {
    "rod_stress": Source("stress", "stress", RODS),
    "bar_stress": Source("stress", "stress", ("CBAR",)),
    "beam_stress": Source("stress", "stress", ("CBEAM",)),
    "shell_stress": Source("stress", "stress", SHELLS),
    "ply_stress": Source("stress", "composite_stress", SHELLS),
    "solid_stress": Source("stress", "stress", ("CTETRA", "CPENTA", "CHEXA", "CPYRAM")),
    "rod_force": Source("force", "force", RODS),
    "bar_force": Source("force", "force", ("CBAR",)),
    "beam_force": Source("force", "force", ("CBEAM",)),
    "spring_force": Source("force", "force", ("CELAS1", "CELAS2", "CELAS3", "CELAS4")),
    "bushing_force": Source("force", "force", ("CBUSH",)),
    "shell_force": Source("force", "force", SHELLS),
    "strain_energy": Source("strain_energy", "strain_energy", ENERGETIC),
    "element_flux": Source("thermal_load", "thermal_load", CONDUCTING, HEAT),
    "surface_heat": Source("thermal_load", "thermal_load", ("CHBDYE", "CHBDYG", "CHBDYP"), HEAT),
}
VECTORS: Mapping[Table, str] = {
    "displacement": "displacements",
    "reactions": "spc_forces",
    "mpc_forces": "mpc_forces",
}
TEMPERATURES, CONSTRAINT = "temperatures", "thermal_gradient_and_flux"
"""pyNastran's names of the heat tables at points; the second is OQG1, whatever it is called."""
RENAMED = {
    f"{axis}{what}": f"{what}{number}"
    for what in ("grad", "flux")
    for number, axis in enumerate("xyz", start=1)
}
"""Columns of lines, named as those of shells and solids are."""
COMPLEX: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("s1a", "s1b", "s1c", "s1d", "axial", "s2a", "s2b", "s2c", "s2d"):
    ("s1a", "s2a", "s3a", "s4a", "axial", "s1b", "s2b", "s3b", "s4b"),
    ("axial_force", "torque"): ("axial", "torsion"),
}  # fmt: skip
"""Columns that are called otherwise where numbers are complex, as they are called in statics."""
RESPONSES = {"frequency_response", "transient_response"}
DROPPED = {"SMa", "SMt", "MS_tension", "MS_compression"}
"""Margins of safety: an integer where none was asked for, so not always a number."""


def open_op2(path: Path, tables: Collection[Table]) -> "OP2":
    """Read the asked tables of an OP2.

    Raises:
        SolveFailed: the file cannot be read.
    """
    if not path.is_file():
        raise SolveFailed("parse", f"There is no result file {path.name}.")
    _need_whole(path)
    try:
        with warnings.catch_warnings(), redirect_stdout(StringIO()):
            warnings.simplefilter("ignore")  # pyNastran warns about its own source, and prints
            return _read(path, _names(tables))
    except Exception as error:
        said = " ".join(str(error).split())[:300] or "no reason given"
        message = f"pyNastran cannot read {path.name}: {type(error).__name__}: {said}"
        raise SolveFailed("parse", message) from error


def _need_whole(path: Path) -> None:
    """Refuse a file that is cut off: it must end with the three zero markers of its last table."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - max(map(len, ENDS))))
        last = file.read()
    if not last.endswith(ENDS):
        raise SolveFailed("parse", f"{path.name} is cut off after {size} bytes.")


def _read(path: Path, names: list[str]) -> "OP2":
    from cpylog import SimpleLogger  # type: ignore[import-untyped]  # ships no types
    from pyNastran.op2.op2 import OP2

    op2 = OP2(log=SimpleLogger("critical", log_func=_silent))
    op2.set_results(names)
    op2.read_op2(str(path), build_dataframe=False)
    return op2


def _silent(kind: str, name: str, line: int, message: str) -> None:
    """Take a log message and say nothing; what matters arrives as an exception."""


def vectors(op2: "OP2", table: Table) -> Iterator[tuple[int, str, Ints, Floats]]:
    """Subcase, table name, grid points, and six components at each, shape (n, 6)."""
    for found in _static(getattr(op2, VECTORS[table])):
        grids = found.node_gridtype[:, 1] == 1
        values = finite(found.data[0][grids], f"{table} of subcase {found.isubcase}")
        yield int(found.isubcase), found.table_name, found.node_gridtype[grids, 0], values


def heat_at_points(op2: "OP2", name: str) -> Iterator[tuple[int, Ints, Floats]]:
    """Subcase, ids of grid and scalar points, and the number of each, shape (n,).

    Args:
        name: TEMPERATURES or CONSTRAINT.
    """
    for found in _of_codes(getattr(op2, name), HEAT):
        what = f"{name.replace('_', ' ')} of subcase {found.isubcase}"
        yield int(found.isubcase), found.node_gridtype[:, 0], finite(found.data[-1][:, 0], what)


def element_tables(op2: "OP2", tables: Collection[Table]) -> Iterator[ElementTable]:
    """The asked tables of elements."""
    for table, source in SOURCES.items():
        for card in source.cards if table in tables else ():
            family = getattr(op2.op2_results, source.family)
            for found in _of_codes(getattr(family, source.attribute(card)), source.codes):
                yield _element_table(table, card, found, len(found.data) - 1)
            for found in getattr(family, source.attribute(card)).values():
                yield from _of_modes(table, card, found)


def _names(tables: Collection[Table]) -> list[str]:
    names = [VECTORS[table] for table in tables if table in VECTORS]
    names += ["eigenvectors", "eigenvalues"] if "modes" in tables else []
    names += [TEMPERATURES, CONSTRAINT] if "temperature" in tables else []
    names += ["velocities", "accelerations"] if RESPONSES & set(tables) else []
    sources = [SOURCES[table] for table in tables if table in SOURCES]
    names += ["element_forces"] if any(s.family == "thermal_load" for s in sources) else []
    return names + [f"{s.family}.{s.attribute(card)}" for s in sources for card in s.cards]


def _static(by_key: Mapping[Any, Any]) -> Iterator[Any]:
    """Static tables in the order of their subcases, each subcase once."""
    return _of_codes(by_key, (STATIC,))


def _of_codes(by_key: Mapping[Any, Any], codes: Collection[int]) -> Iterator[Any]:
    """Tables of some analysis codes in the order of their subcases, each subcase once."""
    found = [table for table in by_key.values() if table.analysis_code in codes]
    found.sort(key=lambda table: int(table.isubcase))
    for before, table in zip([None, *found], found, strict=False):
        if before is not None and before.isubcase == table.isubcase:
            raise SolveFailed("parse", f"Subcase {table.isubcase} has its results twice.")
        yield table


def _of_modes(table: Table, card: str, found: Any) -> Iterator[ElementTable]:
    """What a table says of each mode of vibration or of buckling."""
    for kind, code in ANALYSIS.items():
        if found.analysis_code == code:
            for step, mode in enumerate(found._times):
                of_step = _element_table(table, card, found, step)
                yield replace(of_step, mode=int(mode), kind=kind)


def _element_table(table: Table, card: str, found: Any, step: int = 0) -> ElementTable:
    headers = [str(name) for name in found.get_headers()]
    kept = [k for k, name in enumerate(headers) if name not in DROPPED]
    elements, places = rows_of(found, step)
    what = f"{card} {table.partition('_')[2]} of subcase {found.isubcase}"
    written = found.data[step][:, kept]
    if len(written) != len(elements):
        raise SolveFailed("parse", f"The {what} has {len(written)} rows for {len(elements)}.")
    if table == "strain_energy":
        of_elements = (elements > 0) & (elements < SUBTOTAL)
        elements, places, written = elements[of_elements], places[of_elements], written[of_elements]
    values = finite(written, what)
    names = tuple(RENAMED.get(headers[k], headers[k]) for k in kept)
    if hasattr(found, "element_layer"):
        names, values = ("ply", *names), np.column_stack([found.element_layer[:, 1], values])
    return ElementTable(table, card, int(found.isubcase), elements, places, names, values)


def rows_of(found: Any, step: int) -> tuple[Ints, Ints]:
    """Element and grid point of each row."""
    if hasattr(found, "element_node"):
        pairs = np.asarray(found.element_node, np.int64)
        return pairs[:, 0], pairs[:, 1]
    layered = getattr(found, "element_layer", None)
    elements = np.asarray(found.element if layered is None else layered[:, 0], np.int64)
    if elements.ndim == 2:  # strain energies have their elements at each step
        elements = elements[step]
    return elements, np.zeros_like(elements)


def finite(values: Any, what: str) -> Floats:
    """The real values in double precision.

    Raises:
        SolveFailed: they are complex, or one of them is not a number.
    """
    if np.iscomplexobj(values):
        raise SolveFailed("parse", f"The results hold complex numbers: {what}.")
    return np.asarray(_finite(values, np.float64, what))


def finite_complex(values: Any, what: str) -> Numbers:
    """The complex values in double precision.

    Raises:
        SolveFailed: they are real, or one of them is not a number.
    """
    if not np.iscomplexobj(values):
        raise SolveFailed("parse", f"The results hold real numbers: {what}.")
    return _finite(values, np.complex128, what)


def _finite(values: Any, kind: type[Any], what: str) -> Numbers:
    with np.errstate(invalid="ignore"):  # a signalling NaN of a damaged file warns when copied
        found: Numbers = np.asarray(values, kind)
    if not np.isfinite(found).all():
        raise SolveFailed("non_finite", f"The results hold values that are not numbers: {what}.")
    return found
