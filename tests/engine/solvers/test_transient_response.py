"""Solution 112 against closed forms and against scipy's integrators."""

from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.signal import lsim

from atomizer.engine.results import Results
from tests.engine.solvers.oscillators import (
    MASS,
    OMEGA,
    ONE,
    PERIOD,
    STIFFNESS,
    at,
    exactly,
    of,
    response,
    values,
)

STATIC = 10.0 / STIFFNESS
STEPS = "TSTEP,8,200,.005,1"


def transient(folder: Path, bulk: list[str], more: dict[str, str] | None = None) -> Results:
    return response(folder, [*ONE, *bulk], more, sol=112)


def test_a_sudden_load_doubles_the_static_answer(tmp_path: Path) -> None:
    """Clough and Penzien, Dynamics of Structures, equation 5-7; with ten steps a period."""
    results = transient(tmp_path, ["TLOAD1,7,3,,,1.", "TSTEP,8,40,.03,1"])
    t = of(results).at
    exact = STATIC * (1 - np.cos(OMEGA * t))
    assert at(results, 2) == pytest.approx(exact, abs=2e-6 * STATIC)
    speed = STATIC * OMEGA * np.sin(OMEGA * t)
    assert at(results, 2, 0, "velocity") == pytest.approx(speed, abs=2e-6 * STATIC * OMEGA)
    pull = STATIC * OMEGA**2 * np.cos(OMEGA * t)
    assert at(results, 2, 0, "acceleration") == pytest.approx(pull, abs=4e-6 * STATIC * OMEGA**2)
    assert np.abs(at(results, 2)).max() == pytest.approx(2 * STATIC, rel=1e-2)


def test_a_ramp_is_followed_exactly(tmp_path: Path) -> None:
    """Craig and Kurdila, Fundamentals of Structural Dynamics, 2nd ed., example 5.2."""
    results = transient(
        tmp_path, ["TLOAD1,7,3,,,4", "TABLED1,4\n,0.,0.,.5,1.,9.,1.,ENDT", "TSTEP,8,100,.01,1"]
    )
    t = of(results).at
    rising = (t - np.sin(OMEGA * t) / OMEGA) / 0.5
    after = 1 + (np.sin(OMEGA * (t - 0.5)) - np.sin(OMEGA * t)) / (OMEGA * 0.5)
    exact = STATIC * np.where(t <= 0.5, rising, after)
    assert at(results, 2) == pytest.approx(exact, abs=4e-6 * STATIC)


def test_a_half_sine_shock_reaches_the_value_of_its_spectrum(tmp_path: Path) -> None:
    """Clough and Penzien, equation 5-13: a pulse of 0.75 periods, r = 2/3; the peak is 1.7684."""
    length = 0.75 * PERIOD
    pulse = f"TLOAD2,7,3,,,0.,{length:.12f},{0.5 / length:.12f},-90."
    results = transient(tmp_path, [pulse, f"TSTEP,8,1500,{length / 1000:.12f},1"])
    t = of(results).at
    r = 2.0 / 3.0
    during = (np.sin(r * OMEGA * t) - r * np.sin(OMEGA * t)) / (1 - r**2)
    inside = t <= length
    assert at(results, 2)[inside] == pytest.approx(STATIC * during[inside], abs=2e-6 * STATIC)
    peak = np.sin(2 * np.pi * r / (1 + r)) / (1 - r)
    assert np.abs(at(results, 2)).max() == pytest.approx(STATIC * peak, rel=1e-5)


