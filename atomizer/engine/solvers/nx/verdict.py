"""The verdict on a solve by NX: what the journal answered, then the files Nastran left.

A failure before the solve is told by the journal. Whether Nastran was content stands in its F06, as
for every Nastran; what NX counts as solved is not believed.
"""

from atomizer.engine.failure import SolveFailed
from atomizer.engine.nx import Answer
from atomizer.engine.outside import Evidence
from atomizer.engine.outside.nastran import judge as judge_nastran


def judge(answer: Answer, run: Evidence) -> SolveFailed | None:
    """Why a run gave no usable results; None when it did."""
    told = answer.failure
    if told and (answer.step != "solve" or run.print is None):
        return told
    if run.print is None and run.log is None:
        return SolveFailed("crash", _nothing(answer))
    return judge_nastran(run) or _without_deck(answer) or told


def _without_deck(answer: Answer) -> SolveFailed | None:
    """The deck gives the mesh of the results, so there is no reading them without it."""
    if any(name.lower().endswith(".dat") for name in answer.files):
        return None
    return SolveFailed("parse", "NX left no .dat of the model it solved, which holds the mesh.")


def _nothing(answer: Answer) -> str:
    """What NX says when it has solved nothing."""
    counts = answer.solutions
    said = f"{counts.failed} failed, {counts.skipped} skipped" if counts else "it does not say why"
    return f"NX solved nothing ({said}): check the model in NX with Model Setup Check."
