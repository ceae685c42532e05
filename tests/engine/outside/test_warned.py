"""Warnings in the wordings of several releases."""

from pathlib import Path

from atomizer.engine.outside.warned import MOST, read_warnings


def printed(folder: Path, text: str) -> Path:
    path = folder / "run.f06"
    path.write_text(text, encoding="latin-1")
    return path


def test_each_warning_is_quoted_once_with_the_lines_that_go_on(tmp_path: Path) -> None:
    text = """1    CANTILEVER
0*** USER WARNING MESSAGE 2251 (IFS1P)
     PBAR 7 HAS NO AREA.

 *** USER INFORMATION MESSAGE 4158 (DFMSA)
 ^^^ USER WARNING MESSAGE 9024 (IFP)
 *** USER WARNING MESSAGE 2251 (IFS1P)
     PBAR 7 HAS NO AREA.

 ... A WARNING IN THE MIDDLE OF A LINE
"""
    assert read_warnings(printed(tmp_path, text)) == (
        "*** USER WARNING MESSAGE 2251 (IFS1P) PBAR 7 HAS NO AREA.",
        "^^^ USER WARNING MESSAGE 9024 (IFP)",
    )


def test_of_many_warnings_it_is_said_how_many_more_there_are(tmp_path: Path) -> None:
    text = "\n".join(f"0*** USER WARNING MESSAGE {number}" for number in range(MOST + 3))
    found = read_warnings(printed(tmp_path, text))
    assert len(found) == MOST + 1
    assert found[-1] == "run.f06 holds 3 warnings more."


def test_without_a_print_there_is_nothing_to_warn_of(tmp_path: Path) -> None:
    assert read_warnings(tmp_path / "run.f06") == ()
