"""Wall, processor time and peak memory beside CalculiX, and MYSTRAN where it is on PATH.

Everything runs on one thread. `first` and `again` are solves in a worker as a run starts it, which
has solved a tiny model before: the first solve of the model, and the one after it. Each reads the
deck, solves it and writes OP2 and F06. CalculiX has its input file translated beforehand and is
measured as a whole process, as it has no other form.
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
from atomizer.engine.warm import environment
from tests.bench.solver.models import Model, models

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "CCX_NPROC_EQUATION_SOLVER": "1"}
LAUNCH = Path(__file__).with_name("launch.py")
REPEATS = {"1k": 3, "10k": 2, "100k": 1}
WARM_UP = "tiny"
"""The size of what a worker solved before; never that of a model of the table."""
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
    warm_up = Model(model.kind, WARM_UP, model.solution).write(folder / "warm_up.bdf")
    found: dict[str, Spent] = {}
    found["process"], _ = _child("embedded", folder, [deck])
    _, each = _child("embedded", folder, [warm_up, deck, deck])
    _, found["first"], found["again"] = each
    if ccx := shutil.which("ccx"):
        _write_input(model, folder)
        found["CalculiX"], _ = _process([ccx, "-i", "job"], folder, os.environ)
        if not (folder / "job.frd").is_file():
            raise RuntimeError(f"CalculiX left no results of {model.name}.")
    if shutil.which("mystran"):
        found["MYSTRAN"], _ = _child("mystran", folder, [deck])
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


def _child(solver: str, folder: Path, decks: Sequence[Path]) -> tuple[Spent, list[Spent]]:
    """A process of ours that solves decks, as a run starts it: the whole, and each solve."""
    argv = [sys.executable, "-m", "tests.bench.solver.child", solver, str(folder)]
    settings = {**environment(), "PYTHONPATH": str(LAUNCH.parents[3])}
    whole, said = _process([*argv, *map(str, decks)], folder, settings)
    return whole, [Spent(**each) for each in json.loads(said)]


def _process(argv: Sequence[str], folder: Path, settings: Mapping[str, str]) -> tuple[Spent, str]:
    """A process from its start to its end, and what it said; it must end well."""
    output = folder / "said.txt"
    launch = [sys.executable, "-I", "-S", str(LAUNCH), str(output)]
    settings = {**settings, **ONE_THREAD}
    done = subprocess.run(
        [*launch, *argv], cwd=folder, env=settings, stdout=subprocess.PIPE, check=True
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
    heads = ["model", "degrees of freedom", "first (s)", "again (s)", "whole process (s)"]
    heads += ["memory (GB)", *(head for peer in peers for head in _heads(peer))]
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    for model, figures in found.items():
        times = [f"{figures[name].wall:.2f}" for name in ("first", "again", "process")]
        cells = [
            model.name,
            f"{model.freedoms:,}",
            *times,
            f"{figures['process'].memory / 1e9:.2f}",
        ]
        for peer in peers:
            cells += _beside(figures[peer], figures)
        yield f"| {' | '.join(cells)} |"


def _heads(peer: str) -> list[str]:
    return [f"{peer} (s)", "its memory (GB)", f"first / {peer}", f"again / {peer}", "memory ratio"]


def _beside(peer: Spent, ours: Figures) -> Iterator[str]:
    yield f"{peer.wall:.2f}"
    yield f"{peer.memory / 1e9:.2f}"
    for name in ("first", "again"):
        processor = ours[name].processor / peer.processor
        yield f"**{ours[name].wall / peer.wall:.2f}** (processor {processor:.2f})"
    yield f"{ours['process'].memory / peer.memory:.2f}"


_INTRODUCTION = (
    "Single-threaded, each row in one run. `first` is the first solve of the model in a worker as",
    "a run starts it, which has solved nothing but a tiny model before: it reads the deck, solves",
    "it, and writes OP2 and F06. `again` is the solve after that, as in every trial of a run but",
    "the first. `whole process` is a first solve with the start of Python and its libraries,",
    "which a run pays once a worker, and `memory` the peak of that process. CalculiX is a whole",
    "process too: it starts from its own input file, translated beforehand, and gives",
    "displacements and stresses, of modes their shapes. Ratios below one are in favour of",
    "Atomizer; `processor` is the ratio of processor times, which other programs on the machine",
    "disturb less. Masses are coupled in both.",
    "",
)
