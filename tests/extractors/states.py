"""Results made by hand, so that extractors can be tested without a solver."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from atomizer.engine.nx import Expression
from atomizer.engine.results import (
    Cells,
    ElementTable,
    MassProperties,
    Response,
    Results,
    Table,
    Thermal,
)
from atomizer.engine.results.strength import LaminateStrength, Strength
from tests.extractors.mirrors import with_mirror

HEADERS: dict[Table, tuple[str, ...]] = {
    "shell_stress": ("fiber_distance", "oxx", "oyy", "txy"),
    "ply_stress": ("ply", "o11", "o22", "t12", "t1z", "t2z"),
    "solid_stress": ("oxx", "oyy", "ozz", "txy", "tyz", "txz"),
    "rod_stress": ("axial", "torsion"),
    "bar_stress": (
        *(f"s{n}a" for n in (1, 2, 3, 4)), "axial", "smaxa", "smina",
        *(f"s{n}b" for n in (1, 2, 3, 4)), "smaxb", "sminb",
    ),
    "rod_force": ("axial", "torsion"),
    "bar_force": (
        *(f"bending_moment_{end}{plane}" for end in "ab" for plane in "12"),
        "shear1", "shear2", "axial", "torque",
    ),
    "shell_force": ("mx", "my", "mxy", "bmx", "bmy", "bmxy", "tx", "ty"),
    "strain_energy": ("strain_energy", "percent", "strain_energy_density"),
    "element_flux": ("grad1", "grad2", "grad3", "flux1", "flux2", "flux3"),
    "surface_heat": ("fapplied", "free_conv", "force_conv", "frad", "ftotal"),
}  # fmt: skip

CARBON = Strength(1, 1500.0, 1200.0, 50.0, 250.0, 70.0)
"""Strengths of a carbon ply, MPa."""

EXPRESSIONS = (
    Expression(name="width", value=12.5, units="MilliMeter", formula="12.5", part="bracket"),
    Expression(name="p173", value=1250.0, units="Gram", formula="100*width", part="bracket"),
)


def stress(
    table: Table, card: str, subcase: int, elements: Sequence[int], values: Sequence[object]
) -> ElementTable:
    """Stresses with one row for each element id given."""
    ids = np.array(elements, np.int64)
    return ElementTable(
        table, card, subcase, ids, np.zeros_like(ids), HEADERS[table], np.array(values, float)
    )


def bars(subcase: int, elements: Sequence[int], ends: Sequence[Sequence[float]]) -> ElementTable:
    """CBAR stresses from four at end A, four at end B and the axial one."""
    rows = [[*row[:4], row[8], 0, 0, *row[4:8], 0, 0] for row in ends]
    return stress("bar_stress", "CBAR", subcase, elements, rows)


def results(
    stresses: Sequence[ElementTable] = (),
    displacement: object = None,
    mass: MassProperties | None = None,
    reactions: object = None,
) -> Results:
    """Two subcases, 1 and 4, of a model with three grid points and elements of every family."""
    moved = np.zeros((2, 3, 6)) if displacement is None else np.array(displacement, float)
    held = np.zeros((2, 3, 6)) if reactions is None else np.array(reactions, float)
    return Results(
        subcases=np.array([1, 4]),
        nodes=np.array([10, 20, 30]),
        positions=np.eye(3),
        displacement=moved,
        reactions=held,
        applied=None,
        element_tables=tuple(stresses),
        mass=mass,
        cells=(
            cells("CQUAD4", [1, 2], [5, 6]),
            cells("CTRIA3", [3], [5]),
            cells("CBAR", [11, 12], [7, 8]),
            cells("CROD", [21], [9]),
            cells("CONROD", [22], [0]),
            cells("CTETRA", [31, 32], [14, 15]),
        ),
        warnings=(),
    )


def cells(card: str, ids: Sequence[int], properties: Sequence[int]) -> Cells:
    """Elements whose nodes do not matter."""
    return Cells(card, np.array(ids), np.array(properties), np.zeros((len(ids), 2), np.int64))


def everything() -> Results:
    """A model every built-in extractor can measure."""
    moved, held = np.zeros((2, 3, 6)), np.zeros((2, 3, 6))
    moved[0, 1, :3], moved[1, 2, :3] = (3, 0, -4), (0, -2, 1)
    held[0, 0], held[1, 2] = (1, 2, 2, 0, 0, 5), (0, 0, -6, 0, 3, 0)
    shells = ([-1, 100, 20, 30], [1, -80, 10, 5])
    state = results(
        [
            stress("shell_stress", "CQUAD4", 1, [1, 1], shells),
            stress("shell_stress", "CQUAD4", 4, [1, 1], shells),
            stress("shell_stress", "CTRIA3", 1, [3], [[0, 0, 0, 90]]),
            stress(
                "solid_stress", "CTETRA", 1, [31, 32], [[50, 0, 0, 0, 0, 0], [0, 0, -70, 0, 0, 0]]
            ),
            stress("ply_stress", "CQUAD4", 1, [2, 2], [[1, 300, 5, 9, 2, 1], [2, 9, -8, 7, 0, 0]]),
            stress("rod_stress", "CROD", 1, [21], [[-33, 0]]),
            stress("rod_force", "CROD", 1, [21], [[-60, 4]]),
            stress("bar_force", "CBAR", 4, [11, 12], [[7, 0, -8, 0, 1, 2, 40, 3], [0] * 8]),
            stress("shell_force", "CQUAD4", 1, [1, 2], [range(1, 9), range(-8, 0)]),
            *energies(),
            bars(1, [11, 12], [[5, -5, 1, 0, 2, 0, 0, 0, 10], [0, 0, 0, 0, 0, 0, 0, -90, 4]]),
        ],
        moved,
        MassProperties(12.5, np.array([1.0, 2.0, 3.0]), np.diag([7.0, 9.0, 8.0])),
        held,
    )
    laminates = {6: LaminateStrength("HILL", 50.0, {1: CARBON, 2: CARBON})}
    state = replace(state, expressions=EXPRESSIONS, laminates=laminates)
    return with_heat(with_mirror(with_responses(with_modes(state))))


def energies() -> list[ElementTable]:
    """Of both subcases and of natural mode 2."""
    quads = stress("strain_energy", "CQUAD4", 1, [1, 2], [[3, 30, 0.5], [1, 10, 0.1]])
    return [
        quads,
        stress("strain_energy", "CROD", 1, [21], [[6, 60, 2]]),
        stress("strain_energy", "CROD", 4, [21], [[20, 100, 4]]),
        replace(quads, mode=2, values=quads.values * 2.0),
    ]


def with_heat(state: Results) -> Results:
    """Two thermal subcases, 5 and 6, with temperatures of 10 and 20; 500 is a scalar point."""
    tables = (
        stress("element_flux", "CQUAD4", 5, [1, 2], [[3, 4, 0, -6, -8, 0], [0, 0, 0, 0, 0, 0]]),
        stress("element_flux", "CROD", 5, [21], [[1, 0, 0, -30, 0, 0]]),
        stress("element_flux", "CROD", 6, [21], [[2, 0, 0, -4, 0, 0]]),
        stress("surface_heat", "CHBDYE", 5, [901, 902], [[4, 0, 0, 0, 4], [0, -1, 0, 0, -1]]),
        stress("surface_heat", "CHBDYP", 6, [903], [[-9, 0, 0, 0, -9]]),
    )
    temperature = np.full((2, len(state.nodes)), np.nan)
    temperature[:, :2] = [[20.0, 80.0], [10.0, 40.0]]
    thermal = Thermal(
        subcases=np.array([5, 6]),
        temperature=temperature,
        points=np.array([10, 500]),
        constraint=np.array([[1.0, -4.0], [9.0, 0.0]]),
        applied=np.array([3.0, -9.0]),
    )
    return replace(state, element_tables=(*state.element_tables, *tables), thermal=thermal)


def with_modes(state: Results) -> Results:
    """Three natural modes of subcase 1, two buckling factors of subcase 2."""
    return replace(
        state,
        eigenvalues=np.array([100.0, 400.0, 900.0]),
        frequencies=np.array([10.0, 20.0, 30.0]) / (2.0 * np.pi),
        mode_subcases=np.array([1, 1, 1]),
        effective_mass=np.outer([5.0, 3.0, 1.0], [1, 0, 1, 1, 1, 1]),
        rigid_mass=np.array([10.0, 10, 10, 20, 20, 0]),
        buckling_factors=np.array([-1.5, 2.5]),
        buckling_subcases=np.array([2, 2]),
    )


def with_responses(state: Results) -> Results:
    """Of subcases 1 and 4: three frequencies and four times, at the first two grid points."""
    over_frequency = np.zeros((3, 2, 6), complex)
    over_frequency[:, 0, 0], over_frequency[:, 1, 2] = (1, 2 - 2j, 1j), (0.5, 2j, 1)
    over_time = np.zeros((4, 2, 6))
    over_time[:, 0, 1], over_time[:, 1, 5] = (0, 3, -4, 1), (0, 1, 1, 1)
    nodes, frequencies = state.nodes[:2], np.array([10.0, 20.0, 40.0])
    times = np.array([0.0, 1.0, 2.0, 4.0])
    found = [
        response
        for subcase in (1, 4)
        for response in (
            Response(
                "frequency_response", "displacement", subcase, frequencies, nodes,
                over_frequency / subcase,
            ),
            Response(
                "frequency_response", "acceleration", subcase, frequencies, nodes,
                over_frequency * subcase,
            ),
            Response(
                "transient_response", "displacement", subcase, times, nodes, over_time / subcase
            ),
        )
    ]  # fmt: skip
    return replace(state, responses=tuple(found))
