"""Stresses over frequencies and over time as quantities of response peaks."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pydantic import ValidationError

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Results, read_results
from atomizer.engine.results.formulas import cyclic_von_mises, von_mises
from atomizer.engine.solvers.embedded.plugin import Embedded
from atomizer.extractors.frequency_response_peak import FrequencyResponsePeak
from atomizer.extractors.transient_peak import TransientPeak
from tests.engine.solvers.decks import grid, mesh, put

PARTS = arrays(np.float64, (2, 6, 3), elements=st.floats(-1e3, 1e3))


@given(PARTS)
def test_the_largest_von_mises_stress_of_a_period_is_that_of_all_its_moments(
    parts: np.ndarray,
) -> None:
    """Against 3600 moments of the period, where a parabola is flat to 1e-6."""
    stress = parts[0] + 1j * parts[1]
    turns = np.exp(1j * np.linspace(0, np.pi, 1801))
    moments = np.array([von_mises((stress * turn).real) for turn in turns])
    found = cyclic_von_mises(stress)
    scale = np.abs(stress).max() + 1e-300
    assert np.abs(np.abs(found) - moments.max(axis=0)).max() <= 1e-5 * scale
    at_peak = von_mises((stress * np.exp(-1j * np.angle(found))).real)
    assert np.abs(at_peak - np.abs(found)).max() <= 1e-6 * scale


def test_of_one_component_it_is_that_component_with_its_phase() -> None:
    stress = np.zeros((6, 2), complex)
    stress[0, 0], stress[3, 1] = 3.0 * np.exp(0.4j), 2.0 * np.exp(-1.2j)
    found = cyclic_von_mises(stress)
    assert found == pytest.approx([3.0 * np.exp(0.4j), np.sqrt(12) * np.exp(-1.2j)])


ROD = [
    "GRID,1,,0.,0.,0.,,23456", "GRID,2,,100.,0.,0.,,23456", "SPC1,1,1,1", "MAT1,1,1000.,,.3",
    "CONROD,1,1,2,1,10.", "CONROD,5,1,2,1,10.", "CONM2,2,2,,2.", "EIGRL,5,,,1",
    "FORCE,1,2,,50.,1.,0.,0.",
]  # fmt: skip
"""Two rods side by side that hold a mass: w = 10 / s, 2.5 in each under the static force."""
CASE = ("SET 5 = 5", "SPC = 1", "METHOD = 5", "DLOAD = 7", "DISPLACEMENT = ALL")


def solved(folder: Path, bulk: list[str], case: tuple[str, ...], sol: int) -> Results:
    path = put(folder, bulk, case, f"SOL {sol}")
    return read_results(Embedded().solve(path, folder).op2, path)


def test_the_peak_over_time_of_a_pulled_rod_is_twice_its_static_stress(tmp_path: Path) -> None:
    bulk = [*ROD, "TLOAD1,7,1,,,1.", f"TSTEP,8,20,{np.pi / 100:.12f},1"]
    results = solved(tmp_path, bulk, (*CASE, "TSTEP = 8", "STRESS = ALL"), 112)
    peak = TransientPeak(quantity="normal_stress", elements=(5,))
    measured = peak.measure(results)
    assert measured["peak"] == pytest.approx(5.0, rel=1e-5)
    assert measured["time"] == pytest.approx(np.pi / 10, rel=1e-6)
    assert measured["final"] == pytest.approx(0.0, abs=1e-4)
    assert measured["rms"] == pytest.approx(2.5 * np.sqrt(1.5), rel=1e-5)
    plot = peak.plot(results)
    assert (plot.what, plot.of, plot.node) == ("normal_stress", "element", 5)


@pytest.mark.parametrize("form", ["REAL", "PHASE"])
def test_the_peak_over_frequencies_is_the_amplified_static_stress(
    tmp_path: Path, form: str
) -> None:
    """Damped by 2 % of critical at resonance: 2.5 / 0.04, a quarter of a period late."""
    cycles = 10 / (2 * np.pi)
    bulk = [*ROD, "RLOAD1,7,1,,,1.", f"FREQ,8,.1,{cycles:.12f},3.", "TABDMP1,9,CRIT"]
    bulk[-1] += "\n,0.,.02,50.,.02,ENDT"
    case = (*CASE, "FREQUENCY = 8", "SDAMPING = 9", f"STRESS({form}) = 5")
    results = solved(tmp_path, bulk, case, 111)
    measured = FrequencyResponsePeak(quantity="normal_stress").measure(results)
    assert measured["peak"] == pytest.approx(62.5, rel=1e-5)
    assert measured["frequency"] == pytest.approx(cycles, rel=1e-6)
    assert measured["phase"] == pytest.approx(-90.0, abs=1e-3)
    with pytest.raises(SolveFailed, match="no frequency response of element 1"):
        FrequencyResponsePeak(quantity="normal_stress", elements=(1,)).measure(results)


PLATE = [
    "MAT1,1,2.1+5,,.3,7.85-9", "PSHELL,1,1,.5,1", *mesh(2, 2, 30.0), "SPC1,1,123456,1,4,7",
    grid(20, (40, 0, 0)), "CTRIA3,9,1,3,20,6", "FORCE,1,9,,5.,1.,2.,3.", "EIGRL,5,,,3",
]  # fmt: skip


def test_a_slow_response_has_the_von_mises_stress_of_statics(tmp_path: Path) -> None:
    static = solved(tmp_path, PLATE, ("SPC = 1", "LOAD = 1"), 101)
    most = max(t.columns("von_mises").max() for t in static.element_tables if "stress" in t.table)
    bulk = [*PLATE, "RLOAD1,7,1,,,1.", "FREQ,8,.001"]
    slow = solved(tmp_path, bulk, (*CASE, "FREQUENCY = 8", "STRESS = ALL"), 111)
    measured = FrequencyResponsePeak(quantity="von_mises").measure(slow)
    assert measured["peak"] == pytest.approx(most, rel=1e-4)
    assert measured["phase"] % 180 == pytest.approx(0, abs=1e-3)
    ramp = ["TLOAD1,7,1,,,4", "TABLED1,4\n,0.,0.,1.+5,1.,9.+5,1.,ENDT", "TSTEP,8,3,5.+4,1"]
    ended = solved(tmp_path, [*PLATE, *ramp], (*CASE, "TSTEP = 8", "STRESS = ALL"), 112)
    assert TransientPeak(quantity="von_mises").measure(ended)["final"] == pytest.approx(
        most, rel=1e-4
    )


def test_without_stresses_it_says_what_there_is(tmp_path: Path) -> None:
    bulk = [*ROD, "TLOAD1,7,1,,,1.", "TSTEP,8,2,.1,1"]
    results = solved(tmp_path, bulk, (*CASE, "TSTEP = 8"), 112)
    with pytest.raises(SolveFailed, match=r"no transient response of von_mises\. .*displacement"):
        TransientPeak(quantity="von_mises").measure(results)


def test_ids_that_do_not_fit_the_quantity_are_refused() -> None:
    with pytest.raises(ValidationError, match="von_mises is of elements"):
        TransientPeak(quantity="von_mises", nodes=(1,))
    with pytest.raises(ValidationError, match="displacement is of grid points"):
        FrequencyResponsePeak(elements=(1,))


def test_stresses_are_read_only_for_who_needs_them() -> None:
    assert TransientPeak().tables == ("transient_response",)
    of_elements = FrequencyResponsePeak(quantity="von_mises").tables
    assert of_elements == ("frequency_response", "shell_stress", "solid_stress")
