"""Decks with a design model at the terminal: in, and out again."""

from pathlib import Path

from tests.adapters.cli.terminal import Terminal
from tests.engine.deck.decks import SIZING, put


def test_a_deck_becomes_a_study_with_its_model(atomizer: Terminal, tmp_path: Path) -> None:
    deck = put(tmp_path, SIZING.replace("DESVAR         4", "DRESP2,9,s,4\nDESVAR         4"))
    said = atomizer("study", "import", str(deck), "--name", "Ribbed plate")
    assert said.code == 0, said.err
    assert "Imported plate.bdf as ribbed_plate: 3 design variables" in said.out
    assert "DRESP2 9 (plate.bdf:15): Its equation is not run." in said.out
    spec = atomizer("study", "show", "ribbed_plate", "--json").json["spec"]
    assert spec["model"]["sim"]["solution"] == 101
    assert [v["expression_name"] for v in spec["design_variables"]] == ["t_rib", "t_skin", "width"]
    model = atomizer.workspace / "studies" / "ribbed_plate" / "1_setup" / "model.bdf"
    assert model.read_text(encoding="ascii").startswith("SOL 101\n")


def test_what_is_not_taken_over_is_data_too(atomizer: Terminal, tmp_path: Path) -> None:
    said = atomizer("study", "import", str(put(tmp_path, SIZING)), "--json").json
    assert said["id"] == "plate"
    assert {each["entry"] for each in said["not_taken_over"]} == {"DESVAR 2", "DESOBJ"}


def test_a_deck_that_is_not_there_or_no_deck_leaves_no_study(
    atomizer: Terminal, tmp_path: Path
) -> None:
    bad = put(tmp_path, SIZING.replace("DESVAR         1", "DESVAR         x"))
    for file in ("missing.bdf", str(bad)):
        said = atomizer("study", "import", file)
        assert said.code == 2
        assert "mistake in Atomizer" not in said.err
    assert atomizer("study", "list", "--json").json == []
