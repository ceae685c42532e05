"""Shells of plies that are solved, against closed forms."""

import re
from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.results import ElementTable, Results, read_results
from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements import read_elements
from atomizer.engine.solvers.embedded.plugin import Embedded
from tests.engine.solvers.decks import grid, grids, mesh, model, put, solved
from tests.engine.solvers.laminates import (
    CARBON,
    CROSS,
    QUAD,
    SQUARE,
    STEEL,
    expansion,
    pcomp,
    reduced,
    stiffness,
    turned,
)
from tests.engine.solvers.test_patch import MESHES, POINTS, bending, membrane


def plies_of(results: Results) -> ElementTable:
    (found,) = (table for table in results.element_tables if table.table == "ply_stress")
    return found


def edge_loads(forces: Floats) -> list[str]:
    """Loads on the edges of the unit square by uniform N and M (xx, yy, xy), shape (6,)."""
    nx, ny, nxy, mx, my, mxy = forces / 2.0
    total = np.zeros((4, 6))
    sides = (((1, 2), 1, 0), ((2, 3), 0, 1), ((3, 0), -1, 0), ((0, 1), 0, -1))
    for nodes, cx, cy in sides:
        pull = [nx * cx + nxy * cy, nxy * cx + ny * cy]
        turn = [-(mxy * cx + my * cy), mx * cx + mxy * cy]
        for node in nodes:
            total[node] += [*pull, 0.0, *turn, 0.0]
    loads = []
    for node, (fx, fy, _, tx, ty, _) in enumerate(total, start=1):
        loads.append(f"FORCE,1,{node},,1.,{fx:.9f},{fy:.9f},0.")
        loads.append(f"MOMENT,1,{node},,1.,{tx:.9f},{ty:.9f},0.")
    return loads


HELD = ["SPC1,1,123,1", "SPC1,1,23,2", "SPC1,1,3,4"]


@pytest.mark.parametrize("which", range(5))
@pytest.mark.parametrize("plies", [CROSS, ((0.3, 30.0), (0.7, -45.0))])
def test_a_free_square_strains_and_bows_by_the_compliance(
    tmp_path: Path, plies: tuple[tuple[float, float], ...], which: int
) -> None:
    """An unsymmetric laminate under uniform edge forces: strains and curvatures are A, B, D^-1."""
    forces = np.zeros(6)
    forces[which] = 7.0
    bulk = [CARBON, pcomp(plies), *SQUARE, QUAD, *edge_loads(forces), *HELD]
    results = solved(tmp_path, bulk)
    e = np.linalg.solve(stiffness(plies), forces)
    moved = results.displacement[0]
    assert moved[1, 0] == pytest.approx(e[0], rel=1e-5)
    assert moved[3, 1] == pytest.approx(e[1], rel=1e-5, abs=1e-12)
    assert moved[1, 4] - moved[0, 4] == pytest.approx(e[3], rel=1e-5, abs=1e-12)
    assert moved[0, 3] - moved[3, 3] == pytest.approx(e[4], rel=1e-5, abs=1e-12)
    stress = plies_of(results).columns("o11", "o22", "t12")
    z = -0.5
    for number, (t, angle) in enumerate(plies):
        whole = turned(angle) @ (e[:3] + (z + t / 2) * e[3:])
        assert stress[:, number] == pytest.approx(in_fibres(whole, angle), rel=1e-4, abs=1e-4)
        z += t


def in_fibres(stress: Floats, angle: float) -> Floats:
    """Stresses 11, 22, 12 (Jones, section 2.6)."""
    m, n = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    turn = [[m * m, n * n, 2 * m * n], [n * n, m * m, -2 * m * n], [-m * n, m * n, m * m - n * n]]
    return np.array(turn) @ stress


@pytest.mark.parametrize("card", MESHES)
@pytest.mark.parametrize("field", [membrane, bending], ids=["membrane", "bending"])
def test_unsymmetric_plies_pass_the_patch_test(tmp_path: Path, card: str, field: object) -> None:
    bulk = [CARBON, pcomp([(0.0005, 20.0), (0.0005, 65.0)])]
    bulk += [grid(n, (x, y, 0)) for n, (x, y) in enumerate(POINTS, start=1)]
    bulk += [
        f"{card},{number},1,{','.join(map(str, nodes))},0"
        for number, nodes in enumerate(MESHES[card], start=1)
    ]
    exact = np.array([field(x, y) for x, y in POINTS])
    for node in (1, 2, 3, 4):
        for component, value in enumerate(exact[node - 1], start=1):
            bulk.append(f"SPC,1,{node},{component},{value:.9e}")
    results = solved(tmp_path, bulk, ("SPC = 1",))
    assert results.displacement[0] == pytest.approx(exact, rel=1e-5, abs=1e-10)


