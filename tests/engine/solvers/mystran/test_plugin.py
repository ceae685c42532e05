"""MYSTRAN as a program: the deck it is given, and what it leaves."""

import sys
from pathlib import Path

import pytest

from atomizer import registry
from atomizer.engine.failure import SolveFailed, SolverMissing
from atomizer.engine.results import read_results
from atomizer.engine.solvers.mystran.deck import translate
from atomizer.engine.solvers.mystran.plugin import Mystran
from tests.engine.outside.fakes import install
from tests.engine.outside.rods import DECK

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fakes are scripts")

WORKS = """
    import shutil
    stem = Path(sys.argv[1]).stem
    Path(f"{stem}.F06").write_text(" MYSTRAN Version 15.2.1 by Dr Bill Case\\n")
    shutil.copyfile(os.environ["FAKE_OP2"], f"{stem}.OP2")
"""
STOPS = """
    Path(f"{Path(sys.argv[1]).stem}.F06").write_text(
        " *ERROR   981: THE MATRIX KLL IS SINGULAR\\n Processing terminated due to above errors\\n")
"""


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    solved = tmp_path / "by_embedded"
    solved.mkdir()
    deck = tmp_path / "work" / "model.bdf"
    deck.parent.mkdir()
    deck.write_text(DECK, encoding="ascii")
    op2 = registry.make("solvers", "embedded").solve(deck, solved).op2
    monkeypatch.setenv("FAKE_OP2", str(op2))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("ATOMIZER_MYSTRAN", raising=False)
    return deck


def test_a_deck_is_solved_and_the_results_are_read(deck: Path) -> None:
    install(deck.parents[1] / "bin", "mystran", WORKS)
    solved = Mystran().solve(deck, deck.parent)
    assert solved.version == "mystran 15.2.1"
    assert read_results(solved.op2, deck).displacement[0, 1, 0] == pytest.approx(1e-7)


def test_an_error_is_quoted_although_the_exit_code_is_0(deck: Path) -> None:
    install(deck.parents[1] / "bin", "mystran", STOPS)
    with pytest.raises(SolveFailed, match="ERROR 981") as failed:
        Mystran().solve(deck, deck.parent)
    assert failed.value.kind == "fatal"


def test_a_mystran_that_is_not_there_says_how_to_bring_it(deck: Path) -> None:
    with pytest.raises(SolverMissing, match=r"mystran\.com"):
        Mystran().version()


@pytest.mark.parametrize(
    ("written", "given"),
    [
        ("PSOLID,1,2", "PSOLID,1,2,,TWO,,FULL"),
        ("PSOLID  1       2", "TWO"),
        ("PSOLID,1,2,,3", "PSOLID,1,2,,3,,FULL"),
        ("PSOLID,1,2,,TWO,,REDUCED", "PSOLID,1,2,,TWO,,REDUCED"),
    ],
)
def test_solids_are_integrated_in_full(tmp_path: Path, written: str, given: str) -> None:
    (tmp_path / "solids.inc").write_text(f"{written}\n", encoding="ascii")
    deck = tmp_path / "model.bdf"
    deck.write_text("SOL 101\nCEND\nBEGIN BULK\nINCLUDE 'solids.inc'\nENDDATA\n", encoding="ascii")
    lines = translate(deck).splitlines()
    assert "INCLUDE" not in "".join(lines)
    assert given in "".join(lines)