def test_a_decaying_wave_is_that_of_its_card(tmp_path: Path) -> None:
    """TLOAD2 with s, exp and cos, to where the cosine is 0; against a Runge-Kutta solver."""
    card = "TLOAD2,7,3,.1,,.05,.716666667,4.,30.\n,-3.,1."
    results = transient(tmp_path, [card, "CDAMP2,9,5.,1,1,2,1", "TSTEP,8,2000,.0005,20"])

    def load(t: float) -> float:
        s = t - 0.15
        if not 0 <= s <= 2 / 3:
            return 0.0
        return 10 * s * np.exp(-3 * s) * np.cos(2 * np.pi * 4 * s + np.radians(30))

    def rate(t: float, state: np.ndarray) -> list[float]:
        return [state[1], (load(t) - 5 * state[1] - STIFFNESS * state[0]) / MASS]

    t = of(results).at
    peer = solve_ivp(rate, (0, t[-1]), [0, 0], t_eval=t, rtol=1e-9, atol=1e-12, max_step=1e-3)
    assert at(results, 2) == pytest.approx(peer.y[0], abs=2e-5 * np.abs(peer.y[0]).max())


PAIR = (
    *ONE, "GRID,3,,0.,0.,0.,,23456", "CELAS2,3,300.,2,1,3,1", "CONM2,4,3,,1.2",
    "CDAMP2,9,4.,1,1,2,1", "CDAMP2,10,7.,2,1,3,1",
)  # fmt: skip
"""Two masses with dashpots that couple the modes."""


@pytest.mark.parametrize("modes", [2, 1])
def test_coupled_modes_follow_a_table_as_scipy_does(tmp_path: Path, modes: int) -> None:
    """scipy.signal.lsim holds loads as lines too; one mode and residual vectors span the same."""
    xs, ys = [0.0, 0.1, 0.3, 0.35, 0.6, 2.0], [0.0, 2.0, -1.0, 3.0, 0.5, 0.5]
    pairs = ",".join(f"{x},{y}" for x, y in zip(xs[:4], ys[:4], strict=True))
    table = f"TABLED1,4\n,{pairs}\n,.6,.5,2.,.5,ENDT"
    bulk = [*PAIR, "TLOAD1,7,3,,,4", table, f"EIGRL,2,,,{modes}", "TSTEP,8,100,.01,1"]
    (answer,) = exactly(tmp_path, bulk, {"METHOD": "2"}, sol=112)
    mass, stiff = np.diag([MASS, 1.2]), np.array([[1300.0, -300.0], [-300.0, 300.0]])
    drag = np.array([[11.0, -7.0], [-7.0, 7.0]])
    a = np.block(
        [[np.zeros((2, 2)), np.eye(2)], [-np.linalg.solve(mass, np.hstack([stiff, drag]))]]
    )
    b = np.array([[0], [0], [10 / MASS], [0]])
    load = np.interp(answer.at, xs, ys)
    peer = lsim((a, b, np.eye(4), np.zeros((4, 1))), load, answer.at)[1]
    moved = values(answer)[:, 1:, 0]
    assert moved == pytest.approx(peer[:, :2], abs=1e-9 * np.abs(peer[:, :2]).max() + 1e-15)
    speed = values(answer, "velocity")[:, 1:, 0]
    assert speed == pytest.approx(peer[:, 2:], abs=1e-8 * np.abs(peer[:, 2:]).max())


def test_reactions_balance_springs_and_dashpots(tmp_path: Path) -> None:
    """The support feels -k u - c v of the mass on it."""
    (answer,) = exactly(tmp_path, [*ONE, "CDAMP2,9,4.,1,1,2,1", "TLOAD1,7,3,,,1.", STEPS], sol=112)
    moved, speed = (values(answer, name)[:, 1, 0] for name in ("displacement", "velocity"))
    reaction = values(answer, "spc_forces")[:, 0, 0]
    assert reaction == pytest.approx(-STIFFNESS * moved - 4.0 * speed, abs=1e-10)


def test_ranges_of_steps_join_and_every_nth_is_output(tmp_path: Path) -> None:
    """7 steps of 0.01, every third of them and the last; then 4 of 0.02, every second."""
    skipping = transient(tmp_path, ["TLOAD1,7,3,,,1.", "TSTEP,8,7,.01,3\n,,4,.02,2"])
    t = of(skipping).at
    assert t == pytest.approx([0, 0.03, 0.06, 0.07, 0.11, 0.15])
    exact = STATIC * (1 - np.cos(OMEGA * t))
    assert at(skipping, 2) == pytest.approx(exact, abs=2e-6 * STATIC)


