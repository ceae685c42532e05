"""Jobs that arrive together are done together, each exactly once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

import pytest

from atomizer.commands.store.turns import Turns


def test_every_job_is_done_once_before_its_call_returns() -> None:
    done: list[int] = []
    turns = Turns(done.extend)

    def client(number: int) -> None:
        for job in range(number * 100, number * 100 + 50):
            turns.take(job)
            assert job in done

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(client, range(16)))
    assert len(done) == len(set(done)) == 16 * 50


def test_jobs_that_come_while_one_is_at_work_form_a_group() -> None:
    groups: list[list[int]] = []
    begun, go_on = Event(), Event()

    def work(jobs: Sequence[int]) -> None:
        groups.append(list(jobs))
        begun.set()
        go_on.wait(5.0)

    turns = Turns(work)
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(turns.take, 0)
        begun.wait(5.0)
        others = []
        for job in range(1, 8):
            others.append(pool.submit(turns.take, job))
            while len(turns._waiting) < job:
                sleep(0.001)
        go_on.set()
        for future in (first, *others):
            future.result(5.0)
    assert groups == [[0], [1, 2, 3, 4, 5, 6, 7]]


def test_busy_clients_share_their_turns() -> None:
    """Waiting on one lock together, two of three groups hold a single job."""
    groups: list[int] = []

    def work(jobs: Sequence[int]) -> None:
        groups.append(len(jobs))
        sleep(0.001)

    turns = Turns(work)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(turns.take, range(320)))
    assert sum(groups) == 320
    assert len(groups) < 160


def test_a_turn_that_fails_is_handed_on() -> None:
    answered: list[int] = []

    def work(jobs: Sequence[int]) -> None:
        answered.extend(jobs)
        if 13 in jobs:
            raise ZeroDivisionError

    turns = Turns(work)
    turns.take(1)
    with pytest.raises(ZeroDivisionError):
        turns.take(13)
    turns.take(2)
    assert answered == [1, 13, 2]


def test_nobody_waits_for_ever_when_every_turn_fails() -> None:
    def work(jobs: Sequence[int]) -> None:
        sleep(0.001)
        raise ZeroDivisionError

    turns = Turns(work)

    def client(job: int) -> bool:
        try:
            turns.take(job)
        except ZeroDivisionError:
            return True
        return False

    with ThreadPoolExecutor(8) as pool:
        assert any(pool.map(client, range(80), timeout=20.0))
