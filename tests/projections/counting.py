"""A small view to watch the loop with, and what stands in the tables."""

from collections.abc import Mapping
from typing import Any, ClassVar

from atomizer.domain.events import Event
from atomizer.domain.recorded import Recorded
from atomizer.projections.database import Rows
from atomizer.projections.view import View
from atomizer.projections.views import Views

Dump = dict[str, list[tuple[Any, ...]]]


class Names(View):
    """Counts what happened, and can be told to fail."""

    name: ClassVar[str] = "names"
    tables: ClassVar[Mapping[str, str]] = {"counted": "type TEXT PRIMARY KEY, n INTEGER NOT NULL"}
    types: ClassVar[frozenset[str]] = frozenset({"study_created", "item_added", "item_changed"})

    def __init__(self, fails_on: str = "", error: type[BaseException] = ValueError) -> None:
        self.fails_on, self.error = fails_on, error

    def apply(self, rows: Rows, recorded: Recorded[Event]) -> None:
        rows.run(
            "INSERT INTO {counted} VALUES (?, 1) ON CONFLICT DO UPDATE SET n = n + 1",
            recorded.event.type,
        )
        if recorded.event.type == self.fails_on:
            raise self.error("cannot")


def dump(views: Views) -> Dump:
    with views.reading() as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = sorted(name for (name,) in names)
        return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}


def counted(views: Views) -> dict[str, int]:
    return dict(dump(views)["counted"])
