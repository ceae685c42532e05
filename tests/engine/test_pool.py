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


@pytest.fixture
def make_pool(tmp_path: Path, plugins: None) -> Iterator[MakePool]:
    made: list[Pool] = []

    def pool(workers: int = 1, licences: dict[str, int] | None = None, memory: int = 0) -> Pool:
        made.append(Pool(workers, licences, memory, log=tmp_path / "workers.log"))
        return made[-1]

    yield pool
    for one in made:
        one.close()


def collect(pool: Pool, count: int, patience: float = 30.0) -> dict[int, Outcome]:
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


def wait_until(condition: Callable[[], bool], patience: float = 40.0) -> None:
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


def test_jobs_go_in_and_outcomes_come_out(make_pool: MakePool, make_job: MakeJob) -> None:
    pool = make_pool(workers=2)
    assert pool.capacity == 2
    for number in range(6):
        pool.submit(make_job(number, x1=0.5 + 0.1 * number))
    outcomes = collect(pool, 6)
    assert {
        n: o.outputs["ext_probe"]["weight"]
        for n, o in outcomes.items()
        if isinstance(o, TrialResult)
    } == {n: pytest.approx(0.75 + 0.1 * n) for n in range(6)}
    assert pool.outcomes(0.0) == []


def test_workers_stay_warm(make_pool: MakePool, make_job: MakeJob, tmp_path: Path) -> None:
    pool, diary = make_pool(), tmp_path / "diary"
    for number in range(3):
        pool.submit(make_job(number, x1=0.5 + 0.1 * number, diary=str(diary)))
    collect(pool, 3)
    assert len({line.split()[0] for line in diary.read_text().splitlines()}) == 1


@pytest.mark.parametrize(
    ("ill", "said"),
    [
        ("crash", "Its process ended without an answer (exit code 3)."),
        ("segfault", "Its process ended without an answer (SIGSEGV)."),
        ("bug", "ValueError: a bug of two lines"),
        ("exit", "SystemExit: 0"),
    ],
)
def test_a_design_that_takes_its_worker_down_fails_alone(
    make_pool: MakePool, make_job: MakeJob, ill: str, said: str
) -> None:
    pool = make_pool()
    for number in range(4):
        pool.submit(make_job(number, x1=0.5 + 0.1 * number, ills={ill: [0.59, 0.61]}))
    outcomes = collect(pool, 4)
    assert kinds(outcomes) == {0: "ok", 1: "crash", 2: "ok", 3: "ok"}
    assert reason(outcomes[1]) == said
    failed = make_job(1).folder.with_name("trial-0001.attempt-1.failed")
    assert [path.name for path in failed.iterdir()] == ["model.f06"]


def test_a_trial_beyond_its_time_is_ended_with_its_children(
    make_pool: MakePool, make_job: MakeJob, tmp_path: Path
) -> None:
    pool = make_pool()
    pool.submit(make_job(0, x1=0.6))
    collect(pool, 1)
    pool.submit(make_job(1, x1=0.5, seconds=0.6, ills={"children": ALWAYS}))
    pool.submit(make_job(2, x1=0.7))
    outcomes = collect(pool, 2)
    assert kinds(outcomes) == {1: "timeout", 2: "ok"}
    assert reason(outcomes[1]) == "It was ended after 0.6 s, the time limit."
    child = int((make_job(0).folder.parent / "child").read_text())
    wait_until(lambda: not is_running(child))


def test_a_denied_licence_is_passed_on(make_pool: MakePool, make_job: MakeJob) -> None:
    pool = make_pool()
    pool.submit(make_job(ills={"licence": ALWAYS}))
    assert kinds(collect(pool, 1)) == {0: "licence"}


def test_noise_on_stdout_does_not_reach_the_answers(
    make_pool: MakePool, make_job: MakeJob, tmp_path: Path
) -> None:
    pool = make_pool()
    pool.submit(make_job(0, ills={"noise": ALWAYS}))
    pool.submit(make_job(1, x1=0.6))
    assert kinds(collect(pool, 2)) == {0: "ok", 1: "ok"}
    assert "noise of a child" in (tmp_path / "workers.log").read_text()


def test_no_more_trials_run_at_a_time_than_there_are_licences(
    make_pool: MakePool, make_job: MakeJob
) -> None:
    pool = make_pool(workers=2, licences={"instant": 1})
    for number in range(3):
        pool.submit(make_job(number, x1=0.5 + 0.1 * number))
    collect(pool, 3)
    start = time.monotonic()
    for number in range(3, 6):
        pool.submit(
            make_job(number, x1=0.5 + 0.1 * number, seconds=30.0).model_copy(
                update={"options": {"seconds": 0.2}}
            )
        )
    collect(pool, 3)
    assert time.monotonic() - start > 0.6


