"""The gate: what a deck may hold. Anything else is refused by name, never ignored."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from atomizer.engine.deck.card import Card
from atomizer.engine.deck.deck import Deck
from atomizer.engine.solvers.embedded.cases import Discipline
from atomizer.engine.solvers.embedded.fatal import BadValue, Fatal, unsupported

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

READ = {
    "GRID", "GRDSET", "CORD1R", "CORD1C", "CORD1S", "CORD2R", "CORD2C", "CORD2S", "CROD", "CONROD",
    "SPOINT", "BAROR", "BEAMOR",
    "PROD", "CTUBE", "PTUBE", "CBAR", "PBAR", "PBARL", "CBEAM", "PBEAM", "PBEAML",
    "CELAS1", "CELAS2", "CELAS3", "CELAS4", "PELAS", "CBUSH", "PBUSH", "CMASS1", "PMASS", "CMASS2",
    "CMASS3", "CMASS4", "CDAMP3", "CDAMP4", "SLOAD", "FORCE1", "FORCE2",
    "MOMENT1", "MOMENT2", "ACCEL1", "CQUAD4", "CTRIA3", "PSHELL",
    "CSHEAR", "PSHEAR",
    "PCOMP", "PCOMPG", "CTETRA", "CPENTA", "CHEXA", "PSOLID", "MAT1", "MAT2", "MAT8", "MAT9", "SPC",
    "SPC1", "SPCADD", "SPCD", "MPC", "MPCADD", "FORCE", "MOMENT", "PLOAD", "PLOAD1", "PLOAD2",
    "PLOAD4", "GRAV", "RFORCE", "TEMP", "TEMPD", "LOAD", "CONM1", "CONM2", "RBAR", "RBE1", "RBE2",
    "RBE3", "EIGRL", "EIGB", "EIGR", "PARAM",
    "CDAMP1", "CDAMP2", "PDAMP", "CVISC", "PVISC", "DLOAD", "RLOAD1", "RLOAD2", "TLOAD1", "TLOAD2",
    "DAREA", "DELAY", "DPHASE", "TABLED1", "TABLED2", "TABLED3", "TABLED4", "TABDMP1", "FREQ",
    "FREQ1", "FREQ2", "FREQ3", "FREQ4", "TSTEP",
}  # fmt: skip
HEAT_READ = {
    "BAROR", "BEAMOR",
    "GRID", "SPOINT", "GRDSET", "CORD1R", "CORD1C", "CORD1S", "CORD2R", "CORD2C", "CORD2S", "CROD",
    "CONROD", "PROD", "CTUBE", "PTUBE", "CBAR", "PBAR", "PBARL", "CBEAM", "PBEAM", "PBEAML",
    "CELAS1", "CELAS2", "CELAS3", "CELAS4", "PELAS", "CQUAD4", "CTRIA3", "PSHELL", "CTETRA",
    "CPENTA", "CHEXA",
    "PSOLID", "MAT4", "MAT5", "CHBDYE", "CHBDYG", "CHBDYP", "PHBDY", "CONV", "PCONV", "TEMPBC",
    "SPC", "SPC1", "SPCADD", "SPCD", "MPC", "MPCADD", "QBDY1", "QBDY2", "QBDY3", "QHBDY", "QVOL",
    "SLOAD", "LOAD", "PARAM",
}  # fmt: skip
NO_HEAT = {
    "TEMP", "TEMPD", "NLPARM", "MAT1", "MAT2", "MAT8", "MAT9", "CONM1", "CONM2", "CMASS1", "PMASS",
    "CMASS2", "EIGRL",
}  # fmt: skip
"""What only a nonlinear iteration begins with, and what only structures have."""
NO_FORCE = {"MAT4", "MAT5"}
"""What only heat transfer reads of what belongs to both."""
WITHOUT_EFFECT = {
    "ENDDATA", "PLOTEL", "DESVAR", "DVPREL1", "DVPREL2", "DVMREL1", "DVMREL2", "DVCREL1", "DVCREL2",
    "DVGRID", "DRESP1", "DRESP2", "DCONSTR", "DCONADD", "DLINK", "DDVAL", "DOPTPRM", "DSCREEN",
    "DEQATN", "DTABLE", "USET", "USET1", "MDLPRM", "SET1", "SET3", "SEQGP",
}  # fmt: skip
"""Plot elements, sets for DMAP, aeroelasticity or panels, the order of equations, and what only
solution 200 reads."""

FORBIDDEN_PARAMETERS = {"INREL": (0,), "LGDISP": (-1, 0), "FOLLOWK": ("NO",)}
"""Parameters that change the answer, with the values that do not."""

BOUNDS = {
    "EPZERO": (0.0, 1e-3), "K6ROT": (0.0, 1e8), "MAXRATIO": (1.0, 1e30), "SNORM": (0.0, 180.0),
    "WTMASS": (0.0, 1e30), "W3": (0.0, 1e30), "W4": (0.0, 1e30),
}  # fmt: skip
"""Between which a parameter may be; beyond them it frees energy, or holds all there is."""

RESPONSES = (11, 12, 111, 112)
KNOWN_PARAMETERS = {
    "AUTOSPC", "COUPMASS", "EPZERO", "GRDPNT", "K6ROT", "MAXRATIO", "POST", "SNORM", "WTMASS",
}  # fmt: skip
OF_FILES = {
    "DBCCONV", "NASPRT", "OGEOM", "OIBULK", "OMACHPR", "PATVER", "POSTEXT", "PRGPST", "PRTMAXIM",
    "UNITSYS", "USETPRT",
}  # fmt: skip
"""Parameters of prints and of what else an OP2 of Nastran holds: none of a result."""
OF_RESPONSES = {
    "DFREQ", "G", "HFREQ", "KDAMP", "LFREQ", "LMODES", "RESVEC", "W3", "W4",
}  # fmt: skip
"""Parameters of solutions 111 and 112."""


TOO_LARGE_AN_ID = 100_000_000
"""Nastran's own bound; ids of ten times that do not fit into the words of an OP2."""

