"""A small share of the long proofs; `run.py prove` runs thousands."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither fork nor rlimits")


def proof(name: str, count: int, folder: Path) -> dict[str, int]:
    """A proof in a process of its own: it forks, and limits what the process may do."""
    command = [sys.executable, "-W", "error", "-m", "tests.proofs", name, str(count), str(folder)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, timeout=120)
    return json.loads(done.stdout)


@posix
def test_no_acknowledged_event_is_lost_when_the_writer_is_killed(tmp_path: Path) -> None:
    tally = proof("killed_appends", 15, tmp_path)
    assert tally["kills"] == 15
    assert tally["acknowledged"] > 15
    assert (tally["lost"], tally["torn"], tally["faults"]) == (0, 0, 0)


@posix
def test_no_command_is_carried_out_twice_when_its_answer_was_lost(tmp_path: Path) -> None:
    tally = proof("killed_retries", 15, tmp_path)
    assert tally["retries"] > 0
    assert (tally["doubled"], tally["missing"]) == (0, 0)


def test_a_flipped_bit_of_the_file_is_noticed_or_changes_nothing(tmp_path: Path) -> None:
    tally = proof("flipped_bits", 60, tmp_path)
    assert tally["noticed"] > 20
    assert tally["unnoticed"] == 0


def test_a_flipped_bit_of_a_stored_value_is_noticed(tmp_path: Path) -> None:
    tally = proof("flipped_columns", 60, tmp_path)
    assert tally["noticed"] == tally["flips"] > 40


@posix
def test_a_full_disk_loses_nothing_and_is_survived(tmp_path: Path) -> None:
    tally = proof("full_disks", 3, tmp_path)
    assert tally.pop("filled") == 3
    assert set(tally.values()) == {0}


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_two_processes_lose_and_double_nothing(kind: str, url: str) -> None:
    from tests.proofs.rivals import rivalry

    tally = rivalry(url, 60)
    assert tally.pop("events") == 120
    assert set(tally.values()) == {0}
