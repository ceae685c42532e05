"""Views: folded from the log, built again to the same rows, stopped by what they cannot take."""

import multiprocessing
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from threading import Event as Flag
from threading import Thread
from typing import Any, ClassVar

import pytest

from atomizer.commands.store import EventStore, Frame, Unreadable, open_store
from atomizer.commands.studies import Studies
from atomizer.domain.events import Event
from atomizer.domain.recorded import Recorded
from atomizer.engine.files import Workspace
from atomizer.projections import view as view_module
from atomizer.projections.database import Rows
from atomizer.projections.opening import open_views
from atomizer.projections.views import DeadLetter, Views
from tests.projections.counting import Names, counted, dump
from tests.projections.story import Story


def test_views_take_in_what_was_recorded_since(story: Story, views: Views) -> None:
    story.build()
    assert {state.position for state in views.states()} == {0}
    head = views.catch_up()
    assert {state.position for state in views.states()} == {head}
    story.start()
    assert views.catch_up() == head + 1
    assert len(dump(views)["runs"]) == 1


def test_rows_do_not_depend_on_how_the_log_was_cut(
    story: Story, views: Views, store: EventStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.build().start()
    for number in range(3):
        story.trial(number, mass=10.0 - number)
        story.do("rename_study", name=f"Bracket {number}")
    views.catch_up()
    monkeypatch.setattr(view_module, "BATCH", 1)
    single = open_views(tmp_path / "single.db", store)
    single.catch_up()
    assert dump(single) == dump(views)
    single.close()


def test_a_batch_that_breaks_off_leaves_neither_rows_nor_position(
    story: Story, store: EventStore, tmp_path: Path
) -> None:
    story.build()
    breaking = Views(tmp_path / "v.db", store, [Names("item_added", KeyboardInterrupt)])
    with pytest.raises(KeyboardInterrupt):
        breaking.catch_up()
    assert (counted(breaking), breaking.states()[0].position) == ({}, 0)
    breaking.close()
    again = Views(tmp_path / "v.db", store, [Names()])
    again.catch_up()
    assert counted(again) == {"study_created": 1, "item_added": 7}
    again.close()


def test_a_full_disk_is_not_the_fault_of_an_event(
    story: Story, store: EventStore, tmp_path: Path
) -> None:
    class Full(Names):
        def apply(self, rows: Rows, recorded: Recorded[Event]) -> None:
            super().apply(rows, recorded)
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error

    story.build()
    views = Views(tmp_path / "v.db", store, [Full()])
    with pytest.raises(sqlite3.OperationalError, match="full"):
        views.catch_up()
    assert (counted(views), views.states()[0].error) == ({}, "")
    views.close()


def test_a_view_that_fails_stops_itself_in_front_of_the_event(
    story: Story, store: EventStore, tmp_path: Path
) -> None:
    class Other(Names):
        name: ClassVar[str] = "other"
        tables: ClassVar[Mapping[str, str]] = {"seen": "position INTEGER PRIMARY KEY"}

        def apply(self, rows: Rows, recorded: Recorded[Event]) -> None:
            rows.run("INSERT INTO {seen} VALUES (?)", recorded.position)

    story.build()
    story.do("change_design_variable", id="thickness", bounds={"min": 2, "max": 6})
    story.do("add_objective", name="Later")
    views = Views(tmp_path / "v.db", store, [Names("item_changed"), Other()])
    head = views.catch_up()
    names, other = views.states()
    assert (names.position, names.error) == (head - 2, "ValueError: cannot")
    assert (other.position, other.error) == (head, "")
    assert counted(views) == {"study_created": 1, "item_added": 7}
    letter = ("names", head - 1, "study-bracket", head - 1, "item_changed", "ValueError: cannot")
    assert views.dead_letters() == [DeadLetter(*letter)]
    views.close()


class Torn:
    """A store one of whose events cannot be read."""

    def __init__(self, store: EventStore, bad: int) -> None:
        self._store, self._bad = store, bad

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def log(self, after: int = 0, limit: int = 500) -> list[Recorded[Event]]:
        records = self._store.log(after, limit)
        if any(recorded.position == self._bad for recorded in records):
            raise Unreadable("not what was written")
        return records

    def frames(self, after: int = 0, limit: int = 500) -> list[Frame]:
        return self._store.frames(after, limit)


def test_an_event_that_cannot_be_read_stops_only_the_views_that_look_at_it(
    story: Story, store: EventStore, tmp_path: Path
) -> None:
    class Runs(Names):
        name: ClassVar[str] = "runs"
        tables: ClassVar[Mapping[str, str]] = {"started": "position INTEGER PRIMARY KEY"}
        types: ClassVar[frozenset[str]] = frozenset({"run_started"})

        def apply(self, rows: Rows, recorded: Recorded[Event]) -> None:
            rows.run("INSERT INTO {started} VALUES (?)", recorded.position)

    head = story.build().start().do("pause").events[0].position
    torn: Any = Torn(store, bad=3)
    views = Views(tmp_path / "v.db", torn, [Names(), Runs()])
    views.catch_up()
    names, runs = views.states()
    assert (names.position, names.error) == (2, "not what was written")
    assert (runs.position, runs.error) == (head, "")
    assert dump(views)["started"] == [(head - 1,)]
    views.close()


def test_followers_see_what_is_recorded_and_stop_when_told(story: Story, views: Views) -> None:
    stop, seen = Flag(), Flag()
    story.build()
    follower = Thread(target=views.follow, args=(stop, seen.set))
    follower.start()
    assert seen.wait(5)
    seen.clear()
    position = story.start().do("pause").events[0].position
    assert seen.wait(5)
    stop.set()
    follower.join(5)
    assert not follower.is_alive()
    assert {state.position for state in views.states()} == {position}


def _take_in(workspace: Path, url: str, times: int) -> None:
    with open_store(url) as store:
        views = open_views(workspace / "views.db", store)
        for _ in range(times):
            views.catch_up()
            views.rebuild(["trials"])
        views.close()


def test_two_processes_take_in_every_event_once(tmp_path: Path) -> None:
    url = Workspace(tmp_path).store_url
    (tmp_path / ".atomizer").mkdir()
    with open_store(url) as store:
        story = Story(Studies(store)).build().start()
        for number in range(30):
            story.trial(number, mass=float(number))
        spawn = multiprocessing.get_context("spawn")
        others = [spawn.Process(target=_take_in, args=(tmp_path, url, 5)) for _ in range(2)]
        for process in others:
            process.start()
        for number in range(30, 60):
            story.trial(number, mass=float(number))
        for process in others:
            process.join(20)
        assert [process.exitcode for process in others] == [0, 0]
        shared, alone = (open_views(tmp_path / name, store) for name in ("views.db", "alone.db"))
        shared.catch_up()
        alone.catch_up()
        assert dump(shared) == dump(alone)
        shared.close()
        alone.close()


def test_followers_of_a_closed_store_stop_when_told(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/events.db")
    views, stop = open_views(tmp_path / "v.db", store), Flag()
    follower = Thread(target=views.follow, args=(stop,))
    follower.start()
    store.close()
    stop.set()
    follower.join(5)
    assert not follower.is_alive()
    views.close()


def test_a_view_that_is_new_does_not_make_the_others_take_in_events_twice(
    story: Story, store: EventStore, tmp_path: Path
) -> None:
    class Late(Names):
        name: ClassVar[str] = "late"
        tables: ClassVar[Mapping[str, str]] = {"late": "type TEXT PRIMARY KEY"}

        def apply(self, rows: Rows, recorded: Recorded[Event]) -> None:
            rows.run("INSERT OR IGNORE INTO {late} VALUES (?)", recorded.event.type)

    story.build()
    alone = Views(tmp_path / "v.db", store, [Names()])
    alone.catch_up()
    alone.close()
    story.variable("web", 1.0, 2.0)
    both = Views(tmp_path / "v.db", store, [Names(), Late()])
    both.catch_up()
    assert counted(both) == {"study_created": 1, "item_added": 8}
    assert len(dump(both)["late"]) == 2
    both.close()
