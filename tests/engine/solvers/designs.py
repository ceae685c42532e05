"""Decks with design variables of every kind, one for each family of elements."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from atomizer.engine.solvers.embedded.sensitivity import (
    BucklingFactor,
    Compliance,
    Displacement,
    Frequency,
    Mass,
    Response,
    Stress,
)
from tests.engine.solvers.bricks import Kind, block
from tests.engine.solvers.decks import deck, grids, quads

CASES = (
    "SPC = 1",
    *("SUBCASE 1", "LOAD = 10"),
    *("SUBCASE 2", "METHOD = 2", "ANALYSIS = MODES"),
    *("SUBCASE 3", "METHOD = 3", "STATSUB = 1", "ANALYSIS = BUCK"),
)
HOT = (*CASES[:3], "TEMPERATURE(LOAD) = 7", *CASES[3:])
WANTED = ("EIGRL,2,,,3", "EIGRL,3,0.,,2")
MATERIAL = "MAT1,1,7.+4,,.3,2.7-3,2.-5,20."
MODAL = (*(Frequency(subcase=2, mode=k) for k in (1, 2)), BucklingFactor(subcase=3, mode=1))
WHOLE = (Mass(), Compliance())


@dataclass(frozen=True)
class Design:
    """A deck, what is differentiated in it, and the fields that are varied by their addresses.

    `reach` is how large a large change of a variable is, where it is not its value.
    """

    name: str
    bulk: tuple[str, ...]
    responses: tuple[Response, ...]
    case: tuple[str, ...] = CASES
    fields: tuple[str, ...] = ()
    reach: Mapping[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return deck((*self.bulk, *WANTED), self.case, "SOL 105")


def varied(number: int, label: str, value: str, relation: str) -> tuple[str, ...]:
    """A DESVAR and the field it is; the relation names entry, id and field."""
    kind = relation.partition(",")[0]
    entry = "DVMREL1" if kind == "MAT1" else "DVCREL1" if kind[0] == "C" else "DVPREL1"
    variable = f"DESVAR,{number},{label},{value},-1.+12,1.+12"
    return variable, f"{entry},{number},{relation}\n,{number},1."


def moved(number: int, label: str, *moves: str) -> tuple[str, ...]:
    """A DESVAR and the grid points it moves; each move is a grid point and a vector."""
    lines = [f"DVGRID,{number},{move.replace(',', ',,1.,', 1)}" for move in moves]
    return (f"DESVAR,{number},{label},1.,-100.,100.", *lines)


def _sheet() -> list[str]:
    """Grid points of a bent and warped sheet of 3 by 2 cells."""
    x, y = np.meshgrid(np.linspace(0, 3.0, 4), np.linspace(0, 2.0, 3))
    z = 0.15 * np.sin(1.3 * x + 0.6 * y) + 0.02 * x * y
    return grids(np.stack([x.ravel(), y.ravel(), z.ravel()], axis=1))


def _triangles() -> list[str]:
    found = []
    for line in quads(3, 2):
        _, number, pid, a, b, c, d = line.split(",")
        found += [f"CTRIA3,{2 * int(number) - 1},{pid},{a},{b},{c}"]
        found += [f"CTRIA3,{2 * int(number)},{pid},{a},{c},{d}"]
    return found


LOADED = (
    *(MATERIAL, "SPC1,1,123456,1,5,9", "FORCE,11,4,,-1.,1.,.1,.2"),
    *("FORCE,11,12,,-1.,1.,0.,-.1", "PLOAD2,12,.001,1,THRU,6", "GRAV,13,,9.81,.3,0.,-1."),
    "LOAD,10,1.,1.,11,1.,12,1.,13",
    *varied(2, "young", "7.+4", "MAT1,1,E"),
    *varied(3, "rho", "2.7-3", "MAT1,1,RHO"),
    *varied(4, "nu", ".3", "MAT1,1,NU"),
    *moved(5, "move", "7,.2,.1,.3", "4,0.,.2,.1"),
)
SHELL = (
    "PSHELL,1,1,.05,1,1.,1,.8333,1.-4",
    *varied(1, "t", ".05", "PSHELL,1,T"),
    *LOADED,
)
_PLATE = (
    *WHOLE,
    Displacement(grid=12, component=3),
    Displacement(grid=7, component=5),
    *(Stress(element=2, item=item, place="Z1") for item in ("xx", "yy", "xy", "von Mises")),
    *(Stress(element=5, item=item, place="Z2") for item in ("major", "minor")),
    *MODAL,
)
QUADS = Design(
    "CQUAD4",
    (*_sheet(), *quads(3, 2), *SHELL),
    _PLATE,
    fields=("PSHELL:1:NSM", "PSHELL:1:12I/T3", "PSHELL:1:TS/T", "GRID:7:X3", "PLOAD2:12:#3"),
    reach={"move": 0.1, "GRID:7:X3": 0.1},
)
TRIANGLES = Design(
    "CTRIA3",
    (*_sheet(), *_triangles(), *(line.replace("THRU,6", "THRU,12") for line in SHELL)),
    _PLATE,
    reach={"move": 0.1},
)
OFFSET = Design(
    "CQUAD4 offset, heated, in turned frames, coupled mass",
    (
        *(f"{line},,5" for line in _sheet()),
        *(f"{line},0.,.03" for line in quads(3, 2)),
        *("CORD2C,5,,9.,-3.,0.,9.,-3.,1.\n,10.,0.,1.", "TEMPD,7,60.", "TEMP,7,6,90."),
        *("PARAM,COUPMASS,1", "PARAM,WTMASS,.5", *SHELL[:-1]),
    ),
    _PLATE,
    HOT,
    fields=("CQUAD4:2:ZOFFS", "MAT1:1:A"),
    reach={"move": 0.1, "CQUAD4:2:ZOFFS": 0.1},
)

LAYERED = Design(
    "CQUAD4 of plies",
    (
        *(*_sheet(), *quads(3, 2), *LOADED, "TEMPD,7,60."),
        "PCOMP,1,-.02,1.-4,,,20.\n,1,.02,30.,YES,2,.03,-45.,YES",
        "MAT8,2,5.+4,1.+4,.3,4.+3,3.+3,2.+3,2.-3\n,1.-5,3.-5,20.",
        *varied(1, "ply", ".02", "PCOMP,1,T1"),
        *varied(6, "angle", "30.", "PCOMP,1,THETA1"),
    ),
    (
        *(*WHOLE, *MODAL, Displacement(grid=12, component=3)),
        *(Stress(element=2, item=item, place="ply 1") for item in ("11", "12", "2z")),
        Stress(element=5, item="22", place="ply 2"),
    ),
    HOT,
    fields=("PCOMP:1:Z0", "MAT8:2:E1", "MAT8:2:G1Z"),
    reach={"move": 0.1},
)

TRUSS = Design(
    "CROD, CONROD, CTUBE",
    (
        *("GRID,1,,0.,0.,0.", "GRID,2,,0.,4.,0.", "GRID,3,,0.,0.,4.", "GRID,4,,5.,1.,1."),
        *("CROD,1,1,1,4", "CONROD,2,2,4,1,.3,.02", "CTUBE,3,3,3,4", "PROD,1,1,.2,.01,.1"),
        *("PTUBE,3,1,.5,.05", MATERIAL, "SPC1,1,123456,1,2,3", "FORCE,11,4,,1.,-1.,-.4,.3"),
        *("RFORCE,12,1,,.2,0.,.3,1.", "LOAD,10,1.,1.,11,1.,12", "TEMPD,7,45."),
        "SPC1,1,456,4",
        *varied(1, "area", ".2", "PROD,1,A"),
        *varied(2, "outer", ".5", "PTUBE,3,OD"),
        *varied(3, "wall", ".05", "PTUBE,3,T"),
        *varied(4, "conrod", ".3", "CONROD,2,A"),
        *varied(5, "rho", "2.7-3", "MAT1,1,RHO"),
        *moved(6, "apex", "4,1.,.5,.2"),
        *moved(7, "centre", "1,.4,.2,.1"),
    ),
    (
        *WHOLE,
        *(Displacement(grid=4, component=k) for k in (1, 2, 3)),
        *(Stress(element=k, item="axial") for k in (1, 2, 3)),
        Frequency(subcase=2, mode=1),
        Frequency(subcase=2, mode=3),
    ),
    HOT[:-4],
    reach={"apex": 2.0, "centre": 2.0},
)

_FRAME = (
    *("GRID,1,,0.,0.,0.", "GRID,2,,0.,0.,3.", "GRID,3,,3.,.5,3.", "GRID,4,,3.5,.4,0."),
    *("GRID,9,,5.,9.,4.", MATERIAL, "SPC1,1,123456,1,4", "SPC1,1,123456,9"),
    *("FORCE,11,2,,-2.,.2,.1,1.", "FORCE,11,3,,-2.,0.,.1,1.", "GRAV,13,,9.81,.3,0.,-1."),
    *("PLOAD1,12,2,FZ,FR,0.,-.5,1.,-1.", "LOAD,10,1.,1.,11,1.,12,1.,13"),
)
_BENDING = (
    *WHOLE,
    Displacement(grid=2, component=1),
    Displacement(grid=3, component=5),
    Stress(element=1, item="axial"),
    Stress(element=2, item="bending", place="A C"),
    Stress(element=2, item="bending", place="B F"),
    Stress(element=2, item="largest", place="B"),
    Stress(element=3, item="least", place="A"),
    *MODAL,
)
BARS = Design(
    "CBAR with PBAR and PBARL",
    (
        *_FRAME,
        "CBAR,1,1,1,2,0.,1.,.2",
        "CBAR,2,2,2,3,0.,.2,1.\n,,,.1,.02,.05,.1,.03,.04",
        "CBAR,3,3,3,4,9",
        "PBAR,1,1,.2,.004,.003,.002,1.-4\n,.1,.1,-.1,.1,-.1,-.1,.1,-.1\n,.8,.7,.001",
        "PBARL,2,1,,BAR\n,.2,.3",
        "PBARL,3,1,,I\n,.4,.2,.25,.02,.03,.04",
        *varied(1, "area", ".2", "PBAR,1,A"),
        *varied(2, "inertia", ".004", "PBAR,1,I1"),
        *varied(3, "product", ".001", "PBAR,1,I12"),
        *varied(4, "width", ".2", "PBARL,2,DIM1"),
        *varied(5, "height", ".3", "PBARL,2,DIM2"),
        *varied(6, "web", ".02", "PBARL,3,DIM4"),
        *moved(7, "corner", "2,.2,.3,.4"),
        *moved(8, "turn", "9,.2,.3,.4"),
    ),
    _BENDING,
    fields=("CBAR:2:W1A", "PBAR:1:J"),
    reach={"corner": 1.0, "turn": 2.0, "CBAR:2:W1A": 1.0},
)
BEAMS = Design(
    "CBEAM with PBEAM",
    (
        *_FRAME,
        *("CBEAM,1,1,1,2,0.,1.,.2", "CBEAM,2,1,2,3,0.,.2,1.", "CBEAM,3,2,3,4,0.,1.,.3"),
        "PBEAM,1,1,.2,.004,.003,.001,.002,1.-4\n,.1,.1,-.1,.1,-.1,-.1,.1,-.1\n,.8,.7",
        "PBEAML,2,1,,TUBE\n,.2,.15",
        *varied(1, "area", ".2", "PBEAM,1,A"),
        *varied(2, "inertia", ".004", "PBEAM,1,I1"),
        *varied(3, "young", "7.+4", "MAT1,1,E"),
        *moved(4, "corner", "3,.2,.3,.4"),
    ),
    _BENDING,
    fields=("PBEAM:1:I2(A)", "PBEAM:1:K1"),
    reach={"corner": 1.0},
)

SPRINGS = Design(
    "CELAS, CBUSH, CONM2, rigid elements",
    (
        *("GRID,1,,0.,0.,0.", "GRID,2,,1.,.2,.1", "GRID,3,,2.,.1,0.", "GRID,4,,2.2,.9,.3"),
        *("GRID,5,,1.4,1.2,.2", "GRID,6,,.7,1.5,-.3", "CBUSH,1,1,1,2,0.,1.,.1"),
        *("PBUSH,1,K,100.,200.,150.,50.,60.,70.", "CELAS1,2,2,3,2,1,2", "PELAS,2,40.,,2."),
        *("CELAS2,3,30.,4,3,1,3", "CBAR,4,4,2,3,0.,0.,1.", "PBAR,4,1,.01,.001,.002,.003"),
        *("RBE2,11,3,123456,4,5", "RBE3,12,,6,123456,1.,123,3,4\n,5,2", MATERIAL),
        *("CONM2,21,5,,2.,.1,.2,.3\n,.3,,.4,,,.5", "CMASS2,22,.7,6,1", "SPC1,1,123456,1"),
        *("FORCE,10,4,,1.,.3,.5,1.", "MOMENT,10,6,,.5,1.,.2,.3"),
        *varied(1, "bush", "100.", "PBUSH,1,K1"),
        *varied(2, "spring", "40.", "PELAS,2,K1"),
        *varied(3, "stiff", "30.", "CELAS2,3,K"),
        *varied(4, "mass", "2.", "CONM2,21,M"),
        *moved(5, "arm", "4,.3,.2,.1"),
        *moved(6, "end", "2,.3,.2,.1"),
    ),
    (
        *WHOLE,
        *(Displacement(grid=4, component=k) for k in (3, 4)),
        Displacement(grid=6, component=2),
        Stress(element=2, item="spring"),
        Frequency(subcase=2, mode=1),
        Frequency(subcase=2, mode=2),
    ),
    CASES[:-4],
    fields=("CONM2:21:X2", "PBUSH:1:K2", "CMASS2:22:#3", "FORCE:10:#5"),
    reach={"arm": 1.0, "end": 1.0, "CONM2:21:X2": 1.0},
)


def solids(kind: Kind) -> Design:
    """A bent block of solids of one kind, pressed, pulled, heated and heavy."""

    def bent(unit: np.ndarray) -> np.ndarray:
        x, y, z = unit.T
        return np.stack([2.4 * x, 0.9 * y + 0.3 * x * x, 0.7 * z + 0.1 * x * y], axis=1)

    made = block(kind, (3, 1, 1), bent).straight(kind)
    ends = made.where(lambda at: at[0] < 1e-9)
    far = made.where(lambda at: at[0] > 2.4 - 1e-9)
    corners = [k for k in far if k in {n for e in made.elements for n in e[:8]}]
    heat = [f"TEMP,7,{node},{40.0 + 3.0 * node}" for node in range(1, len(made.points) + 1)]
    return Design(
        "".join(map(str, kind)),
        (
            *made.bulk(),
            *heat,
            *("PSOLID,1,1", MATERIAL, *(f"SPC1,1,123,{node}" for node in ends)),
            *(f"FORCE,11,{node},,-1.,1.,.2,.3" for node in corners),
            *("GRAV,13,,9.81,.3,0.,-1.", "LOAD,10,1.,1.,11,1.,13"),
            *varied(1, "young", "7.+4", "MAT1,1,E"),
            *varied(2, "nu", ".3", "MAT1,1,NU"),
            *varied(3, "rho", "2.7-3", "MAT1,1,RHO"),
            *moved(4, "move", f"{made.elements[-1][0]},.1,.2,.1", f"{corners[0]},.1,0.,.2"),
        ),
        (
            *WHOLE,
            Displacement(grid=corners[-1], component=2),
            *(Stress(element=2, item=item) for item in ("xx", "von Mises", "major")),
            Stress(element=1, item="zx", place="corner 3"),
            *MODAL,
        ),
        HOT,
        reach={"move": 0.1},
    )
