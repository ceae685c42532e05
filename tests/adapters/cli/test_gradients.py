import csv
from pathlib import Path

import pytest

from tests.adapters.cli.terminal import Terminal
from tests.adapters.cli.test_models import ROD

RESPONSES = "DRESP1,1,mass,WEIGHT\nDRESP1,2,@pull,DISP,,,1,,2\nDRESP1,3,no,SPCFORCE,,,1,,1\n"


@pytest.fixture
def rod(tmp_path: Path) -> Path:
    deck = tmp_path / "rod.bdf"
    deck.write_text(ROD.replace("ENDDATA", f"{RESPONSES}ENDDATA"), encoding="ascii")
    return deck


def test_derivatives_are_told_as_one_document(atomizer: Terminal, rod: Path) -> None:
    """Mass 3 = 6 A and u = 0.02 / A at A = 0.5."""
    said = atomizer("sensitivity", str(rod), "--json")
    assert said.code == 0
    assert said.json["variables"] == ["AREA"]
    assert said.json["gradient"] == [pytest.approx([6.0]), pytest.approx([-0.08])]
    assert said.json["normalized"] == [pytest.approx([1.0]), pytest.approx([-1.0])]
    assert "SPCFORCE" in said.json["not_taken_over"][0]


def test_a_person_sees_a_table_and_what_is_left_out(atomizer: Terminal, rod: Path) -> None:
    said = atomizer("sensitivity", str(rod))
    assert "displacement T1 of grid 2" in said.out and "-0.08" in said.out
    assert "Not differentiated: DRESP1 3" in said.out


def test_derivatives_are_written_as_the_name_of_the_file_says(
    atomizer: Terminal, rod: Path, tmp_path: Path
) -> None:
    for suffix in ("csv", "json", "png"):
        assert atomizer("sensitivity", str(rod), "-o", str(tmp_path / f"s.{suffix}")).code == 0
    rows = list(csv.DictReader((tmp_path / "s.csv").read_text().splitlines()))
    assert [float(row["derivative"]) for row in rows] == pytest.approx([6.0, -0.08])
    assert rows[1]["label"] == "'@pull"  # a spreadsheet must not run it
    assert (tmp_path / "s.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere.bdf",), "There is no file"),
        (("{rod}", "-o", "table.xlsx"), ".json, .csv, .png"),
        (("{rod}", "--solver", "nastran"), "no derivatives"),
    ],
)
def test_what_cannot_be_done_is_refused(
    atomizer: Terminal, rod: Path, words: tuple[str, ...], said: str
) -> None:
    answer = atomizer("sensitivity", *(word.format(rod=rod) for word in words))
    assert answer.code == 2
    assert said in answer.err
