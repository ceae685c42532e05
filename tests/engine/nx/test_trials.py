"""A trial of an NX model is sealed, adopted and used again as any other, expressions included."""

import sys
from pathlib import Path

import pytest

from atomizer.engine.attempt import read_sealed
from atomizer.engine.trial import Limits, TrialFailure, TrialJob, TrialResult, adopt, run_trial
from tests.engine.nx.models import SIM, install_nx, write_model

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fakes are scripts")

STEM = SIM.removesuffix(".sim")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    write_model(folder / "1_setup")
    install_nx(folder / "bin")
    return folder


@pytest.fixture(autouse=True)
def nx(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATOMIZER_NX", str(study / "bin" / "run_journal"))
    monkeypatch.delenv("FAKE_NX_ILL", raising=False)


def job(study: Path, number: int, width: float = 0.25, solver: str = "nx") -> TrialJob:
    return TrialJob(
        number=number,
        attempt=1,
        deck=study / "1_setup" / SIM,
        parameters={"width": width},
        solver=solver,
        extractors={
            "mass": ("mass_from_expression", {}),
            "u": ("displacement", {}),
            "deck": ("mass", {}),
        },
        folder=study / "2_iterations" / "run-1" / f"trial-{number:04d}",
        solves=study / "2_iterations" / "solves",
        limits=Limits(seconds=120.0),
    )


def test_a_trial_is_measured_sealed_adopted_and_used_again(study: Path) -> None:
    first = run_trial(job(study, 1))
    assert isinstance(first, TrialResult), first
    assert first.outputs["mass"]["mass"] == pytest.approx(1.5)
    assert first.outputs["deck"]["mass"] == pytest.approx(1.5)
    assert first.outputs["u"]["max_displacement"] == pytest.approx(0.08)
    assert adopt(job(study, 1).folder) == first

    again = run_trial(job(study, 2))
    assert isinstance(again, TrialResult)
    assert (again.outputs, again.provenance.cached) == (first.outputs, 1)
    assert {path.name for path in job(study, 2).folder.iterdir()} == {
        "design.nx.json",
        "result.json",
        *(f"{STEM}{suffix}" for suffix in (".op2", ".f06", ".dat", ".expressions.json")),
    }
    sealed = read_sealed(job(study, 2).folder)
    assert sealed and sealed.solved_deck == f"{STEM}.dat"

    for number, suffix in ((1, ".expressions.json"), (2, ".dat")):
        folder = job(study, number).folder
        content = (folder / f"{STEM}{suffix}").read_bytes()
        (folder / f"{STEM}{suffix}").unlink()
        (folder / f"{STEM}{suffix}").write_bytes(content.replace(b"5", b"6"))
        assert adopt(folder) is None


def test_a_failure_keeps_what_nastran_and_nx_printed(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_NX_ILL", "fatal")
    failed = run_trial(job(study, 3, width=0.3))
    assert isinstance(failed, TrialFailure)
    assert (failed.kind, failed.by_design) == ("fatal", True)
    left = job(study, 3).folder.with_name("trial-0003.attempt-1.failed")
    assert {path.name for path in left.iterdir()} == {f"{STEM}.f06", f"{STEM}.log", "nx.out.log"}


def test_another_solver_sends_the_model_to_nx(study: Path) -> None:
    failed = run_trial(job(study, 4, solver="embedded"))
    assert isinstance(failed, TrialFailure)
    assert "solved by the solver nx" in failed.reason
    assert failed.kind == "deck"
