"""What every store promises, whatever it is kept in."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Timer
from time import monotonic

import pytest

from atomizer.commands.store import EventStore, Snapshot, StoreUnavailable, VersionTaken, open_store
from atomizer.commands.store.base import PAGE
from atomizer.domain import events as ev
from atomizer.domain.values import Refused
from tests.commands.store.examples import RUN, STUDY, added, envelope, record, story

A, B = "study-a", "study-b"
ON_DISK = ["sqlite", "postgres"]


def test_an_event_is_read_back_as_it_was_recorded(store: EventStore) -> None:
    story(store)
    assert tuple(r.event for r in store.read("study-bracket")) == STUDY
    assert tuple(r.event for r in store.read("run-bracket-run-1")) == RUN
    assert {r.envelope.principal for r in store.log()} == {"user:ann"}


def test_append_returns_what_a_replay_reads(store: EventStore) -> None:
    returned = record(store, A, added(1), added(2)) + record(store, A, added(3))
    assert list(store.read(A)) == returned == store.log()


def test_versions_and_positions_count_from_one_without_a_gap(store: EventStore) -> None:
    for stream in (A, B, A, A, B):
        record(store, stream, added(1), added(2))
    assert [r.position for r in store.log()] == list(range(1, 11))
    assert [r.version for r in store.read(A)] == [1, 2, 3, 4, 5, 6]
    assert store.head() == 10


def test_a_stale_version_is_refused_and_leaves_nothing(store: EventStore) -> None:
    record(store, A, added(1))
    with pytest.raises(VersionTaken, match="version 1, not 0"), store.writing() as transaction:
        transaction.append(B, 0, envelope(), [added(1)])
        transaction.append(A, 0, envelope(), [added(2)])
    assert store.head() == 1
    assert store.streams() == [A]


def test_an_exception_undoes_all_and_leaves_no_gap(store: EventStore) -> None:
    record(store, A, added(1))
    with pytest.raises(ZeroDivisionError), store.writing() as transaction:
        transaction.append(A, 1, envelope("lost"), [added(2)])
        _ = 1 / 0
    record(store, A, added(3), command_id="kept")
    assert [(r.position, r.version) for r in store.log()] == [(1, 1), (2, 2)]
    with store.writing() as transaction:
        assert transaction.answered(A, "lost") == []
    assert store.verify().ok


def test_several_appends_share_a_commit_and_see_each_other(store: EventStore) -> None:
    with store.writing() as transaction:
        transaction.append(A, 0, envelope("1"), [added(1)])
        transaction.append(B, 0, envelope("2"), [added(2)])
        transaction.append(A, 1, envelope("3"), [added(3)])
        assert [r.version for r in transaction.records(A)] == [1, 2]
        assert transaction.records(A, after=1)[0].event == added(3)
        assert transaction.answered(B, "2")[0].position == 2
    assert [r.stream for r in store.log()] == [A, B, A]
    assert store.verify().ok


def test_nothing_is_seen_before_the_commit(store: EventStore) -> None:
    with store.writing() as transaction:
        transaction.append(A, 0, envelope(), [added(1)])
        assert store.head() == 0
        assert list(store.read(A)) == []


def test_a_command_is_answered_for_ever_with_its_first_events(store: EventStore) -> None:
    first = record(store, A, added(1), added(2), command_id="c")
    for number in range(30):
        record(store, A, added(number))
    with store.writing() as transaction:
        assert transaction.answered(A, "c") == first
        assert transaction.answered(B, "c") == []
        assert transaction.answered(A, "never") == []


def test_a_command_id_is_found_however_its_accents_are_written(store: EventStore) -> None:
    decomposed = unicodedata.normalize("NFD", "größer")
    record(store, A, added(1), command_id=decomposed)
    with store.writing() as transaction:
        assert transaction.answered(A, decomposed)
        assert transaction.answered(A, unicodedata.normalize("NFC", decomposed))


def test_no_events_are_no_answer(store: EventStore) -> None:
    assert record(store, A, command_id="c") == []
    assert store.head() == 0


def test_a_refused_event_leaves_the_transaction_usable(store: EventStore) -> None:
    with store.writing() as transaction:
        with pytest.raises(Refused, match="at most 262144"):
            transaction.append(A, 0, envelope(), [added(1), added(2, "x" * 300_000)])
        with pytest.raises(Refused, match="NUL"):
            transaction.append(A, 0, envelope("a\0b"), [added(1)])
        transaction.append(A, 0, envelope(), [added(3)])
    assert [r.event for r in store.read(A)] == [added(3)]


@pytest.mark.parametrize("name", ["", "study", "study-", "Study-a", "study-a b", "study-ü", "s-\0"])
def test_a_stream_has_a_name_of_one_form(store: EventStore, name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a stream"):
        record(store, name, added(1))


def test_a_transaction_ends_with_its_block(store: EventStore) -> None:
    with store.writing() as transaction:
        pass
    with pytest.raises(RuntimeError, match="has ended"):
        transaction.append(A, 0, envelope(), [added(1)])


def test_a_thread_that_writes_cannot_begin_to_write_again(store: EventStore) -> None:
    with store.writing(), pytest.raises(RuntimeError, match="holds the write lock"):
        record(store, A, added(1))
    record(store, A, added(1))


def test_long_streams_are_read_page_by_page(store: EventStore) -> None:
    count = 2 * PAGE + 3
    record(store, A, *(added(number) for number in range(count)))
    assert [r.version for r in store.read(A)] == list(range(1, count + 1))
    assert [r.version for r in store.read(A, after=PAGE, up_to=PAGE + 2)] == [PAGE + 1, PAGE + 2]
    assert list(store.read(A, after=count)) == []
    assert list(store.read(A, up_to=0)) == []


def test_the_log_is_filtered_by_stream_and_type(store: EventStore) -> None:
    story(store)
    record(store, A, added(1))
    assert [r.event.type for r in store.log(streams=[A])] == ["item_added"]
    assert [r.stream for r in store.log(types=["item_added"])] == ["study-bracket", A]
    assert [r.position for r in store.log(after=3, limit=2)] == [4, 5]
    assert store.log(streams=[A], types=["run_paused"]) == []
    assert store.log(after=store.head()) == []


def test_frames_carry_the_stored_bytes(store: EventStore) -> None:
    story(store)
    for frame, recorded in zip(store.frames(), store.log(), strict=True):
        assert isinstance(frame.state, bytes)
        assert frame.state.startswith(b'{"hash":"%b",' % recorded.hash.encode())
        assert (frame.position, frame.version) == (recorded.position, recorded.version)
        assert (frame.stream, frame.type) == (recorded.stream, recorded.event.type)
        assert frame.hash == recorded.hash


def test_streams_are_listed_by_prefix(store: EventStore) -> None:
    for name in ("study-b", "run-b-run-1", "study-a", "studyx-a", "study-a_2"):
        record(store, name, added(1), added(2))
    assert store.streams("study-") == ["study-a", "study-a_2", "study-b"]
    assert store.streams("run-") == ["run-b-run-1"]
    assert store.streams("chat-") == []
    assert len(store.streams()) == 5


def test_equal_events_in_two_streams_have_two_seals(store: EventStore) -> None:
    one, other = (record(store, s, added(1), command_id="c")[0] for s in (A, B))
    assert one.hash != other.hash
    assert len(one.hash) == 32


def test_many_threads_lose_and_double_nothing(store: EventStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(record, store, f"study-{n % 3}", added(n)) for n in range(96)]
    answers = sorted(job.result()[0].position for job in jobs)
    assert answers == list(range(1, 97))
    assert {r.event.id for r in store.log()} == {f"dv_{n}" for n in range(96)}
    assert store.verify().ok


def test_waiting_ends_when_something_is_recorded(store: EventStore) -> None:
    assert not store.wait(0, 0.05)
    timer = Timer(0.1, record, (store, A, added(1)))
    timer.start()
    start = monotonic()
    assert store.wait(0, 10.0)
    assert monotonic() - start < 5.0
    assert store.wait(0, 0.0)
    assert not store.wait(1, 0.0)
    timer.join()


def test_closing_wakes_those_who_wait(url: str) -> None:
    store = open_store(url)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(store.wait, 0, 30.0)
        Timer(0.1, store.close).start()
        with suppress(StoreUnavailable):  # it may look at a store that has just been closed
            assert waiting.result(10.0) is False
    store.close()


def test_a_snapshot_comes_back_as_it_was_kept(store: EventStore) -> None:
    first, second = record(store, A, added(1), added(2))
    old = Snapshot(A, 1, first.hash, "study 1", b"old")
    new = Snapshot(A, 2, second.hash, "study 1", b"\0new")
    assert store.load_snapshot(A, "study 1") is None
    store.save_snapshot(old)
    store.save_snapshot(new)
    store.save_snapshot(old)
    assert store.load_snapshot(A, "study 1") == new
    assert store.load_snapshot(A, "study 2") is None
    assert store.load_snapshot(B, "study 1") is None


@pytest.mark.parametrize("version", [1, 7])
def test_a_snapshot_that_does_not_fit_the_chain_is_not_used(
    store: EventStore, version: int
) -> None:
    record(store, A, added(1))
    store.save_snapshot(Snapshot(A, version, "f" * 32, "study 1", b"state"))
    assert store.load_snapshot(A, "study 1") is None


@pytest.mark.parametrize("kind", ON_DISK)
def test_what_was_recorded_is_there_when_the_store_is_opened_again(url: str) -> None:
    with open_store(url) as store:
        first = record(store, A, added(1), command_id="c")
    with open_store(url) as store:
        assert store.log() == first
        with store.writing() as transaction:
            assert transaction.answered(A, "c") == first
    with pytest.raises(StoreUnavailable, match="closed"):
        store.head()


@pytest.mark.parametrize("kind", ON_DISK)
def test_two_stores_on_one_place_see_each_other(url: str) -> None:
    with open_store(url) as one, open_store(url) as other:
        record(one, A, added(1))
        record(other, A, added(2))
        timer = Timer(0.1, record, (one, A, added(3)))
        timer.start()
        start = monotonic()
        assert other.wait(2, 10.0)
        assert monotonic() - start < 1.0
        timer.join()
        assert [r.version for r in other.read(A)] == [1, 2, 3]


def test_an_empty_store_is_in_order(store: EventStore) -> None:
    assert store.head() == 0
    assert store.log() == []
    assert store.streams() == []
    assert store.verify().ok


def test_an_unregistered_event_cannot_be_recorded(store: EventStore) -> None:
    class Foreign(ev.Event):
        type = "foreign"

    with pytest.raises(TypeError, match="not in the table"):
        record(store, A, Foreign())


@pytest.mark.parametrize("address", ["", "events.db", "sqlite:///", "sqlite://x.db", "mysql://h/d"])
def test_an_address_that_is_none_is_answered_in_words(address: str) -> None:
    with pytest.raises(StoreUnavailable, match="Write sqlite:///path"):
        open_store(address)
