"""The files of a deck: the main file and every INCLUDE, read once and kept to the folder.

Text is decoded as Latin-1, which maps every byte to one character: columns are bytes, as in
Nastran, and what is not changed is written back byte for byte.

Differs from Nastran on purpose: an INCLUDE may only name a file inside the folder of the main
deck, by a relative name with forward slashes and without logical or environment names. So a deck
from a stranger reads nothing else of the machine, and a folder holds the whole model.
"""

import io
import os
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from atomizer.engine.deck.rejected import DeckRejected

GIBIBYTE = 1 << 30
DEFAULT_LIMIT = 2 * GIBIBYTE
SUFFIXES = (".bdf", ".dat", ".nas", ".blk", ".bulk", ".inc", ".pch", ".ecd", ".txt")
LONGEST_LINE = 10_000
"""Characters of a line; a line of Nastran has at most 80."""
_MAX_DEPTH = 10
_MAX_FILES = 200
_BINARY = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_INCLUDE = re.compile(r"[ \t]*INCLUDE(.*)", re.IGNORECASE | re.DOTALL)
_FOREIGN = re.compile(r"[$%:~*?<>|\\\x00-\x1f]")


@dataclass(frozen=True)
class Source:
    """One file: its name relative to the folder of the deck, and its lines with their ends."""

    name: str
    lines: tuple[str, ...]

    def at(self, line: int) -> str:
        """File and line number as people write it, for a line counted from zero."""
        return f"{self.name}:{line + 1}"


@dataclass(frozen=True)
class Span:
    """A run of lines, `start` to before `stop`, of one source, in the order Nastran reads them."""

    source: int
    start: int
    stop: int


@dataclass(frozen=True)
class Sources:
    """All files of a deck; the first is the main file; INCLUDE statements lie between the spans."""

    path: Path
    files: tuple[Source, ...]
    spans: tuple[Span, ...]

    def lines(self) -> Iterator[tuple[int, int, str]]:
        """Every line as (source, line counted from zero, text) in reading order."""
        for span in self.spans:
            lines = self.files[span.source].lines
            for number in range(span.start, span.stop):
                yield span.source, number, lines[number]


