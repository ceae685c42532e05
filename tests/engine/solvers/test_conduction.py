"""Steady heat transfer against closed forms.

Incropera and DeWitt, Fundamentals of Heat and Mass Transfer, 5th ed., chapter 3.
"""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Results
from atomizer.engine.solvers.embedded.arrays import Floats
from tests.engine.solvers.bricks import KINDS, Block, Kind, block
from tests.engine.solvers.decks import STATIC, grid, grids, mesh, solved

K, H, AREA = 0.2, 5.0e-5, 6.0
METAL = f"MAT4,1,{K}"
SOLID = [METAL, "PSOLID,1,1"]
FILM = [f"MAT4,9,,,,{H}", "PCONV,9,9,0,0."]
SHELL = [METAL, "PSHELL,1,1,0.5"]


def heat(folder: Path, bulk: list[str], case: tuple[str, ...] = STATIC) -> Results:
    return solved(folder, bulk, case, "SOL 153")


def hold(nodes: list[int], degrees: float) -> list[str]:
    return [f"SPC,1,{node},1,{degrees}" for node in nodes]


def temperatures(results: Results) -> Floats:
    return np.asarray(results.thermal.temperature[0])


def rods(count: int, length: float, area: float = AREA) -> list[str]:
    """A chain of CROD along x."""
    points = np.zeros((count + 1, 3))
    points[:, 0] = np.linspace(0.0, length, count + 1)
    cards = [f"CROD,{n},1,{n},{n + 1}" for n in range(1, count + 1)]
    return [METAL, f"PROD,1,1,{area}", *grids(points), *cards]


def wall(kind: Kind = ("CHEXA", 8), sizes: tuple[float, float, float] = (30.0, 2.0, 3.0)) -> Block:
    return block(kind, (4, 1, 1), lambda points: points * sizes)


def test_a_heated_wall_has_a_straight_profile(tmp_path: Path) -> None:
    """Equation 3.4: q = k (T1 - T2) / L, into the hot side by QBDY1 on CHBDYE."""
    solid = wall()
    hot = [f"CHBDYE,90,{len(solid.cards)},3", "QBDY1,1,.6,90"]
    cold = hold(solid.where(lambda x: x[0] == 0), 20.0)
    results = heat(tmp_path, [*SOLID, *solid.bulk(), *hot, *cold])
    x = solid.points[:, 0]
    assert temperatures(results) == pytest.approx(20.0 + 0.6 * x / K, rel=1e-6)
    (flux,) = (t for t in results.element_tables if t.table == "element_flux")
    assert flux.columns("flux1") == pytest.approx(-0.6)
    assert flux.columns("grad1") == pytest.approx(0.6 / K)
    assert results.thermal.constraint.sum() == pytest.approx(-0.6 * 6.0)
    assert results.thermal.applied == pytest.approx([0.6 * 6.0])
    assert results.warnings == ()


def test_a_film_on_both_sides_is_two_more_resistances_in_series(tmp_path: Path) -> None:
    """Equation 3.12."""
    solid = wall(("CHEXA", 20))
    films = ["CHBDYE,90,1,5", "CHBDYE,91,4,3", "CONV,90,9,,,501", "CONV,91,9,,,502"]
    ambient = ["SPOINT,501,502", "SPC,1,501,,200.,502,0,20."]
    results = heat(tmp_path, [*SOLID, *FILM, *solid.bulk(), *films, *ambient], ("SPC = 1",))
    flow = 6.0 * 180.0 / (2.0 / H + 30.0 / K)
    assert dict(
        zip(results.thermal.points.tolist(), results.thermal.constraint[0], strict=True)
    ) == {
        501: pytest.approx(flow),
        502: pytest.approx(-flow),
    }
    x = solid.points[:, 0]
    assert temperatures(results) == pytest.approx(200.0 - flow / 6.0 * (1.0 / H + x / K), rel=1e-6)
    (surfaces,) = (t for t in results.element_tables if t.table == "surface_heat")
    assert surfaces.columns("free_conv") == pytest.approx(np.array([[flow, -flow]]))


