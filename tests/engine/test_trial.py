import errno
import json
from pathlib import Path

import pytest

from atomizer.engine.attempt import KEPT_BYTES, Attempt
from atomizer.engine.files import sha256
from atomizer.engine.trial import Outcome, TrialFailure, TrialJob, TrialResult, adopt, run_trial
from tests.engine.conftest import MakeJob

ALWAYS = [0.0, 10.0]


def completed(outcome: Outcome) -> TrialResult:
    assert isinstance(outcome, TrialResult), outcome
    return outcome


def failed(outcome: Outcome) -> TrialFailure:
    assert isinstance(outcome, TrialFailure), outcome
    return outcome


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_trial_measures_the_design_it_was_given(make_job: MakeJob) -> None:
    job = make_job(number=7, x1=0.5, probe={"factor": 2.0})
    result = completed(run_trial(job))
    assert result.outputs == {"ext_probe": {"weight": 1.5, "stress": 16.0}}
    assert result.provenance.deck_sha256 == sha256(job.folder / "model.bdf")
    assert result.provenance.result_sha256 == sha256(job.folder / "model.op2")
    assert (result.number, result.attempt, result.provenance.solver) == (7, 1, "instant 1")


def test_jobs_and_outcomes_are_plain_json(make_job: MakeJob) -> None:
    job = make_job(x1=0.1 + 0.2)
    assert TrialJob.model_validate_json(job.model_dump_json()) == job
    result = completed(run_trial(job))
    assert TrialResult.model_validate_json(result.model_dump_json()) == result


def test_the_folder_has_its_name_only_when_it_is_whole(make_job: MakeJob) -> None:
    job = make_job(number=7)
    run_trial(job)
    assert names(job.folder.parent) == {"trial-0007"}
    assert names(job.folder) == {"model.bdf", "model.op2", "model.f06", "result.json"}
    assert json.loads((job.folder / "result.json").read_text())["parameters"] == job.parameters


def test_what_dead_attempts_left_is_removed(make_job: MakeJob) -> None:
    left = make_job().folder.with_name("trial-0000.attempt-1.partial")
    other = make_job().folder.with_name("trial-0001.attempt-1.partial")
    for folder in (left, other):
        folder.mkdir(parents=True)
        (folder / "model.op2").write_bytes(b"half")
    completed(run_trial(make_job(attempt=2)))
    assert names(left.parent) == {"trial-0000", other.name}


def test_a_finished_folder_is_adopted_and_not_solved_again(
    make_job: MakeJob, tmp_path: Path
) -> None:
    diary = str(tmp_path / "diary")
    first = completed(run_trial(make_job(diary=diary)))
    again = completed(run_trial(make_job(attempt=2, diary=diary)))
    assert again == first.model_copy(update={"attempt": 2})
    assert adopt(make_job().folder) == first
    assert len(Path(diary).read_text().splitlines()) == 1


@pytest.mark.parametrize("name", ["model.bdf", "model.op2", "result.json"])
@pytest.mark.parametrize("harm", ["changed", "missing"])
def test_a_folder_that_is_not_what_it_was_is_solved_again(
    make_job: MakeJob, name: str, harm: str
) -> None:
    job = make_job()
    first = completed(run_trial(job))
    path = job.folder / name
    if harm == "changed":
        path.write_bytes(path.read_bytes()[:-9])
    else:
        path.unlink()
    assert adopt(job.folder) is None
    again = completed(run_trial(make_job(attempt=2)))
    assert again.outputs == first.outputs
    assert again.provenance.cached is None
    assert names(job.folder.parent) == {"trial-0000", "trial-0000.attempt-2.replaced"}


def test_a_folder_of_another_design_is_not_adopted(make_job: MakeJob) -> None:
    run_trial(make_job(x1=0.5))
    assert completed(run_trial(make_job(x1=1.0))).outputs["ext_probe"]["weight"] == 1.25


def test_a_repeated_design_is_measured_again_without_a_solve(
    make_job: MakeJob, tmp_path: Path
) -> None:
    diary = str(tmp_path / "diary")
    run_trial(make_job(number=3, diary=diary))
    again = make_job(number=9, diary=diary, probe={"factor": 10.0})
    result = completed(run_trial(again))
    assert result.outputs["ext_probe"]["weight"] == 7.5
    assert result.provenance.cached == 3
    assert result.provenance.seconds == 0.0
    assert names(again.folder) == {"model.bdf", "model.op2", "model.f06", "result.json"}
    assert adopt(again.folder) == result
    assert len(Path(diary).read_text().splitlines()) == 1


