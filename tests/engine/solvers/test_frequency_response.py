"""Solution 111 against closed forms."""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.results import Results
from tests.engine.solvers.oscillators import (
    MASS,
    OMEGA,
    ONE,
    STEADY,
    STIFFNESS,
    at,
    exactly,
    of,
    response,
    values,
)

FORCE = 10.0


def steady(frequencies: np.ndarray, stiffness: complex, drag: float = 0.0) -> np.ndarray:
    """Receptance of a mass on a spring: Craig and Kurdila, equation 4.26."""
    w = 2 * np.pi * frequencies
    return FORCE / (stiffness - w**2 * MASS + 1j * w * drag)


CRITICAL = 2 * MASS * OMEGA
DAMPINGS = {
    "hysteretic, of everything": (["PARAM,G,.04"], {}, STIFFNESS * (1 + 0.04j), 0.0),
    "hysteretic, of the spring": (
        [f"CELAS2,9,{STIFFNESS},1,1,2,1,.06"],
        {},
        STIFFNESS * (2 + 0.06j),
        0.0,
    ),
    "a dashpot": (["CDAMP2,9,4.,1,1,2,1"], {}, STIFFNESS, 4.0),
    "a dashpot by a property": (["CDAMP1,9,5,1,1,2,1", "PDAMP,5,3."], {}, STIFFNESS, 3.0),
    "a dashpot in a bushing": (
        ["CBUSH,9,5,1,2,,,,0", "PBUSH,5,K,500.\n,,B,3."],
        {},
        STIFFNESS + 500,
        3.0,
    ),
    "a part of critical": (["TABDMP1,9,CRIT\n,0.,.02,50.,.02,ENDT"], {"SDAMPING": "9"},
                           STIFFNESS, 0.02 * CRITICAL),
    "a loss": (["TABDMP1,9,G\n,0.,.05,50.,.05,ENDT"], {"SDAMPING": "9"},
               STIFFNESS, 0.025 * CRITICAL),
    "a quality": (["TABDMP1,9,Q\n,0.,25.,50.,25.,ENDT"], {"SDAMPING": "9"},
                  STIFFNESS, 0.02 * CRITICAL),
    "a loss as stiffness": (
        ["TABDMP1,9,G\n,0.,.05,50.,.05,ENDT", "PARAM,KDAMP,-1"],
        {"SDAMPING": "9"},
        STIFFNESS * (1 + 0.05j),
        0.0,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", DAMPINGS)
def test_a_damped_oscillator_answers_in_amplitude_and_phase(tmp_path: Path, case: str) -> None:
    bulk, more, stiffness, drag = DAMPINGS[case]
    results = response(tmp_path, [*ONE, *STEADY, *bulk], more)
    frequencies = of(results).at
    exact = steady(frequencies, stiffness, drag)
    w = 2j * np.pi * frequencies
    for quantity, expected in (
        ("displacement", exact), ("velocity", w * exact), ("acceleration", w**2 * exact),
    ):  # fmt: skip
        found = at(results, 2, 0, quantity)
        assert np.abs(found) == pytest.approx(np.abs(expected), rel=2e-6)
        assert np.angle(found / expected) == pytest.approx(0, abs=2e-6)


def test_a_viscous_element_damps_along_its_axis(tmp_path: Path) -> None:
    apart = [line.replace("GRID,2,,0.", "GRID,2,,1.") for line in ONE]
    results = response(tmp_path, [*apart, *STEADY, "CVISC,9,5,1,2", "PVISC,5,4.,99."])
    exact = steady(of(results).at, STIFFNESS, 4.0)
    assert np.abs(at(results, 2) - exact).max() < 2e-6 * np.abs(exact).max()


def test_the_loss_of_a_mode_is_read_from_its_table_by_its_frequency(tmp_path: Path) -> None:
    """Lines, drawn on beyond the ends: at 3.183 Hz from 1 Hz, 1 % and 2 Hz, 2 %."""
    table = "TABDMP1,9,CRIT\n,1.,.01,2.,.02,ENDT"
    results = response(tmp_path, [*ONE, *STEADY, table], {"SDAMPING": "9"})
    ratio = 0.01 * OMEGA / (2 * np.pi)
    exact = steady(of(results).at, STIFFNESS, ratio * CRITICAL)
    assert np.abs(at(results, 2) - exact).max() < 2e-6 * np.abs(exact).max()


def test_an_absorber_stills_the_mass_it_is_tuned_to(tmp_path: Path) -> None:
    """Den Hartog, Mechanical Vibrations, 4th ed., section 3.2: no damping, mass ratio 1/5."""
    bulk = [*ONE, "GRID,3,,0.,0.,0.,,23456", f"CELAS2,3,{STIFFNESS / 5},2,1,3,1"]
    bulk += [f"CONM2,4,3,,{MASS / 5}", "RLOAD1,7,3,,,1."]
    tuned = OMEGA / (2 * np.pi)
    results = response(tmp_path, [*bulk, f"FREQ,8,1.,2.,{tuned:.12f},5."])
    g = of(results).at / tuned
    bottom = (1 + 0.2 - g**2) * (1 - g**2) - 0.2
    static = FORCE / STIFFNESS
    assert at(results, 2) == pytest.approx(static * (1 - g**2) / bottom, rel=1e-5, abs=1e-8)
    assert at(results, 3) == pytest.approx(static / bottom, rel=1e-5)
    assert abs(at(results, 2)[2]) < 1e-6 * static


def test_a_load_that_moves_no_mass_gets_a_residual_vector_too(tmp_path: Path) -> None:
    """A spring between the force and the mass: their compliances add up."""
    bulk = [*ONE[:-1], "GRID,3,,0.,0.,0.,,23456", "CELAS2,3,400.,2,1,3,1", "DAREA,3,3,1,10."]
    results = response(tmp_path, [*bulk, *STEADY, "PARAM,G,.04"])
    mass = steady(of(results).at, STIFFNESS * (1 + 0.04j))
    assert at(results, 2) == pytest.approx(mass, rel=1e-5)
    assert at(results, 3) == pytest.approx(mass + FORCE / (400 * (1 + 0.04j)), rel=1e-5)


def test_a_free_body_moves_as_newton_says(tmp_path: Path) -> None:
    """Two masses on a spring in space: x1 = F (k - w^2 m) / (-w^2 m (2 k - w^2 m))."""
    bulk = [*ONE, f"CONM2,3,1,,{MASS}", *STEADY]
    results = response(tmp_path, bulk, {"SPC": "", "SPCFORCES": ""})
    inertia = (2 * np.pi * of(results).at) ** 2 * MASS
    exact = FORCE * (STIFFNESS - inertia) / (-inertia * (2 * STIFFNESS - inertia))
    assert at(results, 2) == pytest.approx(exact, rel=1e-5)


@pytest.mark.parametrize("kind", ["ACCE", "VELO", "DISP"])
def test_a_shaken_base_passes_its_motion_on(tmp_path: Path, kind: str) -> None:
    """Transmissibility: Den Hartog, Mechanical Vibrations, 4th ed., equation (2.29)."""
    bulk = [*ONE[:-1], "CDAMP2,9,4.,1,1,2,1", "SPCD,3,1,1,.5", "FREQ1,8,.5,.25,30"]
    results = response(tmp_path, [*bulk, f"RLOAD1,7,3,,,1.,,{kind}"])
    w = 2j * np.pi * of(results).at
    base = 0.5 / w ** {"DISP": 0, "VELO": 1, "ACCE": 2}[kind]
    spring = STIFFNESS + w * 4.0
    mass = base * spring / (spring + w**2 * MASS)
    assert at(results, 1) == pytest.approx(base, rel=1e-6)
    assert at(results, 2) == pytest.approx(mass, rel=2e-6)
    assert at(results, 2, 0, "acceleration") == pytest.approx(w**2 * mass, rel=2e-6)


def test_delay_and_phase_turn_the_load(tmp_path: Path) -> None:
    plain = response(tmp_path, [*ONE, *STEADY, "PARAM,G,.04"])
    late = response(tmp_path, [*ONE, "RLOAD1,7,3,.02,30.,1.", STEADY[1], "PARAM,G,.04"])
    turn = np.exp(1j * (np.radians(30) - 2 * np.pi * of(plain).at * 0.02))
    assert at(late, 2) == pytest.approx(at(plain, 2) * turn, rel=1e-6)
    cards = ["RLOAD1,7,3,5,6,1.", "DELAY,5,2,1,.02", "DPHASE,6,2,1,30.", STEADY[1]]
    listed = response(tmp_path, [*ONE, *cards, "PARAM,G,.04"])
    assert at(listed, 2) == pytest.approx(at(late, 2), rel=1e-6)


def test_loads_add_up_with_their_factors_and_their_tables(tmp_path: Path) -> None:
    """RLOAD1 by C and D, RLOAD2 by size and phase: 2 (3 (1 + 2 i) + 5 f exp(60 deg i))."""
    cards = ["DLOAD,7,2.,3.,11,5.,12", "RLOAD1,11,3,,,1.,2.", "RLOAD2,12,3,,,21,60.", STEADY[1]]
    cards += ["TABLED1,21\n,0.,0.,100.,100.,ENDT"]
    results = response(tmp_path, [*ONE, *cards, "PARAM,G,.04"])
    f = of(results).at
    factor = 2 * (3 * (1 + 2j) + 5 * f * np.exp(1j * np.pi / 3))
    assert at(results, 2) == pytest.approx(factor * steady(f, STIFFNESS * (1 + 0.04j)), rel=2e-6)


def test_static_loads_may_be_the_pattern(tmp_path: Path) -> None:
    """A FORCE beside the DAREA of the same number, and gravity alone."""
    both = response(tmp_path, [*ONE, "FORCE,3,2,,5.,1.,0.,0.", *STEADY])
    assert at(both, 2) == pytest.approx(1.5 * steady(of(both).at, STIFFNESS), rel=2e-6)
    weighty = response(tmp_path, [*ONE[:-1], "GRAV,3,,4.,1.,0.,0.", *STEADY])
    assert at(weighty, 2) == pytest.approx(steady(of(both).at, STIFFNESS), rel=2e-6)


def test_loads_and_answers_are_in_the_frames_of_their_points(tmp_path: Path) -> None:
    """A component of a DAREA is one of CD; results come in the basic frame."""
    turned = ["CORD2R,4,0,0.,0.,0.,0.,0.,1.\n,0.,1.,0.", "GRID,1,,0.,0.,0.,4,23456",
              "GRID,2,,0.,0.,0.,4,23456", *ONE[2:]]  # fmt: skip
    results = response(tmp_path, [*turned, *STEADY])
    assert at(results, 2, 1) == pytest.approx(steady(of(results).at, STIFFNESS), rel=2e-6)
    assert not at(results, 2, 0).any()


def test_a_set_narrows_the_output_down_and_is_printed(tmp_path: Path) -> None:
    more = {"SET 4": "2", "DISPLACEMENT(PHASE)": "4", "DISPLACEMENT": "", "STRAIN": "ALL"}
    results = response(tmp_path, [*ONE, *STEADY, "PARAM,G,.04"], more)
    assert of(results).nodes.tolist() == [2] and of(results, "velocity").nodes.tolist() == [1, 2]
    exact = steady(of(results).at, STIFFNESS * (1 + 0.04j))
    assert at(results, 2) == pytest.approx(exact, rel=2e-6)
    printed = (tmp_path / "model.f06").read_text(encoding="ascii")
    assert "C O M P L E X   D I S P L A C E M E N T   V E C T O R" in printed
    assert "(MAGNITUDE/PHASE)" in printed and "FREQUENCY =  5.000000E-01" in printed
    assert f"{abs(exact[0]):15.6E}" in printed
    assert "V E L O C I T Y" not in printed
    assert "STRAIN IS NOT COMPUTED IN SOLUTION 111" in printed


@pytest.mark.parametrize("form", ["PHASE", "IMAG", "REAL"])
def test_every_form_is_read_back_as_the_same_numbers(tmp_path: Path, form: str) -> None:
    more = {"DISPLACEMENT": "", f"DISPLACEMENT({form})": "ALL"}
    (answer,) = exactly(tmp_path, [*ONE, *STEADY, "PARAM,G,.04"], more)
    results = response(tmp_path, [*ONE, *STEADY, "PARAM,G,.04"], more)
    found = of(results).values
    assert np.abs(found - values(answer)).max() < 3e-7 * np.abs(found).max()


def test_without_phase_the_numbers_come_back_to_the_last_bit(tmp_path: Path) -> None:
    (answer,) = exactly(tmp_path, [*ONE, *STEADY, "PARAM,G,.04"])
    results = response(tmp_path, [*ONE, *STEADY, "PARAM,G,.04"])
    for quantity in ("displacement", "velocity", "acceleration"):
        assert (of(results, quantity).values == values(answer, quantity).astype("c8")).all()
        assert (of(results, quantity).at == answer.at.astype("f4")).all()


def test_each_subcase_has_its_own_load_and_frequencies(tmp_path: Path) -> None:
    case = {"SUBCASE 1\nDLOAD": "7", "SUBCASE 2\nDLOAD": "17\nFREQUENCY = 18"}
    bulk = [*ONE, *STEADY, "RLOAD1,17,3,,,2.", "FREQ,18,1.,2.", "PARAM,G,.04"]
    results = response(tmp_path, bulk, {"DLOAD": "", **case})
    second = of(results, subcase=2)
    assert second.at.tolist() == [1.0, 2.0] and len(of(results).at) == 31
    exact = 2 * steady(second.at, STIFFNESS * (1 + 0.04j))
    assert second.values[:, 1, 0] == pytest.approx(exact, rel=2e-6)


def _frequencies(folder: Path, *cards: str) -> list[float]:
    results: Results = response(folder, [*ONE, STEADY[0], "PARAM,G,.04", *cards])
    return of(results).at.tolist()


def test_frequencies_come_in_every_form(tmp_path: Path) -> None:
    natural = OMEGA / (2 * np.pi)
    assert _frequencies(tmp_path, "FREQ,8,4.,1.", "FREQ,8,1.,2.") == [1, 2, 4]
    assert _frequencies(tmp_path, "FREQ1,8,1.,.5,3") == [1, 1.5, 2, 2.5]
    assert _frequencies(tmp_path, "FREQ2,8,1.,8.,3") == pytest.approx([1, 2, 4, 8])
    around = _frequencies(tmp_path, "FREQ4,8,1.,9.,.1,3")
    assert around == pytest.approx([0.9 * natural, natural, 1.1 * natural])
    between = _frequencies(tmp_path, "FREQ3,8,1.,9.,LINEAR,3,1.")
    assert between == pytest.approx([1, (1 + natural) / 2, natural, (9 + natural) / 2, 9])
    denser = _frequencies(tmp_path, "FREQ3,8,1.,9.,LINEAR,5,2.")
    half = (natural - 1) / 2
    assert denser[1] == pytest.approx(1 + half * (1 - np.sqrt(0.5)), rel=1e-6)
    by_ratio = _frequencies(tmp_path, "FREQ3,8,1.,9.,LOG,3,1.")
    assert by_ratio[1] == pytest.approx(np.sqrt(natural), rel=1e-6)
