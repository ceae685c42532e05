"""Events of a run, as tests give and expect them."""

from atomizer.domain.events import (
    RunFinished,
    RunPaused,
    RunResumed,
    RunStarted,
)
from atomizer.domain.items import (
    Bounds,
    DesignVariable,
    Objective,
)
from atomizer.domain.run import TrialFailed, TrialStarted
from tests.given import (
    WEIGHED,
    added,
)

STARTED = RunStarted(
    run="run-1",
    version=8,
    spec_version=8,
    max_trials=100,
    timeout_hours=None,
    seed=0,
    solver="springs",
    algorithm="TPE",
    reason="one objective and 100 trials",
)
COUNT = DesignVariable(
    name="Ribs", expression_name="N", type="integer", bounds=Bounds(min=0, max=9)
)
PROFILE = DesignVariable(name="Profile", expression_name="P", type="categorical", values=("I", 2.0))
OBJECTIVES = [added(Objective(name=f"{n}", source=WEIGHED), f"obj_{n}", n) for n in (1, 2, 3)]
PAUSED, RESUMED = RunPaused(run="run-1"), RunResumed(run="run-1")
STOPPED = RunFinished(run="run-1", reason="stopped")
BEGAN = [
    TrialStarted(number=n, attempt=1, parameters={"dv_web": 2.0}, runner="r", cause="proposed")
    for n in range(3)
]
FAILED = TrialFailed(number=1, attempt=1, kind="fatal", reason="SINGULAR", by_design=True)
