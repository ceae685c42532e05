"""The walls around a script, and which of them this machine has."""

import sys
from pathlib import Path

NONE = "time, memory and disk limits alone: no wall keeps a script from your files or the network"


def raise_walls(read: list[Path], folder: Path) -> None:
    """Confine this process to reading some places and writing in one folder; on Linux alone."""
    if sys.platform != "linux":
        return
    from atomizer.engine.scripts.landlock import confine
    from atomizer.engine.scripts.seccomp import forbid_calls

    _limit()
    confine(read, [folder])
    forbid_calls()


def walls() -> str:
    """What holds a script back on this machine, in words."""
    if sys.platform != "linux":
        return NONE
    from atomizer.engine.scripts.landlock import version
    from atomizer.engine.scripts.seccomp import is_known

    files, calls = version(), is_known()
    if not files and not calls:
        return NONE
    kept = f"Landlock {files}" if files else "no Landlock: a script can read your files"
    return f"{kept}; {'seccomp' if calls else 'no seccomp: a script can use the network'}; limits"


def _limit() -> None:
    """No large files, few handles, no core dumps."""
    import resource

    for what, most in (
        (resource.RLIMIT_FSIZE, 64 << 20),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