def test_a_cylinder_follows_the_logarithm(tmp_path: Path) -> None:
    """Equations 3.26 and 3.27: T falls with ln r, heat is 2 pi L k dT / ln(r2 / r1)."""

    def bent(points: Floats) -> Floats:
        r, angle = 10.0 + 10.0 * points[:, 0], np.pi / 2 * points[:, 1]
        return np.stack([r * np.cos(angle), r * np.sin(angle), 5.0 * points[:, 2]], axis=1)

    solid = block(("CHEXA", 20), (6, 6, 1), bent)
    radius = np.hypot(*solid.points[:, :2].T)
    held = [*hold(rows(radius, 10.0), 100.0), *hold(rows(radius, 20.0), 0.0)]
    results = heat(tmp_path, [*SOLID, *solid.bulk(), *held], ("SPC = 1",))
    exact = 100.0 * np.log(20.0 / radius) / np.log(2.0)
    assert temperatures(results) == pytest.approx(exact, abs=0.02)
    inward = into(results, rows(radius, 10.0))
    assert inward == pytest.approx(np.pi / 2 * 5.0 * K * 100.0 / np.log(2.0), rel=2e-4)


def test_a_sphere_follows_the_inverse_of_the_radius(tmp_path: Path) -> None:
    """Equation 3.35."""

    def bent(points: Floats) -> Floats:
        r = 10.0 + 10.0 * points[:, 0]
        around, up = (np.pi / 4 * (2.0 * points[:, axis] - 1.0) for axis in (1, 2))
        ray = np.stack([np.ones_like(r), np.tan(around), np.tan(up)], axis=1)
        return np.asarray(r[:, None] * ray / np.linalg.norm(ray, axis=1)[:, None])

    solid = block(("CHEXA", 20), (5, 4, 4), bent)
    radius = np.linalg.norm(solid.points, axis=1)
    held = [*hold(rows(radius, 10.0), 100.0), *hold(rows(radius, 20.0), 0.0)]
    results = heat(tmp_path, [*SOLID, *solid.bulk(), *held], ("SPC = 1",))
    exact = 100.0 * (1.0 / radius - 1.0 / 20.0) / (1.0 / 10.0 - 1.0 / 20.0)
    assert temperatures(results) == pytest.approx(exact, abs=0.25)
    inward = into(results, rows(radius, 10.0))
    assert 6.0 * inward == pytest.approx(4.0 * np.pi * K * 100.0 / (0.1 - 0.05), rel=3e-3)


def into(results: Results, nodes: list[int]) -> float:
    """Heat of constraint into some points."""
    return float(results.thermal.constraint[0, np.isin(results.thermal.points, nodes)].sum())


def rows(values: Floats, value: float) -> list[int]:
    """Ids of the points with a value."""
    return [int(row) + 1 for row in np.flatnonzero(np.abs(values - value) < 1e-6)]


def convecting(count: int, around: str) -> list[str]:
    """Surfaces around a chain of rods."""
    spots = [f"CONV,{100 + n},9,,,500" for n in range(1, count + 1)]
    faces = [around.format(eid=100 + n, rod=n, a=n, b=n + 1) for n in range(1, count + 1)]
    return [*FILM, *faces, *spots, "SPOINT,500", "SPC,1,500,1,20."]


PERIMETER = 2.0 * np.sqrt(np.pi * AREA)
AROUND = {
    "CHBDYE": "CHBDYE,{eid},{rod},1",
    "CHBDYP line": f"CHBDYP,{{eid}},3,LINE,,,{{a}},{{b}}\nPHBDY,3,{PERIMETER:.9f}",
    "CHBDYP tube": f"CHBDYP,{{eid}},3,TUBE,,,{{a}},{{b}}\nPHBDY,3,,{PERIMETER / np.pi:.9f}",
}


@pytest.mark.parametrize("around", AROUND)
def test_a_fin_with_an_adiabatic_tip(tmp_path: Path, around: str) -> None:
    """Table 3.4, case B: theta = theta_b cosh m (L - x) / cosh m L, q = M tanh m L."""
    bulk = [*rods(40, 50.0), *convecting(40, AROUND[around]), "SPC,1,1,1,120."]
    results = heat(tmp_path, list(dict.fromkeys("\n".join(bulk).split("\n"))), ("SPC = 1",))
    m = np.sqrt(H * PERIMETER / (K * AREA))
    x = np.linspace(0.0, 50.0, 41)
    exact = 20.0 + 100.0 * np.cosh(m * (50.0 - x)) / np.cosh(m * 50.0)
    assert temperatures(results) == pytest.approx(exact, rel=3e-5)
    root = np.sqrt(H * PERIMETER * K * AREA) * 100.0 * np.tanh(m * 50.0)
    assert results.thermal.constraint[0, 0] == pytest.approx(root, rel=1e-4)


