"""Solves of one deck in a process that is warm; prints what each of them took.

python -m tests.bench.solver.child SOLVER FOLDER DECK [DECK ...]
"""

import json
import sys
import time
from pathlib import Path

from atomizer import registry
from atomizer.engine.worker import settle


def main(name: str, folder: str, *decks: str) -> None:
    """Wall and processor time of the solve of each deck, one after the other."""
    solver = registry.make("solvers", name)
    spent = []
    for deck in decks:
        wall, processor = time.perf_counter(), time.process_time()
        solver.solve(Path(deck), Path(folder))
        ended = time.perf_counter(), time.process_time()
        settle()
        spent.append({"wall": ended[0] - wall, "processor": ended[1] - processor})
    sys.stdout.write(json.dumps(spent) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
