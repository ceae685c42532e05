"""The one door into the event store: decide, record, remember, and never mix two answers up."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from atomizer.commands import studies as door
from atomizer.commands.items import AddObjective
from atomizer.commands.runner import StartTrial
from atomizer.commands.store import EventStore, open_store
from atomizer.commands.studies import RUNNER, Answer, Delivery, Studies
from atomizer.commands.study import CreateStudy
from atomizer.commands.vocabulary import parse
from atomizer.domain.fold import fold
from atomizer.domain.recorded import Author
from atomizer.domain.values import Refused
from tests.given import START

CREATE = CreateStudy(name="Bracket")
ANN, BOB = (Author(actor=f"user:{who}", principal=who, source="test") for who in ("ann", "bob"))


@pytest.fixture(params=["memory", "sqlite"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return "memory:" if request.param == "memory" else f"sqlite:///{tmp_path}/events.db"


@pytest.fixture
def studies(url: str) -> Iterator[Studies]:
    opened = Studies(open_store(url))
    yield opened
    opened.close()


@pytest.fixture
def bracket(studies: Studies) -> Studies:
    studies.handle("bracket", CREATE, ANN)
    return studies


def again(studies: Studies) -> Studies:
    """The same store as a process that has just started would see it."""
    return Studies(studies.store)


def objective(name: str, **fields: Any) -> AddObjective:
    return AddObjective(name=name, **fields)


def refused(code: str, ask: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refusal:
        ask()
    assert refusal.value.code == code
    return refusal.value


def test_what_was_answered_is_recorded_under_its_author(bracket: Studies) -> None:
    claude = Author(actor="assistant:claude", principal="ann", source="chat")
    delivery = Delivery(command_id="c-1", group="turn-1", correlation_id="k", causation_id="m")
    answer = bracket.handle("bracket", objective("Light"), claude, delivery)
    (record,) = answer.events
    assert (answer.version, answer.repeated, record.version) == (2, False, 2)
    envelope = record.envelope
    assert (envelope.actor, envelope.principal, envelope.source) == (
        "assistant:claude",
        "ann",
        "chat",
    )
    assert (envelope.command, envelope.command_id, envelope.group) == (
        "add_objective",
        "c-1",
        "turn-1",
    )
    assert (envelope.correlation_id, envelope.causation_id) == ("k", "m")
    assert bracket.history("bracket", after=1) == [record]


def test_an_assistants_turn_is_taken_back_by_its_user(bracket: Studies) -> None:
    claude = Author(actor="assistant:claude", principal="ann", source="chat")
    for name in ("Light", "Stiff"):
        bracket.handle("bracket", objective(name), claude, Delivery(group="turn-1"))
    bracket.handle("bracket", parse("undo", {}), ANN)
    assert "objective" not in bracket.study("bracket").document


def test_a_command_without_an_answer_to_record_has_no_version(bracket: Studies) -> None:
    nothing = bracket.handle("bracket", parse("tidy_layout", {}))
    assert (nothing.events, nothing.version) == ((), None)


def test_a_repeat_gets_the_first_answer_and_changes_nothing(bracket: Studies) -> None:
    delivery = Delivery(command_id="c-1")
    first = bracket.handle("bracket", objective("Light"), ANN, delivery)
    for studies in (bracket, again(bracket)):
        repeat = studies.handle("bracket", objective("Other"), ANN, delivery)
        assert repeat == Answer(first.events, repeated=True)
    assert bracket.study("bracket").version == 2


def test_a_study_that_is_not_there_is_answered_with_the_nearest(bracket: Studies) -> None:
    for ask in (
        lambda: bracket.study("brackett"),
        lambda: bracket.history("brackett"),
        lambda: bracket.at("brackett", 1),
        lambda: bracket.handle("brackett", objective("Light")),
        lambda: bracket.handle("copy", parse("clone_study", {"source": "brackett", "name": "C"})),
    ):
        refusal = refused("E010", ask)
        assert refusal.message == "There is no study 'brackett'. There is bracket."
        assert refusal.hint == "Did you mean 'bracket'?"
    assert bracket.ids() == ["bracket"]


@pytest.mark.parametrize(
    "study_id",
    ["", "A", "a b", "../a", "a/b", "a.b", "-a", "_a", "ä", "a\n", "con", "nul", "com1", "x" * 65],
)
def test_the_id_of_a_study_is_a_folder_name_on_every_system(
    studies: Studies, study_id: str
) -> None:
    refused("E042", lambda: studies.handle(study_id, CREATE))
    refused("E010", lambda: studies.study(study_id))
    assert studies.ids() == []


@pytest.mark.parametrize("study_id", ["a", "0", "a-b_c", "console", "com10", "x" * 64])
def test_an_ordinary_name_is_the_id_of_a_study(studies: Studies, study_id: str) -> None:
    studies.handle(study_id, CREATE)
    assert studies.study(study_id).id == study_id


def test_an_expected_version_is_the_newest_or_nothing_happens(bracket: Studies) -> None:
    bracket.handle("bracket", objective("Light"), ANN, Delivery(expected_version=1))
    stale = Delivery(expected_version=1)
    refusal = refused("E013", lambda: bracket.handle("bracket", objective("B"), BOB, stale))
    assert refusal.message == "The version is 2, not 1: somebody else was faster."
    bracket.handle("other", CREATE, ANN, Delivery(expected_version=0))
    assert bracket.study("bracket").version == 2


def test_a_writer_is_stopped_only_by_changes_of_what_it_looked_at(bracket: Studies) -> None:
    bracket.handle("bracket", objective("Light", id="light"), ANN)
    bracket.handle("bracket", objective("Stiff", id="stiff"), ANN)
    seen = dict(bracket.study("bracket").revisions)
    bracket.handle("bracket", parse("change_objective", {"id": "stiff", "weight": 2}), BOB)
    ok = Delivery(expect={"objective/light": seen["objective/light"], "objective/new": 0})
    bracket.handle("bracket", parse("change_objective", {"id": "light", "weight": 3}), ANN, ok)
    stale = Delivery(expect=seen)
    change = parse("change_objective", {"id": "stiff", "weight": 4})
    refusal = refused("E013", lambda: bracket.handle("bracket", change, ANN, stale))
    assert refusal.message == "Changed since you saw it: objective/light, objective/stiff."
    assert refusal.field == "objective/light"


def test_a_study_is_read_as_it_was_at_every_version(bracket: Studies) -> None:
    for n in range(3):
        bracket.handle("bracket", objective(f"{n}"), ANN)
    newest = bracket.study("bracket")
    assert [bracket.at("bracket", v).version for v in (1, 2, 3, 4)] == [1, 2, 3, 4]
    assert bracket.at("bracket", 4) == newest
    assert len(bracket.at("bracket", 2).cells("objective")) == 1
    for version in (0, 5, -1):
        refusal = refused("E011", lambda v=version: bracket.at("bracket", v))
        assert refusal.message == f"bracket has versions 1 to 4, not {version}."


def test_a_study_is_read_as_it_was_at_a_moment(url: str) -> None:
    times = iter(START + timedelta(hours=n) for n in range(3))
    studies = Studies(open_store(url), clock=lambda: next(times))
    for command in (CREATE, objective("Light"), objective("Stiff")):
        studies.handle("bracket", command, ANN)
    at = [studies.at_time("bracket", START + timedelta(minutes=m)).version for m in (0, 59, 60)]
    assert at == [1, 1, 2]
    refused("E010", lambda: studies.at_time("bracket", START - timedelta(seconds=1)))
    assert studies.study("bracket").created_at == "2026-01-01T00:00:00Z"
    studies.close()


def test_the_clock_is_that_of_the_world_unless_another_is_given(bracket: Studies) -> None:
    (record,) = bracket.history("bracket")
    assert abs(datetime.now(UTC) - record.envelope.at) < timedelta(minutes=1)


def test_trials_are_reported_into_a_history_of_their_own(bracket: Studies) -> None:
    begin = StartTrial(number=0, attempt=1, parameters={"a": 1.0}, runner="r", cause="proposed")
    delivery = Delivery(command_id="run-1/0")
    answer = bracket.report(("bracket", "run-1"), begin, delivery)
    assert answer.events[0].envelope.actor == RUNNER.actor == "runner"
    assert bracket.report(("bracket", "run-1"), begin, delivery).repeated
    assert bracket.report(("bracket", "run-1"), begin).events == ()
    assert bracket.run("bracket", "run-1").trials[0].started.parameters == {"a": 1.0}
    assert again(bracket).run("bracket", "run-1") == bracket.run("bracket", "run-1")
    assert bracket.run("bracket", "run-2").trials == {}
    assert bracket.study("bracket").version == 1
    assert bracket.ids() == ["bracket"]


def test_a_past_version_and_another_study_are_asked_for_in_the_same_breath(
    bracket: Studies,
) -> None:
    bracket.handle("bracket", objective("Light"), ANN)
    bracket.handle("bracket", parse("restore_version", {"version": 1}), ANN)
    assert "objective" not in bracket.study("bracket").document
    bracket.handle("copy", parse("clone_study", {"source": "bracket", "name": "Copy"}), ANN)
    assert bracket.study("copy").cloned_from == "bracket"


def together(count: int, work: Callable[[int], Any]) -> list[Any]:
    """The outcomes of work begun in as many threads at the same moment."""
    ready = Barrier(count)

    def begin(n: int) -> Any:
        ready.wait()
        return work(n)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


def test_many_writers_at_once_are_all_recorded_each_once(bracket: Studies) -> None:
    answers = together(
        32,
        lambda n: bracket.handle(
            "bracket", objective("Same"), ANN, Delivery(command_id=f"c-{n % 16}")
        ),
    )
    versions = sorted({answer.version for answer in answers})
    assert versions == list(range(2, 18))
    assert sum(answer.repeated for answer in answers) == 16
    study = bracket.study("bracket")
    assert len(study.cells("objective")) == 16
    assert study == fold(bracket.store.read("study-bracket")) == again(bracket).study("bracket")


def test_a_snapshot_is_only_a_shorter_way_to_the_same_study(
    bracket: Studies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "SNAPSHOT_EVERY", 10)
    for n in range(25):
        bracket.handle("bracket", parse("set_budget", {"max_trials": n + 1}), (ANN, BOB)[n % 2])
    bracket.handle("bracket", parse("undo", {}), ANN)
    saved = bracket.store.load_snapshot("study-bracket", door.STUDY.schema)
    assert saved is not None
    assert saved.version == 20
    read = _Counting(bracket.store)
    fresh = Studies(read)
    assert fresh.study("bracket") == bracket.study("bracket")
    assert read.after == [20]
    assert fresh.study("bracket") == fold(bracket.store.read("study-bracket"))


class _Counting:
    """A store that remembers from where it was read."""

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self.after: list[int] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def read(self, stream: str, after: int = 0, up_to: int | None = None) -> Any:
        self.after.append(after)
        return self._store.read(stream, after, up_to)


def test_more_studies_than_are_kept_in_memory_are_read_again(
    studies: Studies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "CACHED_STREAMS", 3)
    names = [f"s{n}" for n in range(8)]
    together(8, lambda n: studies.handle(names[n], CREATE))
    together(8, lambda n: [studies.study(names[(n + k) % 8]) for k in range(8)])
    assert [studies.study(name).version for name in names] == [1] * 8
    assert len(studies._heads) <= 3


def test_another_process_is_seen_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/events.db"
    with open_store(url) as one, open_store(url) as other:
        here, there = Studies(one), Studies(other)
        here.handle("bracket", CREATE)
        assert there.handle("bracket", objective("Light"), BOB).version == 2
        assert here.study("bracket").version == 2
        stale = Delivery(expected_version=1)
        refused("E013", lambda: here.handle("bracket", objective("B"), ANN, stale))
        assert here.handle("bracket", objective("Stiff")).version == 3
        assert there.study("bracket") == here.study("bracket")
