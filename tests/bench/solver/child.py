"""One solve of a deck in a process of its own, after another that warms it up; prints seconds.

python -m tests.bench.solver.child SOLVER DECK FOLDER [WARM-UP DECK]
"""

import json
import sys
import time
from pathlib import Path

from atomizer import registry


def main(name: str, deck: str, folder: str, warm_up: str = "") -> None:
    """Wall and processor time of the solve alone."""
    solver = registry.make("solvers", name)
    if warm_up:
        solver.solve(Path(warm_up), Path(folder))
    wall, processor = time.perf_counter(), time.process_time()
    solver.solve(Path(deck), Path(folder))
    spent = {"wall": time.perf_counter() - wall, "processor": time.process_time() - processor}
    sys.stdout.write(json.dumps(spent) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
