"""A program is found by option, by environment variable or on PATH, or said to be missing."""

from pathlib import Path

import pytest

from atomizer.engine.failure import SolverMissing
from atomizer.engine.outside import Program
from tests.engine.outside.fakes import install

PROGRAM = Program("Solver", ("solver", "solv"), "ATOMIZER_TEST_SOLVER", "Install Solver.")


@pytest.fixture(autouse=True)
def empty_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv(PROGRAM.variable, raising=False)


def test_a_program_on_path_is_found(tmp_path: Path) -> None:
    path = install(tmp_path / "bin", "solver", "")
    assert PROGRAM.find(None) == path


def test_the_variable_goes_before_path_and_the_option_before_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path / "bin", "solver", "")
    named = install(tmp_path / "elsewhere", "any_name", "")
    option = install(tmp_path / "elsewhere", "solver2", "")
    monkeypatch.setenv(PROGRAM.variable, str(named))
    assert PROGRAM.find(None) == named
    assert PROGRAM.find(str(option)) == option


def test_a_missing_program_says_how_to_bring_it() -> None:
    with pytest.raises(SolverMissing, match=r"PATH. Install Solver. .*ATOMIZER_TEST_SOLVER"):
        PROGRAM.find(None)


def test_a_variable_or_an_option_that_leads_nowhere_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SolverMissing, match="option 'executable' is '/no/solver'"):
        PROGRAM.find("/no/solver")
    monkeypatch.setenv(PROGRAM.variable, "/no/such")
    with pytest.raises(SolverMissing, match="ATOMIZER_TEST_SOLVER is '/no/such'"):
        PROGRAM.find(None)


def test_the_option_cannot_name_any_program(tmp_path: Path) -> None:
    shell = install(tmp_path / "bin", "bash", "")
    with pytest.raises(SolverMissing, match="not named like Solver"):
        PROGRAM.find(str(shell))


def test_a_program_is_found_where_its_maker_says_that_it_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes = (("TEST_BASE", "BIN"), ("TEST_ROOT", ""))
    program = Program("Solver", ("solver",), PROGRAM.variable, "Install Solver.", homes)
    for variable in ("TEST_BASE", "TEST_ROOT"):
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(SolverMissing, match="on PATH nor where TEST_BASE or TEST_ROOT says"):
        program.find(None)
    monkeypatch.setenv("TEST_ROOT", str(tmp_path / "root"))
    root = install(tmp_path / "root", "solver", "")
    assert program.find(None) == root
    monkeypatch.setenv("TEST_BASE", str(tmp_path / "base"))
    base = install(tmp_path / "base" / "BIN", "solver", "")
    assert program.find(None) == base
    on_path = install(tmp_path / "bin", "solver", "")
    assert program.find(None) == on_path
