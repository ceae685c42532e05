from atomizer.engine.sampling import Observation
from atomizer.engine.space import Design
from tests.engine.samplers.searching import continuous, problem_for, search

SQUARE = {"dv_x": continuous(0.0, 1.0), "dv_y": continuous(0.0, 1.0)}


def light(design: Design) -> dict[str, float]:
    return {"obj_mass": float(design["dv_x"]) + float(design["dv_y"])}


def limit(design: Design) -> float:
    """Keeps the sum of the two above 1."""
    return 1.0 - float(design["dv_x"]) - float(design["dv_y"])


def test_limits_are_part_of_the_search_from_the_start() -> None:
    problem = problem_for("TPE", SQUARE)
    bound = search("TPE", problem, 80, lambda d: (light(d), {"con_stress": limit(d)}))
    free = search("TPE", problem, 80, lambda d: (light(d), {}))

    def kept(trials: list[Observation]) -> int:
        return sum(limit(dict(t.parameters)) <= 0.0 for t in trials[40:])

    assert kept(bound) > 20 > 10 > kept(free)
    best = min(t.values["obj_mass"] for t in bound if t.violation == 0.0)
    assert 1.0 <= best < 1.05


def test_it_beats_random_search() -> None:
    problem = problem_for("TPE", SQUARE)

    def valley(design: Design) -> tuple[dict[str, float], dict[str, float]]:
        return {"obj_mass": sum((float(x) - 0.3) ** 2 for x in design.values())}, {}

    found = {
        name: min(t.values["obj_mass"] for t in search(name, problem, 70, valley))
        for name in ("TPE", "Random")
    }
    assert found["TPE"] < 0.5 * found["Random"]
