"""What sensitivities are made of: differences, touched elements, adjoint and direct."""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.deck import Deck, DeckRejected
from atomizer.engine.deck.slopes import Slopes
from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.model import Model
from atomizer.engine.solvers.embedded.reading import read_deck
from atomizer.engine.solvers.embedded.sensitivity import (
    Compliance,
    Displacement,
    Frequency,
    Mass,
    Response,
    Stress,
    response_values,
    sensitivities,
)
from atomizer.engine.solvers.embedded.sensitivity.change import Change
from atomizer.engine.solvers.embedded.sensitivity.difference import NotSmooth, derivative
from atomizer.engine.solvers.embedded.solutions.problem import Problem
from tests.engine.solvers.decks import grids, mesh, put
from tests.engine.solvers.designs import BARS, QUADS, SPRINGS, Design, varied
from tests.engine.solvers.kinds import (
    KINDS,
    MATERIAL,
    YOUNG,
    Kind,
    with_nodes_on_edges,
)

OF_ONE_MODULUS = [
    kind for kind in KINDS if kind.name != "CBUSH" and not any("MAT8" in line for line in kind.bulk)
]
TURNED = np.linalg.qr(np.array([[1.0, 0.3, 0.2], [0.1, 1.0, -0.4], [0.3, 0.2, 1.0]]))[0]


def changed(folder: Path, bulk: list[str], name: str) -> tuple[Problem, Change]:
    path = put(folder, bulk)
    problem = Problem(Model(read_deck(path)))
    return problem, Change(problem, Slopes(Deck.read(path)).driver(name))


def test_polynomials_up_to_degree_six_are_exact() -> None:
    powers = np.arange(7)
    found = derivative(lambda step: (0.7 + step) ** powers, 0.7)
    assert found == pytest.approx(powers * 0.7 ** (powers - 1.0), rel=1e-12)


def test_a_limit_nearby_makes_the_step_smaller() -> None:
    def root(step: float) -> Floats:
        if step < -1e-6:
            raise Fatal("NOT A MODEL.")
        return np.array([np.sqrt(1e-4 + step)])

    assert derivative(root, 1.0) == pytest.approx([50.0], rel=1e-9)


def test_what_jumps_has_no_derivative() -> None:
    with pytest.raises(NotSmooth):
        derivative(lambda step: np.array([float(step > 0)]), 1.0)


@pytest.mark.parametrize("kind", OF_ONE_MODULUS, ids=lambda kind: kind.name)
def test_stiffness_is_as_large_as_its_derivative_times_the_modulus(
    tmp_path: Path, kind: Kind
) -> None:
    points = with_nodes_on_edges(kind, np.array(kind.shape)) @ TURNED
    bulk = [MATERIAL, *kind.bulk, *grids(np.vstack([points, [[9.0, 40.0, 7.0]]]))]
    problem, change = changed(tmp_path, bulk, "MAT1:1:E")
    stiffness = problem.structure.stiffness.toarray()
    wrong = np.abs(YOUNG * change.stiffness.toarray() - stiffness).max()
    assert wrong <= 1e-11 * np.abs(stiffness).max()


def test_stiffness_of_a_thin_shell_follows_its_cube_to_eleven_digits(tmp_path: Path) -> None:
    """Without shear flexibility K = A t + B t^3, so that dK/dt = (3 K(t) - 2 A t) / t."""
    thick = 0.02

    def stiffness(t: float) -> Floats:
        bulk = [MATERIAL, *mesh(2, 2), f"PSHELL,1,1,{t},1"]
        return changed(tmp_path, bulk, "PSHELL:1:T")[0].structure.stiffness.toarray()

    both = stiffness(thick), stiffness(2 * thick)
    cube = (both[1] - 2 * both[0]) / 6.0
    bulk = [MATERIAL, *mesh(2, 2), f"PSHELL,1,1,{thick},1"]
    found = changed(tmp_path, bulk, "PSHELL:1:T")[1].stiffness.toarray()
    expected = (both[0] + 2 * cube) / thick
    for rows in (np.s_[0::6], np.s_[2::6], np.s_[3::6]):
        wrong = np.abs(found[rows, rows] - expected[rows, rows]).max()
        assert wrong <= 1e-11 * np.abs(expected[rows, rows]).max()


@pytest.mark.parametrize("design", [QUADS, BARS, SPRINGS], ids=lambda design: design.name)
def test_one_variable_and_one_response_at_a_time_give_the_same(
    tmp_path: Path, design: Design
) -> None:
    """One variable is solved directly, one response by its adjoint."""
    path = tmp_path / "design.bdf"
    path.write_text(design.text, encoding="ascii")
    whole = sensitivities(path, design.responses).gradient
    labels = sensitivities(path, []).variables
    direct = [sensitivities(path, design.responses, [name]).gradient for name in labels]
    adjoint = [sensitivities(path, [each]).gradient for each in design.responses]
    size = np.abs(whole) + 1e-6 * np.abs(whole).max(axis=1, keepdims=True)
    assert (np.abs(np.hstack(direct) - whole) <= 1e-8 * size).all()
    assert (np.abs(np.vstack(adjoint) - whole) <= 1e-8 * size).all()


