"""Rules that hold for every outside solver. A verdict is read from files, never from a code.

The wordings are those of the manuals and of output seen in public; they are matched by words
rather than by whole sentences, because they differ from version to version.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from atomizer.engine.failure import FailureKind, SolveFailed
from atomizer.engine.guard.order import Ended

LICENCE_DENIED = re.compile(
    r"licensed number of users already reached"
    r"|licen[cs]e[^\n]{0,60}\b(denied|refused|expired|unavailable|not available|invalid|failed"
    r"|error|could not|cannot|unable|not found|timed? ?out)"
    r"|\b(no|not enough|invalid|insufficient|without a)\b[^\n]{0,30}\blicen[cs]e"
    r"|(unable|could not|cannot|can't|failed|failure|error)[^\n]{0,60}\blicen[cs]"
    r"|all licen[cs]es[^\n]{0,40}in use"
    r"|flex(lm|net)[^\n]{0,40}error|error[^\n]{0,20}flex(lm|net)"
    r"|no such feature exists|feature has expired"
    r"|authorization[^\n]{0,60}(fail|error|expired|denied|invalid|not found)"
    r"|(fail|error|invalid|no)\w*[^\n]{0,30}authorization",
    re.IGNORECASE,
)
DISK_FULL = re.compile(
    r"no space left|disk[^\n]{0,20}\bfull\b|file system (is )?full|quota exceeded"
    r"|out of disk|insufficient (disk|space|file space)|not enough (disk )?space"
    r"|dbset[^\n]{0,60}(is full|exhausted)|dbspace[^\n]{0,60}(is full|exhausted)"
    r"|all (of the )?(available )?(disk )?space[^\n]{0,60}(used|exhausted)|\bENOSPC\b",
    re.IGNORECASE,
)
MEMORY_SHORT = re.compile(
    r"insufficient (core|memory|dynamic memory|real memory)|out of memory|cannot allocate memory"
    r"|(memory|core)[^\n]{0,40}(could not be|cannot be|not) (allocated|available)|bad_alloc"
    r"|not enough (memory|core)|memory allocation (error|failed)",
    re.IGNORECASE,
)
MESH_BAD = re.compile(
    r"jacobian|interior angle|distort|inverted|inside[- ]?out|warp(ing|ed)|skew angle"
    r"|aspect ratio|re-?entrant|negative (volume|area)",
    re.IGNORECASE,
)
GEOMETRY_BAD = re.compile(
    r"bad geometry|geometry yields|geometry error|illegal geometry|incorrect geometry"
    r"|zero (length|area|volume)|coincident|col+inear",
    re.IGNORECASE,
)
NEXT = re.compile(r"[01]?\s*([*^]{3}.*\bMESSAGE\b|\*(ERROR|WARNING))|1\s|.*END OF JOB")
"""The line that begins with it is not of the message above."""


@dataclass(frozen=True)
class Rule:
    """Words, and the kind of a failure that is told in them."""

    kind: FailureKind
    words: re.Pattern[str]


def first_match(
    rules: Iterable[Rule], messages: Sequence[str], otherwise: FailureKind
) -> SolveFailed:
    """The failure messages tell of: of the first rule that fits one of them, quoting that one."""
    for rule in rules:
        for message in messages:
            if rule.words.search(message):
                return SolveFailed(rule.kind, message)
    return SolveFailed(otherwise, messages[0])


def interrupted(ended: Ended, title: str) -> SolveFailed | None:
    """The failure of a run that did not end by itself."""
    after = f"after {ended.seconds:.1f} s"
    said: dict[str, tuple[FailureKind, str]] = {
        "timeout": ("timeout", f"{title} was ended {after}, its time limit."),
        "disk": ("disk", f"{title} was ended {after}: its folder reached the disk limit."),
        "asked": ("cancelled", f"{title} was ended {after}, as it was asked for."),
        "orphaned": ("cancelled", f"{title} was ended {after}: nobody waited for it."),
        "not_started": ("crash", f"{title} could not be started: {ended.message}."),
        "lost": ("crash", f"The guard of {title} was killed."),
    }
    return SolveFailed(*said[ended.why]) if ended.why in said else None


def quote(text: str, start: int, lines: int = 4) -> str:
    """A message as it stands in a print: its line and those that go on, on one line."""
    found = text[start : start + 2000].split("\n")
    kept = [found[0]]
    for line in found[1:lines]:
        if not line.strip() or NEXT.match(line):
            break
        kept.append(line.strip().strip("^*"))
    return " ".join(" ".join(kept).split())[:500].lstrip("0 ")


def ending(ended: Ended, said: str) -> str:
    """How a program ended that left nothing else to quote."""
    code = "no exit code" if ended.code is None else f"exit code {ended.code}"
    how = f"signal {-ended.code}" if ended.code is not None and ended.code < 0 else code
    last = next((line.strip() for line in reversed(said.splitlines()) if line.strip()), "")
    return f"{how}; its last words: {last[:200]!r}" if last else f"{how}, without a word"
