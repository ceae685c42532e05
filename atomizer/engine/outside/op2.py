"""A look into an OP2 without reading it: is it whole, and which tables does it hold."""

import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

NAME = re.compile(rb"[A-Z][A-Z0-9]{2,7} *")
RESULT = ("O", "BO", "LAMA", "ROU", "TOU")
"""How the names of tables with results begin: OUGV1, BOUGV1, OES1X1, LAMA ..."""
END = 3
"""Markers 0 at the end: of the record, of the table, of the file."""


@dataclass(frozen=True)
class Op2:
    """What an OP2 is from the outside.

    Attributes:
        modified: When, in nanoseconds.
        size: In bytes.
        tables: Their names in order.
        whole: Whether the records end with the end of file of the last table.
    """

    modified: int
    size: int
    tables: tuple[str, ...]
    whole: bool

    @property
    def has_results(self) -> bool:
        """Whether there is a table of results."""
        return any(name.startswith(RESULT) for name in self.tables)


def look_into(path: Path) -> Op2 | None:
    """Tables of an OP2; None when there is no such file."""
    if not path.is_file():
        return None
    about = path.stat()
    with path.open("rb") as file:
        tables, whole = _walk(file, about.st_size)
    return Op2(about.st_mtime_ns, about.st_size, tables, whole)


def _walk(file: BinaryIO, size: int) -> tuple[tuple[str, ...], bool]:
    """From Fortran record to Fortran record: a length, its bytes, the length again.

    A table's name is a record of two words; the file ends with three markers 0.
    """
    order, word = _form(file)
    names, zeros = list[bytes](), 0
    while (head := file.read(4)) and len(head) == 4:
        (length,) = struct.unpack(f"{order}i", head)
        if length < 0 or file.tell() + length + 4 > size:
            return _named(names), False
        short = file.read(length) if length <= 2 * word else b""
        file.seek(0 if short else length, 1)
        if file.read(4) != head:
            return _named(names), False
        zeros = zeros + 1 if short == bytes(word) else 0
        if len(short) == 2 * word and NAME.fullmatch(short):
            names.append(short)
    return _named(names), zeros >= END


def _form(file: BinaryIO) -> tuple[str, int]:
    """Byte order and bytes of a word, by the first record, which is one word."""
    first = file.read(4)
    file.seek(0)
    order = ">" if first in (struct.pack(">i", 4), struct.pack(">i", 8)) else "<"
    return order, 8 if first == struct.pack(f"{order}i", 8) else 4


def _named(names: list[bytes]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.decode().strip() for name in names))
