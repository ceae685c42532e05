"""The probe of `atomizer doctor`: every solver that is found solves a block under tension."""

from pathlib import Path

import pytest

from atomizer import registry
from atomizer.engine.probe import Probe, block, probe
from atomizer.engine.solvers.nastran.plugin import Nastran
from tests.engine.outside.fakes import install
from tests.engine.solvers.calculix.decks import there

FATAL = " *** USER FATAL MESSAGE 9137 (SEKRRS)"
DENIED = " *** SYSTEM FATAL MESSAGE 3060: authorization failed: license denied"
WRITES = """
stem = Path(sys.argv[1]).stem
Path(f"{{stem}}.f06").write_text({f06!r})
shutil.copyfile({op2!r}, f"{{stem}}.op2")
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for a Nastran that is set by its environment variable."""
    monkeypatch.setenv("ATOMIZER_NASTRAN", str(tmp_path / "bin" / "nastran"))
    return tmp_path / "bin"


def put(folder: Path, body: str) -> None:
    install(folder, "nastran", f"import shutil\n{body}")


def solved_by_us(folder: Path, text: str) -> Path:
    """The OP2 of a deck by the embedded solver."""
    folder.mkdir()
    deck = folder / "other.bdf"
    deck.write_text(text, encoding="ascii")
    return Path(registry.make("solvers", "embedded").solve(deck, folder).op2)


def test_the_embedded_solver_elongates_the_block_as_hooke_says() -> None:
    found = probe(registry.make("solvers", "embedded"))
    assert found.state == "solved", found
    assert str(found).startswith("embedded ")
    assert str(found).endswith(": ok")


@there
def test_calculix_elongates_the_block_as_hooke_says() -> None:
    found = probe(registry.make("solvers", "calculix"))
    assert found.state == "solved", found
    assert str(found).startswith("calculix 2.")


def test_a_solver_that_answers_rightly_is_ok(machine: Path, tmp_path: Path) -> None:
    op2 = solved_by_us(tmp_path / "us", block())
    put(machine, WRITES.format(f06=" * * * END OF JOB * * *\n", op2=str(op2)))
    assert probe(Nastran()).state == "solved"


def test_a_wrong_answer_is_told_with_both_numbers(machine: Path, tmp_path: Path) -> None:
    op2 = solved_by_us(tmp_path / "us", block().replace("210000.", "100000."))
    put(machine, WRITES.format(f06=" * * * END OF JOB * * *\n", op2=str(op2)))
    found = probe(Nastran())
    assert not found.ok
    assert found.said == "wrong: it elongates by 0.0042 instead of 0.002"


def test_a_denied_licence_is_told_in_words(machine: Path) -> None:
    put(machine, f'Path(f"{{Path(sys.argv[1]).stem}}.f06").write_text({DENIED!r})')
    found = probe(Nastran())
    assert not found.ok
    assert found.said.startswith("no licence: ")
    assert "license denied" in str(found)


def test_a_fatal_is_quoted(machine: Path) -> None:
    put(machine, f'Path(f"{{Path(sys.argv[1]).stem}}.f06").write_text({FATAL!r})')
    assert "FATAL MESSAGE 9137" in str(probe(Nastran()))


def test_a_solver_that_hangs_is_ended(machine: Path) -> None:
    put(machine, "time.sleep(600)")
    found = probe(Nastran(), patience=0.5)
    assert not found.ok
    assert "its time limit" in found.said


def test_a_solver_that_is_not_there_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("ATOMIZER_NASTRAN", raising=False)
    found = probe(Nastran())
    assert (found.ok, found.state) == (True, "missing")
    assert "ATOMIZER_NASTRAN" in str(found)


def test_a_solver_of_models_of_its_own_is_only_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATOMIZER_NX", str(install(tmp_path, "run_journal", "")))
    found = probe(registry.make("solvers", "nx"))
    assert (found.ok, found.state) == (True, "model")


def test_what_a_probe_says_is_one_line() -> None:
    said = str(Probe(state="failed", version="mystran 15.2", said="*ERROR 1.", seconds=2.04))
    assert said == "mystran 15.2; probe solve in 2.0 s: *ERROR 1."
