"""One attempt at something broken, under a clock and a limit of memory, and what came of it."""

import signal
import sys
import traceback
from collections.abc import Callable
from types import FrameType

from atomizer.engine.failure import SolveFailed

SECONDS = 20
"""What is looked at here is small: a read or a solve that takes so long hangs."""
MEMORY = 4 << 30


class Hung(BaseException):
    """No end within SECONDS; not an Exception, so that no reader takes it for its own."""


def limit_memory() -> None:
    """Let a size that is a lie fail here, to be counted."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def outcome(attempt: Callable[[], str]) -> str:
    """What an attempt says, or what came of it; a crash is shown on stderr.

    Returns:
        Its answer, or `refused` (in words), `hung`, `greedy` (it wanted more than MEMORY) or
        `crashed` (anything else).
    """
    signal.signal(signal.SIGALRM, _ring)
    signal.alarm(SECONDS)
    try:
        return attempt()
    except SolveFailed as failed:
        return "greedy" if "MemoryError" in failed.message else "refused"
    except Hung:
        return "hung"
    except MemoryError:
        return "greedy"
    except Exception:  # noqa: BLE001 - whatever else flies is what is looked for
        traceback.print_exc(file=sys.stderr)
        return "crashed"
    finally:
        signal.alarm(0)


def _ring(_: int, __: FrameType | None) -> None:
    raise Hung
