"""`run.py prove [name [count]]`: long proofs, each in a process of its own.

With a name, a count and a folder it is one proof in this process, and prints its tally as JSON.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.proofs.decks import mutated_decks
from tests.proofs.disks import full_disks
from tests.proofs.flips import flipped_bits, flipped_columns
from tests.proofs.kills import killed_appends, killed_retries
from tests.proofs.mutants import mutants
from tests.proofs.rivals import rivals
from tests.proofs.runs import killed_runs

Proof = Callable[[int, Path], dict[str, int]]

PROOFS: dict[str, tuple[Proof, int]] = {
    proof.__name__: (proof, count)
    for proof, count in (
        (killed_appends, 10_000),
        (killed_retries, 1_000),
        (flipped_bits, 10_000),
        (flipped_columns, 10_000),
        (full_disks, 100),
        (rivals, 1_000),
        (killed_runs, 1_000),
        (mutants, 10_000),
        (mutated_decks, 10_000),
    )
}
"""Each proof with the count of a whole night."""
MUST_BE_0 = ("lost", "torn", "faults", "doubled", "missing", "unnoticed", "unsaid", "unread",
             "stuck", "orphans", "crashed", "hung", "greedy",
             "not_finite", "half")  # fmt: skip


def main(arguments: list[str]) -> int:
    names = arguments[:1] or list(PROOFS)
    if names[0] not in PROOFS:
        sys.stderr.write(f"There is no proof {names[0]!r}. There is {', '.join(PROOFS)}.\n")
        return 2
    if len(arguments) == 3:
        proof, _ = PROOFS[names[0]]
        sys.stdout.write(json.dumps(proof(int(arguments[1]), Path(arguments[2]))) + "\n")
        return 0
    counts = {name: int(arguments[1]) if arguments[1:] else PROOFS[name][1] for name in names}
    return max(prove(name, count) for name, count in counts.items())


def prove(name: str, count: int) -> int:
    """One proof in a process of its own; 0 when nothing happened that must not."""
    sys.stdout.write(f"{name} {count} ... ")
    sys.stdout.flush()
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="atomizer-proof-") as folder:
        command = [sys.executable, "-m", "tests.proofs", name, str(count), folder]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    tally = json.loads(done.stdout) if done.returncode == 0 else {}
    wrong = {what: times for what, times in tally.items() if what in MUST_BE_0 and times}
    verdict = "proved" if tally and not wrong else "WRONG"
    sys.stdout.write(f"{verdict} in {time.monotonic() - begin:.0f} s: {tally}\n")
    return int(verdict == "WRONG")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
