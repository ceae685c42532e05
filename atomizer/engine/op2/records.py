"""The binary form of an OP2: Fortran records, markers, tables and subtables.

Little-endian 32-bit words as NX Nastran writes them. The file carries no date, so that the same
solve gives the same bytes.
"""

import struct
from collections.abc import Mapping
from io import BytesIO

from atomizer.engine.failure import SolveFailed

DATE = (1, 1, 0)  # month, day, year - 2000
TAPE = b"NASTRAN FORT TAPE ID CODE - "
VERSION = b"NX8.5   "
HEAD_WORDS = 50
DEVICE = 1  # plot; an id is written as id * 10 + device
TEXT_LIMIT = 66  # longer subtitles confuse readers
END = struct.pack("<3i", 4, 0, 4)
"""The marker 0: of the end of a record, of a table and of the file."""

Head = Mapping[int, int | float]


class Op2File:
    """Tables of one OP2, kept in memory until `content` is taken."""

    def __init__(self, title: str) -> None:
        self._out = BytesIO()
        self._title = title
        self._record = 0
        self._mark(3)
        self._write(struct.pack("<3i", *DATE))
        self._mark(7)
        self._write(TAPE)
        self._mark(2)
        self._write(VERSION)
        self._mark(-1, 0)
        self._begin = self._out.tell()

    def begin(self, name: str) -> None:
        """Open a table."""
        padded = name.ljust(8).encode("ascii")
        self._mark(2)
        self._write(padded)
        self._mark(-1, 7)
        self._write(struct.pack("<7i", 101, 0, 0, 0, 0, 0, 0))
        self._mark(-2, 1, 0, 7)
        self._write(padded + struct.pack("<5i", *DATE, 0, 1))
        self._record = -3

    def block(self, head: Head, rows: bytes, subtitle: str = "", label: str = "") -> None:
        """Write one pair of records: an identification and its rows.

        Args:
            head: Words of the identification, numbered from 1; the others are 0.
            rows: A multiple of four bytes.
        """
        self._mark(self._record, 1, 0, HEAD_WORDS + 96)
        self._write(_words(head) + b"".join(map(_text, (self._title, subtitle, label))))
        self._mark(self._record - 1, 1, 0, len(rows) // 4)
        self._write(rows)
        self._record -= 2

    def end(self) -> None:
        """Close a table."""
        self._mark(self._record, 1, 0, 0)

    def content(self) -> bytes:
        """The finished file."""
        return self._out.getvalue() + END

    @property
    def tables(self) -> bytes:
        """The tables alone, without what stands before the first and behind the last."""
        return self._out.getvalue()[self._begin :]

    def _mark(self, *numbers: int) -> None:
        for number in numbers:
            self._write(struct.pack("<i", number))

    def _write(self, payload: bytes) -> None:
        length = struct.pack("<i", len(payload))
        self._out.write(length + payload + length)


def with_tables(op2: bytes, file: Op2File) -> bytes:
    """An OP2 of another solver with our tables behind its own.

    Raises:
        SolveFailed: it is cut off, or not of little-endian words of 32 bits.
    """
    if not op2.endswith(3 * END):
        said = "The OP2 is cut off, or not of little-endian 32-bit words: no table can be added."
        raise SolveFailed("parse", said)
    return op2[: -len(END)] + file.tables + END


def _words(head: Head) -> bytes:
    form = "".join("f" if isinstance(head.get(n, 0), float) else "i" for n in _NUMBERS)
    return struct.pack(f"<{form}", *(head.get(n, 0) for n in _NUMBERS))


def _text(line: str) -> bytes:
    return line[:TEXT_LIMIT].encode("ascii", "replace").ljust(128)


_NUMBERS = range(1, HEAD_WORDS + 1)
