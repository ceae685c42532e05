import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.cli.terminal import Terminal
from tests.plugins_installed import DECK, plugins_installed
from tests.projections.running import BUILD

STUDIES = Path(__file__).parents[3] / "studies"


@pytest.fixture
def box(atomizer: Terminal, tmp_path: Path) -> Iterator[Terminal]:
    """A terminal with the study `box`, whose model is solved in closed form."""
    source = tmp_path / "examples" / "box"
    (source / "1_setup").mkdir(parents=True)
    (source / "1_setup" / "model.bdf").write_text(DECK, encoding="ascii")
    commands = [*BUILD, ("set_solver", {"solver": "instant"})]
    lines = [json.dumps({"command": name, "arguments": given}) for name, given in commands]
    (source / "commands.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with plugins_installed():
        assert atomizer("replay", str(source / "commands.jsonl")).code == 0
        yield atomizer


def test_a_run_ends_with_its_best_design(box: Terminal) -> None:
    said = box("run", "box", "--trials", "5", "--json")
    assert said.code == 0
    assert said.json["status"] == "completed"
    assert said.json["trials"] == 5
    assert said.json["best"]["feasible"] is True
    assert "5/5" in said.err


def test_a_finished_study_runs_again_as_a_new_run(box: Terminal) -> None:
    box("run", "box", "--trials", "1")
    assert box("run", "box", "--trials", "1", "--json").json["run"] == "run-2"


def test_an_example_named_by_its_folder_is_built_once(box: Terminal, tmp_path: Path) -> None:
    example = str(tmp_path / "examples" / "box")
    assert box("run", example, "--trials", "1", "--json").json["study"] == "box"
    assert box("report", example).code == 0
    assert [row["id"] for row in box("study", "list", "--json").json] == ["box"]


def test_another_example_of_that_name_is_a_study_of_its_own(box: Terminal, tmp_path: Path) -> None:
    other = tmp_path / "others" / "box"
    shutil.copytree(tmp_path / "examples" / "box", other)
    commands = other / "commands.jsonl"
    head = json.loads(commands.read_text(encoding="utf-8").splitlines()[0])
    head["arguments"]["name"] = "Another box"
    commands.write_text(json.dumps(head) + "\n", encoding="utf-8")
    assert box("study", "show", str(other), "--json").json["id"] == "box-2"


def test_settings_for_a_run_that_goes_on_are_refused(box: Terminal) -> None:
    box("do", "box", "start-optimization", "--max-trials", "3")
    said = box("run", "box", "--trials", "9")
    assert said.code == 2
    assert "stop-optimization" in said.err


def test_a_report_is_written_with_its_pictures(box: Terminal) -> None:
    box("run", "box", "--trials", "3")
    report = Path(box("report", "box", "--json").json["report"])
    assert report.read_text(encoding="utf-8").startswith("<!")
    assert (report.parent / "history.png").is_file()


def test_an_example_is_built_when_it_is_run_by_its_folder(atomizer: Terminal) -> None:
    said = atomizer("run", str(STUDIES / "truss10"), "--trials", "3", "--json")
    assert said.json["study"] == "truss10"
    assert said.json["trials"] == 3


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_ctrl_c_stops_cleanly_says_how_to_go_on_and_the_same_call_goes_on(box: Terminal) -> None:
    box("do", "box", "set-solver", "--solver", "instant", "--options", '{"seconds": 0.5}')
    command = [sys.executable, "-m", "atomizer", "run", "box"]
    box("do", "box", "start-optimization", "--max-trials", "8")
    runner = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    iterations = box.workspace / "studies" / "box" / "2_iterations"
    while runner.poll() is None and not list(iterations.glob("run-1/trial-*")):
        time.sleep(0.05)
    runner.send_signal(signal.SIGINT)
    out, err = runner.communicate(timeout=60)
    assert runner.returncode == 130
    assert b"atomizer run box" in out
    assert b"Traceback" not in err
    said = box("run", "box", "--json")
    assert (said.json["run"], said.json["status"], said.json["trials"]) == ("run-1", "completed", 8)


def test_help_names_every_subcommand_and_imports_nothing_heavy() -> None:
    code = (
        "import sys; from atomizer.adapters.cli.app import main; main(['--help'], {}); "
        "sys.exit(any(name in sys.modules for name in ('numpy', 'optuna', 'pyNastran')))"
    )
    environment = {**os.environ, "COLUMNS": "120"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, env=environment
    )
    assert done.returncode == 0
    for name in (b"demo", b"run", b"replay", b"introspect", b"doctor", b"verify"):
        assert name in done.stdout