def test_a_job_that_waits_for_a_licence_keeps_no_other_waiting(
    make_pool: MakePool, make_job: MakeJob
) -> None:
    pool = make_pool(workers=2, licences={"flex": 1})
    first, second = (
        make_job(n, x1=0.5 + 0.1 * n).model_copy(
            update={"resources": ("flex",), "options": {"seconds": 3.0}}
        )
        for n in (0, 1)
    )
    pool.submit(first)
    pool.submit(second)
    pool.submit(make_job(2, x1=0.9))
    assert set(collect(pool, 1)) == {2}


def test_a_job_that_can_never_have_its_licence_is_refused_at_once(
    make_pool: MakePool, make_job: MakeJob
) -> None:
    with pytest.raises(ValueError, match="no token of the licence 'instant'"):
        make_pool(licences={"instant": 0}).submit(make_job())


def test_trials_are_cancelled_while_they_wait_and_while_they_run(
    make_pool: MakePool, make_job: MakeJob
) -> None:
    pool = make_pool()
    pool.submit(make_job(0, x1=0.5, ills={"hang": ALWAYS}))
    pool.submit(make_job(1, x1=0.6))
    pool.submit(make_job(2, x1=0.7))
    wait_until(lambda: make_job(0).folder.with_name("trial-0000.attempt-1.partial").exists())
    pool.cancel(1)
    pool.cancel(0)
    pool.cancel(99)
    assert kinds(collect(pool, 3)) == {0: "cancelled", 1: "cancelled", 2: "ok"}


def test_a_closed_pool_leaves_no_process_and_drops_what_waited(
    make_pool: MakePool, make_job: MakeJob, tmp_path: Path
) -> None:
    pool, diary = make_pool(), tmp_path / "diary"
    for number in range(3):
        pool.submit(make_job(number, ills={"hang": ALWAYS}, diary=str(diary)))
    wait_until(diary.exists)
    pool.close()
    pool.close()
    (pid,) = {int(line.split()[0]) for line in diary.read_text().splitlines()}
    assert not is_running(pid)
    assert kinds({o.number: o for o in pool.outcomes(0.0)}) == {0: "cancelled"}


@pytest.mark.skipif(sys.platform == "win32", reason="limits of memory are POSIX")
def test_a_worker_beyond_its_memory_fails_the_trial_not_the_machine(
    make_pool: MakePool, make_job: MakeJob
) -> None:
    pool = make_pool(memory=4 << 30)
    pool.submit(make_job(0, ills={"memory": ALWAYS}))
    pool.submit(make_job(1, x1=0.6))
    outcomes = collect(pool, 2)
    assert kinds(outcomes) == {0: "crash", 1: "ok"}
    assert reason(outcomes[0]) == "The memory was not enough."


PARENT = """
import sys, time
from atomizer.engine.pool import Pool
from atomizer.engine.trial import TrialJob
pool = Pool(2)
for text in sys.argv[1:]:
    pool.submit(TrialJob.model_validate_json(text))
time.sleep(3600)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
@pytest.mark.parametrize("ill", ["hang", "children"])
def test_no_worker_outlives_a_parent_that_is_killed(
    make_job: MakeJob, tmp_path: Path, ill: str
) -> None:
    diary = tmp_path / "diary"
    jobs = [make_job(0, ills={ill: ALWAYS}, diary=str(diary)), make_job(1, diary=str(diary))]
    arguments = [job.model_dump_json() for job in jobs]
    parent = subprocess.Popen([sys.executable, "-c", PARENT, *arguments])
    try:
        wait_until(lambda: diary.exists() and len(diary.read_text().splitlines()) == 2)
        wait_until(make_job(1).folder.exists)
        if ill == "children":
            wait_until(lambda: (make_job(0).folder.parent / "child").exists())
    finally:
        parent.kill()
        parent.wait()
    workers = {int(line.split()[0]) for line in diary.read_text().splitlines()}
    assert len(workers) == 2
    wait_until(lambda: not any(is_running(pid) for pid in workers))
    if ill == "children":
        child = int((make_job(0).folder.parent / "child").read_text())
        wait_until(lambda: not is_running(child))


@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
def test_an_interrupt_of_the_terminal_reaches_the_parent_alone(
    make_job: MakeJob, tmp_path: Path
) -> None:
    diary = tmp_path / "diary"
    job = make_job(0, seconds=30.0, diary=str(diary)).model_copy(
        update={"options": {"seconds": 1.5, "diary": str(diary)}}
    )
    program = PARENT.replace(
        "time.sleep(3600)",
        "\n".join(
            [
                "try:",
                "    time.sleep(3600)",
                "except KeyboardInterrupt:",
                "    print([o.status for o in pool.outcomes(10.0)], flush=True)",
                "    pool.close()",
            ]
        ),
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, job.model_dump_json()],
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    wait_until(diary.exists)
    os.killpg(parent.pid, signal.SIGINT)
    said, _ = parent.communicate(timeout=20)
    assert said == b"['completed']\n"
