"""The pool. A trial that ends well costs its worker the import of the readers, a second or two of
work; so those that do share a pool, and most trials here end in ways that need no reader."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from atomizer.engine.pool import Outcome, Pool
from atomizer.engine.trial import TrialFailure, TrialResult
from tests.engine.conftest import MakeJob

ALWAYS = [0.0, 10.0]
MakePool = Callable[..., Pool]
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")


@pytest.fixture(scope="module")
def shared() -> Iterator[Pool]:
    """One worker, for tests that leave it alive."""
    with Pool(1, log=Path(os.devnull)) as pool:
        yield pool


@pytest.fixture
def make_pool(tmp_path: Path, plugins: None) -> Iterator[MakePool]:
    made: list[Pool] = []

    def pool(workers: int = 1, licences: dict[str, int] | None = None, memory: int = 0) -> Pool:
        made.append(Pool(workers, licences, memory, log=tmp_path / "workers.log"))
        return made[-1]

    yield pool
    for one in made:
        one.close()


def collect(pool: Pool, count: int, patience: float = 60.0) -> dict[int, Outcome]:
    """Outcomes by number; fails when they do not come."""
    found: dict[int, Outcome] = {}
    end = time.monotonic() + patience
    while len(found) < count:
        assert time.monotonic() < end, f"{count} outcomes expected, {found} came"
        found |= {outcome.number: outcome for outcome in pool.outcomes(1.0)}
    return found


def kinds(outcomes: dict[int, Outcome]) -> dict[int, str]:
    return {n: o.kind if isinstance(o, TrialFailure) else "ok" for n, o in sorted(outcomes.items())}


def reason(outcome: Outcome) -> str:
    assert isinstance(outcome, TrialFailure)
    return outcome.reason


def weight(outcome: Outcome) -> float:
    assert isinstance(outcome, TrialResult), outcome
    return outcome.outputs["ext_probe"]["weight"]


def wait_until(condition: Callable[[], object], patience: float = 60.0) -> None:
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    """Whether a process runs; one that ended and is not waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def solvers(diary: Path) -> list[int]:
    """The processes that solved, one for every solve."""
    return [int(line.split()[0]) for line in diary.read_text().splitlines()]


def at_work(folder: Path) -> set[int]:
    """The numbers of the trials at work in the folder of a run."""
    return {
        int(path.name[6:10])
        for path in folder.glob("trial-*.partial")
        if (path / "model.f06").exists()
    }


def test_jobs_go_in_and_outcomes_come_out_of_one_warm_worker(
    shared: Pool, make_job: MakeJob, tmp_path: Path
) -> None:
    diary = tmp_path / "diary"
    for number in range(5):
        shared.submit(make_job(number, x1=0.5 + 0.1 * number, diary=str(diary)))
    outcomes = collect(shared, 5)
    assert {n: weight(o) for n, o in outcomes.items()} == {
        n: pytest.approx(0.75 + 0.1 * n) for n in range(5)
    }
    assert shared.outcomes(0.0) == []
    assert len(solvers(diary)) == 5
    assert len(set(solvers(diary))) == shared.capacity == 1


def test_noise_on_stdout_does_not_reach_the_answers(shared: Pool, make_job: MakeJob) -> None:
    shared.submit(make_job(0, ills={"noise": ALWAYS}))
    shared.submit(make_job(1, x1=0.6))
    assert kinds(collect(shared, 2)) == {0: "ok", 1: "ok"}


def test_a_denied_licence_and_a_full_disk_are_passed_on(shared: Pool, make_job: MakeJob) -> None:
    shared.submit(make_job(0, ills={"licence": ALWAYS}))
    shared.submit(make_job(1, ills={"disk": ALWAYS}))
    assert kinds(collect(shared, 2)) == {0: "licence", 1: "disk"}


def test_a_design_that_takes_its_worker_down_fails_alone(
    make_pool: MakePool, make_job: MakeJob, tmp_path: Path
) -> None:
    pool = make_pool()
    ills = ("crash", "segfault", "bug", "exit")
    for number, ill in enumerate(ills):
        pool.submit(make_job(number, ills={ill: ALWAYS}))
    pool.submit(make_job(4))
    outcomes = collect(pool, 5)
    assert kinds(outcomes) == dict.fromkeys(range(4), "crash") | {4: "ok"}
    assert [reason(outcomes[number]) for number in range(4)] == [
        "Its process ended without an answer (exit code 3).",
        "Its process ended without an answer (SIGSEGV).",
        "ValueError: a bug of two lines",
        "SystemExit: 0",
    ]
    assert "ValueError: a bug" in (tmp_path / "workers.log").read_text()
    left = {f"{p.parent.name}/{p.name}" for p in make_job().folder.parent.glob("*.failed/*")}
    assert left == {f"trial-000{number}.attempt-1.failed/model.f06" for number in range(4)}


def test_a_trial_beyond_its_time_is_ended_with_its_children(
    make_pool: MakePool, make_job: MakeJob
) -> None:
    pool = make_pool()
    pool.submit(make_job(0, ills={"licence": ALWAYS}))
    collect(pool, 1)  # the worker is warm now
    pool.submit(make_job(1, seconds=2.0, ills={"children": ALWAYS}))
    outcomes = collect(pool, 1)
    assert kinds(outcomes) == {1: "timeout"}
    assert reason(outcomes[1]) == "It was ended after 2 s, the time limit."
    child = int((make_job().folder.parent / "child").read_text())
    wait_until(lambda: not is_running(child))


