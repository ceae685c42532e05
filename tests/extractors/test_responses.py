"""Peaks of responses over frequencies and over time."""

import math

import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.extractors.frequency_response_peak import FrequencyResponsePeak
from atomizer.extractors.transient_peak import TransientPeak
from tests.extractors.states import results, with_responses

STATE = with_responses(results())


def test_the_peak_comes_with_its_frequency_and_phase() -> None:
    measured = FrequencyResponsePeak().measure(STATE)
    assert measured["peak"] == pytest.approx(math.sqrt(8))
    assert measured["frequency"] == 20.0 and measured["phase"] == pytest.approx(-45)


def test_a_component_at_a_grid_point_is_measured_alone() -> None:
    measured = FrequencyResponsePeak(nodes=(20,), component="z").measure(STATE)
    assert measured == {"peak": 2.0, "frequency": 20.0, "phase": pytest.approx(90)}


def test_the_worst_subcase_is_that_of_the_quantity() -> None:
    worst = FrequencyResponsePeak(quantity="acceleration").measure(STATE)
    first = FrequencyResponsePeak(quantity="acceleration", subcase=1).measure(STATE)
    assert worst["peak"] == pytest.approx(4 * first["peak"])


def test_frequencies_out_of_the_range_do_not_count() -> None:
    assert FrequencyResponsePeak(lowest=30.0).measure(STATE)["frequency"] == 40.0
    assert FrequencyResponsePeak(highest=15.0).measure(STATE)["peak"] == 1.0
    with pytest.raises(SolveFailed, match="no frequency in the range; it has 10 to 40 Hz"):
        FrequencyResponsePeak(lowest=50.0).measure(STATE)


def test_a_parabola_is_used_only_when_asked_for() -> None:
    """Through (10, 0.5), (20, 2), (40, 1): its top is at 27.1 Hz, 2.26 high."""
    plain = FrequencyResponsePeak(nodes=(20,))
    refined = FrequencyResponsePeak(nodes=(20,), refine="parabola").measure(STATE)
    assert plain.measure(STATE)["peak"] == 2.0
    slope = ((2 - 0.5) / 10, (1 - 2) / 20)
    bend = (slope[1] - slope[0]) / 30
    top = 15 - slope[0] / (2 * bend)
    assert refined["frequency"] == pytest.approx(top)
    assert refined["peak"] == pytest.approx(
        2 + (top - 20) * slope[0] + bend * (top - 20) * (top - 10)
    )


def test_the_end_of_a_range_is_not_refined() -> None:
    measured = FrequencyResponsePeak(highest=20.0, refine="parabola").measure(STATE)
    assert measured["frequency"] == 20.0


def test_a_transient_peak_comes_with_its_time_its_end_and_its_rms() -> None:
    measured = TransientPeak().measure(STATE)
    rms = math.sqrt((4.5 + 12.5 + 17) / 4)
    assert measured == {"peak": 4.0, "time": 2.0, "final": 1.0, "rms": pytest.approx(rms)}


def test_times_before_the_begin_do_not_count() -> None:
    measured = TransientPeak(begin=4.0).measure(STATE)
    assert measured == {"peak": 1.0, "time": 4.0, "final": 1.0, "rms": 1.0}
    with pytest.raises(SolveFailed, match="ends at 4, before 5"):
        TransientPeak(begin=5.0).measure(STATE)


WRONG = {
    "quantity": (FrequencyResponsePeak(quantity="velocity"), "acceleration, displacement"),
    "subcase": (TransientPeak(subcase=3), "of subcase 3. There are: 1, 4"),
    "grid point": (TransientPeak(nodes=(30,)), "of grid point 30; a SET"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_not_there_is_refused_by_name(case: str) -> None:
    extractor, words = WRONG[case]
    with pytest.raises(SolveFailed, match=words):
        extractor.measure(STATE)
