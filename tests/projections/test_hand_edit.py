"""A spec file that a hand changed: taken in, or explained and kept."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from atomizer.commands.studies import Studies
from atomizer.domain.spec import as_spec
from atomizer.projections.specfile import ERROR, SpecFiles
from tests.projections.desk import Spec, bounds, is_ours, refused, saved, wider
from tests.projections.story import Story


def test_a_saved_edit_becomes_one_command_of_who_saved_it(
    path: Path, studies: Studies, files: SpecFiles
) -> None:
    def edit(spec: Spec) -> None:
        wider(spec)
        spec["objectives"][0]["name"] = "Weight"

    version = studies.study("bracket").version
    saved(path, edit)
    assert files.sync() == []
    assert bounds(studies) == {"min": 1.0, "max": 8.0}
    new = studies.history("bracket", after=version)
    assert [record.event.type for record in new] == ["item_changed", "item_changed"]
    assert {(r.envelope.actor, r.envelope.source, r.envelope.command) for r in new} == {
        ("user:joe", "file", "edit_spec")
    }
    assert len({record.envelope.group for record in new}) == 1
    assert is_ours(path, studies)


def test_a_new_layout_of_the_text_is_no_edit(
    path: Path, studies: Studies, files: SpecFiles
) -> None:
    def as_other_programs_write(spec: Spec) -> None:
        bounds = spec["design_variables"][0]["bounds"]
        bounds["min"], bounds["max"] = int(bounds["min"]), int(bounds["max"])
        del spec["objectives"][0]["weight"], spec["canvas"]["edges"]

    version = studies.study("bracket").version
    saved(path, as_other_programs_write)
    assert files.sync() == []
    assert studies.study("bracket").version == version
    assert is_ours(path, studies)


def test_a_file_that_an_editor_replaced_by_rename_is_taken_in(
    path: Path, studies: Studies, files: SpecFiles
) -> None:
    text = saved(path, wider)
    new = path.with_name("atomizer_spec.json~")
    new.write_bytes(text)
    new.replace(path)
    files.sync()
    assert bounds(studies)["max"] == 8.0


def test_unknown_keys_survive_through_the_file(
    path: Path, studies: Studies, story: Story, files: SpecFiles
) -> None:
    def edit(spec: Spec) -> None:
        spec["plant"] = {"site": "Ulm", "line": 3}
        spec["meta"]["reviewed_by"] = "Eva"
        spec["objectives"][0]["note"] = ["kept"]

    saved(path, edit)
    files.sync()
    story.do("change_objective", id="Mass", weight=2.0)
    files.sync()
    spec = json.loads(path.read_text(encoding="utf-8"))
    assert spec["plant"] == {"site": "Ulm", "line": 3}
    assert spec["meta"]["reviewed_by"] == "Eva"
    assert (spec["objectives"][0]["note"], spec["objectives"][0]["weight"]) == (["kept"], 2.0)


def test_an_edit_that_the_study_refuses_is_explained_until_it_is_mended(
    path: Path, studies: Studies, files: SpecFiles
) -> None:
    def edit(spec: Spec) -> None:
        spec["design_variables"][0]["bounds"]["max"] = 0.5

    text = saved(path, edit)
    trouble = refused(files.sync())
    assert trouble.code == "E011"
    assert "min must be below max" in trouble.message
    assert path.read_bytes() == text
    saved(path, wider)
    assert files.sync() == []
    assert not path.with_name(ERROR).exists()
    assert bounds(studies)["max"] == 8.0


def test_an_error_goes_when_the_file_is_put_back(path: Path, files: SpecFiles) -> None:
    before = path.read_bytes()
    path.write_bytes(b"{")
    assert files.sync()
    path.write_bytes(before)
    assert files.sync() == []
    assert not path.with_name(ERROR).exists()


def test_what_cannot_be_read_is_set_aside_when_a_newer_spec_must_be_written(
    path: Path, studies: Studies, story: Story, files: SpecFiles
) -> None:
    path.write_bytes(b'{"mine": ')
    files.sync()
    for number in (1, 2):
        story.variable(f"web {number}", 1.0, 2.0)
        trouble = refused(files.sync())
        assert trouble.kept == f"atomizer_spec.rejected-{number}.json"
        assert path.with_name(trouble.kept).read_bytes() == b'{"mine": '
        assert trouble.kept in path.with_name(ERROR).read_text(encoding="utf-8")
        assert is_ours(path, studies)
        assert files.sync() == []
        assert path.with_name(ERROR).exists()
        path.write_bytes(b'{"mine": ')
        files.sync()


def test_of_an_edit_of_an_old_file_only_what_the_hand_changed_is_edited(
    path: Path, studies: Studies, story: Story, files: SpecFiles
) -> None:
    text = saved(path, wider)
    story.do("change_objective", id="Mass", name="Weight")
    story.variable("web", 1.0, 2.0)
    story.do("move_node", positions={"obj_mass": [1, 2]})
    assert path.read_bytes() == text
    version = studies.study("bracket").version
    assert files.sync() == []
    assert [r.event.type for r in studies.history("bracket", version)] == ["item_changed"]
    spec = as_spec(studies.study("bracket"))
    assert [v["name"] for v in spec["design_variables"]] == ["thickness", "web"]
    assert spec["objectives"][0]["name"] == "Weight"
    assert bounds(studies)["max"] == 8.0
    assert is_ours(path, studies)


def test_an_edit_of_what_somebody_else_changed_too_is_refused_and_kept(
    path: Path, studies: Studies, story: Story, files: SpecFiles
) -> None:
    text = saved(path, wider)
    story.do("change_design_variable", id="thickness", bounds={"min": 2, "max": 6})
    trouble = refused(files.sync())
    assert trouble.code == "E013"
    assert "design_variable/dv_thickness/bounds" in trouble.message
    assert bounds(studies) == {"min": 2.0, "max": 6.0}
    assert path.with_name(trouble.kept).read_bytes() == text
    assert is_ours(path, studies)


def test_an_item_that_is_gone_cannot_be_edited_by_an_old_file(
    path: Path, story: Story, files: SpecFiles
) -> None:
    saved(path, wider)
    story.do("remove_design_variable", id="thickness")
    assert refused(files.sync()).code == "E013"


def test_an_old_file_is_compared_with_the_version_it_shows(
    path: Path, studies: Studies, story: Story, files: SpecFiles
) -> None:
    old = path.read_bytes()
    story.do("change_objective", id="Mass", name="Weight")
    story.variable("web", 1.0, 2.0)
    files.sync()
    path.write_bytes(old)
    saved(path, wider)
    assert files.sync() == []
    document = studies.study("bracket").document
    assert document["objective"]["obj_mass"]["name"] == "Weight"
    assert "dv_web" in document["design_variable"]
    assert bounds(studies)["max"] == 8.0


def test_a_file_of_a_later_version_belongs_to_another_history(path: Path, files: SpecFiles) -> None:
    def edit(spec: Spec) -> None:
        spec["meta"]["spec_version"] = 1000

    saved(path, edit)
    assert "spec version 1000" in refused(files.sync()).message


def test_items_can_be_removed_added_and_put_in_another_order(
    path: Path, studies: Studies, story: Story, files: SpecFiles
) -> None:
    story.variable("web", 1.0, 2.0)
    story.variable("flange", 1.0, 2.0)
    files.sync()

    def edit(spec: Spec) -> None:
        thickness, _, flange = spec["design_variables"]
        rib = {"name": "rib", "expression_name": "rib", "bounds": {"min": 1, "max": 2}}
        spec["design_variables"] = [flange, rib, thickness]

    saved(path, edit)
    story.variable("late", 1.0, 2.0)
    assert files.sync() == []
    names = [v["name"] for v in as_spec(studies.study("bracket"))["design_variables"]]
    assert names == ["flange", "rib", "thickness", "late"]


def test_a_node_moved_by_hand_is_the_only_one_that_moves(
    path: Path, studies: Studies, files: SpecFiles
) -> None:
    def edit(spec: Spec) -> None:
        spec["canvas"]["nodes"][0]["position"] = [5, 6]

    version = studies.study("bracket").version
    saved(path, edit)
    assert files.sync() == []
    [moved] = studies.history("bracket", version)
    assert moved.event.model_dump()["positions"] == {"dv_thickness": (5.0, 6.0)}


@pytest.mark.parametrize("encode", [
    lambda text: b"\xef\xbb\xbf" + text,
    lambda text: text.replace(b"\n", b"\r\n"),
    lambda text: b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"),
])  # fmt: skip
def test_byte_order_marks_and_line_ends_do_not_matter(
    encode: Callable[[bytes], bytes], path: Path, studies: Studies, files: SpecFiles
) -> None:
    path.write_bytes(encode(saved(path, wider)))
    assert files.sync() == []
    assert bounds(studies)["max"] == 8.0
    assert is_ours(path, studies)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b'{"meta": {\n  "study_name": }', "line 2, column 17"),
        (b"", "line 1, column 1"),
        (b"[]", "no JSON object"),
        ('{"meta": "Tr\xe4ger"}'.encode("latin-1"), "not UTF-8: byte 12 is 0xe4"),
        (b'{"meta": {}, "meta": {}}', "'meta' stands twice"),
        (b'{"meta": NaN}', "NaN is not a number"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"meta": {"version": "3.0"}}', "2.0 is read"),
    ],
)
def test_a_file_that_cannot_be_read_stays_as_it_is_and_the_error_stands_beside_it(
    text: bytes, words: str, path: Path, studies: Studies, files: SpecFiles
) -> None:
    version = studies.study("bracket").version
    path.write_bytes(text)
    trouble = refused(files.sync())
    assert words in trouble.message
    assert trouble.kept == path.name
    assert path.read_bytes() == text
    assert words in path.with_name(ERROR).read_text(encoding="utf-8")
    assert refused(files.sync()) == trouble
    assert studies.study("bracket").version == version
