import json
from pathlib import Path

import pytest

from tests.adapters.cli.terminal import Terminal

WEB = ("--name", "web", "--expression-name", "T1", "--bounds.min", "1", "--bounds.max", "5")


@pytest.fixture
def bracket(atomizer: Terminal) -> Terminal:
    atomizer("study", "new", "Bracket")
    return atomizer


def test_a_new_study_has_its_folder_and_its_spec(atomizer: Terminal) -> None:
    said = atomizer("study", "new", "Wall bracket", "--category", "steel", "--json")
    folder = atomizer.workspace / "studies" / "steel" / "wall_bracket"
    assert said.json == {"id": "wall_bracket", "folder": str(folder)}
    assert sorted(p.name for p in folder.iterdir()) == [
        "1_setup", "2_iterations", "3_results", "atomizer_spec.json"
    ]  # fmt: skip


def test_a_workspace_without_studies_says_how_to_begin(atomizer: Terminal) -> None:
    assert "atomizer study new" in atomizer("study", "list").out


def test_do_takes_study_then_command_with_an_option_a_field(bracket: Terminal) -> None:
    said = bracket("do", "bracket", "add-design-variable", *WEB, "--json")
    assert said.code == 0
    assert said.json["events"][0]["event"]["values"]["bounds"] == {"min": 1.0, "max": 5.0}


def test_do_takes_the_command_by_its_tool_name_too(bracket: Terminal) -> None:
    assert bracket("do", "bracket", "set_budget", "--max-trials", "7").code == 0


def test_what_was_done_is_told_in_a_sentence(bracket: Terminal) -> None:
    said = bracket("do", "bracket", "set-budget", "--max-trials", "7")
    assert "Ann (cli)" in said.out
    assert "version 2" in said.out


def test_a_list_may_be_written_with_commas(atomizer: Terminal) -> None:
    said = atomizer("do", "box", "create-study", "--name", "Box", "--tags", "a,b", "--json")
    assert said.json["events"][0]["event"]["meta"]["tags"] == ["a", "b"]


def test_a_refusal_goes_to_stderr_with_exit_code_2(bracket: Terminal) -> None:
    said = bracket("do", "bracket", "add-design-variable", "--name", "x", "--bounds.min", "9",
                   "--bounds.max", "1", "--expression-name", "T1")  # fmt: skip
    assert (said.code, said.out) == (2, "")
    assert "min must be below max" in said.err


def test_a_refusal_as_json_has_its_code(bracket: Terminal) -> None:
    said = bracket("study", "show", "brakket", "--json")
    refusal = json.loads(said.err)
    assert said.code == 2
    assert refusal["code"] == "E010"
    assert "'bracket'" in refusal["hint"]


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("do",),
        ("do", "bracket"),
        ("do", "bracket", "no-such-command"),
        ("do", "bracket", "undo", "--no-such-option", "1"),
        ("at", "bracket", "yesterday"),
        ("at", "bracket", "99"),
        ("diff", "bracket", "1", "nonsense"),
        ("replay", "missing.jsonl"),
        ("introspect", "missing.bdf"),
        ("solve", "missing.bdf"),
        ("extract", "missing.op2", "mass"),
        ("report", "bracket"),
        ("run", "bracket"),
        ("study", "import", "missing.json"),
        ("restore", "missing.db"),
        ("run", "bracket", "--trials", "many"),
    ],
)
def test_bad_input_is_refused_in_words(bracket: Terminal, words: tuple[str, ...]) -> None:
    said = bracket(*words)
    assert said.code in (0, 2) if words == ("do",) else said.code == 2
    assert "Traceback" not in said.err + said.out
    assert "mistake in Atomizer" not in said.err


def test_undo_and_redo_walk_back_and_forth(bracket: Terminal) -> None:
    bracket("do", "bracket", "add-design-variable", *WEB)
    assert bracket("undo", "bracket").code == 0
    assert bracket("study", "show", "bracket", "--json").json["spec"]["design_variables"] == []
    assert bracket("redo", "bracket").code == 0
    assert len(bracket("study", "show", "bracket", "--json").json["spec"]["design_variables"]) == 1


def test_history_at_and_diff_tell_the_same_story(bracket: Terminal) -> None:
    bracket("do", "bracket", "set-budget", "--max-trials", "7")
    bracket("do", "bracket", "label-version", "--label", "seven")
    bracket("do", "bracket", "set-budget", "--max-trials", "8")
    assert [entry["type"] for entry in bracket("history", "bracket", "--json").json] == [
        "study_created", "item_added", "version_labelled", "item_changed"
    ]  # fmt: skip
    then = bracket("at", "bracket", "seven", "--json").json
    assert then["optimization"]["budget"]["max_trials"] == 7
    assert bracket("diff", "bracket", "2", "--json").json == [
        {"cell": "budget/budget/max_trials", "before": 7, "after": 8}
    ]