def read_sources(path: Path, limit: int = DEFAULT_LIMIT) -> Sources:
    """Read a deck and its INCLUDEs.

    Args:
        path: The main file.
        limit: The most bytes all files may have together.

    Raises:
        DeckRejected: not a deck, too large, binary, an endless line, or an INCLUDE that is
            foreign or circular.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise DeckRejected(
            f"{path.name} is not a Nastran bulk data deck.",
            hint=f"Supported: {', '.join(SUFFIXES)}. From a CAD system, export the solver "
            "input; a .sim of NX is solved by the solver nx.",
        )
    reading = _Reading(path.parent.resolve(), limit)
    reading.enter(reading.root / path.name, path.name, depth=0)
    return Sources(path, tuple(reading.files), tuple(reading.spans))


class _Reading:
    """The walk through the files; holds what was read so far."""

    def __init__(self, root: Path, limit: int) -> None:
        self.root, self.limit, self.left = root, limit, limit
        self.files: list[Source] = []
        self.spans: list[Span] = []
        self.seen: dict[Path, str] = {}

    def enter(self, path: Path, where: str, depth: int) -> None:
        """Read one file and, at their places, those it includes."""
        inside = self._inside(path, where)
        if inside in self.seen:
            first = self.seen[inside]
            raise DeckRejected(f"{path.name} is read twice, first at {first}.", where, _ONCE)
        if depth > _MAX_DEPTH or len(self.files) >= _MAX_FILES:
            most = f"At most {_MAX_DEPTH} levels and {_MAX_FILES} files are read."
            raise DeckRejected("The INCLUDEs go too deep.", where, most)
        self.seen[inside] = where
        text = self._text(inside, where)
        source = Source(path.relative_to(self.root).as_posix(), _split(text))
        _check_lines(source)
        self.files.append(source)
        if "INCLUDE" in text.upper():
            self._spans(source, depth)
        else:
            self.spans.append(Span(len(self.files) - 1, 0, len(source.lines)))

    def _inside(self, path: Path, where: str) -> Path:
        """The real path, if that is a regular file inside the folder of the deck."""
        try:
            real = path.resolve(strict=True)
            regular = real.is_file()
        except (OSError, RuntimeError) as error:
            raise DeckRejected(f"{path.name[:80]} cannot be opened.", where, _PLACE) from error
        if not real.is_relative_to(self.root):
            raise DeckRejected(f"{path.name} lies outside the folder of the deck.", where, _PLACE)
        if not regular:
            raise DeckRejected(f"{path.name} is not a regular file.", where, _PLACE)
        return real

    def _text(self, path: Path, where: str) -> str:
        try:
            with path.open("rb") as stream:
                raw = stream.read(self.left + 1)
        except OSError as error:
            raise DeckRejected(f"{path.name} cannot be opened.", where, _PLACE) from error
        self.left -= len(raw)
        if self.left < 0:
            most = f"All files together may have {self.limit} bytes."
            raise DeckRejected(f"{path.name} is too large.", where, most)
        if raw.startswith(BOM_UTF8):
            what = "The file begins with a byte-order mark, which Nastran takes for text."
            raise DeckRejected(what, f"{path.name}:1", "Save it as text without one (no BOM).")
        text = raw.decode("latin-1")
        if junk := _BINARY.search(text):
            line = text.count("\n", 0, junk.start()) + 1
            what = f"Byte {ord(junk[0])} is not text; this is no bulk data deck."
            raise DeckRejected(what, f"{path.name}:{line}", "Give the deck, not a result file.")
        return text

    def _spans(self, source: Source, depth: int) -> None:
        index, start, line = len(self.files) - 1, 0, 0
        while line < len(source.lines):
            if _INCLUDE.match(source.lines[line]):
                name, after = _included(source, line)
                self.spans.append(Span(index, start, line))
                where = source.at(line)
                self.enter(self._find(name, source, where), where, depth + 1)
                start, line = after, after
            else:
                line += 1
        self.spans.append(Span(index, start, len(source.lines)))

    def _find(self, name: str, source: Source, where: str) -> Path:
        """The file an INCLUDE names: beside the including file, else beside the deck."""
        parts = name.split("/")
        if name.startswith("/") or ".." in parts or _FOREIGN.search(name):
            what = f"INCLUDE {name[:80]!r} may leave the folder of the deck."
            raise DeckRejected(what, where, _PLACE)
        beside = (self.root / source.name).parent / name
        return beside if os.path.exists(beside) else self.root / name  # noqa: PTH110 - Path.exists may raise


_PLACE = "Put the file beside the deck and name it by its relative path with '/'."
_ONCE = "Include every file once."


def _split(text: str) -> tuple[str, ...]:
    """Lines with their ends; only LF, CR and CRLF end a line."""
    return tuple(io.StringIO(text, newline=""))


def _check_lines(source: Source) -> None:
    """Refuse a line no editor wrote, which is slow to take apart."""
    line = max(source.lines, key=len, default="")
    if len(line.rstrip("\r\n")) > LONGEST_LINE:
        what = (
            f"This line has {len(line.rstrip()):,} characters; at most {LONGEST_LINE:,} are read."
        )
        raise DeckRejected(what, source.at(source.lines.index(line)), "Break it.")


def _included(source: Source, line: int) -> tuple[str, int]:
    """The name in an INCLUDE statement, and the number of the line after the statement."""
    match = _INCLUDE.match(source.lines[line])
    rest = match[1].strip() if match else ""
    if rest[:1] in ("'", '"') and rest:
        return _quoted(source, line, rest)
    name = rest.split("$")[0].strip() if not rest.startswith("$") else rest
    if not name or " " in name or "\t" in name:
        what = "INCLUDE needs one file name; one with blanks needs quotes."
        raise DeckRejected(what, source.at(line), _PLACE)
    return name, line + 1


def _quoted(source: Source, line: int, rest: str) -> tuple[str, int]:
    """A quoted name, which may go on over several lines until its quote closes."""
    quote, name, after = rest[0], rest[1:], line + 1
    while quote not in name:
        if after >= min(len(source.lines), line + 20):
            raise DeckRejected("The quote of this INCLUDE never closes.", source.at(line), _PLACE)
        name += source.lines[after].strip()
        after += 1
    name, tail = (part.strip() for part in name.split(quote, 1))
    if not name or (tail and not tail.startswith("$")):
        raise DeckRejected("INCLUDE needs one file name.", source.at(line), _PLACE)
    return name, after


def without_comment(line: str) -> str:
    """The line before its `$`, without its end."""
    return line.split("$", 1)[0].rstrip()


def excerpt(lines: Sequence[str], longest: int = 80) -> str:
    """Text of a deck for a message: one line, bounded, since it is not ours."""
    return " ".join(" ".join(lines).split())[:longest]


def readable(text: str) -> str:
    """Text as its author saw it, where the file is UTF-8."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return text
