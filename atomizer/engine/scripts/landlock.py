"""The wall in the file system: a script reads Python's own files and writes in its own folder.

Linux's Landlock (`man 7 landlock`, Documentation/userspace-api/landlock.rst); rights by the version
of the kernel's interface.
"""

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION_FLAG, PATH_BENEATH, NO_NEW_PRIVILEGES = 1, 1, 38
WRITE_FILE, READ_FILE, READ_DIR = 1 << 1, 1 << 2, 1 << 3
REMOVE_FILE, MAKE_REG, TRUNCATE = 1 << 5, 1 << 8, 1 << 14
RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""All rights over files that a version of the interface knows, from that version on."""
OF_A_FILE = WRITE_FILE | READ_FILE | TRUNCATE
READ = READ_FILE | READ_DIR
WRITE = READ | WRITE_FILE | REMOVE_FILE | MAKE_REG | TRUNCATE
ALL_NETWORK, ALL_SCOPES = 0b11, 0b11
"""TCP bind and connect (version 4); abstract sockets and signals (version 6)."""


def version() -> int:
    """The version of the kernel's interface; 0 is none."""
    libc = ctypes.CDLL(None, use_errno=True)
    return max(0, int(libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION_FLAG)))


def confine(read: Iterable[Path], write: Iterable[Path]) -> int:
    """Confine this process to some files and folders.

    Args:
        read: What it may read.
        write: Folders it may also write in.

    Returns:
        The version of the interface; 0 where there is none and no wall stands.

    Raises:
        OSError: the kernel refuses.
    """
    known = version()
    if not known:
        return 0
    rights = RIGHTS[max(first for first in RIGHTS if first <= known)]
    libc = ctypes.CDLL(None, use_errno=True)
    size = 8 if known < 4 else 16 if known < 6 else 24
    attributes = struct.pack("<QQQ", rights, ALL_NETWORK, ALL_SCOPES)[:size]
    ruleset = _checked(libc.syscall(CREATE_RULESET, attributes, ctypes.c_size_t(size), 0))
    for paths, wanted in ((read, READ), (write, WRITE)):
        for path in paths:
            _add(libc, ruleset, path, wanted & rights)
    _checked(libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    _checked(libc.syscall(RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)
    return known


def _add(libc: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> None:
    if not path.exists():
        return
    handle = os.open(path, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
    allowed = rights if path.is_dir() else rights & OF_A_FILE
    try:
        rule = struct.pack("<Qi", allowed, handle)
        _checked(libc.syscall(ADD_RULE, ruleset, PATH_BENEATH, rule, 0))
    finally:
        os.close(handle)


def _checked(answer: int) -> int:
    if answer < 0:
        raise OSError(ctypes.get_errno(), "Landlock")
    return int(answer)
