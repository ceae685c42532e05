"""The process a script runs in: results in, walls up, numbers out.

    python -I -m atomizer.engine.scripts.child FOLDER

The folder holds `script.py`, `options.json` and `results.npz`; it gets `answer.json`.
"""

import json
import os
import sys
import sysconfig
from pathlib import Path
from typing import Any

import numpy as np

import atomizer
from atomizer.engine.scripts.exchange import read_results
from atomizer.engine.scripts.walls import raise_walls

SCRIPT, OPTIONS, RESULTS, ANSWER = "script.py", "options.json", "results.npz", "answer.json"


def main() -> None:
    """Run the script of a folder; whatever it does wrong is an answer in words."""
    folder = Path(sys.argv[1])
    os.chdir(folder)
    source = Path(SCRIPT).read_text(encoding="utf-8")
    options = json.loads(Path(OPTIONS).read_text(encoding="utf-8"))
    results = read_results(Path(RESULTS))
    raise_walls(_readable(), folder)
    answer = _answer(source, results, options)
    Path(ANSWER).write_text(json.dumps(answer), encoding="utf-8")


def _readable() -> list[Path]:
    """Where Python, its packages and the libraries lie."""
    named = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    found = [Path(name) for name in sorted(filter(None, named))]
    found.append(Path(atomizer.__file__).parent)
    system = ("/usr/lib", "/lib", "/lib64", "/usr/share/zoneinfo", "/dev/urandom", "/dev/null")
    return [*found, *map(Path, system)]


def _answer(source: str, results: Any, options: dict[str, Any]) -> dict[str, Any]:
    space: dict[str, Any] = {"__name__": "script", "np": np}
    try:
        exec(compile(source, SCRIPT, "exec"), space)  # noqa: S102 - behind the walls, as allowed
        numbers = space["measure"](results, options)
        return {"outputs": {str(name): float(number) for name, number in numbers.items()}}
    except BaseException as error:  # noqa: BLE001 - the engineer must hear of it, whatever it is
        return {"error": _in_words(error, space)}


def _in_words(error: BaseException, space: dict[str, Any]) -> str:
    if "measure" not in space:
        return f"it defines no measure(results, options) ({type(error).__name__}: {error})"
    trace, line = error.__traceback__, 0
    while trace:
        if trace.tb_frame.f_code.co_filename == SCRIPT:
            line = trace.tb_lineno
        trace = trace.tb_next
    return f"line {line}: {type(error).__name__}: {error}"[:500]


if __name__ == "__main__":
    main()
