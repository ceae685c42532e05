"""Nastran as a program: what it is told, what comes back, what is refused."""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import ValidationError

from atomizer import registry
from atomizer.engine.failure import SolveFailed, SolverMissing
from atomizer.engine.results import read_results
from atomizer.engine.solvers.nastran.plugin import Nastran
from atomizer.engine.tasks import SOLVE, SolveJob
from atomizer.engine.warm import Worker
from tests.engine.outside.fakes import install
from tests.engine.outside.rods import DECK

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fakes are scripts")

WORKS = """
    import json, shutil
    deck = Path(sys.argv[1])
    out = [a[4:] for a in sys.argv if a.startswith("out=")]
    stem = Path(out[0]) if out else Path(deck.stem)
    Path("argv.json").write_text(json.dumps(sys.argv[1:]))
    Path(f"{stem}.f06").write_text(" Simcenter Nastran 2306\\n1   * * * END OF JOB * * *\\n")
    Path(f"{stem}.log").write_text("checked out of the license server\\n")
    shutil.copyfile(os.environ["FAKE_OP2"], f"{stem}.op2")
"""
"""Does what Nastran does: takes keywords, prints, leaves the OP2 of a real solve."""
STOPS = """
    stem = Path(sys.argv[1]).stem
    Path(f"{stem}.f06").write_text(
        "0*** USER FATAL MESSAGE 9137 (SEKRRS)\\n     EXCESSIVE PIVOT RATIOS\\n"
        "1   * * * END OF JOB * * *\\n")
"""
DENIES = """
    Path(f"{Path(sys.argv[1]).stem}.log").write_text(
        "*** SYSTEM FATAL ERROR: Licensed number of users already reached.\\n")
    sys.exit(0)
"""
HANGS = """
    Path(f"{Path(sys.argv[1]).stem}.f06").write_text("1  NASTRAN\\n")
    time.sleep(60)
"""

WRITES_ITS_ID = """
    Path("pid").write_text(str(os.getpid()))
    time.sleep(60)
"""


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deck in a folder of its own, and on PATH nothing but our own programs."""
    solved = tmp_path / "by_embedded"
    solved.mkdir()
    deck = tmp_path / "work" / "model.dat"
    deck.parent.mkdir()
    deck.write_text(DECK, encoding="ascii")
    op2 = registry.make("solvers", "embedded").solve(deck, solved).op2
    monkeypatch.setenv("FAKE_OP2", str(op2))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("ATOMIZER_NASTRAN", raising=False)
    return deck


def test_a_deck_is_solved_in_its_folder_and_the_results_are_read(deck: Path) -> None:
    install(deck.parents[1] / "bin", "nastran", WORKS)
    solved = Nastran(mem="8gb", parallel=4, sdir="/scratch").solve(deck, deck.parent)
    argv = json.loads((deck.parent / "argv.json").read_text())
    assert argv[:5] == ["model.dat", "scr=yes", "old=no", "news=no", "notify=no"]
    assert argv[-3:] == ["mem=8gb", "parallel=4", "sdir=/scratch"]
    assert ("bat=no" in argv) == (sys.platform == "linux")
    assert solved.version == "nastran: Simcenter Nastran 2306"
    results = read_results(solved.op2, deck)
    assert results.displacement[0, 1, 0] == pytest.approx(1e-7)


def test_a_deck_that_lies_elsewhere_is_solved_into_the_folder(deck: Path, tmp_path: Path) -> None:
    install(tmp_path / "bin", "nastran", WORKS)
    folder = tmp_path / "out"
    folder.mkdir()
    assert Nastran().solve(deck, folder).op2 == folder / "model.op2"
    argv = json.loads((folder / "argv.json").read_text())
    assert argv[0] == str(deck)
    assert f"out={folder / 'model'}" in argv


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (STOPS, "fatal", "USER FATAL MESSAGE 9137"),
        (DENIES, "licence", "already reached"),
        ("sys.exit(0)", "crash", "wrote no F06"),
        ("os.kill(os.getpid(), 9)", "crash", "signal 9"),
    ],
)
def test_a_run_that_fails_says_why(deck: Path, body: str, kind: str, said: str) -> None:
    install(deck.parents[1] / "bin", "nastran", body)
    with pytest.raises(SolveFailed, match=said) as failed:
        Nastran().solve(deck, deck.parent)
    assert failed.value.kind == kind


def test_files_of_an_earlier_run_are_not_taken_for_results(deck: Path) -> None:
    install(deck.parents[1] / "bin", "nastran", WORKS)
    Nastran().solve(deck, deck.parent)
    install(deck.parents[1] / "bin", "nastran", "sys.exit(0)")
    with pytest.raises(SolveFailed, match="wrote no F06"):
        Nastran().solve(deck, deck.parent)


def test_a_program_that_hangs_is_ended_at_its_time_limit(deck: Path) -> None:
    install(deck.parents[1] / "bin", "nastran", HANGS)
    with pytest.raises(SolveFailed, match="time limit") as failed:
        Nastran(seconds=0.5).solve(deck, deck.parent)
    assert failed.value.kind == "timeout"


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_worker_that_is_ended_leaves_no_nastran_behind(deck: Path) -> None:
    install(deck.parents[1] / "bin", "nastran", WRITES_ITS_ID)
    job = SolveJob(deck=deck, folder=deck.parent, solver="nastran")
    worker, noted = Worker(), deck.parent / "pid"
    try:
        with ThreadPoolExecutor(1) as asking:
            asked = asking.submit(worker.ask, SOLVE, job, 120.0)
            while not (noted.exists() and noted.read_text()):
                assert not asked.done()
                time.sleep(0.05)
            worker.end("cancelled")
            with pytest.raises(SolveFailed, match="ended"):
                asked.result()
    finally:
        worker.close()
    process = Path("/proc") / noted.read_text()
    until = time.monotonic() + 10
    while process.exists():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_nastran_that_is_not_there_says_how_to_bring_it(deck: Path) -> None:
    with pytest.raises(SolverMissing, match="ATOMIZER_NASTRAN"):
        Nastran().version()
    with pytest.raises(SolveFailed, match="not found"):
        Nastran().solve(deck, deck.parent)


def test_the_version_tells_the_release_of_the_path(tmp_path: Path) -> None:
    path = install(tmp_path / "Simcenter_2306" / "bin", "nastran", "")
    assert Nastran(executable=str(path)).version() == f"nastran 2306 ({path})"


@pytest.mark.parametrize(
    "options", [{"sdir": "/a exe=/bin/sh"}, {"mem": "8gb,exe=x"}, {"parallel": 0}, {"scr": "no"}]
)
def test_options_cannot_carry_other_keywords(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Nastran(**options)  # type: ignore[arg-type]  # wrong on purpose
