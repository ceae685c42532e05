"""The wall in the kernel's calls: no network, no other programs, no other processes.

A classic BPF program (`man 2 seccomp`, SECCOMP_MODE_FILTER). Forbidden calls fail with EPERM, so
that a script gets a PermissionError and not a death it cannot explain.
"""

import ctypes
import errno
import platform
import struct
from collections.abc import Iterator

from atomizer.engine.scripts.syscalls import ARM64, CLONE, CLONE3, FORBIDDEN, PRLIMIT, X86_64

ARCHITECTURES = {"x86_64": X86_64, "aarch64": ARM64, "arm64": ARM64}
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
"""BPF_LD|W|ABS and BPF_JMP|JEQ, JGE, JSET|K and BPF_RET|K."""
ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x00050000
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
"""Places in `struct seccomp_data`."""
X32 = 0x40000000
CLONE_THREAD = 0x00010000
NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER = 38, 22, 2

Statement = tuple[int, int, int, int]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def is_known() -> bool:
    """Whether there is a wall for this machine."""
    return platform.machine() in ARCHITECTURES


def forbid_calls() -> bool:
    """Put up the wall for this process and all threads it will start.

    Returns:
        Whether it stands; on another machine than x86-64 or arm64 Linux it does not.
    """
    architecture = ARCHITECTURES.get(platform.machine())
    if architecture is None:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    code = b"".join(struct.pack("<HBBI", *one) for one in _statements(architecture))
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(buffer))
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return bool(libc.prctl(SET_SECCOMP, FILTER, ctypes.byref(program), 0, 0) == 0)


def _statements(architecture: int) -> Iterator[Statement]:
    yield from ((LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, architecture), (RETURN, 0, 0, KILL))
    yield (LOAD, 0, 0, NUMBER)
    if architecture == X86_64:
        yield from ((AT_LEAST, 0, 1, X32), (RETURN, 0, 0, KILL))
    # glibc falls back from clone3, whose flags a filter cannot see, to clone
    yield from ((EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, ERROR | errno.ENOSYS))
    yield from _unless_first_argument(CLONE[architecture], ANY_BIT, CLONE_THREAD)  # threads only
    yield from _unless_first_argument(PRLIMIT[architecture], EQUAL, 0)  # its own limits only
    numbers = sorted(FORBIDDEN[architecture].values())
    for at, number in enumerate(numbers):
        yield (EQUAL, len(numbers) - at, 0, number)
    yield from ((RETURN, 0, 0, ALLOW), (RETURN, 0, 0, ERROR | errno.EPERM))


def _unless_first_argument(number: int, test: int, value: int) -> Iterator[Statement]:
    """Forbid a call unless its first argument passes a test."""
    yield (EQUAL, 0, 4, number)
    yield (LOAD, 0, 0, FIRST_ARGUMENT)
    yield (test, 0, 1, value)
    yield (RETURN, 0, 0, ALLOW)
    yield (RETURN, 0, 0, ERROR | errno.EPERM)
