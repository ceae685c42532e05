"""NX as a program: a real journal against a stand-in for NX Open, files and all."""

import json
import sys
from pathlib import Path

import pytest

from atomizer.engine.failure import SolveFailed, SolverMissing
from atomizer.engine.files import sha256
from atomizer.engine.nx import find_expression, read_expressions, write_nx_design
from atomizer.engine.results import read_results
from atomizer.engine.solvers.nx.plugin import NX
from tests.engine.nx.models import SIM, install_nx, write_model
from tests.engine.outside.fakes import install

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fakes are scripts")

STEM = SIM.removesuffix(".sim")


@pytest.fixture
def sim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The bracket in a study, saved elsewhere once, and on PATH nothing but our NX."""
    for variable in ("ATOMIZER_NX", "UGII_BASE_DIR", "UGII_ROOT_DIR", "FAKE_NX_ILL"):
        monkeypatch.delenv(variable, raising=False)
    install_nx(tmp_path / "bin")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    write_model(tmp_path / "old")
    return write_model(tmp_path / "1_setup", saved_in=tmp_path / "old")


@pytest.fixture
def design(sim: Path, tmp_path: Path) -> Path:
    """A design of twice the area, in the folder of its attempt."""
    return write_nx_design(sim, {"width": 0.25, "bracket::thickness": 4.0}, tmp_path / "work")


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path) for path in folder.iterdir()}


def test_a_design_goes_through_part_idealized_part_and_mesh_into_the_results(
    design: Path, sim: Path, tmp_path: Path
) -> None:
    before = hashes(sim.parent), hashes(tmp_path / "old")
    solved = NX().solve(design, design.parent)
    assert solved.deck and solved.expressions
    results = read_results(solved.op2, solved.deck)
    assert results.displacement[0, 1, 0] == pytest.approx(0.02)
    assert find_expression(results.expressions, "area").value == 1.0
    assert (hashes(sim.parent), hashes(tmp_path / "old")) == before
    assert solved.version.startswith("nx V2306") and solved.solution == 101


def test_an_expression_of_the_mesh_is_carried_on_as_well(sim: Path, tmp_path: Path) -> None:
    design = write_nx_design(sim, {"youngs": 4000.0}, tmp_path / "work")
    solved = NX().solve(design, design.parent)
    results = read_results(solved.op2, solved.deck or design)
    assert results.displacement[0, 1, 0] == pytest.approx(0.01)


def test_results_lie_beside_the_design_and_the_copies_are_gone(design: Path) -> None:
    solved = NX().solve(design, design.parent)
    assert {path.name for path in design.parent.iterdir()} == {
        "design.nx.json",
        "nx_journal.py",
        "nx_request.json",
        "nx_answer.json",
        "nx.out.log",
        *(f"{STEM}{suffix}" for suffix in (".op2", ".f06", ".dat", ".log", ".expressions.json")),
    }
    assert solved.op2 == design.parent / f"{STEM}.op2"


def test_the_parts_of_a_design_are_kept_with_its_values_if_that_is_wanted(design: Path) -> None:
    NX(keep="model").solve(design, design.parent)
    kept = design.parent / "model"
    assert {path.name for path in kept.iterdir()} >= {"bracket.prt", SIM}
    expressions = json.loads((kept / "bracket.prt").read_text())["expressions"]
    assert next(e for e in expressions if e["name"] == "width")["formula"] == "0.25"


def test_a_simulation_is_solved_as_it_stands(sim: Path) -> None:
    before = hashes(sim.parent)
    solved = NX(solution_name="modes").solve(sim, sim.parent)
    assert read_results(solved.op2, solved.deck or sim).displacement[0, 1, 0] == pytest.approx(0.04)
    after = hashes(sim.parent)
    assert {name: after[name] for name in before} == before


@pytest.mark.parametrize(
    ("ill", "kind", "said"),
    [
        ("deny", "licence", "All available licenses"),
        ("deny_solve", "licence", "step solve: NXException: A license"),
        ("crash", "crash", "gave no answer (signal 11"),
        ("garbage", "crash", "answer that cannot be read"),
        ("geometry", "geometry", "step update: The geometry cannot be updated: The blend"),
        ("mesh", "mesh", "step mesh: NXException: Mesh 3d_mesh(1) failed"),
        ("fatal", "fatal", "USER FATAL MESSAGE 9137 (SEKRRS) RUN TERMINATED"),
        ("fatal_told_by_nx", "fatal", "USER FATAL MESSAGE 9137 (SEKRRS) RUN TERMINATED"),
        ("no_op2", "parse", "wrote no OP2"),
        ("skip", "crash", "solved nothing (0 failed, 1 skipped)"),
        ("elsewhere", "deck", "which is not the copy of this trial"),
    ],
)
def test_a_run_that_fails_says_why(
    design: Path, monkeypatch: pytest.MonkeyPatch, ill: str, kind: str, said: str
) -> None:
    monkeypatch.setenv("FAKE_NX_ILL", ill)
    with pytest.raises(SolveFailed) as failed:
        NX().solve(design, design.parent)
    assert said in failed.value.message
    assert failed.value.kind == kind


def test_a_session_that_hangs_is_ended_at_its_time_limit(
    design: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_NX_ILL", "hang")
    with pytest.raises(SolveFailed, match="time limit") as failed:
        NX(seconds=0.5).solve(design, design.parent)
    assert failed.value.kind == "timeout"
    assert not list(design.parent.glob("nx-*"))


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"wdith": 1.0}, "no expression 'wdith'. There are: holes, p12, thickness, width, youngs."),
        ({"area": 1.0}, "area follows from width*thickness"),
        ({"other::width": 1.0}, "no expression 'other::width'"),
        ({"holes": 2.5}, "holes is an integer"),
        ({"width": "__import__('os')"}, "it is of type Number"),
        ({"material": 'a" + "b'}, "it is of type String"),
    ],
)
def test_an_expression_that_cannot_be_written_is_refused_by_name(
    sim: Path, tmp_path: Path, parameters: dict[str, float | str], said: str
) -> None:
    design = write_nx_design(sim, parameters, tmp_path / "work")
    with pytest.raises(SolveFailed) as failed:
        NX().solve(design, design.parent)
    assert said in failed.value.message
    assert failed.value.kind == "deck"


def test_text_and_integers_are_written_as_such(sim: Path, tmp_path: Path) -> None:
    design = write_nx_design(sim, {"material": "brass", "holes": 6.0}, tmp_path / "work")
    solved = NX().solve(design, design.parent)
    found = read_expressions(solved.expressions or design)
    assert find_expression(found, "material").formula == '"brass"'
    assert find_expression(found, "holes").value == 6.0


def test_an_unknown_solution_is_answered_with_those_there_are(design: Path) -> None:
    with pytest.raises(SolveFailed, match=r"no solution 'Buckling'.* Solution 1, Modes"):
        NX(solution_name="Buckling").solve(design, design.parent)


def test_a_missing_component_is_named(sim: Path, tmp_path: Path) -> None:
    (sim.parent / "bracket.prt").unlink()
    design = write_nx_design(sim, {}, tmp_path / "work")
    with pytest.raises(SolveFailed, match=r"does not find bracket.prt in the folder") as failed:
        NX().solve(design, design.parent)
    assert failed.value.kind == "deck"


def test_a_model_that_was_changed_meanwhile_is_not_solved(design: Path, sim: Path) -> None:
    (sim.parent / "bracket.prt").write_text("{}")
    with pytest.raises(SolveFailed, match=r"bracket.prt was changed while the run was on"):
        NX().solve(design, design.parent)
    (sim.parent / "bracket.prt").unlink()
    with pytest.raises(SolveFailed, match=r"bracket.prt is gone"):
        NX().solve(design, design.parent)


def test_a_deck_is_sent_to_another_solver(tmp_path: Path, sim: Path) -> None:
    with pytest.raises(SolveFailed, match="another solver"):
        NX().solve(tmp_path / "model.bdf", tmp_path)
    with pytest.raises(SolveFailed, match=r"Name the \.sim"):
        NX().solve(sim.with_name("bracket.prt"), tmp_path)


def test_an_nx_that_is_not_there_says_how_to_bring_it(
    design: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    for call in (NX().version, lambda: NX().solve(design, design.parent)):
        with pytest.raises(SolverMissing, match="nor where UGII_BASE_DIR or UGII_ROOT_DIR says"):
            call()


def test_the_version_tells_the_release_of_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("ATOMIZER_NX", raising=False)
    path = install(tmp_path / "NX2306" / "NXBIN", "run_journal", "")
    monkeypatch.setenv("UGII_BASE_DIR", str(tmp_path / "NX2306"))
    assert NX().version() == f"nx 2306 ({path})"
