"""A study whose model is solved in closed form, and the means to run it."""

from collections import Counter
from pathlib import Path
from typing import Any

from atomizer.commands.store import open_store
from atomizer.commands.streams import run_stream
from atomizer.commands.studies import Studies
from atomizer.commands.vocabulary import parse
from atomizer.domain.run import TrialCompleted, TrialFailed, TrialStarted
from atomizer.engine.files import SETUP, Workspace
from tests.plugins_installed import DECK

BUILD: list[tuple[str, dict[str, Any]]] = [
    ("create_study", {"name": "Box"}),
    ("set_model", {"path": "1_setup/model.bdf"}),
    ("add_design_variable", {"id": "dv_a", "name": "a", "expression_name": "X1",
                             "bounds": {"min": 0.1, "max": 2.0}, "baseline": 1.0}),
    ("add_design_variable", {"id": "dv_b", "name": "b", "expression_name": "X2",
                             "bounds": {"min": 0.1, "max": 2.0}, "baseline": 1.0}),
    ("add_extractor", {"id": "ext", "name": "probe", "type": "probe"}),
    ("add_objective", {"id": "obj", "name": "weight",
                       "source": {"extractor_id": "ext", "output_key": "weight"}}),
    ("add_constraint", {"id": "con", "name": "stress", "threshold": 2.0,
                        "source": {"extractor_id": "ext", "output_key": "stress"}}),
    ("set_algorithm", {"type": "Random"}),
]  # fmt: skip
"""Minimize a + b with 1 / (a b) <= 2: the best design is a = b = 0.7071, weight 1.4142."""


def build(root: Path, store: str = "memory:", **options: Any) -> tuple[Studies, Workspace]:
    """The study `box` in a workspace; options are those of the solver `instant`."""
    workspace, studies = Workspace(root), Studies(open_store(store))
    for name, arguments in BUILD:
        studies.handle("box", parse(name, arguments))
    studies.handle("box", parse("set_solver", {"solver": "instant", "options": options}))
    deck = workspace.prepare(studies.study("box")) / SETUP / "model.bdf"
    deck.write_text(DECK, encoding="ascii")
    return studies, workspace


def start(studies: Studies, trials: int = 6, **settings: Any) -> None:
    """Start a run of the study."""
    studies.handle("box", parse("start_optimization", {"max_trials": trials, **settings}))


def outcomes(studies: Studies, run: str = "run-1") -> Counter[int]:
    """How many outcomes each trial of a run has in the log."""
    records = studies.store.read(run_stream("box", run))
    ended = (r.event for r in records if isinstance(r.event, TrialCompleted | TrialFailed))
    return Counter(event.number for event in ended)


def starts(studies: Studies, run: str = "run-1") -> list[TrialStarted]:
    """Every claim of a trial in the log, oldest first."""
    records = studies.store.read(run_stream("box", run))
    return [r.event for r in records if isinstance(r.event, TrialStarted)]
