"""Of a print that is too long to be read the telling parts are kept."""

from pathlib import Path

from atomizer.engine.outside import Text
from atomizer.engine.outside.evidence import EDGE, WHOLE


def test_a_short_print_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.f06"
    path.write_text("one\ntwo\n", encoding="ascii")
    text = Text.read(path)
    assert text and text.content == "one\ntwo\n"


def test_of_a_long_one_both_ends_and_every_fatal_are_kept(tmp_path: Path) -> None:
    path, filler = tmp_path / "a.f06", b"0.0 0.0 0.0\n" * (WHOLE // 12)
    message = b"0*** USER FATAL MESSAGE 9137\n     IN THE MIDDLE\n"
    path.write_bytes(b"begin\n" + filler + message + filler + b"end\n")
    text = Text.read(path)
    assert text
    assert text.content.startswith("begin")
    assert text.content.endswith("end\n")
    assert "0*** USER FATAL MESSAGE 9137\n     IN THE MIDDLE" in text.content
    assert len(text.content) < 3 * EDGE
