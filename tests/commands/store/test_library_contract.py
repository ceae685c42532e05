"""Our recorders keep the contract of the library's: its own test cases run on them."""

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from uuid import uuid4

import pytest

from tests import postgres

# The module of the test cases imports an optional cipher, which none of those used here needs.
_CIPHER = "eventsourcing.cipher"
sys.modules.setdefault(_CIPHER, ModuleType(_CIPHER)).__dict__.setdefault("AESCipher", None)
from eventsourcing.tests.persistence import (  # noqa: E402 - see above
    ApplicationRecorderTestCase,
    NonInterleavingNotificationIDsBaseCase,
)


@pytest.fixture(autouse=True)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Where the recorders of this case keep their events."""
    request.instance.tmp_path = tmp_path
    request.instance.server = lambda: request.getfixturevalue("postgres_server")


def _join_new(known: set[threading.Thread]) -> None:
    """Wait for the readers that a case of the library leaves running, before what they read goes.

    SQLite ends the process when a connection is closed under a thread that uses it.
    """
    for thread in set(threading.enumerate()) - known:
        if not thread.daemon:
            thread.join(30.0)


class OnSqlite:
    """Text ids, on SQLite."""

    tmp_path: Path

    def new_originator_id(self) -> str:
        return str(uuid4())

    def create_recorder(self) -> object:
        from atomizer.commands.store.recorder import Datastore, Recorder

        recorder = Recorder(Datastore(str(self.tmp_path / "events.db")))
        recorder.create_table()
        self.addCleanup(recorder.close)
        self.addCleanup(_join_new, set(threading.enumerate()))
        return recorder


class OnPostgres(OnSqlite):
    """Text ids, on PostgreSQL."""

    server: Callable[[], str]

    def create_recorder(self) -> object:
        from atomizer.commands.store.pg_recorder import Datastore, Recorder

        recorder = Recorder(Datastore(postgres.database(self.server())))
        recorder.create_table()
        self.addCleanup(recorder.datastore.close)
        self.addCleanup(_join_new, set(threading.enumerate()))
        return recorder


class TestSqliteRecorder(OnSqlite, ApplicationRecorderTestCase):
    """Insert, select, notifications, concurrency."""


class TestSqliteOrder(OnSqlite, NonInterleavingNotificationIDsBaseCase):
    """Positions of two writers do not interleave."""


class TestPostgresRecorder(OnPostgres, ApplicationRecorderTestCase):
    """Insert, select, notifications, concurrency, and the library's own subscription."""

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestPostgresOrder(OnPostgres, NonInterleavingNotificationIDsBaseCase):
    """Positions of two writers do not interleave."""


del ApplicationRecorderTestCase, NonInterleavingNotificationIDsBaseCase
