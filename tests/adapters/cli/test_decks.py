"""Decks with a design model at the terminal: in, and out again."""

from pathlib import Path

from tests.adapters.cli.terminal import Terminal
from tests.engine.deck.decks import SIZING, put

TRUSS = Path(__file__).parents[3] / "studies" / "truss10"


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


def test_an_example_goes_out_as_a_deck_and_comes_back(atomizer: Terminal, tmp_path: Path) -> None:
    deck = tmp_path / "out" / "truss.bdf"
    said = atomizer("study", "export", str(TRUSS), "--output", str(deck))
    assert (said.code, said.out) == (0, f"Wrote {deck}.\nEverything was taken over.\n")
    assert deck.read_text(encoding="ascii").startswith("SOL 200\n")
    assert atomizer("study", "import", str(deck), "--name", "back").code == 0
    specs = [atomizer("study", "show", name, "--json").json["spec"] for name in ("truss10", "back")]
    ids = [[item["id"] for item in spec["design_variables"]] for spec in specs]
    assert ids[0] == ids[1]
    limits = [[(c["operator"], c["threshold"]) for c in spec["constraints"]] for spec in specs]
    assert limits[0] == limits[1]


def test_a_deck_is_never_written_into_its_study(atomizer: Terminal) -> None:
    atomizer("study", "show", str(TRUSS))
    setup = atomizer.workspace / "studies" / "truss10" / "1_setup"
    before = (setup / "model.bdf").read_bytes()
    said = atomizer("study", "export", "truss10", "--output", str(setup / "model.bdf"))
    assert (said.code, (setup / "model.bdf").read_bytes()) == (2, before)


def test_a_study_without_a_model_is_not_exported_as_a_deck(
    atomizer: Terminal, tmp_path: Path
) -> None:
    atomizer("study", "new", "Empty")
    said = atomizer("study", "export", "empty", "--output", str(tmp_path / "x.bdf"))
    assert said.code == 2
    assert "There is no model" in said.err
