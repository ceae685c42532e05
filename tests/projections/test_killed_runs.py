import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform != "linux", reason="counts what is left behind in /proc")
def test_a_runner_killed_at_any_moment_is_continued_and_no_trial_is_doubled(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-m", "tests.proofs", "killed_runs", "4", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, timeout=300)
    tally = json.loads(done.stdout)
    assert tally["kills"] == 4
    assert (tally["doubled"], tally["missing"], tally["orphans"], tally["faults"]) == (0, 0, 0, 0)
