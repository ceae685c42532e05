"""What a run left behind, read once, so that judging it is a function of plain values."""

import mmap
import re
from dataclasses import dataclass
from pathlib import Path

from atomizer.engine.guard.order import Ended
from atomizer.engine.outside.op2 import Op2

WHOLE = 8 << 20
"""Bytes up to which a print is read as it is."""
EDGE = 1 << 20
AROUND = 1 << 10
TELLING = re.compile(rb"FATAL|\*ERROR|END OF JOB|(?i:licen[cs]e)")
MOST = 200


@dataclass(frozen=True)
class Text:
    """A print of a solver, and when it was written, in nanoseconds."""

    content: str
    modified: int

    @classmethod
    def read(cls, path: Path) -> "Text | None":
        """A file; of a large one both ends and what stands around telling words."""
        if not path.is_file():
            return None
        about = path.stat()
        content = path.read_bytes() if about.st_size <= WHOLE else _telling_parts(path)
        return cls(content.decode("latin-1"), about.st_mtime_ns)


@dataclass(frozen=True)
class Evidence:
    """One run.

    Attributes:
        started: When, in nanoseconds by the clock of the folder's file system; what is older is
            of another run and says nothing about this one.
        ended: How the program ended.
        said: What it printed to stdout and stderr.
        printed: Its main print: F06 or what takes its place.
        log: Its log file, if it has one.
        op2: Its results, if they are an OP2.
    """

    started: int
    ended: Ended
    said: str = ""
    printed: Text | None = None
    log: Text | None = None
    op2: Op2 | None = None

    @property
    def print(self) -> str | None:
        """The main print if it is of this run."""
        return self._fresh(self.printed)

    @property
    def words(self) -> str:
        """All this run said."""
        return "\n".join((self.said, self._fresh(self.log) or "", self.print or ""))

    @property
    def fresh_op2(self) -> Op2 | None:
        """The OP2 if it is of this run."""
        return self.op2 if self.op2 and self.op2.modified >= self.started else None

    def _fresh(self, text: Text | None) -> str | None:
        return text.content if text and text.modified >= self.started else None


def _telling_parts(path: Path) -> bytes:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        parts = [text[:EDGE]]
        for found, _ in zip(TELLING.finditer(text, EDGE), range(MOST), strict=False):
            parts.append(text[found.start() - AROUND // 4 : found.start() + AROUND])
        return b"\n".join([*parts, text[-EDGE:]])
