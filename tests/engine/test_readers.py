"""Warm readers: kept between tasks, replaced after a bad one, bounded, ended with their owner."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.engine.readers import Busy, Readers
from atomizer.engine.tasks import INTROSPECT, SOLVE, SUMMARIZE, DeckFile, ResultFiles, SolveJob
from atomizer.engine.warm import Worker
from tests.plugins_installed import DECK


@pytest.fixture
def readers() -> Iterator[Readers]:
    made = Readers(1)
    yield made
    made.close()


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "model.bdf"
    path.write_text(DECK, encoding="ascii")
    return path


def idle(readers: Readers) -> Worker | None:
    """The one worker, while it has nothing to do."""
    return readers._free.queue[0][0]


def test_a_worker_is_kept_between_tasks(readers: Readers, deck: Path) -> None:
    assert idle(readers) is None
    readers.call(INTROSPECT, DeckFile(path=deck), 30.0, 1.0)
    first = idle(readers)
    readers.call(INTROSPECT, DeckFile(path=deck), 30.0, 1.0)
    assert first is not None
    assert idle(readers) is first


def test_the_warm_one_is_asked_again_before_another_is_started(deck: Path) -> None:
    two = Readers(2)
    for _ in range(3):
        two.call(INTROSPECT, DeckFile(path=deck), 30.0, 1.0)
    assert [worker is None for worker, _ in two._free.queue] == [True, False]
    two.close()


def test_a_file_that_is_wrong_costs_no_worker(readers: Readers, deck: Path) -> None:
    readers.call(INTROSPECT, DeckFile(path=deck), 30.0, 1.0)
    first = idle(readers)
    with pytest.raises(SolveFailed, match="There is no result file"):
        files = ResultFiles(op2=deck.with_suffix(".op2"), deck=deck)
        readers.call(SUMMARIZE, files, 30.0, 1.0)
    assert idle(readers) is first


def test_a_task_that_hangs_is_ended_and_the_next_one_is_done(
    readers: Readers, deck: Path, plugins: None
) -> None:
    options = {"ills": {"hang": [0.0, 10.0]}}
    job = SolveJob(deck=deck, folder=deck.parent, solver="instant", options=options)
    with pytest.raises(SolveFailed, match=r"ended after 0\.5 s"):
        readers.call(SOLVE, job, 0.5, 1.0)
    assert idle(readers) is None
    assert readers.call(INTROSPECT, DeckFile(path=deck), 30.0, 1.0).parameters


def test_a_worker_is_replaced_after_many_tasks(
    readers: Readers, deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("atomizer.engine.readers.TASKS", 1)
    readers.call(INTROSPECT, DeckFile(path=deck), 30.0, 1.0)
    first = idle(readers)
    readers.call(INTROSPECT, DeckFile(path=deck), 30.0, 1.0)
    assert first is not None
    assert not first.is_alive
    assert idle(readers) is not first


def test_who_gets_no_worker_in_time_is_told_so(readers: Readers, deck: Path) -> None:
    held = readers._free.get()
    with pytest.raises(Busy):
        readers.call(INTROSPECT, DeckFile(path=deck), 30.0, 0.01)
    readers._free.put(held)


def test_closed_readers_have_no_process_and_start_none(deck: Path) -> None:
    readers = Readers(2)
    readers.call(INTROSPECT, DeckFile(path=deck), 30.0, 1.0)
    worker = readers._free.queue[-1][0]
    readers.close()
    assert worker is not None
    assert not worker.is_alive
    with pytest.raises(SolveFailed, match="The server is stopping"):
        readers.call(INTROSPECT, DeckFile(path=deck), 30.0, 1.0)
