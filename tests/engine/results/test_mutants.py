"""A small share of the proofs with broken files; `run.py prove` looks at thousands."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has neither alarm nor rlimits"
)


def proof(name: str, count: int, folder: Path) -> dict[str, int]:
    """A proof in a process of its own, whose memory is limited."""
    command = [sys.executable, "-m", "tests.proofs", name, str(count), str(folder)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def test_a_broken_result_file_is_refused_or_read_as_what_it_says(tmp_path: Path) -> None:
    tally = proof("mutants", 300, tmp_path)
    assert sum(tally.values()) == 300
    assert tally.pop("refused") > 150
    assert tally.pop("equal") > 0 and tally.pop("other") > 0
    assert set(tally.values()) == {0}, tally


def test_a_broken_deck_is_solved_or_refused_in_words(tmp_path: Path) -> None:
    tally = proof("mutated_decks", 150, tmp_path)
    assert sum(tally.values()) == 150
    assert tally.pop("refused") > 75
    assert tally.pop("solved") > 0
    assert set(tally.values()) == {0}, tally
