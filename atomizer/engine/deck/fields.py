"""Names of the fields a design can change, with the field positions of the reference guide.

Source: MSC Nastran Quick Reference Guide, the tables of the bulk data entries. Positions count
as there: field 1 is the name, field 10 the continuation mark, field 12 the first of the second
line. Entries whose layout depends on their content are in `layouts`.
"""

from dataclasses import dataclass
from typing import Literal

Role = Literal["property", "section", "material", "mass", "element", "grid"]


@dataclass(frozen=True)
class Slot:
    """A named field: its index in `Card.fields` and what it means.

    `listed` slots are shown as parameters; the others can be named but are rarely designed.
    """

    index: int
    says: str
    listed: bool = True


def index_of(position: int) -> int | None:
    """Index in `Card.fields` of a position of the guide; None where a continuation mark stands."""
    row, column = divmod(position - 1, 10)
    return row * 8 + column if 1 <= column <= 8 else None


def _run(names: str, position: int, says: str) -> tuple[tuple[str, int, str], ...]:
    """Fields of one meaning that stand side by side."""
    return tuple((name, position + i, says) for i, name in enumerate(names.split()))


ROLES: dict[str, Role] = {
    **dict.fromkeys(("PSHELL", "PCOMP", "PELAS", "PBUSH", "PSHEAR", "PDAMP"), "property"),
    **dict.fromkeys(("PROD", "PTUBE", "PBAR", "PBARL", "PBEAM", "PBEAML"), "section"),
    **dict.fromkeys(("MAT1", "MAT2", "MAT4", "MAT8", "MAT9"), "material"),
    **dict.fromkeys(("CONM2", "PMASS"), "mass"),
    **dict.fromkeys(("CQUAD4", "CTRIA3", "CBAR", "CBEAM", "CELAS2", "CONROD"), "element"),
    "GRID": "grid",
}
"""What a card is; in the order in which parameters are listed."""

_ELEMENT_NAMES = """
CBAR CBEAM CBEAM3 CBEND CBUSH CBUSH1D CBUSH2D CDAMP1 CDAMP2 CDAMP3 CDAMP4 CELAS1 CELAS2 CELAS3
CELAS4 CFAST CGAP CHBDYE CHBDYG CHBDYP CHEXA CMASS1 CMASS2 CMASS3 CMASS4 CONM1 CONM2 CONROD CPENTA
CPYRAM CQUAD CQUAD4 CQUAD8 CQUADR CQUADX CROD CSEAM CSHEAR CTETRA CTRIA3 CTRIA6 CTRIAR CTRIAX
CTRIAX6 CTUBE CVISC CWELD
"""

ELEMENTS = frozenset(_ELEMENT_NAMES.split())
"""Entries that are elements, masses included; rigid elements (RBE2 ...) are not counted."""

LISTED_ROLES: tuple[Role, ...] = ("property", "section", "material", "mass")

