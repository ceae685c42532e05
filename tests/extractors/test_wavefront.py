"""What the wavefront extractors measure, on mirrors made by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atomizer import registry
from atomizer.engine.optics.polynomials import zernike
from atomizer.engine.optics.terms import NAMED, Term, first_terms
from atomizer.engine.results import Results
from tests.extractors.mirrors import (
    NM,
    RADIUS,
    Floats,
    combination,
    measured,
    mirror,
    refusal,
    still,
)

WAVEFRONTS = ("zernike_wfe", "zernike_annulus", "zernike_relative")


@given(amounts=st.lists(st.integers(-900, 900), min_size=len(NAMED), max_size=len(NAMED)))
@settings(max_examples=20)
def test_each_coefficient_is_found_again_in_nanometres(amounts: list[int]) -> None:
    wanted = dict(zip(NAMED, map(float, amounts), strict=True))
    found = measured("zernike_wfe", mirror(combination(wanted)))
    assert {name: found[name] for name in wanted} == pytest.approx(wanted, abs=1e-7)
    assert found["residual_rms"] == pytest.approx(0, abs=1e-7)


@pytest.mark.parametrize("ordering", ["noll", "ansi"])
@pytest.mark.parametrize("terms", [15, 36, 66])
def test_the_names_mean_the_same_in_both_orderings(ordering: str, terms: int) -> None:
    wanted = {"coma_x": 30.0, "astigmatism_45": -8.0, "trefoil_y": 5.0, "spherical": 2.0}
    state = mirror(combination(wanted))
    found = measured("zernike_wfe", state, ordering=ordering, terms=terms)
    assert {name: found[name] for name in wanted} == pytest.approx(wanted, abs=1e-8)


def test_a_surface_that_moves_to_the_light_is_positive_and_counts_twice() -> None:
    state = mirror(lambda x, y: np.full_like(x, 1e-6))
    assert measured("zernike_wfe", state)["piston"] == pytest.approx(2.0)
    assert measured("zernike_wfe", state, path_factor=1)["piston"] == pytest.approx(1.0)
    assert measured("zernike_wfe", state, unit_m=1.0)["piston"] == pytest.approx(2000.0)
    assert measured("zernike_wfe", state, axis=[0, 0, -1])["piston"] == pytest.approx(-2.0)


def test_tilt_x_grows_with_x_and_tilt_y_with_y() -> None:
    tilted = mirror(lambda x, y: 3e-6 * x - 5e-6 * y)
    found = measured("zernike_wfe", tilted)
    assert (found["tilt_x"], found["tilt_y"]) == pytest.approx((3.0, -5.0))
    turned = measured("zernike_wfe", tilted, across=[0, 1, 0])
    assert (turned["tilt_x"], turned["tilt_y"]) == pytest.approx((-5.0, -3.0))


def test_rms_and_peak_to_valley_of_coma() -> None:
    """100 nm of coma with the RMS 1: its highest points are sqrt 8 at the rim, on the x axis."""
    state = mirror(combination({"coma_x": 100.0, "tilt_x": 70.0}), radii=np.linspace(0, 1, 60))
    found = measured("zernike_wfe", state)
    assert found["wfe_rms"] == pytest.approx(100, rel=2e-3)
    assert found["total_rms"] == pytest.approx(np.hypot(100, 70), rel=2e-3)
    assert found["wfe_pv"] == pytest.approx(200 * np.sqrt(8), rel=1e-6)


def test_terms_are_removed_by_name_or_by_number() -> None:
    state = mirror(combination({"piston": 4.0, "defocus": 30.0, "coma_y": 40.0}))
    both = measured("zernike_wfe", state, remove=[])
    assert both["wfe_rms"] == both["total_rms"] == pytest.approx(np.sqrt(2516), rel=0.03)
    coma = measured("zernike_wfe", state, remove=["piston", "defocus"])
    assert coma["wfe_rms"] == pytest.approx(40, rel=0.03)
    noll = measured("zernike_wfe", state, remove=[1, 4])
    ansi = measured("zernike_wfe", state, remove=[0, 4], ordering="ansi")
    assert noll == pytest.approx(coma) and ansi["wfe_rms"] == pytest.approx(coma["wfe_rms"])
    gone = measured("zernike_wfe", state, remove=["piston", 4, "coma_y", "coma_y"])
    assert gone["wfe_rms"] == pytest.approx(0, abs=1e-8)


@pytest.mark.parametrize(
    ("ordering", "number"), [("noll", 0), ("noll", 37), ("ansi", 36), ("ansi", -1)]
)
def test_a_number_that_is_no_term_is_refused(ordering: str, number: int) -> None:
    with pytest.raises(ValueError, match="remove"):
        registry.make("extractors", "zernike_wfe", {"ordering": ordering, "remove": [number]})


@given(
    shift=st.lists(st.floats(-1, 1), min_size=3, max_size=3),
    turn=st.lists(st.floats(-1e-4, 1e-4), min_size=3, max_size=3),
)
@settings(max_examples=8)
@pytest.mark.parametrize("name", [*WAVEFRONTS, "surface_error"])
def test_of_a_rigid_motion_nothing_is_left(
    name: str, shift: list[float], turn: list[float]
) -> None:
    def moved(x: Floats, y: Floats) -> Floats:
        places = RADIUS * np.column_stack([x, y, np.zeros_like(x)])
        return np.asarray(np.array(shift) + np.cross(turn, places))

    found = measured(name, mirror(still, moved))
    left, size = ("surface_rms", 1.0) if name == "surface_error" else ("wfe_rms", NM)
    assert found[left] == pytest.approx(0, abs=1e-12 * size)


@given(angle=st.floats(0, 6.28))
@settings(max_examples=20)
def test_turning_the_aperture_changes_no_rms(angle: float) -> None:
    state = mirror(lambda x, y: 1e-4 * (x**3 + np.exp(x - y) * y + np.abs(x)))
    straight = measured("zernike_wfe", state)
    turned = measured("zernike_wfe", state, across=[np.cos(angle), np.sin(angle), 0.0])
    for name in ("wfe_rms", "wfe_pv", "total_rms", "residual_rms", "defocus", "spherical"):
        assert turned[name] == pytest.approx(straight[name], rel=1e-9)
    for both in (("coma_x", "coma_y"), ("astigmatism_0", "astigmatism_45")):
        size = np.hypot(*(straight[name] for name in both))
        assert np.hypot(*(turned[name] for name in both)) == pytest.approx(size, rel=1e-9)


HIGH = [Term(7, -1), Term(8, 2)]


def dense_on_one_side(times: int, start: float = 0.0) -> Results:
    """So many times the sectors on one half; the mirror moves by terms beyond the fifteenth."""
    halves = np.pi * np.arange(20 * times) / (20 * times), np.pi + np.pi * np.arange(20) / 20
    return mirror(
        lambda x, y: zernike(HIGH, x, y) @ np.array([60.0, 80.0]) / NM,
        radii=np.linspace(0, 1, 40),
        angles=start + np.concatenate(halves),
    )


@given(times=st.integers(1, 8), start=st.floats(0, 6.28))
@settings(max_examples=12)
def test_a_dense_half_does_not_bias_the_fit(times: int, start: float) -> None:
    """What is not fitted is orthogonal to what is, if the area weighs."""
    found = measured("zernike_wfe", dense_on_one_side(times, start), terms=15)
    assert max(abs(found[name]) for name in NAMED) < 4
    assert found["wfe_rms"] == pytest.approx(100, rel=0.04)


def test_without_weights_a_dense_half_would() -> None:
    state = dense_on_one_side(8)
    x, y = state.positions[:, :2].T / RADIUS
    basis, error = zernike(first_terms("noll", 15), x, y), state.displacement[0, :, 2] * NM
    plain, *_ = np.linalg.lstsq(basis, error, rcond=None)
    assert np.abs(plain).max() > 15


@pytest.mark.parametrize("hole", [0.2, 0.5])
def test_annular_terms_are_found_on_an_annulus(hole: float) -> None:
    def field(x: Floats, y: Floats) -> Floats:
        return zernike([Term(2, 0), Term(3, 1)], x, y, hole) @ np.array([50.0, -20.0]) / NM

    state = mirror(field, radii=np.linspace(hole, 1, 40))
    found = measured("zernike_annulus", state)
    assert (found["defocus"], found["coma_x"]) == pytest.approx((50, -20), abs=1e-8)
    assert found["wfe_rms"] == pytest.approx(np.hypot(50, 20), rel=5e-3)
    assert measured("zernike_annulus", state, obscuration=hole) == pytest.approx(found)
    assert abs(measured("zernike_wfe", state, terms=15)["piston"]) > 1


def test_a_given_obscuration_leaves_out_what_is_within() -> None:
    state = mirror(lambda x, y: np.where(x * x + y * y < 0.2, 1.0, 1e-6 * x))
    found = measured("zernike_annulus", state, obscuration=0.5)
    assert found["total_pv"] == pytest.approx(4.0)
    assert "within the aperture" in refusal("zernike_annulus", state, obscuration=0.999, radius=900)


def test_relative_to_another_subcase() -> None:
    fields = [combination({"coma_x": amount, "defocus": 7.0}) for amount in (10.0, 40.0, -60.0)]
    state = mirror(*fields)
    worst = measured("zernike_relative", state)
    assert worst["coma_x"] == pytest.approx(-70) and worst["defocus"] == pytest.approx(0, abs=1e-8)
    assert measured("zernike_relative", state, subcase=2)["coma_x"] == pytest.approx(30)
    assert measured("zernike_relative", state, reference=3)["coma_x"] == pytest.approx(100)
    assert "nothing to compare" in refusal("zernike_relative", state, subcase=1)
    assert "nothing to compare" in refusal("zernike_relative", mirror(fields[0]))
    assert "no subcase 9" in refusal("zernike_relative", state, reference=9)
    modes_only = Results(**{**vars(state), "subcases": np.zeros(0, np.int64)})
    assert "no static subcase" in refusal("zernike_relative", modes_only)


def test_of_all_subcases_the_worst_counts_with_all_its_numbers() -> None:
    state = mirror(combination({"coma_x": 10.0}), combination({"tilt_x": 99.0, "coma_y": 20.0}))
    alone = measured("zernike_wfe", state, subcase=2)
    assert measured("zernike_wfe", state) == pytest.approx(alone, abs=1e-9)
    assert measured("zernike_wfe", state, subcase=1)["coma_x"] == pytest.approx(10)
