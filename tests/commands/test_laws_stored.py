"""The laws of history through the door and a store on disk, which is left and entered again."""

from collections.abc import Sequence
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from atomizer.commands import studies as door
from atomizer.commands.base import Command
from atomizer.commands.store import open_store
from atomizer.commands.studies import Delivery, Studies
from atomizer.commands.vocabulary import parse
from atomizer.domain.events import Event
from atomizer.domain.fold import fold
from atomizer.domain.recorded import Author, Recorded
from atomizer.domain.study import Study
from atomizer.domain.values import Refused
from tests.commands.test_laws import CODES, Histories
from tests.given import thorough


class Stored(Histories):
    """The same through the door and a store on disk, which is left and entered again."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.url = f"sqlite:///{self.folder.name}/events.db"
        self.studies = Studies(open_store(self.url))

    def begin(self, records: list[Recorded[Event]]) -> None:
        self.records, self.study = [], Study()
        with self.studies.store.writing() as transaction:
            for n, record in enumerate(records):
                transaction.append(record.stream, n, record.envelope, [record.event])
        self.catch_up()

    def go_back(self, records: list[Recorded[Event]], study: Study) -> None:
        """Nobody can: what is stored stays."""

    @rule(data=st.data())
    def a_writer_has_seen_a_version_of_the_study(self, data: Any) -> None:
        now = self.study.version
        seen = data.draw(st.just(now) | st.integers(0, now))
        self.rename(Delivery(expected_version=seen), stale=seen != now)

    @rule(data=st.data())
    def a_writer_has_seen_a_revision_of_an_item(self, data: Any) -> None:
        item = data.draw(st.sampled_from(sorted(self.study.revisions)))
        now = self.study.revisions[item]
        seen = data.draw(st.just(now) | st.integers(0, now))
        self.rename(Delivery(expect={item: seen}), stale=seen != now)

    def rename(self, delivery: Delivery, *, stale: bool) -> None:
        rename = parse("rename_study", {"name": f"version {self.study.version}"})
        try:
            self.studies.handle("bracket", rename, delivery=delivery)
        except Refused as refusal:
            assert (refusal.code, stale) == ("E013", True)
        else:
            assert not stale
        self.catch_up()

    @rule()
    def the_program_starts_again(self) -> None:
        self.studies.close()
        self.studies = Studies(open_store(self.url))
        assert self.studies.study("bracket") == self.study

    @rule(data=st.data())
    def a_version_is_read_as_it_was(self, data: Any) -> None:
        version = data.draw(st.integers(1, self.study.version))
        assert self.studies.at("bracket", version) == fold(self.records[:version])

    def give(self, given: Command, who: str, group: str = "") -> Sequence[Any]:
        delivery = Delivery(group=group, command_id=f"command-{len(self.records)}-{group}")
        author = Author(actor=f"user:{who}", principal=who, source="test")
        try:
            answer = self.studies.handle("bracket", given, author, delivery)
        except Refused as refusal:
            assert refusal.code in CODES
            return []
        repeat = self.studies.handle("bracket", given, author, delivery)
        assert repeat.repeated or not answer.events
        self.catch_up()
        return [record.event for record in answer.events]

    def catch_up(self) -> None:
        self.records += self.studies.history("bracket", after=len(self.records))
        self.study = self.studies.study("bracket")

    def teardown(self) -> None:
        super().teardown()
        self.studies.close()
        self.folder.cleanup()


TestStored = Stored.TestCase
TestStored.settings = thorough(12, steps=20)


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Snapshots often enough for short histories to cross some."""
    monkeypatch.setattr(door, "SNAPSHOT_EVERY", 7)
