"""A store of every kind: each test that asks for `store` runs on all of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from atomizer.commands.store import EventStore, open_store
from tests import postgres


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    match kind:
        case "memory":
            return "memory:"
        case "sqlite":
            return f"sqlite:///{tmp_path / 'events.db'}"
        case _:
            return postgres.database(request.getfixturevalue("postgres_server"))


@pytest.fixture
def store(url: str) -> Iterator[EventStore]:
    with open_store(url) as opened:
        yield opened


@pytest.fixture
def opened() -> Iterator[Callable[[str], EventStore]]:
    """Opens stores and closes them after the test."""
    stores: list[EventStore] = []

    def open_one(address: str) -> EventStore:
        stores.append(open_store(address))
        return stores[-1]

    yield open_one
    for store in stores:
        store.close()
