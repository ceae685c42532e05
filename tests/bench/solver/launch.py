"""Start one program and print what it took; a small process, as a child's memory counts from its.

python -I -S launch.py OUTPUT PROGRAM [ARGUMENT ...]
"""

import json
import os
import subprocess
import sys
import time


def main(output: str, *argv: str) -> None:
    """Seconds, processor seconds, bytes at the peak and the exit code."""
    with open(output, "wb") as said:  # noqa: PTH123  pathlib would double this process
        begin = time.perf_counter()
        process = subprocess.Popen(argv, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
    spent = {"wall": wall, "processor": used.ru_utime + used.ru_stime}
    spent |= {"memory": used.ru_maxrss * 1024, "code": os.waitstatus_to_exitcode(status)}
    sys.stdout.write(json.dumps(spent))


if __name__ == "__main__":
    main(*sys.argv[1:])
