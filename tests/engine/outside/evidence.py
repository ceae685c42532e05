"""Runs of outside solvers as plain values: what a corpus of verdicts is written with."""

from atomizer.engine.failure import SolveFailed
from atomizer.engine.guard.order import Ended
from atomizer.engine.outside import Evidence, Op2, Text

BEFORE, START, AFTER = 1, 2, 3
GOOD = Op2(AFTER, 5000, ("GEOM1S", "OUGV1", "OES1X1"), whole=True)
EXITED = Ended("exited", 0, 3.0)
KILLED = Ended("exited", -9, 3.0)


def run(
    printed: str | None = None,
    *,
    said: str = "",
    log: str | None = None,
    op2: Op2 | None = None,
    ended: Ended = EXITED,
) -> Evidence:
    """One run; what it wrote is newer than its start."""
    return Evidence(
        started=START,
        ended=ended,
        said=said,
        printed=_text(printed),
        log=_text(log),
        op2=op2,
    )


def _text(content: str | None) -> Text | None:
    return None if content is None else Text(content, AFTER)


def check(failed: SolveFailed | None, expected: str, quoted: str) -> None:
    """Compare a verdict: a kind, `ok` for none, and a part of what it must quote."""
    assert (failed.kind if failed else "ok") == expected, failed and failed.message
    if failed:
        assert quoted in failed.message
        assert "\n" not in failed.message
