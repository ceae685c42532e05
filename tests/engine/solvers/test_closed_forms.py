"""Answers that are known in closed form."""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.results import ElementTable, Results
from tests.engine.solvers.decks import grid, mesh, solved

E, NU, RHO = 2.1e5, 0.3, 7.85e-9
G = E / 2 / (1 + NU)
STEEL = f"MAT1,1,{E},,{NU},{RHO}"


def stress_of(results: Results, card: str, subcase: int = 1) -> ElementTable:
    (found,) = (
        s
        for s in results.element_tables
        if (s.card, s.subcase) == (card, subcase) and s.table.endswith("stress")
    )
    return found


def test_a_rod_stretches_by_p_l_over_e_a_and_twists_by_t_l_over_g_j(tmp_path: Path) -> None:
    bulk = [STEEL, "PROD,1,1,50.,200.,4.", "CROD,1,1,1,2", grid(1, (0, 0, 0)), grid(2, (0, 300, 0))]
    bulk += ["SPC1,1,123456,1", "FORCE,1,2,,1000.,0.,1.,0.", "MOMENT,1,2,,500.,0.,1.,0."]
    results = solved(tmp_path, bulk)
    tip = results.displacement[0, 1]
    assert tip == pytest.approx([0, 1000 * 300 / (E * 50), 0, 0, 500 * 300 / (G * 200), 0])
    columns = stress_of(results, "CROD").columns("axial", "torsion")
    assert columns[:, 0] == pytest.approx([1000 / 50, 500 * 4 / 200])


BAR = "PBAR,1,1,100.,2000.,800.,1500.\n,5.,2.,-5.,2.,-5.,-2.,5.,-2."


def cantilever(section: str, load: str, elements: int = 3) -> list[str]:
    """A bar of length 400 along x with plane 1 upright, fixed at grid point 1."""
    xs = np.linspace(0, 400, elements + 1)
    bulk = [STEEL, section, *(grid(n, (x, 0, 0)) for n, x in enumerate(xs, start=1))]
    bulk += [f"CBAR,{n},1,{n},{n + 1},0.,1.,0." for n in range(1, elements + 1)]
    return [*bulk, "SPC1,1,123456,1", load.replace("TIP", str(elements + 1))]


@pytest.mark.parametrize(
    ("direction", "axis", "inertia"), [("0.,1.,0.", 1, 2000), ("0.,0.,1.", 2, 800)]
)
def test_a_cantilever_sags_by_p_l3_over_3_e_i(
    tmp_path: Path, direction: str, axis: int, inertia: float
) -> None:
    results = solved(tmp_path, cantilever(BAR, f"FORCE,1,TIP,,7.,{direction}"))
    sag = 7 * 400**3 / (3 * E * inertia)
    assert results.displacement[0, -1, axis] == pytest.approx(sag)
    assert abs(results.displacement[0, -1, 6 - axis]) == pytest.approx(1.5 * sag / 400)


def test_shear_flexibility_adds_p_l_over_k_a_g(tmp_path: Path) -> None:
    flexible = BAR + "\n,0.5,0.25"
    results = solved(tmp_path, cantilever(flexible, "FORCE,1,TIP,,7.,0.,1.,0."))
    exact = 7 * 400**3 / (3 * E * 2000) + 7 * 400 / (0.5 * 100 * G)
    assert results.displacement[0, -1, 1] == pytest.approx(exact)


def test_a_bar_is_tensile_above_and_compressive_below(tmp_path: Path) -> None:
    load = "FORCE,1,TIP,,7.,0.,-1.,0."
    bar = stress_of(solved(tmp_path, cantilever(BAR, load)), "CBAR")
    at_root = bar.columns("s1a", "s2a", "s3a", "s4a")[:, 0]
    most = 7 * 400 * 5 / 2000
    assert at_root == pytest.approx([most, -most, -most, most])
    assert bar.columns("smaxa", "smina", "axial")[:, 0] == pytest.approx([most, -most, 0])


def test_the_axial_stress_is_added_to_the_extremes(tmp_path: Path) -> None:
    loads = ["FORCE,1,TIP,,7.,0.,-1.,0.", "FORCE,1,4,,900.,1.,0.,0."]
    bar = stress_of(solved(tmp_path, [*cantilever(BAR, loads[0]), loads[1]]), "CBAR")
    most = 7 * 400 * 5 / 2000
    assert bar.columns("axial", "smaxa", "smina")[:, 0] == pytest.approx([9, 9 + most, 9 - most])


def test_a_product_of_inertia_couples_the_planes(tmp_path: Path) -> None:
    """Curvatures are the inverse of the tensor of inertia times the moments."""
    skewed = BAR + "\n,,,700."
    results = solved(tmp_path, cantilever(skewed, "FORCE,1,TIP,,7.,0.,1.,0."))
    sag = np.linalg.solve([[2000.0, 700.0], [700.0, 800.0]], [7.0, 0.0]) * 400**3 / (3 * E)
    assert results.displacement[0, -1, 1:3] == pytest.approx(sag)


def test_a_hinged_beam_is_two_cantilevers(tmp_path: Path) -> None:
    bulk = [STEEL, BAR, grid(1, (0, 0, 0)), grid(2, (200, 0, 0)), grid(3, (400, 0, 0))]
    bulk += ["CBAR,1,1,1,2,0.,1.,0.", "CBAR,2,1,2,3,0.,1.,0.\n,56"]
    bulk += ["SPC1,1,123456,1", "SPC1,1,123456,3", "FORCE,1,2,,8.,0.,-1.,0."]
    results = solved(tmp_path, bulk)
    sag = 4 * 200**3 / (3 * E * 2000)  # each half carries half of the load
    assert results.displacement[0, 1, 1] == pytest.approx(-sag)
    assert stress_of(results, "CBAR").columns("s1a")[0, 1] == pytest.approx(0, abs=1e-6)


