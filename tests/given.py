"""Given events, when a command, then events: how every rule of the domain is told."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from atomizer.commands.base import Command, Context, RunnerCommand
from atomizer.domain.events import Event, ItemAdded, StudyCreated
from atomizer.domain.fold import fold
from atomizer.domain.items import (
    Bounds,
    Constraint,
    DesignVariable,
    Extractor,
    Item,
    Meta,
    Model,
    Objective,
    Solver,
    Source,
)
from atomizer.domain.recorded import Envelope, Recorded
from atomizer.domain.run import Run, fold_run
from atomizer.domain.spec import plain
from atomizer.domain.study import Study
from atomizer.domain.values import Refused

START = datetime(2026, 1, 1, tzinfo=UTC)
Story = Callable[[], None]
STORIES: dict[str, list[Story]] = {}
TOLD: list[Command | RunnerCommand] = []
"""Every command a story has put to a study, so that no story can claim one it does not tell."""


def story(*of: type[Command] | type[RunnerCommand]) -> Callable[[Story], Story]:
    """Say which commands a test tells of."""

    def remember(told: Story) -> Story:
        for command in of:
            STORIES.setdefault(command.tool_name(), []).append(told)
        return told

    return remember


@dataclass(frozen=True)
class Said:
    """An event, by whom and in which gesture."""

    event: Event
    principal: str = "ann"
    group: str = ""


def by(principal: str, *events: Event, group: str = "") -> list[Said]:
    """Events of somebody else than Ann, or of one gesture."""
    return [Said(event, principal, group) for event in events]


def recorded(
    said: Iterable[Event | Said | list[Said]], stream: str = "study-bracket", after: int = 0
) -> list[Recorded[Event]]:
    """Events with their envelopes; each is a step of its own unless a group says otherwise."""
    flat = [s for each in said for s in (each if isinstance(each, list) else [each])]
    return [
        _record(each if isinstance(each, Said) else Said(each), stream, version)
        for version, each in enumerate(flat, after + 1)
    ]


def _record(said: Said, stream: str, version: int) -> Recorded[Event]:
    envelope = Envelope(
        at=START + timedelta(seconds=version),
        command_id=f"{stream}/{version}",
        actor=f"user:{said.principal}",
        principal=said.principal,
        source="test",
        command="told",
        group=said.group or f"{stream}/{version}",
    )
    return Recorded(stream, version, envelope, said.event, position=version)


def nobody(name: str) -> Any:
    raise AssertionError(f"the story knows nothing of {name!r}")


def knowing(records: Sequence[Recorded[Event]], principal: str = "ann") -> Context:
    """A context that knows a study's own past and nothing else."""
    return Context(
        principal=principal,
        past=lambda version: fold(records[:version]),
        other=nobody,
        run=nobody,
    )


@dataclass(frozen=True)
class Outcome:
    """What a command leads to."""

    study: Study
    decide: Callable[[], Sequence[Event]]

    def then(self, *expected: Event) -> None:
        """Exactly these events follow."""
        assert list(self.decide()) == list(expected)

    def refused(self, code: str, because: str = "") -> Refused:
        """Nothing follows but an answer: this code, and these words in it."""
        with pytest.raises(Refused) as refusal:
            self.decide()
        assert refusal.value.code == code
        assert because in str(refusal.value)
        return refusal.value


@dataclass(frozen=True)
class Given:
    """A study with a history, and what a decision may look up beside it."""

    records: list[Recorded[Event]]
    others: Mapping[str, Study] = field(default_factory=dict)
    runs: Mapping[str, Run] = field(default_factory=dict)

    def and_study(self, study_id: str, *said: Event | Said) -> "Given":
        """Another study beside it."""
        study = fold(recorded(said, f"study-{study_id}"))
        return replace(self, others={**self.others, study_id: study})

    def and_run(self, run: str, *said: Event) -> "Given":
        """The trials of one of its runs."""
        trials = fold_run(recorded(said, f"run-bracket.{run}"))
        return replace(self, runs={**self.runs, run: trials})

    def when(self, command: Command, principal: str = "ann") -> Outcome:
        """Somebody gives a command."""
        TOLD.append(command)
        study = fold(self.records)
        context = replace(
            knowing(self.records, principal),
            other=lambda name: self.others.get(name) or nobody(name),
            run=lambda name: self.runs.get(name, Run()),
        )
        return Outcome(study, lambda: command.decide(study, context))


def given(*said: Event | Said | list[Said]) -> Given:
    """A history, told event by event; Ann's unless it says otherwise."""
    return Given(recorded(said))


def told(*said: Event | Said | list[Said]) -> Study:
    """The study of a history."""
    return fold(recorded(said))


def added(item: Item, item_id: str = "", rank: int | None = None) -> ItemAdded:
    """The event that an item joined, under an id or as the only one of its kind."""
    place = {} if rank is None else {"rank": rank}
    return ItemAdded(kind=item.kind, id=item_id or item.kind, values=plain(item) | place)


CREATED = StudyCreated(meta=plain(Meta(name="Bracket")))
MODEL = added(Model(path="1_setup/bracket.bdf"))
SOLVER = added(Solver(solver="springs"))
WEB = DesignVariable(
    name="Web", expression_name="PSHELL:1:T", bounds=Bounds(min=1, max=8), baseline=4.0, units="mm"
)
WEIGHED = Source(extractor_id="ext_scale", output_key="mass")
STRESSED = Source(extractor_id="ext_gauge", output_key="max_stress")
THICKNESS = added(WEB, "dv_web", 0)
SCALE = added(Extractor(name="Scale", type="scale"), "ext_scale", 0)
GAUGE = added(Extractor(name="Gauge", type="gauge"), "ext_gauge", 1)
LIGHT = added(Objective(name="Light", source=WEIGHED), "obj_light", 0)
STRONG = added(Constraint(name="Strong", threshold=200.0, source=STRESSED), "con_strong", 0)
READY = (CREATED, MODEL, SOLVER, THICKNESS, SCALE, GAUGE, LIGHT, STRONG)
"""A study that can be run: one variable, two extractors, an objective and a constraint."""


def thorough(examples: int, steps: int = 50) -> settings:
    """How long to look for a counter-example; ATOMIZER_EXAMPLES multiplies it for long proofs."""
    times = float(os.environ.get("ATOMIZER_EXAMPLES", "1"))
    return settings(
        max_examples=max(1, round(examples * times)),
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