_SHOWN: dict[str, tuple[tuple[str, int, str], ...]] = {
    "PSHELL": (
        ("T", 4, "thickness"),
        ("12I/T3", 6, "bending stiffness ratio"),
        ("TS/T", 8, "transverse shear ratio"),
        ("NSM", 9, "non-structural mass"),
        ("Z1", 12, "stress recovery distance"),
        ("Z2", 13, "stress recovery distance"),
    ),
    "PSHEAR": (("T", 4, "thickness"), ("NSM", 5, "non-structural mass")),
    "PROD": (
        ("A", 4, "cross-section area"),
        ("J", 5, "torsion constant"),
        ("C", 6, "torsion stress coefficient"),
        ("NSM", 7, "non-structural mass"),
    ),
    "PTUBE": (
        ("OD", 4, "outer diameter"),
        ("T", 5, "wall thickness"),
        ("NSM", 6, "non-structural mass"),
        ("OD2", 7, "outer diameter at end B"),
    ),
    "PBAR": (
        ("A", 4, "cross-section area"),
        ("I1", 5, "bending inertia"),
        ("I2", 6, "bending inertia"),
        ("J", 7, "torsion constant"),
        ("NSM", 8, "non-structural mass"),
        ("I12", 24, "product of inertia"),
    ),
    "PELAS": (("K1", 3, "spring stiffness"), ("GE1", 4, "damping"), ("S1", 5, "stress factor")),
    "PDAMP": (("B1", 3, "damping"),),
    "PMASS": (("M1", 3, "mass"),),
    "CONM2": (("M", 5, "mass"),),
    "MAT1": (
        ("E", 3, "Young's modulus"),
        ("G", 4, "shear modulus"),
        ("NU", 5, "Poisson's ratio"),
        ("RHO", 6, "density"),
        ("A", 7, "thermal expansion"),
        ("TREF", 8, "reference temperature"),
        ("GE", 9, "damping"),
        ("ST", 12, "stress limit in tension"),
        ("SC", 13, "stress limit in compression"),
        ("SS", 14, "stress limit in shear"),
    ),
    "MAT2": (
        *_run("G11 G12 G13 G22 G23 G33", 3, "stiffness"),
        ("RHO", 9, "density"),
    ),
    "MAT4": (
        ("K", 3, "thermal conductivity"),
        ("CP", 4, "heat capacity"),
        ("RHO", 5, "density"),
        ("H", 6, "convection coefficient"),
    ),
    "MAT8": (
        ("E1", 3, "Young's modulus along the fibres"),
        ("E2", 4, "Young's modulus across the fibres"),
        ("NU12", 5, "Poisson's ratio"),
        ("G12", 6, "in-plane shear modulus"),
        ("G1Z", 7, "transverse shear modulus"),
        ("G2Z", 8, "transverse shear modulus"),
        ("RHO", 9, "density"),
        *_run("A1 A2", 12, "thermal expansion"),
        *_run("XT XC YT YC S", 15, "strength"),
    ),
    "MAT9": (
        *_run("G11 G12 G13 G14 G15 G16 G22", 3, "stiffness"),
        *_run("G23 G24 G25 G26 G33 G34 G35 G36", 12, "stiffness"),
        *_run("G44 G45 G46 G55 G56 G66", 22, "stiffness"),
        ("RHO", 28, "density"),
    ),
}

_HIDDEN: dict[str, tuple[tuple[str, int, str], ...]] = {
    "PSHEAR": (("F1", 6, "effectiveness factor"), ("F2", 7, "effectiveness factor")),
    "PBAR": (
        *_run("C1 C2 D1 D2 E1 E2 F1 F2", 12, "stress point"),
        *_run("K1 K2", 22, "shear area factor"),
    ),
    "CONM2": (
        *_run("X1 X2 X3", 6, "offset"),
        *_run("I11 I21 I22 I31 I32 I33", 12, "inertia"),
    ),
    "CQUAD4": (
        ("THETA", 8, "material angle"),
        ("ZOFFS", 9, "offset"),
        *_run("T1 T2 T3 T4", 14, "thickness at a corner"),
    ),
    "CTRIA3": (
        ("THETA", 7, "material angle"),
        ("ZOFFS", 8, "offset"),
        *_run("T1 T2 T3", 14, "thickness at a corner"),
    ),
    "CBAR": (
        *_run("X1 X2 X3", 6, "orientation"),
        *_run("W1A W2A W3A W1B W2B W3B", 14, "offset"),
    ),
    "CELAS2": (("K", 3, "spring stiffness"), ("GE", 8, "damping"), ("S", 9, "stress factor")),
    "CONROD": (
        ("A", 6, "cross-section area"),
        ("J", 7, "torsion constant"),
        ("C", 8, "torsion stress coefficient"),
        ("NSM", 9, "non-structural mass"),
    ),
    "GRID": _run("X1 X2 X3", 4, "coordinate"),
}
_HIDDEN["CBEAM"] = _HIDDEN["CBAR"]


def fixed_slots(name: str) -> dict[str, Slot]:
    """Named fields of a card whose layout never changes."""
    shown = {field: Slot(index_of(at) or 0, says) for field, at, says in _SHOWN.get(name, ())}
    return shown | {
        field: Slot(index_of(at) or 0, says, listed=False)
        for field, at, says in _HIDDEN.get(name, ())
    }
