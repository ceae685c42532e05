"""The spec file: written when the study changes, taken in when a hand changed it."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from threading import Event as Flag
from threading import Thread
from time import monotonic, sleep

import pytest

from atomizer.commands.store import EventStore
from atomizer.commands.studies import Studies
from atomizer.domain.spec import as_spec
from atomizer.engine.files import Workspace
from atomizer.projections import specfile
from atomizer.projections.opening import open_views
from atomizer.projections.specfile import SpecFiles, Trouble, exchange
from atomizer.projections.views import Views
from tests.projections.desk import bounds, is_ours, refused, saved, wider
from tests.projections.story import Story


def test_the_file_is_the_spec_and_stands_in_the_folder_of_the_study(
    workspace: Workspace, studies: Studies, story: Story, files: SpecFiles
) -> None:
    story.create(category="demo", description="Träger")
    files.sync()
    folder = workspace.studies / "demo" / "bracket"
    text = (folder / "atomizer_spec.json").read_text(encoding="utf-8")
    assert json.loads(text) == as_spec(studies.study("bracket"))
    assert text.startswith('{\n  "meta": {') and text.endswith("}\n") and "Träger" in text
    made = sorted(entry.name for entry in folder.iterdir())
    assert made == ["1_setup", "2_iterations", "3_results", "atomizer_spec.json"]


def test_the_file_follows_the_study_and_is_left_alone_otherwise(
    path: Path, studies: Studies, story: Story, files: SpecFiles
) -> None:
    before = path.stat()
    files.sync()
    story.start().trial(0, 1.0)
    files.sync()
    assert path.stat().st_ino == before.st_ino
    story.variable("web", 1.0, 2.0)
    files.sync()
    assert path.stat().st_ino != before.st_ino
    assert is_ours(path, studies)


def test_a_file_that_was_deleted_is_written_again(
    path: Path, studies: Studies, files: SpecFiles
) -> None:
    path.unlink()
    assert files.sync() == []
    assert is_ours(path, studies)


def test_a_copy_gets_the_model_files_of_its_source_once(
    path: Path, workspace: Workspace, studies: Studies, story: Story, files: SpecFiles
) -> None:
    (path.parent / "1_setup" / "sub").mkdir()
    (path.parent / "1_setup" / "sub" / "part.bdf").write_text("GRID")
    Story(studies, "copy").do("clone_study", source="bracket", name="Copy")
    files.sync()
    copied = workspace.studies / "copy" / "1_setup" / "sub" / "part.bdf"
    assert copied.read_text() == "GRID"
    copied.unlink()
    Story(studies, "copy").variable("web", 1.0, 2.0)
    files.sync()
    assert not copied.exists()


def test_another_process_knows_what_was_written(
    path: Path, workspace: Workspace, studies: Studies, store: EventStore, views: Views
) -> None:
    views.rebuild()
    again = open_views(workspace.own / "views.db", store)
    version = studies.study("bracket").version
    assert SpecFiles(workspace, studies, again, "user:eva").sync() == []
    assert studies.study("bracket").version == version
    again.close()


def test_without_the_views_a_file_of_ours_is_recognised_all_the_same(
    path: Path, workspace: Workspace, studies: Studies, story: Story, store: EventStore
) -> None:
    story.variable("web", 1.0, 2.0)
    version = studies.study("bracket").version
    other = open_views(workspace.own / "other.db", store)
    assert SpecFiles(workspace, studies, other, "user:eva").sync() == []
    assert studies.study("bracket").version == version
    assert is_ours(path, studies)
    other.close()


def test_what_is_saved_at_the_very_moment_of_writing_is_not_lost(
    path: Path, studies: Studies, story: Story, files: SpecFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, raced = specfile.write_whole, Flag()

    def race(target: Path, content: bytes) -> None:
        if target == path and not raced.is_set():
            raced.set()
            saved(path, wider)
        real(target, content)

    story.variable("web", 1.0, 2.0)
    monkeypatch.setattr(specfile, "write_whole", race)
    assert files.sync() == []
    assert raced.is_set()
    assert bounds(studies)["max"] == 8.0
    assert "dv_web" in studies.study("bracket").document["design_variable"]
    assert is_ours(path, studies)


def test_where_links_cannot_be_made_files_are_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", cannot)
    (tmp_path / "a.json").write_bytes(b"old")
    assert exchange(tmp_path / "a.json", b"old", b"new") is None
    assert (tmp_path / "a.json").read_bytes() == b"new"


def test_one_file_that_cannot_be_read_does_not_keep_the_others_from_being_written(
    workspace: Workspace, studies: Studies, files: SpecFiles
) -> None:
    for study in ("a", "b"):
        Story(studies, study).create()
    (workspace.studies / "a" / "atomizer_spec.json").mkdir(parents=True)
    trouble = refused(files.sync())
    assert (trouble.study, trouble.code) == ("a", "E012")
    assert "not a regular file" in trouble.message
    assert (workspace.studies / "b" / "atomizer_spec.json").is_file()


def until(holds: Callable[[], bool]) -> bool:
    end = monotonic() + 8
    while not holds() and monotonic() < end:
        sleep(0.02)
    return holds()


def test_a_server_takes_in_what_is_saved_and_says_what_is_wrong(
    path: Path, studies: Studies, views: Views, files: SpecFiles
) -> None:
    stop, told = Flag(), list[Trouble]()
    threads = [
        Thread(target=files.watch, args=(stop, told.append)),
        Thread(target=views.follow, args=(stop, files.sync)),
    ]
    for thread in threads:
        thread.start()
    try:
        sleep(0.3)
        saved(path, wider)
        assert until(lambda: bounds(studies)["max"] == 8.0 and is_ours(path, studies))
        path.with_name("new").write_bytes(b"{,}")
        path.with_name("new").replace(path)
        assert until(lambda: any("line 1" in trouble.message for trouble in told))
        Story(studies, "late").create()
        late = path.parent.parent / "late" / path.name
        assert until(late.is_file)
        sleep(0.7)
        saved(late, lambda spec: spec["meta"].update(study_name="Later"))
        assert until(lambda: studies.study("late").document["meta"]["meta"]["name"] == "Later")
    finally:
        stop.set()
        for thread in threads:
            thread.join(5)
    assert not any(thread.is_alive() for thread in threads)
