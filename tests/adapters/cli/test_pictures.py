"""`atomizer picture`: fields of result files and of trials, as PNG."""

from pathlib import Path

import pytest

from tests.adapters.cli.terminal import Terminal
from tests.engine.fields.models import ringing_deck
from tests.projections.report.pages import need_picture


@pytest.fixture
def solved(atomizer: Terminal, tmp_path: Path) -> Path:
    return Path(atomizer("solve", str(ringing_deck(tmp_path)), "--json").json["op2"])


def test_modes_are_drawn_beside_their_file(atomizer: Terminal, solved: Path) -> None:
    said = atomizer("picture", str(solved), "--most", "4", "--json")
    picture = Path(said.json["picture"])
    assert picture == solved.with_name("model-mode_shape.png")
    assert [shown["case"]["mode"] for shown in said.json["shown"]] == [1, 2, 3, 4]
    need_picture(picture.read_bytes())


def test_a_picture_goes_where_it_is_asked_to(atomizer: Terminal, solved: Path) -> None:
    deck, target = solved.with_suffix(".bdf"), solved.parent / "out" / "mode.png"
    words = ("picture", str(solved), str(deck), "--mode", "2", "--theme", "dark", "-o", str(target))
    assert atomizer(*words).code == 0
    need_picture(target.read_bytes())


def test_a_field_that_is_not_there_is_refused(atomizer: Terminal, solved: Path) -> None:
    said = atomizer("picture", str(solved), "--field", "von_mises")
    assert said.code == 2
    assert "They hold: mode_shape" in said.err


def test_a_result_without_its_deck_is_refused(atomizer: Terminal, solved: Path) -> None:
    solved.with_suffix(".bdf").unlink()
    assert "Name it with --deck" in atomizer("picture", str(solved)).err


def test_a_study_that_was_never_run_has_no_picture(atomizer: Terminal) -> None:
    atomizer("study", "new", "Bench")
    said = atomizer("picture", "bench")
    assert (said.code, "was never run" in said.err) == (2, True)