ACCEPTED: Mapping[Discipline, set[str]] = {
    "structure": READ | NO_FORCE | WITHOUT_EFFECT,
    "heat": HEAT_READ | NO_HEAT | WITHOUT_EFFECT,
}


def need_accepted(bdf: "BDF", deck: Path, discipline: Discipline = "structure") -> list[str]:
    """Refuse what the solver does not know; answers with warnings for the F06.

    Raises:
        Fatal: a card or a parameter is not supported.
    """
    for name in sorted(bdf.card_count):
        if name not in ACCEPTED[discipline]:
            raise _card(name, deck)
    _need_points(bdf)
    _need_output_only(bdf)
    warnings = [warning for name in sorted(bdf.params) if (warning := _parameter(bdf, name))]
    return warnings + _historic_methods(bdf)


def _historic_methods(bdf: "BDF") -> list[str]:
    """A warning for each EIGR whose method Lanczos stands in for."""
    cards = [bdf.methods[sid] for sid in sorted(bdf.methods)]
    historic = [card for card in cards if card.type == "EIGR" and card.method != "LAN"]
    return [f"EIGR {card.sid}: LANCZOS ANSWERS METHOD {card.method}." for card in historic]


def _need_points(bdf: "BDF") -> None:
    """Refuse a deck without grid points, and ids that no result file could name."""
    if not bdf.nodes and not bdf.spoints:
        raise Fatal("THE DECK HAS NO GRID POINTS.")
    for name, ids in (("GRID POINT", bdf.nodes), ("ELEMENT", bdf.elements)):
        if max(ids, default=0) >= TOO_LARGE_AN_ID:
            raise Fatal(f"{name} ID {max(ids)} IS NOT BELOW {TOO_LARGE_AN_ID}.")


def _need_output_only(bdf: "BDF") -> None:
    """Refuse MDLPRM but for HDF5, which asks for one more result file."""
    given = sorted(bdf.mdlprm.mdlprm_dict) if bdf.mdlprm else []
    for name in given:
        if name != "HDF5":
            raise unsupported(f"MDLPRM {name}")


def _card(name: str, deck: Path) -> Fatal:
    """The refusal of a card, with the id and the line of the first one."""
    found = next(iter(Deck.read(deck).cards(name)), None)
    if found is None:
        return unsupported(f"BULK DATA ENTRY {name}")
    return unsupported(f"BULK DATA ENTRY {name}", found.field(1), _line(found))


def _need_within(name: str, value: float) -> None:
    """Refuse the value of a parameter that is beyond its bounds."""
    least, most = BOUNDS[name]
    if not least <= value <= most:
        said = f"IT IS {value:g} AND MUST BE BETWEEN {least:g} AND {most:g}"
        raise BadValue("PARAM", name, said)


def line_of(deck: Path, name: str, number: int | str) -> str | None:
    """On which line an entry with that first field begins, and of which included file."""
    cards = Deck.read(deck).cards(name)
    return next((_line(card) for card in cards if card.field(1).upper() == str(number)), None)


def _line(card: Card) -> str:
    file = f" OF {card.file}" if card.source else ""
    return f"{card.first + 1}{file}"


def _parameter(bdf: "BDF", name: str) -> str:
    """A warning for a parameter without effect; empty for one that has its effect or none."""
    value = bdf.params[name].values[0]
    if name in FORBIDDEN_PARAMETERS and value not in FORBIDDEN_PARAMETERS[name]:
        raise unsupported(f"PARAM {name} {value}")
    if name in BOUNDS and isinstance(value, int | float):
        _need_within(name, float(value))
    if name in KNOWN_PARAMETERS | OF_FILES or name in FORBIDDEN_PARAMETERS:
        return ""
    if name in OF_RESPONSES and bdf.sol in RESPONSES:
        return ""
    return f"PARAM {name} HAS NO EFFECT IN THE EMBEDDED SOLVER."