def test_heat_generated_in_a_wall_makes_a_parabola(tmp_path: Path) -> None:
    """Equation 3.42: T = q L^2 / 2 k (1 - x^2 / L^2); HGEN multiplies QVOL."""
    solid = wall(("CHEXA", 20))
    ends = solid.where(lambda x: (x[0] == 0) | (x[0] == 30.0))
    bulk = [f"MAT4,1,{K},,,,,2.", "PSOLID,1,1", *solid.bulk(), *hold(ends, 0.0)]
    results = heat(tmp_path, [*bulk, "QVOL,1,.01,,1,THRU,4"])
    x = solid.points[:, 0]
    assert temperatures(results) == pytest.approx(0.02 / (2 * K) * x * (30.0 - x), abs=1e-5)
    assert results.thermal.applied == pytest.approx([0.02 * 180.0])


LOADS: dict[str, tuple[list[str], float]] = {
    "SLOAD": (["SLOAD,1,2,3.,3,4."], 7.0),
    "QBDY1": (["CHBDYG,90,,AREA4\n,1,2,5,4", "QBDY1,1,2.,90"], 2.0 * 25.0),
    "QBDY2": (["CHBDYG,90,,AREA4\n,1,2,5,4", "QBDY2,1,90,0.,4.,4.,0."], 2.0 * 25.0),
    "QBDY3": (["CHBDYG,90,,AREA3\n,1,2,5", "QBDY3,1,2.,,90"], 2.0 * 12.5),
    "QHBDY area": (["QHBDY,1,AREA4,2.,,1,2,5,4"], 50.0),
    "QHBDY line": (["QHBDY,1,LINE,2.,3.,1,2"], 2.0 * 3.0 * 5.0),
    "QHBDY point": (["QHBDY,1,POINT,2.,3.,1"], 6.0),
    "QVOL": (["QVOL,1,2.,,1,3"], 2.0 * 2 * 25.0 * 0.5),
    "an edge": (["CHBDYE,90,1,2", "QBDY1,1,2.,90"], 2.0 * 5.0 * 0.5),
    "LOAD": (["LOAD,1,2.,3.,7", "SLOAD,7,2,1."], 6.0),
}


@pytest.mark.parametrize("load", LOADS)
def test_what_a_load_gives_leaves_through_the_support(tmp_path: Path, load: str) -> None:
    cards, given = LOADS[load]
    results = heat(tmp_path, [*SHELL, *mesh(2, 2, 10.0), *hold([9], 0.0), *cards])
    assert results.thermal.applied == pytest.approx([given])
    assert results.thermal.points.tolist() == [9]
    assert results.thermal.constraint[0] == pytest.approx([-given], rel=1e-6)


HELD: dict[str, list[str]] = {
    "SPC": ["SPC,1,1,1,50.,3,0,10."],
    "TEMPBC": ["TEMPBC,1,STAT,50.,1,10.,3"],
    "SPCADD": ["SPCADD,1,2,3", "SPC,2,1,,50.", "SPC,3,3,,10."],
    "SPC1 and SPCD": ["SPC1,1,1,1,3", "SPCD,1,1,1,50.,3,1,10."],
}


@pytest.mark.parametrize("way", HELD)
def test_temperatures_are_held_in_every_way(tmp_path: Path, way: str) -> None:
    case = STATIC if "SPCD" in way else ("SPC = 1",)
    results = heat(tmp_path, [*rods(2, 10.0), *HELD[way]], case)
    assert temperatures(results) == pytest.approx([50.0, 30.0, 10.0])


def test_links_and_ties_join_temperatures(tmp_path: Path) -> None:
    """A link of conductance 2 and a tie, T4 = (T3 + T5) / 2; 5 is a scalar point."""
    parts = ["CELAS2,50,2.,2,,3,1", "MPC,4,4,1,-2.,3,1,1.\n,,5,0,1.", "SPOINT,5"]
    points = grids(np.array([[0.0, 0, 0], [10.0, 0, 0], [20.0, 0, 0], [30.0, 0, 0]]))
    bulk = [METAL, f"PROD,1,1,{AREA}", *points, "CROD,1,1,1,2", *parts]
    bulk += ["SPC,1,1,1,100.,5,1,0.", "SLOAD,1,3,.4"]
    results = heat(tmp_path, bulk, (*STATIC, "MPC = 4"))
    found = temperatures(results)
    assert found[2] - found[1] == pytest.approx(0.4 / 2.0, rel=1e-4)
    assert found[1] - found[0] == pytest.approx(0.4 * 10.0 / (K * AREA), rel=1e-5)
    assert found[3] == pytest.approx(found[2] / 2.0)


