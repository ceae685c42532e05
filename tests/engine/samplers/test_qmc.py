from atomizer.engine.samplers.qmc import QMC
from tests.engine.samplers.searching import continuous, problem_for

SQUARE = {"dv_x": continuous(0.0, 1.0), "dv_y": continuous(0.0, 1.0)}


def test_the_trials_of_a_run_are_points_of_one_sequence() -> None:
    """Sixteen points of a scrambled Sobol sequence: one in every sixteenth of every axis."""
    points = [QMC().propose(problem_for("QMC", SQUARE), "s", number, []) for number in range(16)]
    for i in SQUARE:
        assert sorted(int(16 * float(point[i])) for point in points) == list(range(16))


def test_two_runs_have_sequences_of_their_own() -> None:
    first, second = (QMC().propose(problem_for("QMC", SQUARE), seed, 5, []) for seed in "ab")
    assert first != second
