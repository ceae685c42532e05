"""Natural frequencies of NAFEMS, and buckling loads in closed form."""

from collections.abc import Sequence

import numpy as np

from atomizer.engine.results import Results
from atomizer.engine.solvers.embedded.arrays import Floats
from tests.bench.solver.bodies import (
    BARS,
    SHELLS,
    SOLIDS,
    Cells,
    Kind,
    body,
    clamp,
    forces,
    hold,
    section,
    spread,
)
from tests.bench.solver.case import Case, Measure, Measured, Problem

BOOK = "NAFEMS, Selected Benchmarks for Natural Frequency Analysis (1987)"
STEEL = "MAT1,1,2.+11,,.3,8000."
HELD = ("SPC = 1", "METHOD = 5")
FV12 = (1.622, 2.360, 2.922, 4.233, 4.233, 7.416)
FV32 = (44.623, 130.03, 162.70, 246.05, 379.90, 391.44)
FV52 = (45.897, 109.44, 109.44, 167.89, 193.59, 206.19, 206.19)


def _frequencies(count: int, rigid: int = 0) -> Measure:
    """Frequencies by number, without the rigid modes."""

    def measure(results: Results) -> Measured:
        found = results.frequencies[rigid : rigid + count]
        return {f"f{n} (Hz)": float(value) for n, value in enumerate(found, start=1)}

    return measure


def _targets(values: Sequence[float]) -> Measured:
    return {f"f{n} (Hz)": value for n, value in enumerate(values, start=1)}


def fv12(kind: Kind, cells: Cells) -> Problem:
    mesh = body(kind, cells, lambda points: points * [10.0, 10.0, 0.0])
    bulk = [STEEL, section(kind, 0.05), *mesh.bulk(), "EIGRL,5,,,9", "PARAM,COUPMASS,1"]
    bulk += hold(range(1, len(mesh.points) + 1), "126")
    return Problem(bulk, _frequencies(6, 3), HELD, "SOL 103")


def fv32(kind: Kind, cells: Cells) -> Problem:
    def place(points: Floats) -> Floats:
        x, across, _ = points.T
        return np.stack([10 * x, (across - 0.5) * (5 - 4 * x), 0 * x], axis=1)

    mesh = body(kind, cells, place)
    bulk = [STEEL, section(kind, 0.05), *mesh.bulk(), "EIGRL,5,,,6", "PARAM,COUPMASS,1"]
    bulk += clamp(kind, mesh.where(lambda x: np.isclose(x[0], 0)))
    bulk += hold(range(1, len(mesh.points) + 1), "3456")
    return Problem(bulk, _frequencies(6), HELD, "SOL 103")


def fv52(kind: Kind, cells: Cells) -> Problem:
    mesh = body(kind, cells, lambda points: points * [10.0, 10.0, 1.0])
    bulk = [STEEL, section(kind, 1.0), *mesh.bulk(), "EIGRL,5,,,10", "PARAM,COUPMASS,1"]
    low = mesh.where(lambda x: (x[2] == 0) & ((x[:2] == 0) | (x[:2] == 10)).any(axis=0))
    return Problem([*bulk, *hold(low, "3")], _frequencies(7, 3), HELD, "SOL 103")


BUCKLED = ("SPC = 1", "SUBCASE 1", "LOAD = 1", "SUBCASE 2", "METHOD = 5", "STATSUB = 1")
E, LENGTH, WIDTH, DEPTH, NU = 2.1e5, 200.0, 20.0, 10.0, 0.3


def _load(applied: float) -> Measure:
    """The load of the lowest factor."""
    return lambda results: {"load": float(results.buckling_factors[0]) * applied}


