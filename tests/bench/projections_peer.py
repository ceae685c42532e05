"""The library's `ProjectionRunner` with our views, as a peer to measure ours by."""

import time
from collections.abc import Iterator
from functools import singledispatchmethod
from pathlib import Path
from typing import Any, ClassVar

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import Tracking
from eventsourcing.popo import POPOApplicationRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.sqlite import SQLiteTrackingRecorder

from atomizer.commands.store import EventStore
from atomizer.domain.events import Event
from atomizer.domain.recorded import Recorded
from atomizer.projections.database import Rows
from atomizer.projections.view import View


class Told(Aggregate):
    """The peer's stream of events."""

    class Happened(Aggregate.Event):
        """One of our events as the library stores it: class, plain data, envelope."""

        type: str
        data: dict[str, Any]
        meta: dict[str, Any]
        position: int


class Library(Application):
    """The peer's application; every instance shares what was recorded."""

    shared: ClassVar[POPOApplicationRecorder]

    def construct_recorder(self) -> POPOApplicationRecorder:
        """The recorder that all instances share."""
        return type(self).shared


class PeerView(SQLiteTrackingRecorder):
    """The same views in the library's frame: rows and tracking in one transaction an event."""

    views: ClassVar[list[View]]
    records: ClassVar[list[Recorded[Event]]]

    def construct_create_table_statements(self) -> list[str]:
        """The library's tables and those of the views."""
        tables = [item for view in self.views for item in view.tables.items()]
        ours = [f'CREATE TABLE "{name}" ({columns}) STRICT' for name, columns in tables]
        return [*super().construct_create_table_statements(), *ours]

    def take(self, position: int, tracking: Tracking) -> None:
        """Apply one event."""
        recorded = self.records[position - 1]
        with self.datastore.transaction(commit=True) as cursor:
            rows = Rows(cursor.sqlite_cursor.connection)
            for view in self.views:
                if recorded.event.type in view.types:
                    view.apply(rows, recorded)
            self._insert_tracking(cursor, tracking)


class PeerProjection(Projection[PeerView]):
    """The peer: hands every event to the views."""

    name = "peer"

    @singledispatchmethod
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """Apply one event."""
        if isinstance(domain_event, Told.Happened):
            self.view.take(domain_event.position, tracking)


def peer(folder: Path, store: EventStore, views: list[View]) -> float:
    """CPU seconds that the library takes for the same."""
    PeerView.views, PeerView.records = views, list(_all(store))
    Library.shared = POPOApplicationRecorder()
    application = Library()
    last = 0
    for page in _pages(PeerView.records):
        last = application.save(*page)[-1].notification.id
    settings = {
        "PEER_PERSISTENCE_MODULE": "eventsourcing.sqlite",
        "PEER_SQLITE_DBNAME": f"{folder}/peer-{len(views)}.db",
    }
    start = time.process_time()
    with ProjectionRunner(
        application_class=Library,
        projection_class=PeerProjection,
        view_class=PeerView,
        env=settings,
    ) as runner:
        runner.wait(last, timeout=600)
        return time.process_time() - start


def _all(store: EventStore) -> Iterator[Recorded[Event]]:
    position = 0
    while page := store.log(position, 5_000):
        yield from page
        position = page[-1].position


def _pages(records: list[Recorded[Event]]) -> Iterator[list[Aggregate]]:
    for first in range(0, len(records), 500):
        told = Told()
        for recorded in records[first : first + 500]:
            told.trigger_event(
                Told.Happened,
                type=recorded.event.type,
                data=recorded.event.model_dump(mode="json"),
                meta=recorded.envelope.model_dump(mode="json"),
                position=recorded.position,
            )
        yield [told]
