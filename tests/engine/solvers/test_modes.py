"""Solution 103: natural frequencies in closed form and as published."""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Results
from atomizer.engine.solvers.embedded.plugin import Embedded
from tests.engine.solvers.decks import grid, mesh, put, solved

E, RHO = 2.1e5, 7.85e-9
STEEL = f"MAT1,1,{E},,.3,{RHO}"
FREE, HELD = ("METHOD = 5",), ("SPC = 1", "METHOD = 5")


def modes(folder: Path, bulk: list[str], case: tuple[str, ...] = HELD) -> Results:
    return solved(folder, bulk, case, "SOL 103")


def bar(elements: int = 20) -> list[str]:
    """A bar of length 1000 along x, 10 wide and 20 high."""
    xs = np.linspace(0, 1000, elements + 1)
    bulk = [STEEL, "PBARL,1,1,,BAR\n,10.,20.", *(grid(n, (x, 0, 0)) for n, x in enumerate(xs, 1))]
    return [*bulk, *(f"CBAR,{n},1,{n},{n + 1},0.,1.,0." for n in range(1, elements + 1))]


def cantilever_frequency(root: float, height: float) -> float:
    """Euler-Bernoulli: Blevins, Formulas for Natural Frequency and Mode Shape, table 8-1."""
    return root**2 / (2 * np.pi * 1000**2) * np.sqrt(E * height**2 / 12 / RHO)


@pytest.mark.parametrize("coupled", [1, -1], ids=["coupled", "lumped"])
def test_a_cantilever_rings_as_euler_and_bernoulli_say(tmp_path: Path, coupled: int) -> None:
    bulk = [*bar(), "SPC1,1,123456,1", "EIGRL,5,,,3", f"PARAM,COUPMASS,{coupled}"]
    results = modes(tmp_path, bulk)
    exact = [cantilever_frequency(*pair) for pair in ((1.8751, 10), (1.8751, 20), (4.6941, 10))]
    assert results.frequencies == pytest.approx(exact, rel=3e-3 if coupled > 0 else 6e-3)
    assert results.eigenvalues == pytest.approx((2 * np.pi * results.frequencies) ** 2, rel=1e-6)
    assert results.mode_shapes.shape == (3, 21, 6)
    assert results.mode_subcases.tolist() == [1, 1, 1]
    assert not len(results.subcases) and not len(results.buckling_factors)
    assert results.warnings == ()


def test_a_rod_rings_along_its_axis(tmp_path: Path) -> None:
    """Held at one end: (2 n - 1) c / 4 L (Blevins, table 8-16)."""
    xs = np.linspace(0, 1000, 41)
    bulk = [STEEL, *(grid(n, (x, 0, 0)) for n, x in enumerate(xs, 1))]
    bulk += [f"CONROD,{n},{n},{n + 1},1,50." for n in range(1, 41)]
    results = modes(tmp_path, [*bulk, "SPC1,1,123456,1", "EIGRL,5,,,3"])
    speed = np.sqrt(E / RHO)
    exact = np.array([1, 3, 5]) * speed / 4000
    assert results.frequencies == pytest.approx(exact, rel=5e-3)


def test_a_free_bar_has_six_rigid_modes(tmp_path: Path) -> None:
    bulk = [*bar(12), "EIGRL,5,,,8", "CONM2,90,1,,1.-6\n,1.-3,0.,1.-3,0.,0.,1.-3"]
    results = modes(tmp_path, bulk, FREE)
    assert (results.frequencies[:6] < 1e-3 * results.frequencies[6]).all()
    assert results.frequencies[6] > 1


def test_effective_masses_add_up_to_the_mass(tmp_path: Path) -> None:
    """All modes of a bar: the mass that can move, that is without the half element at the wall."""
    bulk = [*bar(4), "SPC1,1,123456,1", "EIGRL,5,,,40"]
    results = modes(tmp_path, bulk)
    assert results.effective_mass is not None and results.mass is not None
    total = results.effective_mass[:, :3].sum(axis=0)
    assert total == pytest.approx(3 * [results.mass.mass * 7 / 8], rel=1e-4)


def test_wtmass_scales_the_masses(tmp_path: Path) -> None:
    bulk = [*bar(6), "SPC1,1,123456,1", "EIGRL,5,,,2"]
    plain = modes(tmp_path, bulk).frequencies
    heavy = modes(tmp_path, [*bulk, "PARAM,WTMASS,4."]).frequencies
    assert heavy == pytest.approx(plain / 2, rel=1e-6)


def test_the_range_of_frequencies_is_obeyed(tmp_path: Path) -> None:
    bulk = [*bar(12), "SPC1,1,123456,1"]
    every = modes(tmp_path, [*bulk, "EIGRL,5,,,20"]).frequencies
    within = modes(tmp_path, [*bulk, f"EIGRL,5,{every[2] + 1:.6f},{every[13] + 1:.6f}"])
    assert within.frequencies == pytest.approx(every[3:14], rel=1e-5)


@pytest.mark.parametrize(
    ("card", "words"),
    [
        ("EIGRL,5,,,-5", "METHOD SET 5 ASKS FOR -5 MODES"),
        ("EIGR,5,LAN,,,,-5", "METHOD SET 5 ASKS FOR -5 MODES"),
        ("EIGRL,5,100.,1.,5", "THE RANGE OF METHOD SET 5, 100 TO 1, ENDS BELOW"),
        ("EIGRL,5,.001,.002", "NO MODE IN THE RANGE OF METHOD SET 5"),
        ("EIGRL,5,1.+12,,3", "NO MODE IN THE RANGE OF METHOD SET 5"),
    ],
)
def test_a_range_without_modes_is_refused_in_words(tmp_path: Path, card: str, words: str) -> None:
    with pytest.raises(SolveFailed, match=words):
        modes(tmp_path, [*bar(4), "SPC1,1,123456,1", card])


