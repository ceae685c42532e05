"""Wall, processor time and peak memory beside CalculiX, and MYSTRAN where it is on PATH.

Every solve is a process of its own on one thread. `warm` is what a worker needs that has solved the
model before: it reads the deck, solves it and writes OP2 and F06. CalculiX has its input file
translated beforehand and is measured as a whole process, as it has no other form.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.progress import Progress

from atomizer.engine.solvers.calculix.cards import read_deck
from atomizer.engine.solvers.calculix.inp import translate
from atomizer.engine.solvers.calculix.model import read_model
from tests.bench.solver.models import Model, models

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "CCX_NPROC_EQUATION_SOLVER": "1"}
LAUNCH = Path(__file__).with_name("launch.py")
REPEATS = {"1k": 3, "10k": 2, "100k": 1}
WARM_UP = {"1k": "1k", "10k": "10k", "100k": "1k"}
"""What a worker solved before: in a run the same model; of the largest a small one, for time."""
STEP = re.compile(r"\*STATIC(.*?)\*CLOAD.*", re.DOTALL)


@dataclass(frozen=True)
class Spent:
    """Seconds and bytes of one solve."""

    wall: float
    processor: float
    memory: float = 0.0


Figures = Mapping[str, Spent]


def measure_speed(progress: Progress, repeats: Mapping[str, int]) -> dict[Model, Figures]:
    """Each model with each solver; of several runs the quickest.

    Args:
        repeats: How many runs, by the size of the model.
    """
    todo = models(list(repeats))
    task = progress.add_task("speed", total=len(todo))
    found = {}
    for model in todo:
        progress.update(task, description=f"{model.name}, {model.freedoms:,} DOF")
        with TemporaryDirectory(prefix="atomizer-bench-") as folder:
            runs = [_runs(model, Path(folder)) for _ in range(repeats[model.size])]
        found[model] = {
            name: min((run[name] for run in runs), key=lambda spent: spent.wall) for name in runs[0]
        }
        progress.advance(task)
    return found


def _runs(model: Model, folder: Path) -> Figures:
    """One run of every solver there is."""
    deck = model.write(folder / "model.bdf")
    before = Model(model.kind, WARM_UP[model.size], model.solution).write(folder / "warm_up.bdf")
    child = [sys.executable, "-m", "tests.bench.solver.child"]
    found: dict[str, Spent] = {}
    whole, _ = _process([*child, "embedded", str(deck), str(folder)], folder)
    found["process"] = whole
    _, said = _process([*child, "embedded", str(deck), str(folder), str(before)], folder)
    found["warm"] = Spent(**json.loads(said))
    if ccx := shutil.which("ccx"):
        _write_input(model, folder)
        found["CalculiX"], _ = _process([ccx, "-i", "job"], folder)
        if not (folder / "job.frd").is_file():
            raise RuntimeError(f"CalculiX left no results of {model.name}.")
    if shutil.which("mystran"):
        found["MYSTRAN"], _ = _process([*child, "mystran", str(deck), str(folder)], folder)
    return found


def _write_input(model: Model, folder: Path) -> None:
    """The input file of CalculiX; stresses go into its result file, which is quicker than print."""
    static = Model(model.kind, model.size, "static").write(folder / "static.bdf")
    bdf = read_deck(static)
    text = translate(bdf, read_model(bdf))
    text = re.sub(r"\*EL PRINT.*\nS", "*EL FILE\nS", text)
    if model.solution != "static":
        modes = "*FREQUENCY\n10\\1*NODE FILE, OUTPUT=2D\nU\n*END STEP\n"
        text = STEP.sub(modes, text)
    (folder / "job.inp").write_text(text, encoding="ascii")


def _process(argv: Sequence[str], folder: Path) -> tuple[Spent, str]:
    """A process from its start to its end, and what it said; it must end well."""
    environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(LAUNCH.parents[3])}
    output = folder / "said.txt"
    launch = [sys.executable, "-I", "-S", str(LAUNCH), str(output)]
    done = subprocess.run(
        [*launch, *argv], cwd=folder, env=environment, stdout=subprocess.PIPE, check=True
    )
    spent = json.loads(done.stdout)
    text = output.read_text(encoding="utf-8", errors="replace")
    if code := spent.pop("code"):
        raise RuntimeError(f"{argv[0]} ended with {code}:\n{text[-2000:]}")
    return Spent(**spent), text


def speed_lines(found: Mapping[Model, Figures]) -> Iterator[str]:
    """A table of all figures, ours over the peer's."""
    yield from _INTRODUCTION
    peers = [name for name in ("CalculiX", "MYSTRAN") if any(name in f for f in found.values())]
    yield (
        "| model | degrees of freedom | warm (s) | whole process (s) | memory (GB) | "
        + " | ".join(
            f"{peer} (s) | its memory (GB) | warm / {peer} | memory ratio" for peer in peers
        )
        + " |"
    )
    yield "|---" * (5 + 4 * len(peers)) + "|"
    for model, figures in found.items():
        ours, whole = figures["warm"], figures["process"]
        cells = [model.name, f"{model.freedoms:,}", f"{ours.wall:.2f}", f"{whole.wall:.2f}"]
        cells.append(f"{whole.memory / 1e9:.2f}")
        for peer in peers:
            cells += _beside(figures[peer], ours, whole)
        yield f"| {' | '.join(cells)} |"


def _beside(peer: Spent, ours: Spent, whole: Spent) -> Iterator[str]:
    yield f"{peer.wall:.2f}"
    yield f"{peer.memory / 1e9:.2f}"
    yield f"**{ours.wall / peer.wall:.2f}** (processor {ours.processor / peer.processor:.2f})"
    yield f"{whole.memory / peer.memory:.2f}"


_INTRODUCTION = (
    "Single-threaded, each row in one run. `warm` is a worker that has solved the model before,",
    "as in every trial of a run but the first (of those of 100k a small one): it reads the deck,",
    "solves it, and writes OP2 and F06. `whole process` is a first solve with the start of Python",
    "and its libraries. CalculiX starts from its own input file, translated beforehand, and gives",
    "displacements and stresses, of modes their shapes. Ratios below one are in favour of",
    "Atomizer. Masses are coupled in both.",
    "",
)
