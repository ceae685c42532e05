"""The runner: a projection that acts. It folds the log and works off a run that was started.

The log is its only memory. A trial is claimed by an event before it is solved and recorded by an
event when it is, both under command ids that name run, trial and attempt: so several runners
share a run without doubling a trial, and a killed one is continued by the next. Execution happens
at least once, recording exactly once.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event as Flag
from typing import Literal

from atomizer.commands.run import FinishRun
from atomizer.commands.runner import CompleteTrial, DelayTrial, FailTrial, StartTrial
from atomizer.commands.studies import RUNNER, Answer, Delivery, Studies
from atomizer.domain.events import RunStarted
from atomizer.domain.feasibility import feasible, margins, objective_values
from atomizer.domain.run import Run, TrialFailed
from atomizer.domain.study import RunState
from atomizer.domain.values import Refused
from atomizer.engine.files import ITERATIONS, Workspace
from atomizer.engine.pool import Pool
from atomizer.engine.trial import Limits, Outcome, TrialFailure, TrialJob, TrialResult
from atomizer.projections.claims import Claims
from atomizer.projections.given import Given, given_to
from atomizer.projections.planning import Plan, folder_name, is_done, next_trial

ACTIVE = ("running", "paused")
LOOK = 0.2
"""Seconds between looks at the log while nothing happens."""
HOPELESS = 5
"""A run ends as failed when its first trials all failed for a reason that is not their design."""
BACK_OFF = (5.0, 15.0, 60.0, 300.0)
"""Seconds to wait for a licence: the first time, the second, ... and then always the last."""


@dataclass(frozen=True)
class Progress:
    """Where a run stands, for whoever watches it."""

    plan: Plan
    state: RunState
    run: Run
    total: int


Watch = Callable[[Progress], None]
Report = StartTrial | CompleteTrial | FailTrial | DelayTrial


class Runner:
    """Works off runs of a workspace with a pool of workers."""

    def __init__(self, studies: Studies, workspace: Workspace, pool: Pool, limits: Limits) -> None:
        self.studies, self.workspace, self.pool, self.limits = studies, workspace, pool, limits

    def work(
        self,
        study_id: str,
        watch: Watch = lambda progress: None,
        stop: Flag | None = None,
    ) -> RunState:
        """Work off the active run of a study to its end; others may work on it too.

        Args:
            study_id: Whose run.
            watch: Told how the run stands, a few times a second.
            stop: Set to leave before the run has ended; it stays as it is, to be gone on with.

        Returns:
            How the run ended.

        Raises:
            Refused: E021, no run is active; E012, its model is not there; E042, a script of it was
                not allowed here.
        """
        active = self.studies.study(study_id).active_run
        if active is None:
            raise Refused("E021", f"No run of {study_id} is active.", "Start one.")
        plan = Plan(active.started, self.studies.at(study_id, active.started.version))
        given = self._given(plan)
        with Claims(self.workspace.own / "runners") as claims:
            return Shift(self, plan, given, claims).work(watch, stop or Flag())

    def _given(self, plan: Plan) -> Given:
        """What its trials need; without it the run ends, as nothing of it can ever be solved."""
        try:
            return given_to(plan, self.workspace)
        except Refused as refusal:
            end = FinishRun(run=plan.started.run, reason="failed", message=str(refusal))
            self.studies.handle(plan.study.id, end, RUNNER)
            raise


class Shift:
    """One runner's work on one run."""

    def __init__(self, runner: Runner, plan: Plan, given: Given, claims: Claims) -> None:
        self._runner, self._studies, self._pool = runner, runner.studies, runner.pool
        self._plan, self._given, self._claims = plan, given, claims
        self._study, self._name = plan.study.id, plan.started.run
        self._deadline = self._due(plan.started)
        self._flying: dict[int, TrialJob] = {}
        self._denied: list[tuple[float, TrialJob]] = []
        self._denials: dict[int, int] = {}
        self._iterations = runner.workspace.folder(plan.study) / ITERATIONS

    def work(self, watch: Watch, stop: Flag) -> RunState:
        """Start, collect and record trials until the run has ended, or it is time to leave."""
        state = self._state()
        try:
            while state.status in ACTIVE and not stop.is_set():
                if state.status == "running":
                    self._start(state)
                self._collect()
                self._finish_when_due(state)
                state = self._state()
                watch(Progress(self._plan, state, self._run(), self._plan.total(state)))
        finally:
            self._drop_flying()
        return state

    def _due(self, started: RunStarted) -> datetime | None:
        """When the run's time is over; it counts from its start, whoever continues it."""
        if started.timeout_hours is None:
            return None
        history = self._studies.history(self._study, after=started.version)
        began = next(r.envelope.at for r in history if r.event == started)
        return began + timedelta(hours=started.timeout_hours)

    def _state(self) -> RunState:
        return self._studies.study(self._study).runs[self._name]

    def _run(self) -> Run:
        return self._studies.run(self._study, self._name)

    def _start(self, state: RunState) -> None:
        """Claim and submit trials until the pool is full or nothing is left to start."""
        self._resubmit(state)
        while len(self._flying) + len(self._denied) < self._pool.capacity:
            run = self._run()
            claim = next_trial(self._plan, state, run, self._claims.is_gone)
            if claim is None:
                return
            mine = claim.model_copy(update={"runner": self._claims.runner})
            if self._claim(mine, run.version):
                self._submit(self._job(state, mine))

    def _claim(self, claim: StartTrial, version: int) -> bool:
        """Claim a trial; False when somebody else was faster, so that it is looked at again."""
        try:
            answer = self._report("start", claim, version)
        except Refused as refusal:
            if refusal.code != "E013":
                raise
            return False
        return bool(answer.events) and not answer.repeated

    def _submit(self, job: TrialJob) -> None:
        self._flying[job.number] = job
        self._pool.submit(job)

    def _job(self, state: RunState, claim: StartTrial) -> TrialJob:
        plan = self._plan
        return TrialJob(
            number=claim.number,
            attempt=claim.attempt,
            deck=self._given.deck,
            parameters=plan.in_model(claim.parameters),
            solver=plan.started.solver,
            options=plan.solver_options,
            extractors={i: (e.type, e.config) for i, e in plan.extractors.items()},
            scripts=self._given.scripts,
            folder=self._iterations / self._name / folder_name(state, claim.number),
            solves=None if claim.number in state.retried else self._iterations / "solves",
            limits=self._runner.limits,
        )

    def _collect(self) -> None:
        for outcome in self._pool.outcomes(LOOK):
            job = self._flying.get(outcome.number)
            if job and job.attempt == outcome.attempt:
                del self._flying[job.number]
                self._take(job, outcome)

    def _take(self, job: TrialJob, outcome: Outcome) -> None:
        if isinstance(outcome, TrialResult):
            self._report("end", self._scored(outcome))
        elif outcome.kind == "licence":
            self._delay(job, outcome)
        elif outcome.kind != "cancelled" or self._state().status == "stopped":
            self._report("end", _failed(outcome))

    def _scored(self, result: TrialResult) -> CompleteTrial | FailTrial:
        """What a result means for the run: its objectives, its margins, whether all hold."""
        plan, outputs = self._plan, result.outputs
        try:
            return CompleteTrial(
                number=result.number,
                attempt=result.attempt,
                outputs=outputs,
                objectives=objective_values(outputs, plan.objectives),
                margins=margins(outputs, plan.constraints),
                feasible=feasible(outputs, plan.constraints),
                provenance=result.provenance,
            )
        except KeyError as missing:
            return FailTrial(
                number=result.number,
                attempt=result.attempt,
                kind="parse",
                reason=f"Nothing to score: {missing.args[0]}.",
                by_design=False,
                seconds=result.provenance.seconds,
            )

    def _delay(self, job: TrialJob, denial: TrialFailure) -> None:
        """Wait for a licence: visible in the log, and never taken for a property of the design."""
        times = self._denials.get(job.number, 0)
        wait = BACK_OFF[min(times, len(BACK_OFF) - 1)]
        self._denials[job.number] = times + 1
        self._denied.append((time.monotonic() + wait, job))
        delay = DelayTrial(
            number=job.number, attempt=job.attempt, reason=denial.reason, wait_seconds=wait
        )
        self._report(f"delay-{times + 1}", delay)

    def _resubmit(self, state: RunState) -> None:
        now = time.monotonic()
        due = [job for when, job in self._denied if when <= now]
        self._denied = [(when, job) for when, job in self._denied if when > now]
        for job in due:
            self._submit(job)

    def _finish_when_due(self, state: RunState) -> None:
        if self._deadline and datetime.now(UTC) >= self._deadline:
            self._finish("timeout", f"The {self._plan.started.timeout_hours:g} hours are over.")
            return
        run = self._run()
        if not self._flying and not self._denied and is_done(self._plan, state, run):
            self._finish("completed", "")
        elif why := _hopeless(run):
            self._finish("failed", why)

    def _finish(self, reason: Literal["completed", "timeout", "failed"], message: str) -> None:
        command = FinishRun(run=self._name, reason=reason, message=message)
        self._studies.handle(self._study, command, RUNNER)

    def _report(self, what: str, command: Report, expected: int | None = None) -> Answer:
        number, attempt = command.number, command.attempt
        delivery = Delivery(
            command_id=f"{self._study}/{self._name}/{what}/{number}/{attempt}",
            expected_version=expected,
            correlation_id=self._name,
        )
        return self._studies.report((self._study, self._name), command, delivery)

    def _drop_flying(self) -> None:
        """Stop what still runs. Trials of a run that ended are recorded as cancelled."""
        ended = self._state().status not in ACTIVE
        for job in [*self._flying.values(), *(job for _, job in self._denied)]:
            self._pool.cancel(job.number)
            if ended:
                self._report("end", _cancelled(job))
        self._flying.clear()
        self._denied.clear()


def _failed(failure: TrialFailure) -> FailTrial:
    return FailTrial(**failure.model_dump(exclude={"status"}))


def _cancelled(job: TrialJob) -> FailTrial:
    return FailTrial(
        number=job.number,
        attempt=job.attempt,
        kind="cancelled",
        reason="The run ended before this trial did.",
        by_design=False,
    )


def _hopeless(run: Run) -> str:
    """Why no design can succeed, when the first trials all failed for the same outer reason."""
    outcomes = [trial.outcome for trial in run.trials.values() if trial.outcome]
    failed = [o for o in outcomes if isinstance(o, TrialFailed) and not o.by_design]
    alike = len({o.kind for o in failed}) == 1
    if len(failed) == len(outcomes) >= HOPELESS and alike:
        return f"Every trial failed ({failed[-1].kind}): {failed[-1].reason}"
    return ""
