"""One kind of element after the other: its bulk data, its shape, and shapes drawn by Hypothesis."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from atomizer.engine.solvers.embedded.arrays import Floats, rigid_motion
from atomizer.engine.solvers.embedded.elements import read_elements
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.elements.interpolation import with_middles
from atomizer.engine.solvers.embedded.elements.solid_shapes import SOLID_SHAPES
from tests.engine.solvers.bricks import solid_card
from tests.engine.solvers.decks import grids, model, scalar_points

YOUNG, DENSITY = 7.0e4, 2.7e-3
ALPHA, REFERENCE = 2.0e-5, 20.0
MATERIAL = f"MAT1,1,{YOUNG},,.3,{DENSITY},{ALPHA},{REFERENCE}"


@dataclass(frozen=True)
class Kind:
    """One kind of element: its bulk data, an undistorted shape, and what it weighs."""

    name: str
    bulk: tuple[str, ...]
    shape: tuple[tuple[float, float, float], ...]
    rigid_modes: int
    weight: Callable[[Floats], float]
    edges: tuple[tuple[int, int], ...] = ()
    written: Callable[[Floats], list[str]] = grids

    def build(self, points: Floats) -> Elements:
        spare = np.array([[9.0, 40.0, 7.0]])  # grid point for orientation vectors
        lines = [MATERIAL, *self.bulk, *self.written(np.vstack([points, spare]))]
        (family,) = read_elements(model(lines))
        return family


def line_weight(per_length: float) -> Callable[[Floats], float]:
    return lambda points: per_length * float(np.linalg.norm(points[1] - points[0]))


def area_weight(thickness: float) -> Callable[[Floats], float]:
    """By the diagonals, exact for a flat quadrilateral; nan where the element is warped."""

    def weigh(points: Floats) -> float:
        if len(points) == 3:
            sides = points[1] - points[0], points[2] - points[0]
        else:
            sides = points[2] - points[0], points[3] - points[1]
        return thickness * DENSITY * float(np.linalg.norm(np.cross(*sides))) / 2.0

    return weigh


def solid(card: str, count: int, name: str = "", made_of: tuple[str, ...] = ()) -> Kind:
    """A solid as large as its natural coordinates, its edges straight; of material 1 or its own."""
    outline = SOLID_SHAPES[card, count].outline
    corners = outline.corners
    edges = outline.edges if count > len(corners) else ()
    shape = tuple(tuple(point) for point in corners.tolist())
    line = solid_card(card, 1, tuple(range(1, count + 1)))
    bulk = (*made_of, f"PSOLID,1,{2 if made_of else 1}", line)
    return Kind(f"{card}{count}{name}", bulk, shape, 6, volume_weight(card), edges)


def volume_weight(card: str) -> Callable[[Floats], float]:
    """By the divergence theorem over triangles, about the middle of each face."""
    faces = SOLID_SHAPES[card, {"CHEXA": 8, "CPENTA": 6, "CTETRA": 4}[card]].outline.faces

    def weigh(points: Floats) -> float:
        centre, total = points.mean(axis=0), 0.0
        for face in faces:
            corners = points[list(face)]
            middle = corners.mean(axis=0)
            for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True):
                total += abs(np.linalg.det([a - centre, b - centre, middle - centre])) / 6.0
        return float(DENSITY * total)

    return weigh


def none(_: Floats) -> float:
    return 0.0


PIPE = np.pi / 4 * (0.4**2 - 0.2**2)
SCALAR = {f"{card}{number}" for card in ("CELAS", "CDAMP") for number in (1, 2, 3, 4)} | {"CVISC"}
"""Springs between components, whose ends may be anywhere, and dampers, without stiffness."""
LINE = ((0.0, 0.0, 0.0), (1.3, 0.0, 0.0))
QUAD = ((0.0, 0.0, 0.0), (1.2, 0.0, 0.0), (1.2, 1.0, 0.0), (0.0, 1.0, 0.0))
PSHELL = "PSHELL,1,1,0.05,1,,1"
WOOD = f"MAT8,2,9.+4,3.+4,.3,1.+4,8.+3,6.+3,{DENSITY}\n,{ALPHA},{ALPHA},{REFERENCE}"
FIBRES = (WOOD, "PSHELL,1,2,0.05,2,,2")
PLIES = (WOOD, f"PCOMP,1,-.02,,,,{REFERENCE}\n,2,.02,10.,,1,.005,0.\n,2,.025,-50.")
GLOBAL = (WOOD, f"PCOMPG,1,-.02,,,,{REFERENCE}\n,7,2,.02,10.\n,5,1,.005,0.\n,9,2,.025,-50.")
SMEARED = (WOOD, f"PCOMP,1,,,,,{REFERENCE},,SMEAR\n,2,.02,10.,,2,.03,-50.")
CRYSTAL = (
    "MAT9,2,9.+4,3.+4,2.+4,1.+3,,,8.+4\n,2.5+4,,,,7.+4\n,2.+4,,,2.5+4,,3.+4"
    f",{DENSITY},{ALPHA}\n,{ALPHA},{ALPHA},,,,{REFERENCE}"
)
TAPER = ",.4,.6,.1,.1,,YES,1.,.2\n,.4,.1,.1"
KINDS = [
    Kind("CROD", ("CROD,1,1,1,2", "PROD,1,1,0.2,0.01,0.1"), LINE, 10, line_weight(0.2 * DENSITY)),
    Kind("CONROD", ("CONROD,1,1,2,1,0.3,0.02",), LINE, 10, line_weight(0.3 * DENSITY)),
    Kind(
        "CBAR",
        (
            "CBAR,1,1,1,2,3",
            "PBAR,1,1,0.2,0.03,0.02,0.01\n,1.,1.,-1.,1.,-1.,-1.,1.,-1.\n,0.8,0.7,0.005",
        ),
        LINE,
        6,
        line_weight(0.2 * DENSITY),
    ),
    Kind(
        "CBEAM",
        (
            "CBEAM,1,1,1,2,3",
            "PBEAM,1,1,0.2,0.03,0.02,0.005,0.01\n,1.,1.,-1.,1.,-1.,-1.,1.,-1.\n,0.8,0.7",
        ),
        LINE,
        6,
        line_weight(0.2 * DENSITY),
    ),
    Kind(
        "CBAR with a shape",
        ("CBAR,1,1,1,2,3", "PBARL,1,1,,T\n,.4,.6,.1,.1"),
        LINE,
        6,
        line_weight(0.09 * DENSITY),
    ),
    Kind(
        "CBAR with an angle",
        ("CBAR,1,1,1,2,3", "PBARL,1,1,,L\n,.4,.6,.1,.1"),
        LINE,
        6,
        line_weight(0.09 * DENSITY),
    ),
    Kind(
        "CBEAM with a shape",
        ("CBEAM,1,1,1,2,3", "PBEAML,1,1,,CHAN2\n,.1,.2,.6,.5"),
        LINE,
        6,
        line_weight(0.18 * DENSITY),
    ),
    Kind(
        "CBEAM with a taper",
        ("CBEAM,1,1,1,2,3", f"PBEAML,1,1,,T\n{TAPER}"),
        LINE,
        6,
        line_weight(0.07 * DENSITY),
    ),
    Kind("CTUBE", ("CTUBE,1,1,1,2", "PTUBE,1,1,0.4,0.1"), LINE, 10, line_weight(PIPE * DENSITY)),
    Kind("CBUSH", ("CBUSH,1,1,1,2,3", "PBUSH,1,K,1.+4,2.+4,3.+4,4.+4,5.+4,6.+4"), LINE, 6, none),
    Kind("CQUAD4", ("CQUAD4,1,1,1,2,3,4", PSHELL), QUAD, 6, area_weight(0.05)),
    Kind("CTRIA3", ("CTRIA3,1,1,1,2,3", PSHELL), QUAD[:3], 6, area_weight(0.05)),
    *(
        Kind(f"{card} of {kind}", (f"{card},1,1,{nodes},30.", *lines), shape, 6, area_weight(0.05))
        for kind, lines in (
            ("fibres", FIBRES),
            ("plies", PLIES),
            ("global plies", GLOBAL),
            ("smeared plies", SMEARED),
        )
        for card, nodes, shape in (("CQUAD4", "1,2,3,4", QUAD), ("CTRIA3", "1,2,3", QUAD[:3]))
    ),
    Kind("CSHEAR", ("CSHEAR,1,1,1,2,3,4", "PSHEAR,1,1,.05"), QUAD, 11, area_weight(0.05)),
    Kind(
        "CSHEAR with rods",
        ("CSHEAR,1,1,1,2,3,4", "PSHEAR,1,1,.05,,.8,1.5"),
        QUAD,
        7,
        area_weight(0.05),
    ),
    *(solid(card, count) for card, count in SOLID_SHAPES),
]
CRYSTALS = [solid(card, count, " of crystal", (CRYSTAL,)) for card, count in SOLID_SHAPES]
"""Their material lies in the basic frame, whatever way they are turned."""
SCALAR_KINDS = [
    Kind("CELAS1", ("CELAS1,1,1,1,2,2,2", "PELAS,1,7."), LINE, 0, none),
    Kind("CELAS2", ("CELAS2,1,7.,1,2,2,2",), LINE, 0, none),
    Kind("CDAMP1", ("CDAMP1,1,1,1,2,2,2", "PDAMP,1,7."), LINE, 0, none),
    Kind("CDAMP2", ("CDAMP2,1,7.,1,2,2,2",), LINE, 0, none),
    Kind("CELAS3", ("CELAS3,1,1,1,2", "PELAS,1,7."), LINE, 0, none, (), scalar_points),
    Kind("CELAS4", ("CELAS4,1,7.,1,2",), LINE, 0, none, (), scalar_points),
    Kind("CDAMP3", ("CDAMP3,1,1,1,2", "PDAMP,1,7."), LINE, 0, none, (), scalar_points),
    Kind("CDAMP4", ("CDAMP4,1,7.,1,2",), LINE, 0, none, (), scalar_points),
    Kind("CVISC", ("CVISC,1,1,1,2", "PVISC,1,7.,3."), LINE, 0, none),
]
LOW_KINDS = [kind for kind in KINDS if not kind.edges]
laws = settings(max_examples=12)


@st.composite
def distortions(draw: st.DrawFn) -> Floats:
    """Offsets of up to eight nodes, small enough to leave an element convex."""
    offsets = st.integers(-12, 12).map(lambda hundredths: hundredths / 100.0)
    return draw(arrays(np.float64, (8, 3), elements=offsets))


@st.composite
def rotations(draw: st.DrawFn) -> Floats:
    """A rotation from a unit quaternion."""
    part = st.integers(-9, 9)
    q = np.array([draw(part), draw(part), draw(part), draw(st.integers(1, 9))], float)
    x, y, z, w = q / np.linalg.norm(q)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


def placed(kind: Kind, distortion: Floats) -> Floats:
    """The nodes of an element out of shape; those on edges stay in their middles."""
    return with_nodes_on_edges(kind, np.array(kind.shape) + distortion[: len(kind.shape)])


def with_nodes_on_edges(kind: Kind, corners: Floats) -> Floats:
    return with_middles(corners, kind.edges) if kind.edges else corners


def freedoms(family: Elements, points: Floats) -> Floats:
    """The rigid motions of the freedoms an element has, shape (c m, 6)."""
    return rigid_motion(points)[:, : family.components].reshape(-1, 6)