def test_a_clone_has_the_items_and_the_setup_but_no_history(bracket: Terminal) -> None:
    bracket("do", "bracket", "add-design-variable", *WEB)
    deck = bracket.workspace / "studies" / "bracket" / "1_setup" / "model.bdf"
    deck.write_text("CEND\n", encoding="ascii")
    assert bracket("study", "clone", "bracket", "Second one").code == 0
    spec = bracket("study", "show", "second_one", "--json").json["spec"]
    assert [v["id"] for v in spec["design_variables"]] == ["dv_web"]
    assert (bracket.workspace / "studies" / "second_one" / "1_setup" / "model.bdf").is_file()


def test_an_exported_study_is_taken_in_elsewhere(
    bracket: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bracket("do", "bracket", "add-design-variable", *WEB)
    spec = bracket("at", "bracket", "2", "--json").json
    file = tmp_path / "bracket.jsonl"
    assert bracket("study", "export", "bracket", "--output", str(file)).code == 0
    monkeypatch.setenv("ATOMIZER_WORKSPACE", str(tmp_path / "other"))
    assert bracket("study", "import", str(file)).code == 0
    assert bracket("at", "bracket", "2", "--json").json == spec
    assert bracket("replay", str(file), "--json").json["events"] == 0


def test_a_spec_is_imported_with_what_it_does_not_know(bracket: Terminal, tmp_path: Path) -> None:
    spec = bracket("at", "bracket", "1", "--json").json
    spec["meta"]["study_name"] = "Other"
    spec["x_plans"] = {"for": "later"}
    file = tmp_path / "spec.json"
    file.write_text(json.dumps(spec), encoding="utf-8")
    assert bracket("study", "import", str(file), "--json").json["id"] == "other"
    assert bracket("at", "other", "2", "--json").json["x_plans"] == {"for": "later"}


def test_a_hand_edit_of_the_spec_is_taken_in_by_the_next_call(bracket: Terminal) -> None:
    path = bracket.workspace / "studies" / "bracket" / "atomizer_spec.json"
    spec = json.loads(path.read_text(encoding="utf-8"))
    spec["optimization"]["budget"]["max_trials"] = 33
    path.write_text(json.dumps(spec), encoding="utf-8")
    last = bracket("history", "bracket", "--json").json[-1]
    assert (last["source"], last["command"]) == ("file", "edit_spec")


def test_an_invalid_hand_edit_is_shown_and_kept(bracket: Terminal) -> None:
    path = bracket.workspace / "studies" / "bracket" / "atomizer_spec.json"
    path.write_text("{ not json", encoding="utf-8")
    said = bracket("study", "list")
    assert "bracket" in said.err and "line 1" in said.err
    assert path.read_text(encoding="utf-8") == "{ not json"


def test_every_seal_is_verified(bracket: Terminal) -> None:
    said = bracket("verify", "--json")
    assert said.json["ok"] is True
    assert bracket("study", "verify", "bracket").code == 0


def test_a_backup_is_restored(bracket: Terminal, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert bracket("backup", str(copy)).code == 0
    bracket("study", "new", "Later")
    assert bracket("restore", str(copy)).code == 0
    assert [s["id"] for s in bracket("study", "list", "--json").json] == ["bracket"]


def test_views_are_rebuilt(bracket: Terminal) -> None:
    assert bracket("rebuild", "--json").json["events"] == 1


def test_doctor_and_plugins_say_what_is_there(atomizer: Terminal) -> None:
    assert "embedded" in atomizer("plugins").out
    findings = {f["what"]: f for f in atomizer("doctor", "--json").json}
    assert findings["solver embedded"]["ok"]
    assert findings["solver embedded"]["found"].endswith(": ok")
    assert findings["event store"]["ok"]


def test_doctor_says_how_to_bring_a_solver_that_is_not_there(
    atomizer: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ATOMIZER_NASTRAN", raising=False)
    monkeypatch.setenv("PATH", "")
    said = atomizer("doctor", "--json")
    findings = {f["what"]: f for f in said.json}
    assert said.code == 0
    assert findings["solver nastran"]["missing"] and not findings["solver embedded"]["missing"]
    assert "not found" in findings["solver nastran"]["found"]
    assert "ATOMIZER_NASTRAN" in findings["solver nastran"]["found"]


def test_a_surrogate_that_no_run_would_use_is_warned_of(bracket: Terminal) -> None:
    bracket("do", "bracket", "set-surrogate", "--type", "gp")
    problems = bracket("study", "show", "bracket", "--json").json["problems"]
    [warning] = [problem for problem in problems if problem["item_id"] == "surrogate"]
    assert warning["severity"] == "warning"
    assert "a run solves every design" in warning["message"]
