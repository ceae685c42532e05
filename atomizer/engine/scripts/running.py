"""Run a script on results: a scratch folder, a child behind walls under the guard, its answer."""

import json
import math
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from atomizer.engine.failure import SolveFailed
from atomizer.engine.guard.client import guarded
from atomizer.engine.guard.order import Ended, Order
from atomizer.engine.results import Results
from atomizer.engine.scripts.child import ANSWER, OPTIONS, RESULTS, SCRIPT
from atomizer.engine.scripts.exchange import write_results

MEMORY = 4 << 30
DISK = 1 << 30
MOST_ANSWER = 1 << 20
KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP")
"""What a script's environment keeps of ours; no secret is among it."""


def run_script(
    source: str, options: Mapping[str, Any], results: Results, seconds: float
) -> dict[str, float]:
    """The numbers a script measures.

    Args:
        source: What was allowed.
        options: Handed to `measure` as they are.
        seconds: Wall time.

    Raises:
        SolveFailed: it failed, took too long, or gave no finite numbers; says the line.
    """
    with tempfile.TemporaryDirectory(prefix="atomizer-script-") as name:
        folder = Path(name).resolve()
        (folder / SCRIPT).write_text(source, encoding="utf-8")
        (folder / OPTIONS).write_text(json.dumps(dict(options)), encoding="utf-8")
        write_results(results, folder / RESULTS)
        ended = guarded(_order(folder, seconds))
        return _read(folder, ended, seconds)


def _order(folder: Path, seconds: float) -> Order:
    python = [sys.executable, "-I", "-m", "atomizer.engine.scripts.child", str(folder)]
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return Order(
        argv=tuple(python),
        folder=str(folder),
        output=str(folder / "output.txt"),
        environment={**kept, "HOME": str(folder), "OPENBLAS_NUM_THREADS": "1"},
        seconds=seconds,
        memory=MEMORY,
        disk=DISK,
        grace=0.5,
    )


def _read(folder: Path, ended: Ended, seconds: float) -> dict[str, float]:
    if ended.why == "timeout":
        raise SolveFailed("timeout", f"The script was ended after {seconds:g} s, its time limit.")
    path = folder / ANSWER
    if path.is_symlink() or not path.is_file() or path.stat().st_size > MOST_ANSWER:
        raise SolveFailed("parse", f"The script ended without an answer ({_how(folder, ended)}).")
    try:
        answer = json.loads(path.read_text(encoding="utf-8"))
        if "error" in answer:
            raise SolveFailed("parse", f"The script failed, {str(answer['error'])[:500]}")
        return _finite({str(k): float(v) for k, v in answer["outputs"].items()})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise SolveFailed("parse", "The script's answer is not one of numbers.") from error


def _finite(outputs: dict[str, float]) -> dict[str, float]:
    for name, number in outputs.items():
        if not math.isfinite(number):
            raise SolveFailed("non_finite", f"The script gives {name} = {number}.")
    return outputs


def _how(folder: Path, ended: Ended) -> str:
    """Why it ended and the last line it printed."""
    printed = (folder / "output.txt").read_text(encoding="utf-8", errors="replace").strip()
    said = f"; it said: {printed.splitlines()[-1][:300]}" if printed else ""
    return f"{ended.why}, code {ended.code}{said}"