def test_a_repeated_frequency_splits_as_the_modes_do(tmp_path: Path) -> None:
    """A square plate on simple supports; one strip of it grows thicker."""
    strip = {f"CQUAD4,{k},1,": f"CQUAD4,{k},2," for k in (1, 5, 9, 13)}
    cards = mesh(4, 4, 4.0)
    for old, new in strip.items():
        cards = [line.replace(old, new) for line in cards]
    edge = [k for k in range(1, 26) if k <= 5 or k > 20 or k % 5 in (0, 1)]
    held = [f"SPC1,1,3,{k}" for k in edge] + ["SPC1,1,126,1,THRU,25"]
    pair = [Frequency(mode=2), Frequency(mode=3)]

    def plate(thick: float) -> Path:
        bulk = [*cards, *held, "PSHELL,1,1,.05,1", f"PSHELL,2,1,{thick},1", MATERIAL, "EIGRL,2,,,5"]
        return put(tmp_path, bulk, ("METHOD = 2", "SPC = 1"), "SOL 103")

    step = 1e-5
    here, near, far = (response_values(plate(0.05 + k * step), pair) for k in (0, 1, 2))
    assert here[0] == pytest.approx(here[1], rel=1e-9)
    found = sensitivities(plate(0.05), pair, ["PSHELL:2:T"]).gradient[:, 0]
    assert found[1] > 1.1 * found[0]
    assert found == pytest.approx((4 * near - 3 * here - far) / (2 * step), rel=1e-5)


@pytest.mark.parametrize(
    ("response", "said"),
    [
        (Displacement(grid=77, component=1), "There is no grid point 77"),
        (Displacement(grid=7, component=1, subcase=9), "There is no subcase 9"),
        (Stress(element=2, item="axial"), "CQUAD4 2 has no stress 'axial'"),
        (Stress(element=2, item="xx", place="Z3"), "at 'Z3'"),
        (Stress(element=99, item="xx"), "no element 99"),
        (Frequency(subcase=2, mode=9), "has 3 modes"),
    ],
)
def test_a_response_that_is_not_there_is_refused(
    tmp_path: Path, response: Response, said: str
) -> None:
    path = tmp_path / "design.bdf"
    path.write_text(QUADS.text, encoding="ascii")
    with pytest.raises(DeckRejected, match=said):
        sensitivities(path, [response], ["t"])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nothing", "no parameter 'nothing'"),
        ("PSHELL:1:T", "follows from t"),
        ("PSHELL:1:Z1", "no real number"),
        ("SPC1:1:#3", "no real number"),
        ("EIGRL:3:#3", "cannot be varied"),
    ],
)
def test_a_variable_that_nothing_follows_from_is_refused(
    tmp_path: Path, name: str, said: str
) -> None:
    path = tmp_path / "design.bdf"
    path.write_text(QUADS.text, encoding="ascii")
    with pytest.raises(DeckRejected, match=said):
        sensitivities(path, [Mass()], [name])


def test_a_free_motion_has_no_frequency_to_change(tmp_path: Path) -> None:
    bulk = [*mesh(2, 2), "PSHELL,1,1,.05,1", MATERIAL, "EIGRL,2,,,8"]
    path = put(tmp_path, bulk, ("METHOD = 2",), "SOL 103")
    with pytest.raises(DeckRejected, match="rigid body"):
        sensitivities(path, [Frequency(mode=1)], ["PSHELL:1:T"])
    assert sensitivities(path, [Frequency(mode=8)], ["PSHELL:1:T"]).gradient > 0


def test_relations_set_their_fields_before_anything_is_solved(tmp_path: Path) -> None:
    """The entry says T = .02 and the design variable .05: the design is what counts."""
    bulk = [*mesh(2, 2), "PSHELL,1,1,.02,1", MATERIAL, *varied(1, "t", ".05", "PSHELL,1,T")]
    found = sensitivities(put(tmp_path, bulk), [Mass()])
    assert found.values == pytest.approx(0.05 * 2.7e-3)
    assert found.normalized == pytest.approx(1.0)


def test_progress_is_told_by_variable(tmp_path: Path) -> None:
    path = tmp_path / "design.bdf"
    path.write_text(QUADS.text, encoding="ascii")
    heard: list[tuple[int, int]] = []
    sensitivities(path, [Compliance()], ["t", "rho"], watch=lambda *told: heard.append(told))
    assert heard == [(1, 2), (2, 2)]
