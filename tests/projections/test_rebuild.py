"""Views are thrown away and built again to the same rows, on request and when they must."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import pytest

from atomizer.commands.store import EventStore, open_store
from atomizer.commands.studies import Studies
from atomizer.domain.events import Event
from atomizer.domain.recorded import Recorded
from atomizer.domain.values import Refused
from atomizer.projections.database import Rows
from atomizer.projections.opening import open_views
from atomizer.projections.views import Views
from tests.projections.counting import Names, counted, dump
from tests.projections.story import Story


def test_rows_are_the_same_after_a_rebuild(story: Story, views: Views) -> None:
    story.build().start()
    for number in range(8):
        story.trial(number, mass=10.0 - number)
    story.do("change_design_variable", id="thickness", bounds={"min": 2, "max": 6})
    story.do("undo")
    views.catch_up()
    before = dump(views)
    views.rebuild()
    assert dump(views) == before
    assert len(before["trials"]) == 8


def test_a_rebuild_of_a_view_that_is_not_there_names_those_there_are(views: Views) -> None:
    with pytest.raises(Refused, match="studies, trials, activity"):
        views.rebuild(["studie"])


def test_a_stopped_view_goes_on_after_a_rebuild_by_a_program_that_can(
    story: Story, store: EventStore, tmp_path: Path
) -> None:
    story.build()
    broken = Views(tmp_path / "v.db", store, [Names("item_added")])
    broken.catch_up()
    assert broken.rebuild()[0].error == "ValueError: cannot"
    assert counted(broken) == {"study_created": 1}
    broken.close()
    mended = Views(tmp_path / "v.db", store, [Names()])
    assert mended.states()[0].error
    assert mended.rebuild()[0].error == ""
    assert counted(mended) == {"study_created": 1, "item_added": 7}
    assert dump(mended)["dead_letters"] == []
    mended.close()


def test_a_view_whose_meaning_changed_is_built_again(
    story: Story, store: EventStore, tmp_path: Path
) -> None:
    class Doubled(Names):
        version: ClassVar[int] = 2
        tables: ClassVar[Mapping[str, str]] = {"pairs": "type TEXT, n INTEGER, PRIMARY KEY (type)"}

        def apply(self, rows: Rows, recorded: Recorded[Event]) -> None:
            rows.run("INSERT OR REPLACE INTO {pairs} VALUES (?, 2)", recorded.event.type)

    story.build()
    first = Views(tmp_path / "v.db", store, [Names()])
    first.catch_up()
    first.close()
    second = Views(tmp_path / "v.db", store, [Doubled()])
    second.catch_up()
    rows = dump(second)
    assert "counted" not in rows
    assert sorted(rows["pairs"]) == [("item_added", 2), ("study_created", 2)]
    second.close()


def test_rows_of_another_log_are_built_again(story: Story, views: Views, tmp_path: Path) -> None:
    story.build()
    views.catch_up()
    with open_store("memory:") as other:
        Story(Studies(other), "shelf").build().do("undo")
        elsewhere = open_views(tmp_path / ".atomizer" / "views.db", other)
        elsewhere.catch_up()
        assert [row[0] for row in dump(elsewhere)["studies"]] == ["shelf"]
        elsewhere.close()


def test_a_log_that_became_shorter_is_noticed(story: Story, tmp_path: Path) -> None:
    with open_store("memory:") as longer:
        Story(Studies(longer)).build().start()
        views = open_views(tmp_path / "v.db", longer)
        views.catch_up()
        views.close()
    story.create()
    shorter = open_views(tmp_path / "v.db", story.studies.store)
    shorter.catch_up()
    assert dump(shorter)["runs"] == []
    assert dump(shorter)["studies"][0][7] == 1
    shorter.close()


def test_a_file_that_is_no_database_is_thrown_away(story: Story, tmp_path: Path) -> None:
    story.create()
    (tmp_path / "v.db").write_bytes(b"not a database, but long enough to be read as one" * 40)
    views = open_views(tmp_path / "v.db", story.studies.store)
    views.catch_up()
    assert len(dump(views)["studies"]) == 1
    views.close()