def test_as_many_modes_come_as_there_are(tmp_path: Path) -> None:
    bulk = [*bar(2), "SPC1,1,123456,1", "EIGRL,5,,,1000000000"]
    assert 0 < len(modes(tmp_path, bulk).frequencies) <= 12


def test_a_lower_bound_does_not_take_from_the_number_of_modes(tmp_path: Path) -> None:
    bulk = [*bar(12), "SPC1,1,123456,1"]
    every = modes(tmp_path, [*bulk, "EIGRL,5,,,8"]).frequencies
    above = modes(tmp_path, [*bulk, f"EIGRL,5,{every[2] + 1:.6f},,4"]).frequencies
    assert above == pytest.approx(every[3:7], rel=1e-5)


@pytest.mark.parametrize("method", ["LAN", "GIV", "MHOU"])
def test_eigr_finds_the_modes_of_eigrl(tmp_path: Path, method: str) -> None:
    bulk = [*bar(6), "SPC1,1,123456,1", "SPC1,1,1246,2,THRU,7"]
    expected = modes(tmp_path, [*bulk, "EIGRL,5,,,3"]).frequencies
    found = modes(tmp_path, [*bulk, f"EIGR,5,{method},0.,,,3\n,POINT,7,3"])
    assert found.frequencies == pytest.approx(expected, rel=1e-6)
    printed = (tmp_path / "model.f06").read_text(encoding="ascii")
    assert ("LANCZOS ANSWERS METHOD" in printed) == (method != "LAN")


def test_eigr_scales_modes_to_one_at_a_point(tmp_path: Path) -> None:
    bulk = [*bar(6), "SPC1,1,123456,1", "SPC1,1,1246,2,THRU,7", "EIGR,5,LAN,,,,2\n,POINT,5,3"]
    assert modes(tmp_path, bulk).mode_shapes[:, 4, 2] == pytest.approx([1, 1])


def test_modes_are_scaled_as_asked(tmp_path: Path) -> None:
    bulk = [*bar(6), "SPC1,1,123456,1"]
    largest = modes(tmp_path, [*bulk, "EIGRL,5,,,2,,,,MAX"]).mode_shapes
    assert np.abs(largest).max(axis=(1, 2)) == pytest.approx([1, 1])
    unit = modes(tmp_path, [*bulk, "EIGRL,5,,,2"]).mode_shapes
    mass = RHO * 200 * 1000 / 6 * np.array([0.5, 1, 1, 1, 1, 1, 0.5])
    assert (unit[..., :3] ** 2).sum(axis=2) @ mass == pytest.approx([1, 1], rel=1e-5)


def test_the_sparse_and_the_dense_solver_agree(tmp_path: Path) -> None:
    """Few modes of a plate come from Lanczos, many of the same plate from a dense solver."""
    bulk = [STEEL, "PSHELL,1,1,2.,1,,1", *mesh(8, 8, 100.0), "SPC1,1,123456,1,THRU,9"]
    few = modes(tmp_path, [*bulk, "EIGRL,5,,,6"]).frequencies
    many = modes(tmp_path, [*bulk, "EIGRL,5,,,150"]).frequencies
    assert few == pytest.approx(many[:6], rel=1e-6)


def test_modes_are_printed(tmp_path: Path) -> None:
    path = put(tmp_path, [*bar(6), "SPC1,1,123456,1", "EIGRL,5,,,2"], HELD, "SOL 103")
    solved_ = Embedded().solve(path, tmp_path)
    assert solved_.solution == 103 and solved_.f06 is not None
    text = solved_.f06.read_text(encoding="ascii")
    for words in ("R E A L   E I G E N V A L U E S", "E I G E N V E C T O R   N O .          2"):
        assert words in text


WRONG = {
    "no method": (["SPC1,1,123456,1"], ("SPC = 1",), "NO METHOD COMMAND"),
    "a missing method": (["SPC1,1,123456,1"], HELD, "METHOD SET 5 IS NOT DEFINED"),
    "a way it does not know": (["SPC1,1,123456,1", "EIGC,5,HESS,,,,,2"], HELD, "EIGC"),
    "a point that does not move": (
        ["SPC1,1,123456,1", "EIGR,5,LAN,,,,2\n,POINT,1,2"],
        HELD,
        "A MODE DOES NOT MOVE",
    ),
    "a missing point": (
        ["SPC1,1,123456,1", "EIGR,5,LAN,,,,2\n,POINT,77,2"],
        HELD,
        "EIGR 5 REFERENCES UNDEFINED GRID POINT 77",
    ),
    "no mass": (["SPC1,1,123456,1", "EIGRL,5,,,2", "PARAM,WTMASS,0."], HELD, "NO MASS"),
}


@pytest.mark.parametrize("case", WRONG)
def test_it_is_named(tmp_path: Path, case: str) -> None:
    bulk, control, words = WRONG[case]
    with pytest.raises(SolveFailed, match=words):
        Embedded().solve(put(tmp_path, [*bar(3), *bulk], control, "SOL 103"), tmp_path)