def test_other_designs_other_options_and_harmed_solves_are_not_used_again(
    make_job: MakeJob,
) -> None:
    run_trial(make_job(number=0))
    for job in (
        make_job(number=1, x1=0.6),
        make_job(number=2, seconds=30.0, ills={"hang": [9.0, 9.0]}),
    ):
        assert completed(run_trial(job)).provenance.cached is None
    (make_job(number=0).folder / "model.op2").write_bytes(b"harmed")
    assert completed(run_trial(make_job(number=4))).provenance.cached is None
    assert completed(run_trial(make_job(number=5))).provenance.cached == 4


@pytest.mark.parametrize(
    "entry", ['{"folder": "../../1_setup"}', '{"folder": "run-1/trial-0001"}', "{"]
)
def test_a_note_that_leads_astray_costs_a_solve_and_nothing_else(
    make_job: MakeJob, entry: str
) -> None:
    run_trial(make_job(number=0, x1=0.5))
    (note,) = (make_job().folder.parent.parent / "solves").iterdir()
    run_trial(make_job(number=1, x1=1.0))
    note.write_text(entry)
    result = completed(run_trial(make_job(number=2, x1=0.5)))
    assert result.provenance.cached is None
    assert result.outputs["ext_probe"]["weight"] == 0.75


def test_a_trial_without_a_place_for_solves_uses_none_again(make_job: MakeJob) -> None:
    for number in (0, 1):
        job = make_job(number=number).model_copy(update={"solves": None})
        assert completed(run_trial(job)).provenance.cached is None
    assert not (job.folder.parent.parent / "solves").exists()


def test_a_failure_quotes_the_solver_and_keeps_the_end_of_its_print(make_job: MakeJob) -> None:
    job = make_job(number=2, ills={"fatal": ALWAYS})
    failure = failed(run_trial(job))
    assert (failure.kind, failure.by_design) == ("fatal", True)
    assert failure.reason == "*** USER FATAL MESSAGE 9137"
    kept = job.folder.with_name("trial-0002.attempt-1.failed")
    assert names(kept.parent) == {kept.name}
    assert names(kept) == {"model.f06"}
    printed = (kept / "model.f06").read_text()
    assert printed.endswith("9137\n")
    assert len(printed) == KEPT_BYTES


def test_a_denied_licence_says_nothing_about_the_design(make_job: MakeJob) -> None:
    denied = make_job(ills={"licence": ALWAYS})
    assert failed(run_trial(denied)).by_design is False
    assert failed(run_trial(denied)).kind == "licence"
    assert completed(run_trial(make_job())).attempt == 1


def test_a_full_disk_is_said_and_leaves_no_half_result(make_job: MakeJob) -> None:
    job = make_job(number=1, ills={"disk": ALWAYS})
    failure = failed(run_trial(job))
    assert (failure.kind, failure.by_design) == ("disk", False)
    assert failure.reason == "No space left for trial-0001: No space left on device."
    assert not job.folder.exists()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_disk_that_fills_while_sealing_is_said(
    make_job: MakeJob, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(number, "full")

    monkeypatch.setattr(Attempt, "seal", full)
    assert failed(run_trial(make_job())).kind == "disk"


def test_another_error_of_the_system_is_not_taken_for_a_full_disk(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(errno.EACCES, "refused")

    monkeypatch.setattr(Attempt, "seal", refused)
    with pytest.raises(PermissionError):
        run_trial(make_job())


def test_a_response_that_is_not_finite_is_named(make_job: MakeJob) -> None:
    failure = failed(run_trial(make_job(probe={"to_nothing": True})))
    assert (failure.kind, failure.by_design) == ("non_finite", True)
    assert failure.reason == "ext_probe.weight is inf."


def test_a_result_file_with_what_is_not_a_number_is_a_failure(make_job: MakeJob) -> None:
    assert failed(run_trial(make_job(ills={"nan": ALWAYS}))).kind == "non_finite"


def test_a_parameter_the_deck_does_not_have_is_a_failure_of_every_design(
    make_job: MakeJob,
) -> None:
    job = make_job().model_copy(update={"parameters": {"X9": 1.0}})
    failure = failed(run_trial(job))
    assert (failure.kind, failure.by_design) == ("deck", False)
