"""Where results and pictures go: never over a deck, never over results of another name."""

from pathlib import Path

import pytest

from tests.adapters.cli.terminal import Terminal
from tests.adapters.cli.test_models import ROD


@pytest.fixture
def rod(tmp_path: Path) -> Path:
    deck = tmp_path / "rod.bdf"
    deck.write_text(ROD, encoding="ascii")
    return deck


def test_results_go_into_a_folder_that_is_named(atomizer: Terminal, rod: Path) -> None:
    there, new = rod.parent / "there", rod.parent / "new"
    there.mkdir()
    assert atomizer("solve", str(rod), "-o", str(there)).code == 0
    assert atomizer("solve", str(rod), "-o", str(new)).code == 0
    assert (there / "rod.op2").is_file() and (new / "rod.f06").is_file()


def test_results_are_never_written_over_a_deck(atomizer: Terminal, rod: Path) -> None:
    said = atomizer("solve", str(rod), "-o", str(rod))
    assert (said.code, rod.read_text(encoding="ascii")) == (2, ROD)
    assert "ends in .op2" in said.err


def test_results_of_another_name_leave_those_of_the_deck_alone(
    atomizer: Terminal, rod: Path
) -> None:
    reference = rod.with_suffix(".op2")
    reference.write_bytes(b"of another solver")
    target = rod.with_name("mine.op2")
    assert atomizer("solve", str(rod), "-o", str(target)).code == 0
    assert reference.read_bytes() == b"of another solver"
    assert target.is_file() and target.with_suffix(".f06").is_file()
    assert {path.name for path in rod.parent.iterdir() if path.name.startswith(".solve")} == set()


def test_a_failed_solve_of_another_name_leaves_its_print(atomizer: Terminal, rod: Path) -> None:
    rod.write_text(ROD.replace("PROD,1,1", "PROD,7,1"), encoding="ascii")
    target = rod.with_name("mine.op2")
    target.write_bytes(b"of an earlier run")
    assert atomizer("solve", str(rod), "-o", str(target)).code == 2
    assert "FATAL" in target.with_suffix(".f06").read_text(encoding="ascii")
    assert not target.exists()


def test_a_picture_is_never_drawn_over_a_deck(atomizer: Terminal, rod: Path) -> None:
    op2 = atomizer("solve", str(rod), "--json").json["op2"]
    said = atomizer("picture", op2, "-o", str(rod))
    assert (said.code, rod.read_text(encoding="ascii")) == (2, ROD)
    assert atomizer("picture", op2, "-o", str(rod.parent)).code == 0
    assert len([*rod.parent.glob("rod-*.png")]) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="There is no /dev/full here.")
@pytest.mark.parametrize("suffix", [".op2", ".f06"])
def test_a_full_disk_is_said_and_leaves_no_file(atomizer: Terminal, rod: Path, suffix: str) -> None:
    rod.with_suffix(f"{suffix}.part").symlink_to("/dev/full")
    said = atomizer("solve", str(rod))
    assert said.code == 2
    assert "rod.bdf cannot be read or written: No space left on device." in said.err
    assert "Traceback" not in said.err
    assert [path.name for path in rod.parent.glob("rod.*")] == ["rod.bdf"]
