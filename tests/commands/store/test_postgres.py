"""What only PostgreSQL can get wrong: its settings, its locks, its connections, its absence."""

import sys
from collections.abc import Iterator
from time import monotonic

import psycopg
import pytest

from atomizer.commands.store import EventStore, StoreUnavailable, VersionTaken, open_store
from atomizer.commands.store.postgres import PostgresStore
from tests import postgres
from tests.commands.store.examples import added, envelope, record

pytestmark = pytest.mark.parametrize("kind", ["postgres"])


@pytest.fixture
def other(url: str) -> Iterator[EventStore]:
    with open_store(url) as opened:
        yield opened


def by_hand(url: str, statement: str) -> list[tuple]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_a_server_that_may_lose_commits_is_refused(url: str, setting: str) -> None:
    def switch(value: str) -> None:
        by_hand(url, f"ALTER SYSTEM SET {setting} TO {value}")
        by_hand(url, "SELECT pg_reload_conf()")
        until = monotonic() + 5.0
        while by_hand(url, f"SHOW {setting}") != [(value,)] and monotonic() < until:
            pass

    switch("off")
    try:
        with pytest.raises(StoreUnavailable, match=f"{setting} is off, .* could be lost"):
            open_store(url)
    finally:
        switch("on")
    open_store(url).close()


def test_every_connection_promises_synced_commits_and_a_fresh_view(url: str) -> None:
    """A database whose defaults break both promises: the session keeps them all the same."""
    name = by_hand(url, "SELECT current_database()")[0][0]
    by_hand(url, f"ALTER DATABASE {name} SET synchronous_commit TO off")
    by_hand(url, f"ALTER DATABASE {name} SET default_transaction_isolation TO 'serializable'")
    with PostgresStore(url) as store, store._reader() as connection:
        for setting, value in (
            ("synchronous_commit", "on"),
            ("default_transaction_isolation", "read committed"),
            ("lock_timeout", "10s"),
        ):
            assert list(connection.execute(f"SHOW {setting}").fetchone().values()) == [value]


def test_the_library_s_insert_function_does_not_exist(store: PostgresStore, url: str) -> None:
    """It takes no lock: a reader at the tail could pass over events that commit late."""
    functions = "SELECT count(*) FROM pg_proc WHERE proname LIKE 'es_insert_events%'"
    assert by_hand(url, functions) == [(0,)]
    assert not store.recorder.datastore.enable_db_functions


def test_a_refused_append_leaves_the_connection_good(store: PostgresStore) -> None:
    for number in range(12):
        record(store, "study-a", added(number))
        with pytest.raises(VersionTaken), store.locked() as rows:
            rows.insert("study-a", [(1, "item_added", b"{}")], "c")
        assert store.head() == number + 1
        assert len(list(store.read("study-a"))) == number + 1
    assert store.verify().ok


def test_who_comes_second_waits_and_sees_what_the_first_did(
    store: PostgresStore, other: PostgresStore
) -> None:
    from threading import Thread

    with store.writing() as transaction:
        transaction.append("study-a", 0, envelope("1"), [added(1)])
        second = Thread(target=record, args=(other, "study-a", added(2)))
        second.start()
        second.join(0.2)
        assert second.is_alive()
        transaction.append("study-a", 1, envelope("2"), [added(3)])
    second.join()
    assert [(r.version, r.event.id) for r in store.log()] == [(1, "dv_1"), (2, "dv_3"), (3, "dv_2")]


def test_no_option_of_the_address_is_dropped(url: str) -> None:
    address = f"{url}&application_name=atomizer-test"
    with PostgresStore(address) as store, store._reader() as connection:
        row = connection.execute("SHOW application_name").fetchone()
    assert row == {"application_name": "atomizer-test"}


def test_waiting_survives_a_lost_connection(store: PostgresStore, url: str) -> None:
    assert not store.wait(0, 0.1)
    by_hand(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE pid<>pg_backend_pid() AND query LIKE 'LISTEN%'",
    )
    with open_store(url) as other:
        record(other, "study-a", added(1))
    assert store.wait(0, 10.0)


def test_a_lost_connection_is_said_and_replaced(store: PostgresStore, url: str) -> None:
    others = "FROM pg_stat_activity WHERE datname=current_database() AND pid<>pg_backend_pid()"
    said = pytest.raises(StoreUnavailable, match="Nothing that was accepted is lost")
    with said, store.writing() as transaction:
        transaction.append("study-a", 0, envelope(), [added(1)])
        by_hand(url, f"SELECT pg_terminate_backend(pid) {others}")
        transaction.append("study-b", 0, envelope(), [added(1)])
    assert store.head() == 0
    record(store, "study-a", added(1))
    assert store.verify().ok


def test_no_server_is_said(kind: str) -> None:
    with pytest.raises(StoreUnavailable, match="see that the server runs"):
        open_store("postgresql://nobody@127.0.0.1:1/nowhere")


def test_a_missing_extra_is_said(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(sys.modules):
        if name.startswith(("atomizer.commands.store.p", "psycopg")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreUnavailable, match=r"pip install 'atomizer\[postgres\]'"):
        open_store("postgresql://localhost/x")


def test_the_fixture_makes_a_new_database_each_time(kind: str, postgres_server: str) -> None:
    assert postgres.database(postgres_server) != postgres.database(postgres_server)