def test_two_metals_bend_as_they_warm(tmp_path: Path) -> None:
    """Timoshenko, Analysis of bi-metal thermostats, J. Opt. Soc. Am. 11 (1925) 233-255."""
    thin, thick, soft, stiff, less, more, degrees = 0.2, 0.3, 7e4, 2e5, 1e-5, 2.3e-5, 40.0
    metals = [f"MAT1,1,{stiff},,0.,,{less}", f"MAT1,2,{soft},,0.,,{more}"]
    bulk = [*metals, f"PCOMP,1\n,1,{thin},0.,YES,2,{thick},0.,YES", *SQUARE, QUAD, *HELD]
    results = solved(tmp_path, [*bulk, f"TEMPD,5,{degrees}"], ("SPC = 1", "TEMP(LOAD) = 5"))
    m, n, h = thin / thick, stiff / soft, thin + thick
    bottom = 3 * (1 + m) ** 2 + (1 + m * n) * (m * m + 1 / (m * n))
    curvature = 6 * (more - less) * degrees * (1 + m) ** 2 / (h * bottom)
    moved = results.displacement[0]
    assert moved[1, 4] - moved[0, 4] == pytest.approx(curvature, rel=1e-5)


def test_a_cross_ply_warps_into_a_saddle_without_load(tmp_path: Path) -> None:
    bulk = [CARBON, pcomp(CROSS), *SQUARE, QUAD, *HELD, "TEMPD,5,-100."]
    results = solved(tmp_path, bulk, ("SPC = 1", "TEMP(LOAD) = 5"))
    halves = [(turned(a) @ expansion(a), z) for a, z in ((0.0, -0.125), (90.0, 0.125))]
    held = np.concatenate([sum(h for h, _ in halves) / 2, sum(h * z for h, z in halves)])
    free = np.linalg.solve(stiffness(CROSS), -100.0 * held)
    moved = results.displacement[0]
    assert moved[1, 4] - moved[0, 4] == pytest.approx(free[3], rel=1e-5)
    assert free[4] == pytest.approx(-free[3])
    stress = plies_of(results).columns("o11", "o22", "t12")
    exact = reduced() @ (free[:3] - 0.25 * free[3:] + 100.0 * expansion(0.0))
    assert stress[:, 0] == pytest.approx(exact, rel=1e-4, abs=1e-3)
    assert np.abs(exact).max() > 10.0


def test_a_simply_supported_orthotropic_plate_sags_by_the_series(tmp_path: Path) -> None:
    """Jones, section 5.3.1, for [0/90/90/0], thin."""
    n, side, q = 10, 100.0, 1e-4
    plies = [(0.25, 0.0), (0.5, 90.0), (0.25, 0.0)]
    bulk = [CARBON, pcomp(plies), *mesh(n, n, side), f"PLOAD2,1,{q},1,THRU,{n * n}"]
    for k in range((n + 1) ** 2):
        i, j = k % (n + 1), k // (n + 1)
        across = ("4" if i in (0, n) else "") + ("5" if j in (0, n) else "")
        bulk.append(f"SPC1,1,{'3' + across if across else '6'},{k + 1}")
    results = solved(tmp_path, [*bulk, "SPC1,1,12,1", f"SPC1,1,2,{n + 1}"])
    d = stiffness(plies)[3:, 3:]
    odd = np.arange(1, 40, 2)
    m, k = np.meshgrid(odd, odd)
    bottom = d[0, 0] * m**4 + 2 * (d[0, 1] + 2 * d[2, 2]) * m**2 * k**2 + d[1, 1] * k**4
    signs = np.sin(m * np.pi / 2) * np.sin(k * np.pi / 2)
    sag = (16 * q * side**4 / np.pi**6 / (m * k * bottom) * signs).sum()
    assert np.abs(results.displacement[0, :, 2]).max() == pytest.approx(sag, rel=0.02)


def strip(prop: str, load: str, theta: str = "") -> list[str]:
    """A strip 1 wide and 20 long along x of 20 elements, clamped at x = 0; ends are 41 and 42."""
    points = np.array([(x, y, 0) for x in range(21) for y in (0, 1)], float)
    bulk = [CARBON, prop, *grids(points), "SPC1,1,123456,1,2"]
    bulk += [
        f"CQUAD4,{n},1,{2 * n - 1},{2 * n + 1},{2 * n + 2},{2 * n},{theta}" for n in range(1, 21)
    ]
    return [*bulk, *(f"FORCE,1,{node},,1.,{load}" for node in (41, 42))]