def euler(kind: Kind, cells: Cells) -> Problem:
    """A cantilever pressed at its free end; solids may widen where they are held."""
    mesh = body(kind, cells, lambda points: points * [LENGTH, WIDTH, DEPTH])
    bulk = [f"MAT1,1,{E},,{NU}", section(kind, DEPTH, WIDTH), *mesh.bulk(), "EIGRL,5,0.,,1"]
    root = mesh.where(lambda x: x[0] == 0)
    bulk += hold(root, "1") if kind in SOLIDS else clamp(kind, root)
    if kind in SOLIDS:
        bulk += hold(mesh.where(lambda x: (x[0] == 0) & (x[1] == 0)), "2")
        bulk += hold(
            mesh.where(lambda x: (x[0] == 0) & np.isin(x[1], (0, WIDTH)) & (x[2] == 0)), "3"
        )
    tip = spread(kind, mesh, mesh.where(lambda x: x[0] == LENGTH))
    bulk += forces(1, ((n, np.array([-200.0 * share, 0, 0])) for n, share in tip.items()))
    return Problem(bulk, _load(200.0), BUCKLED, "SOL 105")


SIDE, THIN = 120.0, 1.0


def pressed_plate(kind: Kind, cells: Cells) -> Problem:
    mesh = body(kind, cells, lambda points: points * [SIDE, SIDE, 0.0])
    bulk = [f"MAT1,1,{E},,{NU}", section(kind, THIN), *mesh.bulk(), "EIGRL,5,0.,,1"]
    edge = mesh.where(lambda x: ((x[:2] == 0) | (x[:2] == SIDE)).any(axis=0))
    bulk += [*hold(edge, "3"), *hold(mesh.where(lambda x: x[0] == 0), "1"), *hold([1], "2")]
    bulk += hold(range(1, len(mesh.points) + 1), "6")
    right = spread(kind, mesh, mesh.where(lambda x: x[0] == SIDE))
    bulk += forces(1, ((n, np.array([-share * SIDE, 0, 0])) for n, share in right.items()))
    rigidity = E * THIN**3 / 12 / (1 - NU**2)

    def measure(results: Results) -> Measured:
        return {"k": float(results.buckling_factors[0]) * SIDE**2 / np.pi**2 / rigidity}

    return Problem(bulk, measure, BUCKLED, "SOL 105")


MODAL_CASES = [
    Case(
        name="FV12, free thin square plate",
        statement="10 by 10 by 0.05; E 200e9, nu 0.3, density 8000; free across its plane. "
        "Frequencies above the three rigid modes, coupled mass.",
        source=BOOK,
        targets=_targets(FV12),
        kinds=SHELLS,
        cells=(8, 8, 1),
        problem=fv12,
    ),
    Case(
        name="FV32, cantilevered tapered membrane",
        statement="Length 10, height 5 at the root and 1 at the tip, thickness 0.05; E 200e9, "
        "nu 0.3, density 8000; in its plane. Frequencies, coupled mass.",
        source=BOOK,
        targets=_targets(FV32),
        kinds=SHELLS,
        cells=(16, 8, 1),
        problem=fv32,
    ),
    Case(
        name="FV52, solid square plate",
        statement="10 by 10 by 1; E 200e9, nu 0.3, density 8000; held upright along its lower "
        "edges. Frequencies above the three rigid modes, coupled mass.",
        source=BOOK,
        targets=_targets(FV52),
        kinds=SOLIDS,
        cells=(4, 4, 1),
        problem=fv52,
    ),
    Case(
        name="Euler's column",
        statement="Length 200, 20 by 10; E 2.1e5, nu 0.3; held at one end, pressed at the other. "
        "Buckling load.",
        source="pi^2 E I / 4 L^2: Timoshenko and Gere, Theory of Elastic Stability, equation 2-4",
        targets={"load": float(np.pi**2 * E * WIDTH * DEPTH**3 / 12 / 4 / LENGTH**2)},
        kinds=(*BARS, *SHELLS, *SOLIDS),
        cells=(10, 1, 1),
        problem=euler,
    ),
    Case(
        name="Simply supported square plate under edge load",
        statement="Side 120, thickness 1; E 2.1e5, nu 0.3; pressed along x. Buckling coefficient "
        "k of N = k pi^2 D / b^2.",
        source="Timoshenko and Gere, Theory of Elastic Stability, section 9.2",
        targets={"k": 4.0},
        kinds=SHELLS,
        cells=(4, 4, 1),
        problem=pressed_plate,
    ),
]
