"""What cannot be solved is refused in words that name it, and leaves an F06 but no OP2."""

import re
from pathlib import Path

import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.engine.solvers.embedded.accepted import ACCEPTED
from atomizer.engine.solvers.embedded.plugin import Embedded
from tests.engine.solvers.decks import STATIC, deck, grid, put
from tests.engine.solvers.wrong_decks import GOOD, HELD, PLATE, WRONG


def refusal(folder: Path, path: Path) -> SolveFailed:
    with pytest.raises(SolveFailed) as refused:
        Embedded().solve(path, folder)
    printed = (folder / "model.f06").read_text(encoding="ascii")
    assert "FATAL" in printed and "* * * END OF JOB * * *" in printed
    assert not list(folder.glob("*.op2")) and not list(folder.glob("*.part"))
    return refused.value


@pytest.mark.parametrize("case", WRONG)
def test_it_is_named(tmp_path: Path, case: str) -> None:
    bulk, words = WRONG[case]
    refused = refusal(tmp_path, put(tmp_path, bulk))
    assert refused.kind in ("fatal", "deck")
    assert re.search(words, refused.message)


def test_a_value_in_an_included_file_has_its_line_there(tmp_path: Path) -> None:
    (tmp_path / "steel.inc").write_text("$ STEEL\nMAT1,9,2.1+5,,.3,-7.9-9\n", encoding="ascii")
    bulk = [*GOOD, "INCLUDE 'steel.inc'", "PSHELL,8,9,1.", "CTRIA3,9,8,1,2,5"]
    assert "MAT1 9 AT LINE 2 OF steel.inc: RHO" in refusal(tmp_path, put(tmp_path, bulk)).message


@pytest.mark.parametrize(
    "card",
    [
        "CQUAD4,1,1,1,2,5,9", "CTRIA3,1,1,1,2,5", "GRID,1,,5.,5.,5.", "PSHELL,1,1,3.",
        "MAT1,1,1.+5,,.3", "MAT8,1,9.,3.,.3,1.",
    ],
)  # fmt: skip
def test_duplicate_ids_are_named(tmp_path: Path, card: str) -> None:
    refused = refusal(tmp_path, put(tmp_path, [*GOOD, card]))
    assert refused.kind == "deck"
    assert re.search(r"(id=|not unique=\[)1\b", refused.message)


@pytest.mark.parametrize("card", ["GRID,{}", "CTRIA3,{},1,1,2,5", "PSHELL,{},1,1.", "MAT1,{},1."])
@pytest.mark.parametrize("number", ["0", "-3"])
def test_ids_that_count_nothing_are_refused(tmp_path: Path, card: str, number: str) -> None:
    refused = refusal(tmp_path, put(tmp_path, [*GOOD, card.format(number)]))
    assert refused.kind == "deck"
    assert f"id={number}" in refused.message


CONTROL = {
    "MPC": ((*STATIC, "MPC = 4"), "UNDEFINED MULTI-POINT CONSTRAINT SET 4"),
    "TEMPERATURE": ((*STATIC, "TEMPERATURE(LOAD) = 4"), "TEMPERATURE SET 4 IS NOT DEFINED"),
    "initial temperature": (
        (*STATIC, "TEMPERATURE(INITIAL) = 4"),
        "CASE CONTROL COMMAND TEMPERATURE(INITIAL)",
    ),
    "FREQUENCY": ((*STATIC, "FREQUENCY = 4"), "CASE CONTROL COMMAND FREQ"),
    "another analysis": ((*STATIC, "ANALYSIS = MODES"), "ANALYSIS = MODES OF SUBCASE 1"),
    "the stress of another subcase": ((*STATIC, "STATSUB = 1"), "CASE CONTROL COMMAND STATSUB"),
    "nothing but an equals sign": ((*STATIC, "="), "CASE CONTROL COMMAND ="),
}


@pytest.mark.parametrize("command", CONTROL)
def test_a_command_that_changes_the_answer_is_refused(tmp_path: Path, command: str) -> None:
    case, words = CONTROL[command]
    assert words in refusal(tmp_path, put(tmp_path, GOOD, case)).message


