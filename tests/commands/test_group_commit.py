"""Commands that arrive together are committed together, and none suffers for another."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from time import sleep
from typing import Any, ClassVar

import pytest

from atomizer.commands import studies as door
from atomizer.commands.base import Command, Context
from atomizer.commands.items import AddConstraint
from atomizer.commands.store import StoreUnavailable, Transaction
from atomizer.commands.store.memory import MemoryStore
from atomizer.commands.studies import Delivery, Studies
from atomizer.commands.vocabulary import parse
from atomizer.domain.study import Study
from atomizer.domain.values import Refused
from tests.commands.test_studies import ANN, CREATE, again, objective


class Held(MemoryStore):
    """A store whose commits wait until somebody lets them go, and fail when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.commits = 0
        self.failing = False
        self.before: Callable[[], None] = lambda: None

    def writing(self) -> AbstractContextManager[Transaction]:
        return self._writing()

    @contextmanager
    def _writing(self) -> Iterator[Transaction]:
        before, self.before = self.before, lambda: None
        before()
        with super().writing() as transaction:
            yield transaction
            self.commits += 1
            if self.failing:
                raise StoreUnavailable("The disk is full.")


class Broken(Command):
    """A command with a bug in its rule."""

    creates: ClassVar[bool] = True

    def decide(self, study: Study, context: Context) -> Any:
        """Fail."""
        raise ZeroDivisionError


def in_one_commit(studies: Studies, *asks: Callable[[], Any]) -> list[Any]:
    """The outcomes of commands that arrive, in this order, while another is being committed."""
    store = studies.store
    assert isinstance(store, Held)
    with ThreadPoolExecutor(len(asks)) as pool:
        waiting: list[Any] = []

        def arrive() -> None:
            for count, ask in enumerate(asks, 1):
                waiting.append(pool.submit(_outcome, ask))
                while len(studies._turns._waiting) < count:
                    sleep(0)

        store.before = arrive
        studies.handle("first", CREATE)
        return [future.result() for future in waiting]


def _outcome(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except (Refused, StoreUnavailable, ZeroDivisionError) as error:
        return error


def test_commands_that_arrive_together_are_committed_together() -> None:
    store = Held()
    studies = Studies(store)
    answers = in_one_commit(
        studies,
        *(lambda n=n: studies.handle(f"study-{n}", CREATE) for n in range(8)),
    )
    assert [answer.version for answer in answers] == [1] * 8
    assert store.commits == 2
    assert len(studies.ids()) == 9


def test_a_refusal_or_a_bug_among_them_does_not_touch_its_neighbours() -> None:
    studies = Studies(Held())
    refusal, bug, created, stale = in_one_commit(
        studies,
        lambda: studies.handle("nowhere", objective("Light")),
        lambda: studies.handle("bug", Broken()),
        lambda: studies.handle("bracket", CREATE),
        lambda: studies.handle("late", CREATE, ANN, Delivery(expected_version=3)),
    )
    assert (refusal.code, stale.code) == ("E010", "E013")
    assert isinstance(bug, ZeroDivisionError)
    assert created.version == 1
    assert studies.ids() == ["bracket", "first"]


def test_what_one_of_them_records_the_next_one_sees() -> None:
    studies = Studies(Held())
    studies.handle("a", CREATE)
    steps = [
        lambda: studies.handle("a", objective("Light", id="x")),
        lambda: studies.handle("a", AddConstraint(id="x", name="B", threshold=1.0)),
    ]
    added, refusal = in_one_commit(studies, *steps)
    assert (added.version, refusal.code) == (2, "E011")
    assert refusal.message == "The id 'x' is taken by an objective."


def test_a_clone_sees_a_source_that_is_committed_with_it() -> None:
    studies = Studies(Held())
    clone = parse("clone_study", {"source": "source", "name": "Copy"})
    created, copied = in_one_commit(
        studies,
        lambda: studies.handle("source", CREATE),
        lambda: studies.handle("copy", clone),
    )
    assert (created.version, copied.version) == (1, 1)
    assert studies.study("copy").cloned_from == "source"


def test_a_past_is_restored_that_is_committed_with_it() -> None:
    studies = Studies(Held())
    studies.handle("a", CREATE)
    *_, restored = in_one_commit(
        studies,
        lambda: studies.handle("a", objective("Light")),
        lambda: studies.handle("a", objective("Stiff")),
        lambda: studies.handle("a", parse("restore_version", {"version": 2})),
    )
    assert restored.version == 4
    assert list(studies.study("a").cells("objective")) == ["obj_light"]


def test_a_commit_that_fails_is_everybodys_error_and_leaves_no_trace() -> None:
    store = Held()
    studies = Studies(store)
    studies.handle("bracket", CREATE)
    store.failing = True
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="disk is full"):
            studies.handle("bracket", objective("Light"))
    store.failing = False
    assert studies.study("bracket").version == 1
    assert studies.handle("bracket", objective("Light")).version == 2
    assert studies.study("bracket") == again(studies).study("bracket")


def test_a_commit_that_fails_fails_for_those_who_waited_too() -> None:
    store = Held()
    studies = Studies(store)

    def fail() -> Any:
        return studies.handle("a", CREATE)

    def break_then(ask: Callable[[], Any]) -> Callable[[], Any]:
        def asked() -> Any:
            store.failing = True
            return ask()

        return asked

    with pytest.raises(StoreUnavailable):
        in_one_commit(studies, break_then(fail), break_then(lambda: studies.handle("b", CREATE)))
    store.failing = False
    assert studies.ids() == []
    assert studies.handle("a", CREATE).version == 1


def test_a_snapshot_that_cannot_be_kept_does_not_take_back_what_was_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(door, "SNAPSHOT_EVERY", 1)
    store = Held()

    def full(snapshot: object) -> None:
        raise StoreUnavailable("The disk is full.")

    monkeypatch.setattr(store, "save_snapshot", full)
    studies = Studies(store)
    assert studies.handle("bracket", CREATE).version == 1
    assert studies.study("bracket").version == 1
