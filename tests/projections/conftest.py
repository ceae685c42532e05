"""A workspace with a store in memory, and a clock that ticks."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from atomizer.commands.store import EventStore, open_store
from atomizer.commands.studies import Studies
from atomizer.engine.files import Workspace
from atomizer.projections.opening import open_views
from atomizer.projections.specfile import SpecFiles
from atomizer.projections.views import Views
from tests.projections.story import Story


@pytest.fixture
def store() -> Iterator[EventStore]:
    with open_store("memory:") as opened:
        yield opened


@pytest.fixture
def studies(store: EventStore) -> Studies:
    moments = (datetime(2030, 1, 1, tzinfo=UTC) + timedelta(seconds=n) for n in range(10**6))
    return Studies(store, clock=lambda: next(moments))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


@pytest.fixture
def views(workspace: Workspace, store: EventStore) -> Iterator[Views]:
    opened = open_views(workspace.own / "views.db", store)
    yield opened
    opened.close()


@pytest.fixture
def story(studies: Studies) -> Story:
    return Story(studies)


@pytest.fixture
def files(workspace: Workspace, studies: Studies, views: Views) -> SpecFiles:
    return SpecFiles(workspace, studies, views, "user:joe")


@pytest.fixture
def path(workspace: Workspace, story: Story, files: SpecFiles) -> Path:
    """The spec file of a study that was built and written."""
    story.build()
    assert files.sync() == []
    return workspace.studies / "bracket" / "atomizer_spec.json"