def test_no_more_trials_run_at_a_time_than_there_are_licences(
    make_pool: MakePool, make_job: MakeJob
) -> None:
    pool = make_pool(workers=2, licences={"instant": 1})
    for number in range(2):
        pool.submit(make_job(number, ills={"hang": ALWAYS}))
    folder = make_job().folder.parent
    wait_until(lambda: at_work(folder))
    time.sleep(0.5)
    assert at_work(folder) == {0}
    pool.cancel(0)
    wait_until(lambda: at_work(folder) == {1})


def test_a_job_that_waits_for_a_licence_keeps_no_other_waiting(
    make_pool: MakePool, make_job: MakeJob
) -> None:
    pool = make_pool(workers=2, licences={"flex": 1})
    for number, resources in enumerate([("flex",), ("flex",), ()]):
        job = make_job(number, ills={"hang": ALWAYS})
        pool.submit(job.model_copy(update={"resources": resources}))
    wait_until(lambda: at_work(make_job().folder.parent) == {0, 2})


def test_a_job_that_can_never_have_its_licence_is_refused_at_once(
    make_pool: MakePool, make_job: MakeJob
) -> None:
    with pytest.raises(ValueError, match="no token of the licence 'instant'"):
        make_pool(licences={"instant": 0}).submit(make_job())


def test_trials_are_cancelled_while_they_wait_and_while_they_run(
    make_pool: MakePool, make_job: MakeJob
) -> None:
    pool = make_pool()
    pool.submit(make_job(0, ills={"hang": ALWAYS}))
    pool.submit(make_job(1, ills={"hang": ALWAYS}))
    pool.submit(make_job(2, ills={"licence": ALWAYS}))
    wait_until(lambda: at_work(make_job().folder.parent))
    for number in (1, 0, 99):
        pool.cancel(number)
    assert kinds(collect(pool, 3)) == {0: "cancelled", 1: "cancelled", 2: "licence"}


def test_a_closed_pool_leaves_no_process_and_drops_what_waited(
    make_pool: MakePool, make_job: MakeJob, tmp_path: Path
) -> None:
    pool, diary = make_pool(), tmp_path / "diary"
    for number in range(3):
        pool.submit(make_job(number, ills={"hang": ALWAYS}, diary=str(diary)))
    wait_until(diary.exists)
    pool.close()
    pool.close()
    (pid,) = solvers(diary)
    assert not is_running(pid)
    assert kinds({o.number: o for o in pool.outcomes(0.0)}) == {0: "cancelled"}


@posix
def test_a_worker_beyond_its_memory_fails_the_trial_not_the_machine(
    make_pool: MakePool, make_job: MakeJob
) -> None:
    pool = make_pool(memory=4 << 30)
    pool.submit(make_job(ills={"memory": ALWAYS}))
    outcomes = collect(pool, 1)
    assert kinds(outcomes) == {0: "crash"}
    assert reason(outcomes[0]) == "The memory was not enough."


PARENT = """
import sys, time
from atomizer.engine.pool import Pool
from atomizer.engine.trial import TrialJob
pool = Pool(2)
for text in sys.argv[1:]:
    pool.submit(TrialJob.model_validate_json(text))
try:
    time.sleep(3600)
except KeyboardInterrupt:
    print([outcome.kind for outcome in pool.outcomes(60.0)], flush=True)
    pool.close()
"""


@posix
@pytest.mark.parametrize("other", ["hang", "deaf"])
def test_no_worker_outlives_a_parent_that_is_killed(
    make_job: MakeJob, tmp_path: Path, other: str
) -> None:
    """Nor does what it started, nor one that is inside a library that holds the interpreter."""
    diary = tmp_path / "diary"
    ills = ("children", other)
    jobs = [make_job(n, ills={i: ALWAYS}, diary=str(diary)) for n, i in enumerate(ills)]
    arguments = [job.model_dump_json() for job in jobs]
    parent = subprocess.Popen([sys.executable, "-c", PARENT, *arguments])
    child = make_job().folder.parent / "child"
    try:
        wait_until(lambda: diary.exists() and len(solvers(diary)) == 2 and child.exists())
    finally:
        parent.kill()
        parent.wait()
    processes = {*solvers(diary), int(child.read_text())}
    assert len(processes) == 3
    wait_until(lambda: not any(is_running(pid) for pid in processes))


@posix
def test_an_interrupt_of_the_terminal_reaches_the_parent_alone(
    make_job: MakeJob, tmp_path: Path
) -> None:
    diary = tmp_path / "diary"
    job = make_job(diary=str(diary), ills={"licence": ALWAYS})
    job = job.model_copy(update={"options": {**job.options, "seconds": 1.0}})
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, job.model_dump_json()],
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    wait_until(diary.exists)
    os.killpg(parent.pid, signal.SIGINT)
    said, _ = parent.communicate(timeout=60)
    assert said == b"['licence']\n"