def test_shear_between_plies_is_that_of_a_layered_beam(tmp_path: Path) -> None:
    """[0/90/0] under a tip force of 2: tau = V S / EI at the top of each ply."""
    plies = [(0.2, 0.0), (0.6, 90.0), (0.2, 0.0)]
    results = solved(tmp_path, strip(pcomp(plies), "0.,0.,1."))
    table = plies_of(results)
    q = reduced()
    rigid = q[0, 0] * (1.0 - 0.6**3) / 12 + q[1, 1] * 0.6**3 / 12
    shear = 2.0 * q[0, 0] * 0.2 * 0.4 / rigid
    across = table.columns("t1z")[0][table.elements == 10]
    assert np.abs(across) == pytest.approx([shear, shear, 0.0], rel=0.02, abs=1e-4)


def test_the_shear_of_a_homogeneous_strip_is_a_parabola(tmp_path: Path) -> None:
    results = solved(tmp_path, strip(pcomp([(0.25, 0.0)] * 4), "0.,0.,1."))
    table = plies_of(results)
    across = table.columns("t1z")[0][table.elements == 10]
    most = 1.5 * 2.0
    assert np.abs(across) == pytest.approx(
        [0.75 * most, most, 0.75 * most, 0.0], rel=0.02, abs=1e-4
    )


def test_shear_between_plies_is_in_the_axes_of_the_laminate(tmp_path: Path) -> None:
    """With theta of 90 the fibres lie across the strip, and so does the first axis."""
    results = solved(tmp_path, strip(pcomp([(0.5, 0.0)] * 2), "0.,0.,1.", "90."))
    table = plies_of(results)
    along, across = np.abs(table.columns("t1z", "t2z")[:, table.elements == 10])
    assert across == pytest.approx([1.5 * 2.0, 0.0], rel=0.02, abs=1e-4)
    assert along == pytest.approx([0.0, 0.0], abs=1e-3)


def test_the_principal_stresses_of_a_ply_are_those_of_its_components(tmp_path: Path) -> None:
    plies = ((0.3, 30.0), (0.7, -45.0))
    bulk = [CARBON, pcomp(plies), *SQUARE, QUAD, *edge_loads(np.eye(6)[2]), *HELD]
    names = ("o11", "o22", "t12", "angle", "major", "minor", "max_shear")
    xx, yy, xy, angle, major, minor, shear = plies_of(solved(tmp_path, bulk)).columns(*names)
    assert major + minor == pytest.approx(xx + yy, rel=1e-4)
    assert major * minor == pytest.approx(xx * yy - xy**2, rel=1e-3)
    assert shear == pytest.approx((major - minor) / 2, rel=1e-5)
    assert np.tan(2 * np.radians(angle)) * (xx - yy) == pytest.approx(2 * xy, rel=1e-3)


def test_only_the_stresses_that_were_asked_for_are_missed(tmp_path: Path) -> None:
    """A layered and a homogeneous shell: each table has the shells that belong to it."""
    bulk = [re.sub(r"^CQUAD4,(.),1,", r"CQUAD4,\1,\1,", line) for line in mesh(2, 1, 2.0)]
    bulk += [CARBON, STEEL, pcomp(CROSS), "PSHELL,2,2,1.,2,,2", "SPC1,1,123456,1,4"]
    deck = put(tmp_path, [*bulk, "FORCE,1,3,,1.,1.,0.,0."])
    op2 = Embedded().solve(deck, tmp_path).op2
    for table in ("shell_stress", "ply_stress"):
        assert not read_results(op2, deck, [table]).warnings


def test_a_laminate_above_its_reference_plane_is_one_that_is_offset(tmp_path: Path) -> None:
    plies = [(0.3, 20.0), (0.5, -50.0)]
    moved = []
    for prop, rest in ((pcomp(plies, z0="0."), ""), (pcomp(plies), "0.,.4")):
        moved.append(solved(tmp_path, strip(prop, "1.,0.,1.", rest)).displacement[0, -1])
    size = np.abs(moved[1]).reshape(2, 3).max(axis=1).repeat(3)
    assert (np.abs(moved[0] - moved[1]) < 5e-3 * size).all()