def test_a_delay_shifts_the_answer(tmp_path: Path) -> None:
    now, later = (
        transient(tmp_path, [f"TLOAD2,7,3,{delay},,0.,.3,2.,-90.", STEPS]) for delay in ("0.", ".1")
    )
    assert at(later, 2)[20:] == pytest.approx(at(now, 2)[:-20], abs=2e-6 * STATIC)
    assert not at(later, 2)[:20].any()


def test_modal_damping_decays_by_its_logarithm(tmp_path: Path) -> None:
    """Free vibration about the new rest: Clough and Penzien, equation 2-58."""
    table = "TABDMP1,9,CRIT\n,0.,.03,50.,.03,ENDT"
    results = transient(tmp_path, ["TLOAD1,7,3,,,1.", table, STEPS], {"SDAMPING": "9"})
    t, damped = of(results).at, OMEGA * np.sqrt(1 - 0.03**2)
    swing = np.cos(damped * t) + 0.03 * OMEGA / damped * np.sin(damped * t)
    exact = STATIC * (1 - np.exp(-0.03 * OMEGA * t) * swing)
    assert at(results, 2) == pytest.approx(exact, abs=3e-6 * STATIC)


@pytest.mark.parametrize(
    ("cards", "drag"),
    [
        (["PARAM,G,.06", "PARAM,W3,20."], 0.06 * STIFFNESS / 20),
        ([f"CELAS2,9,{STIFFNESS},1,1,2,1,.06", "PARAM,W4,25."], 0.06 * STIFFNESS / 25),
    ],
    ids=["W3", "W4"],
)
def test_structural_damping_becomes_viscous(tmp_path: Path, cards: list[str], drag: float) -> None:
    found = transient(tmp_path, ["TLOAD1,7,3,,,1.", STEPS, *cards])
    spring = [f"CELAS2,9,{STIFFNESS},1,1,2,1"] if "CELAS2" in cards[0] else []
    same = transient(tmp_path, ["TLOAD1,7,3,,,1.", STEPS, *spring, f"CDAMP2,8,{drag},1,1,2,1"])
    assert at(found, 2) == pytest.approx(at(same, 2), abs=2e-7 * STATIC)


@pytest.mark.parametrize(
    ("card", "words"),
    [
        ("PARAM,G,.06", "PARAM G HAS NO EFFECT OVER TIME WITHOUT PARAM W3"),
        ("CELAS2,9,10.,1,1,2,1,.06", "GE HAS NO EFFECT OVER TIME WITHOUT PARAM W4"),
    ],
)
def test_structural_damping_without_its_frequency_is_warned_of(
    tmp_path: Path, card: str, words: str
) -> None:
    transient(tmp_path, ["TLOAD1,7,3,,,1.", STEPS, card])
    assert words in (tmp_path / "model.f06").read_text(encoding="ascii")


def test_a_free_body_accelerates_as_newton_says(tmp_path: Path) -> None:
    """Two masses on a spring in space: half of the force for each."""
    bulk = [*ONE, f"CONM2,3,1,,{MASS}", "TLOAD1,7,3,,,1.", STEPS]
    results = response(tmp_path, bulk, {"SPC": "", "SPCFORCES": ""}, sol=112)
    middle = (at(results, 1) + at(results, 2)) / 2
    t = of(results).at
    assert middle == pytest.approx(10 / (2 * MASS) * t**2 / 2, abs=2e-6 * t[-1] ** 2)


