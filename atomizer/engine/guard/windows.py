"""The processes of one program on Windows: a job object that the kernel ends with the guard.

The guard puts itself into a job whose handle only it holds, so that whatever it starts is in the
job from its first instruction, daemons included. `JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE` ends all of
it when the guard ends, in whatever way. Written against Microsoft's documentation of job objects
(CreateJobObjectW, SetInformationJobObject, AssignProcessToJobObject); **not tested on Windows**.
"""

import ctypes
import signal
import subprocess
import sys
from ctypes import wintypes

from atomizer.engine.guard.order import Order

assert sys.platform == "win32", "job objects are Windows'"

EXTENDED_LIMITS, ACCOUNTING = 9, 1
KILL_ON_JOB_CLOSE, PROCESS_MEMORY = 0x2000, 0x100


class _Basic(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = [
        ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER),
        ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
        ("LimitFlags", wintypes.DWORD),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", wintypes.DWORD),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", wintypes.DWORD),
        ("SchedulingClass", wintypes.DWORD),
    ]


class _Extended(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = [
        ("BasicLimitInformation", _Basic),
        ("IoInfo", ctypes.c_ulonglong * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    ]


class _Accounting(ctypes.Structure):
    """JOBOBJECT_BASIC_ACCOUNTING_INFORMATION."""

    _fields_ = [
        ("Times", wintypes.LARGE_INTEGER * 4),
        ("TotalPageFaultCount", wintypes.DWORD),
        ("TotalProcesses", wintypes.DWORD),
        ("ActiveProcesses", wintypes.DWORD),
        ("TotalTerminatedProcesses", wintypes.DWORD),
    ]


class JobTree:
    """A program and everything it starts, in the job of the guard."""

    def __init__(self) -> None:
        self._kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        self._kernel.CreateJobObjectW.restype = wintypes.HANDLE
        self._kernel.GetCurrentProcess.restype = wintypes.HANDLE
        self._job = wintypes.HANDLE(self._kernel.CreateJobObjectW(None, None))
        self._child: subprocess.Popen[bytes] | None = None
        self.code: int | None = None

    def start(self, order: Order, output: int) -> None:
        """Run the program; raises OSError when that is impossible."""
        self._limit(order.memory)
        own = wintypes.HANDLE(self._kernel.GetCurrentProcess())
        self._need(self._kernel.AssignProcessToJobObject(self._job, own))
        self._child = subprocess.Popen(
            order.argv,
            cwd=order.folder,
            env=order.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            creationflags=subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW,
        )

    def ended(self) -> bool:
        """Whether the program itself has ended."""
        assert self._child, "it was started"
        self.code = self._child.poll()
        return self.code is not None

    def gone(self) -> bool:
        """Whether the guard is alone in its job."""
        found = _Accounting()
        size = ctypes.sizeof(found)
        asked = self._kernel.QueryInformationJobObject
        self._need(asked(self._job, ACCOUNTING, ctypes.byref(found), size, None))
        return self.ended() and found.ActiveProcesses <= 1

    def terminate(self) -> None:
        """Ask the program to end, as Ctrl-Break does."""
        assert self._child, "it was started"
        if self._child.poll() is None:
            self._child.send_signal(signal.CTRL_BREAK_EVENT)

    def kill(self) -> None:
        """End the program; what it started ends with the job, and so with the guard."""
        assert self._child, "it was started"
        self._child.kill()

    def _limit(self, memory: int) -> None:
        limits = _Extended()
        limits.BasicLimitInformation.LimitFlags = KILL_ON_JOB_CLOSE
        if memory:
            limits.BasicLimitInformation.LimitFlags |= PROCESS_MEMORY
            limits.ProcessMemoryLimit = memory
        size, given = ctypes.sizeof(limits), ctypes.byref(limits)
        set_limits = self._kernel.SetInformationJobObject
        self._need(set_limits(self._job, EXTENDED_LIMITS, given, size))

    def _need(self, done: int) -> None:
        if not done:
            raise ctypes.WinError(ctypes.get_last_error())
