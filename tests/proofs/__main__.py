"""Run one proof and print its tally: `python -m tests.proofs killed_appends 1000 /tmp/folder`."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from tests.proofs.disks import full_disks
from tests.proofs.flips import flipped_bits, flipped_columns
from tests.proofs.kills import killed_appends, killed_retries
from tests.proofs.rivals import rivals

PROOFS: dict[str, Callable[[int, Path], dict[str, int]]] = {
    proof.__name__: proof
    for proof in (
        killed_appends,
        killed_retries,
        flipped_bits,
        flipped_columns,
        full_disks,
        rivals,
    )
}

if __name__ == "__main__":
    name, count, folder = sys.argv[1:]
    sys.stdout.write(json.dumps(PROOFS[name](int(count), Path(folder))) + "\n")