@pytest.mark.parametrize("link", ["CELAS4,51,3.,71,72", "CELAS3,51,9,71,72\nPELAS,9,3."])
def test_links_between_scalar_points_are_resistances_in_series(tmp_path: Path, link: str) -> None:
    """Heat 6 through conductances 2 and 3 into a point at 5: 5 + 6 / 3 + 6 / 2."""
    bulk = [*rods(1, 10.0), "CELAS2,50,2.,2,1,71", link, "SPC,1,72,0,5.", "SLOAD,1,2,6."]
    results = heat(tmp_path, bulk)
    assert temperatures(results) == pytest.approx([10.0, 10.0])
    assert dict(
        zip(results.thermal.points.tolist(), results.thermal.constraint[0], strict=True)
    ) == {72: pytest.approx(-6.0)}
    with pytest.raises(SolveFailed, match="51: 1 IS NO SCALAR POINT"):
        heat(tmp_path, [*bulk[:-3], link.replace("71,", "1,", 1), *bulk[-2:]])


def test_a_link_to_the_ground_takes_heat_away(tmp_path: Path) -> None:
    results = heat(tmp_path, [*rods(1, 10.0), "CELAS2,50,.5,2", "SLOAD,1,1,3."], ("LOAD = 1",))
    assert temperatures(results)[1] == pytest.approx(6.0)
    assert results.thermal.applied is None


def test_a_point_nothing_conducts_to_has_no_temperature(tmp_path: Path) -> None:
    bulk = [*rods(2, 10.0), grid(77, (0, 0, 9)), *hold([1], 5.0)]
    results = heat(tmp_path, bulk, ("SPC = 1",))
    assert temperatures(results)[:3] == pytest.approx([5.0, 5.0, 5.0])
    assert np.isnan(temperatures(results)[3])
    assert results.warnings == ("The file reports no temperature of 1 of 4 grid points.",)


def test_every_subcase_has_its_own_answer(tmp_path: Path) -> None:
    case = ("SPC = 1", "SUBCASE 3", "LOAD = 1", "SUBCASE 5", "LOAD = 2", "SUBCASE 6", "SPC = 2")
    loads = ["SLOAD,1,3,1.", "SLOAD,2,3,2.", "SPC,2,1,1,7."]
    results = heat(tmp_path, [*rods(2, 10.0), *hold([1], 0.0), *loads], case)
    assert results.thermal.subcases.tolist() == [3, 5, 6]
    end = 10.0 / (K * AREA)
    assert results.thermal.temperature[:, 2] == pytest.approx([end, 2 * end, 7.0])


def test_temperatures_of_a_thermal_run_stretch_a_structure(tmp_path: Path) -> None:
    """A rod from 0 to 60 degrees grows by alpha L times the mean of 30 degrees."""
    chain = [*rods(4, 50.0)[1:], "MAT1,1,7.+4,,.3,,2.-5"]
    bulk = [METAL, *chain, *hold([1], 0.0), *hold([5], 60.0)]
    thermal = heat(tmp_path, bulk, ("SPC = 1",)).thermal
    warm = [f"TEMP,4,{n},{t:.6f}" for n, t in enumerate(thermal.temperature[0], start=1)]
    held = ["SPC1,1,123456,1", "SPC1,1,23456,2,3,4,5"]
    structure = solved(tmp_path, [*chain, *warm, *held], ("SPC = 1", "TEMPERATURE(LOAD) = 4"))
    assert structure.displacement[0, 4, 0] == pytest.approx(2e-5 * 50.0 * 30.0)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_the_sides_of_a_solid_are_its_surface(tmp_path: Path, kind: Kind) -> None:
    """A unit of flux into every side of every element: all of the outer and inner faces."""
    solid = block(kind, (1, 1, 1), lambda points: points * [2.0, 3.0, 4.0])
    count = {"CHEXA": 6, "CPENTA": 5, "CTETRA": 4}[kind[0]]
    sides = [(e, s) for e in range(1, len(solid.cards) + 1) for s in range(1, count + 1)]
    faces = [f"CHBDYE,{100 + n},{e},{s}" for n, (e, s) in enumerate(sides)]
    flux = f"QBDY1,1,1.,100,THRU,{99 + len(sides)}"
    results = heat(tmp_path, [*SOLID, *solid.bulk(), *faces, flux, *hold([1], 0.0)])
    outside = 2.0 * (6.0 + 8.0 + 12.0)
    inside = {"CHEXA": 0.0, "CPENTA": 2.0 * 4.0 * np.hypot(2, 3)}.get(kind[0])
    (heats,) = (
        t.columns("fapplied")[0] for t in results.element_tables if t.table == "surface_heat"
    )
    assert results.thermal.applied == pytest.approx([heats.sum()])
    if inside is not None:
        assert heats.sum() == pytest.approx(outside + inside)
    else:
        assert heats.sum() > outside