def test_a_load_that_moves_no_mass_is_followed_at_once(tmp_path: Path) -> None:
    """A spring between a sudden force and the mass: its own stretch does not swing."""
    bulk = [*ONE[:-1], "GRID,3,,0.,0.,0.,,23456", "CELAS2,3,400.,2,1,3,1", "DAREA,3,3,1,10."]
    results = response(tmp_path, [*bulk, "TLOAD1,7,3,,,1.", "TSTEP,8,200,.005,1"], sol=112)
    stretch = at(results, 3)[1:] - at(results, 2)[1:]
    assert stretch == pytest.approx(10.0 / 400.0, rel=1e-5)


BASE = [*ONE[:-1], "CDAMP2,9,4.,1,1,2,1", "SPCD,3,1,1,1."]


@pytest.mark.parametrize("kind", ["ACCE", "VELO", "DISP"])
def test_a_base_that_moves_takes_the_mass_along(tmp_path: Path, kind: str) -> None:
    """The base goes 0.02 (1 - cos 6 t), as a TLOAD2 of each kind says; a Runge-Kutta peer."""
    waves = {
        "DISP": (("1", 0.02, "0.", "0."), ("2", -0.02, "0.95492965855137", "0.")),
        "VELO": (("1", 0.12, "0.95492965855137", "-90."),),
        "ACCE": (("1", 0.72, "0.95492965855137", "0."),),
    }[kind]
    cards = [f"TLOAD2,1{n},3,,{kind},0.,9.,{f},{phase}" for n, _, f, phase in waves]
    total = ",".join(f"{size},1{n}" for n, size, _, _ in waves)
    bulk = [*BASE, *cards, f"DLOAD,7,1.,{total}", "TSTEP,8,2000,.001,20"]
    (answer,) = exactly(tmp_path, bulk, sol=112)

    def rate(t: float, state: np.ndarray) -> list[float]:
        base, speed = 0.02 * (1 - np.cos(6 * t)), 0.12 * np.sin(6 * t)
        force = STIFFNESS * (base - state[0]) + 4.0 * (speed - state[1])
        return [state[1], force / MASS]

    peer = solve_ivp(rate, (0, 2), [0, 0], t_eval=answer.at, rtol=1e-10, atol=1e-13)
    base, mass = values(answer)[:, 0, 0], values(answer)[:, 1, 0]
    assert base == pytest.approx(0.02 * (1 - np.cos(6 * answer.at)), abs=2e-7)
    assert mass == pytest.approx(peer.y[0], abs=1e-5 * np.abs(peer.y[0]).max())


def test_a_base_that_jumps_leaves_the_mass_at_rest(tmp_path: Path) -> None:
    """At time 0 the base is out already: the mass begins at 0 and swings about it."""
    (answer,) = exactly(
        tmp_path, [*ONE[:-1], "SPCD,3,1,1,.1", "TLOAD1,7,3,,DISP,1.", STEPS], sol=112
    )
    exact = 0.1 * (1 - np.cos(OMEGA * answer.at))
    assert values(answer)[:, 1, 0] == pytest.approx(exact, abs=1e-9)


def test_times_and_vectors_are_read_back_to_the_last_bit(tmp_path: Path) -> None:
    bulk = [*PAIR, "TLOAD1,7,3,,,1.", STEPS]
    (answer,) = exactly(tmp_path, bulk, sol=112)
    results = response(tmp_path, bulk, sol=112)
    for quantity in ("displacement", "velocity", "acceleration"):
        assert (of(results, quantity).values == values(answer, quantity).astype("f4")).all()
        assert (of(results, quantity).at == answer.at.astype("f4")).all()


def test_a_set_is_printed_by_time(tmp_path: Path) -> None:
    more = {"SET 4": "2", "DISPLACEMENT": "4"}
    transient(tmp_path, ["TLOAD1,7,3,,,1.", "TSTEP,8,2,.01,1"], more)
    printed = (tmp_path / "model.f06").read_text(encoding="ascii")
    assert "TIME =  1.000000E-02" in printed and "P E A K S" in printed
    value = STATIC * (1 - np.cos(OMEGA * 0.01))
    assert f"{value:15.6E}" in printed