def test_an_offset_strip_has_the_inertia_of_parallel_axes(tmp_path: Path) -> None:
    """Held so that it cannot stretch along the grid points: E I + E A e^2 (Steiner)."""
    bulk = strip("PSHELL,1,2,1.,2", "0.,0.,1.", "0.,.7")
    bulk += ["MAT1,2,2.1+5,,0.", *(f"SPC1,1,1,{node}" for node in range(1, 43))]
    sag = 2.0 * 20.0**3 / (3 * 2.1e5 * (1 / 12 + 0.7**2))
    results = solved(tmp_path, bulk)
    assert results.displacement[0, -1, 2] == pytest.approx(sag, rel=5e-3)


def test_the_mass_of_plies_is_that_of_the_weight_generator(tmp_path: Path) -> None:
    bulk = [CARBON, pcomp(CROSS, rest="2.-9"), *SQUARE, QUAD, "SPC1,1,123456,1,2"]
    results = solved(tmp_path, [*bulk, "FORCE,1,3,,1.,0.,0.,1."])
    assert results.mass is not None
    assert results.mass.mass == pytest.approx(1.6e-9 * 1.0 + 2e-9)
    assert not results.warnings


def test_plies_keep_their_numbers_through_the_file(tmp_path: Path) -> None:
    numbered = "PCOMPG,1\n,101,1,.5,0.,YES\n,205,1,.5,90.,YES"
    bulk = [CARBON, numbered, *SQUARE, QUAD, *edge_loads(np.eye(6)[0]), *HELD]
    table = plies_of(solved(tmp_path, bulk))
    assert table.columns("ply")[0].tolist() == [101.0, 205.0]
    assert table.elements.tolist() == [1, 1]


def test_layered_shells_buckle_as_the_orthotropic_plate(tmp_path: Path) -> None:
    """Simply supported square under uniaxial compression (Jones, section 5.4.1)."""
    n, side = 12, 100.0
    plies = [(0.25, 0.0), (0.5, 90.0), (0.25, 0.0)]
    bulk = [CARBON, pcomp(plies), *mesh(n, n, side), "EIGRL,3,,,1"]
    for k in range((n + 1) ** 2):
        i, j = k % (n + 1), k // (n + 1)
        if i in (0, n) or j in (0, n):
            bulk.append(f"SPC1,1,3,{k + 1}")
        if i in (0, n):
            part = (0.5 if j in (0, n) else 1.0) * side / n * (1 if i == 0 else -1)
            bulk.append(f"FORCE,1,{k + 1},,{part},1.,0.,0.")
    bulk += ["SPC1,1,12,1", f"SPC1,1,2,{n + 1}"]
    case = ("SPC = 1", "SUBCASE 1", "LOAD = 1", "SUBCASE 2", "METHOD = 3")
    results = solved(tmp_path, bulk, case, "SOL 105")
    d = stiffness(plies)[3:, 3:]
    force = (
        np.pi**2
        / side**2
        * np.array(
            [d[0, 0] * m**2 + 2 * (d[0, 1] + 2 * d[2, 2]) + d[1, 1] / m**2 for m in (1, 2)]
        ).min()
    )
    assert results.buckling_factors[0] == pytest.approx(force, rel=0.03)


def test_layers_of_both_kinds_may_share_a_card(tmp_path: Path) -> None:
    """A homogeneous and two different laminates of CQUAD4 in one deck, each in its own table."""
    bulk = [CARBON, STEEL, *mesh(3, 1, 3.0)]
    bulk = [
        line.replace("CQUAD4,2,1,", "CQUAD4,2,2,").replace("CQUAD4,3,1,", "CQUAD4,3,3,")
        for line in bulk
    ]
    bulk += [pcomp(CROSS), "PSHELL,2,2,1.,2,,2", "PCOMP,3\n,1,.2,0.,YES,1,.3,45.,YES\n,1,.5,0.,YES"]
    bulk += ["SPC1,1,123456,1,5", "FORCE,1,4,,1.,1.,0.,0."]
    results = solved(tmp_path, bulk)
    found = {table.table: sorted(set(table.elements.tolist())) for table in results.element_tables}
    assert found["shell_stress"] == [2] and found["ply_stress"] == [1, 3]
    assert found["shell_force"] == found["strain_energy"] == [1, 2, 3]
    assert not results.warnings
    assert results.reaction_sum[0, 0] == pytest.approx(-1.0)
    family = read_elements(model([line for line in bulk if not line.startswith("SPC")]))
    assert [len(each.ids) for each in family] == [1, 1, 1]