def test_modes_of_a_stressed_structure_are_refused(tmp_path: Path) -> None:
    """Nastran stiffens them by the stress of the subcase that STATSUB names."""
    case = (*STATIC, "SUBCASE 2", "METHOD = 3", "STATSUB = 1")
    path = put(tmp_path, [*GOOD, "EIGRL,3,,,1"], case, "SOL 103")
    assert "COMMAND STATSUB IN SOLUTION 103" in refusal(tmp_path, path).message


def test_a_card_of_an_included_file_is_named_with_its_line_there(tmp_path: Path) -> None:
    (tmp_path / "mesh.inc").write_text("$ gaps\nCGAP,8,1,1,2\nCGAP,7,1,1,2\n", encoding="ascii")
    path = put(tmp_path, [*GOOD, "INCLUDE 'mesh.inc'"])
    assert "ENTRY CGAP 8 AT LINE 2 OF mesh.inc IS NOT" in refusal(tmp_path, path).message


@pytest.mark.parametrize(
    ("sol", "words"), [("SOL 108", "SOLUTION 108"), ("SOL 200", "atomizer study import")]
)
def test_a_solution_it_does_not_know_is_refused(tmp_path: Path, sol: str, words: str) -> None:
    path = tmp_path / "model.bdf"
    path.write_text(deck(GOOD, sol=sol), encoding="ascii")
    assert words in refusal(tmp_path, path).message


@pytest.mark.parametrize(
    "supports",
    ["SPC1,1,3,1,THRU,9", "SPC1,1,12345,2", ""],
    ids=["slides", "turns", "flies"],
)
def test_a_mechanism_is_named_by_grid_point_and_component(tmp_path: Path, supports: str) -> None:
    case = ("SPC = 1", "LOAD = 1") if supports else ("LOAD = 1",)
    refused = refusal(tmp_path, put(tmp_path, [*PLATE, HELD[1], supports], case))
    assert refused.kind == "fatal"
    assert "USER FATAL MESSAGE 9137 (SEKRRS)" in refused.message
    assert re.search(r"GRID POINT ID \d DEGREE OF FREEDOM [TR][123]", refused.message)


def test_without_autospc_a_free_freedom_is_named(tmp_path: Path) -> None:
    rods = ["MAT1,1,2.1+5,,.3", grid(1, (0, 0, 0)), grid(2, (1, 0, 0)), "CONROD,1,1,2,1,5."]
    bulk = [*rods, "SPC1,1,123456,1", "SPC1,1,2456,2", "FORCE,1,2,,1.,1.,0.,0.", "PARAM,AUTOSPC,NO"]
    assert "GRID POINT ID 2 DEGREE OF FREEDOM T3" in refusal(tmp_path, put(tmp_path, bulk)).message


def test_a_failing_solve_takes_the_old_op2_away(tmp_path: Path) -> None:
    Embedded().solve(put(tmp_path, GOOD), tmp_path)
    assert (tmp_path / "model.op2").exists()
    refusal(tmp_path, put(tmp_path, [*GOOD, "CQUAD8,77,1,1,2,3,4,5,6\n,7,8"]))


def test_what_only_optimization_reads_is_without_effect(tmp_path: Path) -> None:
    cards = [
        "DESVAR,1,T,2.,1.,3.", "DVPREL1,1,PSHELL,1,T\n,1,1.", "DRESP1,1,W,WEIGHT",
        "DCONSTR,1,1,0.,1.", "PARAM,POST,-1", "PARAM,PRTMAXIM,YES", "PARAM,OUGCORD,BASIC",
    ]  # fmt: skip
    Embedded().solve(put(tmp_path, [*GOOD, *cards]), tmp_path)
    printed = (tmp_path / "model.f06").read_text(encoding="ascii")
    assert "USER WARNING MESSAGE, PARAM OUGCORD HAS NO EFFECT" in printed
    assert "PRTMAXIM" not in printed


def test_what_the_documentation_says_is_refused_is_not_accepted() -> None:
    text = (Path(__file__).parents[3] / "docs" / "solver.md").read_text(encoding="utf-8")
    table = text.partition("refused are:")[2].partition("\n## ")[0]
    named = set(re.findall(r"\b[A-Z][A-Z0-9]{1,7}\b", table))
    assert {"CQUAD8", "ASET", "NSM1", "SNORM", "TF"} <= named and len(named) > 60
    assert not named & ACCEPTED["structure"]
