"""What a run adds to asking and solving: a run against a bare Optuna loop over the same trials."""

import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import optuna

from atomizer.commands.studies import Studies
from atomizer.commands.vocabulary import parse
from atomizer.engine.files import Workspace
from atomizer.engine.pool import Pool
from atomizer.engine.trial import Limits, TrialJob, run_trial
from atomizer.projections.runner import Runner
from tests.plugins_installed import DECK, plugins_installed
from tests.projections.running import build, start

TRIALS = 100
GOAL_MS = 10.0


def main() -> None:
    """Print both walls, their ratio, and the difference a trial."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with plugins_installed(), tempfile.TemporaryDirectory(prefix="atomizer-bench-") as folder:
        _bare(Path(folder) / "warm", 3)
        bare = min(_bare(Path(folder) / f"bare-{n}", TRIALS) for n in range(3))
        ours = min(_run(Path(folder) / f"run-{n}") for n in range(3))
    added = (ours - bare) / TRIALS * 1e3
    _say(f"bare Optuna loop, {TRIALS} trials     {bare:6.2f} s")
    _say(f"run, one worker, SQLite, synced   {ours:6.2f} s   {ours / bare:.2f}x")
    _say(f"added a trial                     {added:6.1f} ms  (goal: at most {GOAL_MS:g} ms)")


def _bare(folder: Path, trials: int) -> float:
    """Ask, solve in this process, tell: nothing recorded, nothing protected."""
    folder.mkdir()
    deck = folder / "model.bdf"
    deck.write_text(DECK, encoding="ascii")
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(multivariate=True, seed=0))
    begin = time.perf_counter()
    for number in range(trials):
        trial = study.ask()
        design: dict[str, float | str] = {x: trial.suggest_float(x, 0.1, 2.0) for x in ("X1", "X2")}
        result = run_trial(
            TrialJob(
                number=number,
                attempt=1,
                deck=deck,
                parameters=design,
                solver="instant",
                extractors={"ext": ("probe", {})},
                folder=folder / f"trial-{number}",
            )
        )
        assert result.status == "completed"
        study.tell(trial, result.outputs["ext"]["weight"])
    return time.perf_counter() - begin


def _run(folder: Path) -> float:
    folder.mkdir()
    (folder / ".atomizer").mkdir()
    studies, workspace = build(folder, f"sqlite:///{folder / '.atomizer' / 'events.db'}")
    studies.handle("box", parse("set_algorithm", {"type": "TPE"}))
    with closing(studies), Pool(1) as pool:
        _work(studies, workspace, pool, 3)
        return _work(studies, workspace, pool, TRIALS)


def _work(studies: Studies, workspace: Workspace, pool: Pool, trials: int) -> float:
    start(studies, trials, seed=trials)
    begin = time.perf_counter()
    Runner(studies, workspace, pool, Limits()).work("box")
    return time.perf_counter() - begin


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