def test_an_offset_bar_bends_under_an_axial_force(tmp_path: Path) -> None:
    offsets = "CBAR,1,1,1,2,0.,1.,0.\n,,,0.,10.,0.,0.,10.,0."
    bulk = [STEEL, BAR, grid(1, (0, 0, 0)), grid(2, (400, 0, 0)), offsets]
    results = solved(tmp_path, [*bulk, "SPC1,1,123456,1", "FORCE,1,2,,600.,1.,0.,0."])
    curvature = 600 * 10 / (E * 2000)
    assert results.displacement[0, 1, 5] == pytest.approx(curvature * 400)
    stretch = 600 * 400 / (E * 100) + 10 * curvature * 400
    assert results.displacement[0, 1, 0] == pytest.approx(stretch)


def test_a_simply_supported_square_plate_sags_by_the_series(tmp_path: Path) -> None:
    """Timoshenko and Woinowsky-Krieger, Theory of Plates and Shells, table 8: 0.00406 q a^4 / D."""
    n, side, t, q = 8, 100.0, 0.5, 1e-3
    bulk = [STEEL, f"PSHELL,1,1,{t},1,,1", *mesh(n, n, side), "PLOAD2,1,1.-3,1,THRU,64"]
    edge = [k for k in range(1, (n + 1) ** 2 + 1) if (k - 1) % (n + 1) in (0, n) or k <= n + 1]
    edge += range((n + 1) * n + 1, (n + 1) ** 2 + 1)
    bulk += [f"SPC1,1,3,{k}" for k in sorted(set(edge))]
    bulk += ["SPC1,1,12,1", "SPC1,1,2,9", "SPC1,1,6,1,THRU,81"]
    results = solved(tmp_path, bulk)
    bending = E * t**3 / 12 / (1 - NU**2)
    assert abs(results.displacement[0, :, 2]).max() == pytest.approx(
        0.00406 * q * side**4 / bending, rel=0.02
    )
    assert results.reaction_sum[0, 2] == pytest.approx(-q * side**2, rel=1e-6)
    middle = stress_of(results, "CQUAD4").columns("oxx")[0].max()
    assert middle == pytest.approx(6 * navier_moment(7 / 16) * q * side**2 / t**2, rel=0.02)


def navier_moment(place: float) -> float:
    """Moment over q a^2 at x = y = place * a (Timoshenko and Woinowsky-Krieger, equation 133)."""
    odd = np.arange(1, 60, 2)
    m, n = np.meshgrid(odd, odd)
    waves = np.sin(m * np.pi * place) * np.sin(n * np.pi * place)
    terms = (m**2 + NU * n**2) / (m * n * (m**2 + n**2) ** 2) * waves
    return float(16 / np.pi**4 * terms.sum())


def ten_bars() -> list[str]:
    """The ten-bar truss of Haftka and Gurdal, Elements of Structural Optimization, section 6.4."""
    points = [(720, 360), (720, 0), (360, 360), (360, 0), (0, 360), (0, 0)]
    ends = [(5, 3), (3, 1), (6, 4), (4, 2), (3, 4), (1, 2), (5, 4), (6, 3), (3, 2), (4, 1)]
    bulk = ["MAT1,1,1.+7,,.3,.1", *(grid(n, (*p, 0)) for n, p in enumerate(points, start=1))]
    for number, (a, b) in enumerate(ends, start=1):
        bulk += [f"CROD,{number},{number},{a},{b}", f"PROD,{number},1,{float(number)}"]
    loads = ["FORCE,1,2,,1.+5,0.,-1.,0.", "FORCE,1,4,,1.+5,0.,-1.,0."]
    return [*bulk, "SPC1,1,123456,5,6", *loads]


def test_the_ten_bar_truss_is_in_equilibrium_at_every_joint(tmp_path: Path) -> None:
    results = solved(tmp_path, ten_bars())
    rods = stress_of(results, "CROD")
    (cells,) = results.cells
    pull = rods.columns("axial")[0] * np.arange(1, 11)
    along = np.diff(results.positions[cells.nodes], axis=1)[:, 0]
    along /= np.linalg.norm(along, axis=1)[:, None]
    total = results.reactions[0, :, :3].copy()
    for row, force in ((1, -1e5), (3, -1e5)):
        total[row, 1] += force
    np.add.at(total, cells.nodes[:, 0], pull[:, None] * along)
    np.add.at(total, cells.nodes[:, 1], -pull[:, None] * along)
    assert np.abs(total).max() < 0.1


def test_the_work_of_the_loads_is_twice_the_energy_of_the_bars(tmp_path: Path) -> None:
    results = solved(tmp_path, ten_bars())
    (cells,) = results.cells
    length = np.linalg.norm(np.diff(results.positions[cells.nodes], axis=1)[:, 0], axis=1)
    axial = stress_of(results, "CROD").columns("axial")[0]
    stored = float((axial**2 / 1e7 * np.arange(1, 11) * length).sum())
    work = -1e5 * float(results.displacement[0, [1, 3], 1].sum())
    assert work == pytest.approx(stored, rel=1e-6)
    assert results.mass is not None
    assert results.mass.mass == pytest.approx(0.1 * float((np.arange(1, 11) * length).sum()))
