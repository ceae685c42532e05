"""What happened, in a sentence: who did what, with the old and the new value.

Ann (chat, by assistant claude) changed the bounds of thickness from 1..5 mm to 2..6 mm.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import JsonValue

from atomizer.domain import events as ev
from atomizer.domain import run
from atomizer.domain.events import Event
from atomizer.domain.items import LISTS, Kind
from atomizer.domain.patch import Patch
from atomizer.domain.recorded import Envelope, Recorded
from atomizer.domain.study import Study
from atomizer.domain.values import ItemId, Json
from atomizer.projections.places import place_of
from atomizer.projections.wording import NOTHING, Words, listed, number, say, shortened, with_units

SINGLE = {
    "model": "path",
    "solver": "solver",
    "algorithm": "type",
    "surrogate": "type",
    "budget": "max_trials",
}
"""The kinds a study has one of, with the field that tells most."""


def sentence(recorded: Recorded[Event], study: Study) -> str:
    """What an event says.

    Args:
        recorded: The event.
        study: Gives names and units; as it was before the event, or later. Of a trial: the study
            as its run pinned it.
    """
    event, words = recorded.event, Words(study)
    if told := _TRIALS.get(event.type):
        place = place_of(recorded.stream)
        subject = f"rial {getattr(event, 'number', '?')} of {place.run if place else '?'}"
        return f"{told(event, words, subject)}."
    return f"{who(recorded.envelope)} {_DEEDS[event.type](event, words)}."


def who(envelope: Envelope) -> str:
    """On whose behalf, through which door, and by whom if it was somebody else."""
    if envelope.principal == "runner":
        return "The runner"
    kind, _, name = envelope.principal.rpartition(":")
    shown = "The local user" if name == "local" else name[:1].upper() + name[1:]
    by = f", by {envelope.actor.replace(':', ' ')}" if envelope.actor != envelope.principal else ""
    door = kind if kind not in ("", "user") else envelope.source
    return f"{shown} ({door}{by})"


def explained() -> frozenset[str]:
    """The types of events that there is a sentence for."""
    return frozenset(_DEEDS) | frozenset(_TRIALS)


def _created(event: ev.StudyCreated, words: Words) -> str:
    copy = f" as a copy of {event.cloned_from}" if event.cloned_from else ""
    return f"created the study {say(event.meta.get('name'))!r}{copy}"


def _added(event: ev.ItemAdded, words: Words) -> str:
    if event.kind == "foreign":
        return "kept keys of the spec that Atomizer does not know"
    if event.kind not in LISTS:
        return f"set the {event.kind} to {say(event.values.get(SINGLE.get(event.kind, 'name')))}"
    detail = _detail(event.kind, event.values)
    name = words.name(event.id, event.values)
    return f"added the {_kind(event.kind)} {name}" + (f" ({detail})" if detail else "")


def _detail(kind: Kind, cells: Json) -> str:
    units = str(cells.get("units") or "")
    source = say(cells["source"]) if cells.get("source") else "not connected"
    match kind:
        case "design_variable":
            return with_units(cells.get("bounds") or cells.get("values"), units)
        case "extractor":
            return say(cells.get("type"))
        case "objective":
            return f"{say(cells.get('direction'))} {source}"
        case "constraint":
            limit = with_units(cells.get("threshold"), units)
            return f"{source} {say(cells.get('operator'))} {limit}"
    return ""


def _changed(event: ev.ItemChanged, words: Words) -> str:
    fields = dict.fromkeys([*event.after, *event.before])
    cells = {**event.before, **event.after}
    clauses = [_change(event, field, words, cells) for field in fields]
    return listed(clauses) or f"changed nothing of {words.name(event.id)}"


def _change(event: ev.ItemChanged, field: str, words: Words, cells: Json) -> str:
    name = f"the {event.kind}" if event.kind not in LISTS else words.name(event.id, cells)
    units = str(cells.get("units") or words.units(event.id))
    old, new = (with_units(side.get(field), units) for side in (event.before, event.after))
    if event.kind == "foreign":
        return "changed keys of the spec that Atomizer does not know"
    if event.kind == "meta":
        name = "the study"
    if phrase := _PHRASES.get(field):
        return phrase(name, old, new)
    return f"changed the {field.replace('_', ' ')} of {name} from {old} to {new}"


_PHRASES: dict[str, Callable[[str, str, str], str]] = {
    "name": lambda name, old, new: f"renamed {_renamed(name, old)} to {new!r}",
    "archived": lambda name, old, new: f"{'archived' if new == 'yes' else 'took back'} {name}",
    "enabled": lambda name, old, new: f"{'enabled' if new == 'yes' else 'disabled'} {name}",
    "source": lambda name, old, new: _connection(name, new),
    "rank": lambda name, old, new: f"changed the order of {name}",
    "extra": lambda name, old, new: f"changed keys of {name} that Atomizer does not know",
}
"""Changes of these fields have words of their own: name of the item, old and new value."""


def _renamed(name: str, old: str) -> str:
    return f"the study from {old!r}" if name == "the study" else repr(old)


def _connection(name: str, source: str) -> str:
    return f"disconnected {name}" if source == NOTHING else f"connected {name} to {source}"


def _removed(event: ev.ItemRemoved, words: Words) -> str:
    if event.kind not in LISTS:
        return f"removed the {_kind(event.kind)}"
    return f"removed the {_kind(event.kind)} {words.name(event.id, event.values)}"


def _moved(event: ev.NodesMoved, words: Words) -> str:
    if len(event.positions) != 1:
        return f"moved {len(event.positions)} nodes on the canvas"
    [(node, (x, y))] = event.positions.items()
    return f"moved {words.name(node)} to ({number(x)}, {number(y)}) on the canvas"


def _tidied(event: ev.LayoutTidied, words: Words) -> str:
    return "tidied the layout of the canvas"


def _undone(event: ev.Undone, words: Words) -> str:
    return f"took back a step{_touched(event.patch, words)}"


def _redone(event: ev.Redone, words: Words) -> str:
    return f"made a step again{_touched(event.patch, words)}"


def _restored(event: ev.VersionRestored, words: Words) -> str:
    return f"restored version {event.to}{_touched(event.patch, words)}"


def _labelled(event: ev.VersionLabelled, words: Words) -> str:
    return f"named version {event.version} {event.label!r}"


def _touched(patch: Patch, words: Words) -> str:
    """What a patch wrote: `: thickness bounds and Mass`."""
    return f": {listed(_cells(patch, words))}" if patch else ", which changed nothing"


def _cells(patch: Patch, words: Words) -> Iterator[str]:
    for op in patch:
        kind, item = op.path[:2]
        values = next((v[0] for v in (op.after, op.before) if v and isinstance(v[0], dict)), {})
        name = words.name(item, values if len(op.path) == 2 else {})
        name = {"meta": "the study", "node": f"the place of {name}"}.get(kind, name)
        yield " ".join(
            (name, *(field.replace("_", " ") for field in op.path[2:] if kind != "node"))
        )


def _run_started(event: ev.RunStarted, words: Words) -> str:
    hours = f" within {number(event.timeout_hours)} h" if event.timeout_hours else ""
    reason = f" ({event.reason})" if event.reason else ""
    plan = f"{event.max_trials} trials{hours} with {event.algorithm}{reason}"
    return f"started {event.run}: {plan}, solver {event.solver}, seed {event.seed}"


def _run_finished(event: ev.RunFinished, words: Words) -> str:
    ended = {
        "completed": f"finished {event.run}",
        "stopped": f"stopped {event.run}",
        "timeout": f"ended {event.run}, whose time was up",
        "failed": f"gave up {event.run}",
    }[event.reason]
    return f"{ended}: {shortened(event.message).rstrip('.')}" if event.message else ended


def _retried(event: ev.TrialsRetried, words: Words) -> str:
    numbers = listed(map(str, sorted(event.attempts)), 8)
    trials = "trial" if len(event.attempts) == 1 else "trials"
    return f"asked {event.run} to solve {trials} {numbers} again"


def _injected(event: ev.DesignInjected, words: Words) -> str:
    return f"asked {event.run} to solve a design: {_design(event.parameters, words)}"


def _design(parameters: Mapping[ItemId, JsonValue], words: Words) -> str:
    return ", ".join(words.quantity(i, value) for i, value in parameters.items())


def _trial_started(event: run.TrialStarted, words: Words, subject: str) -> str:
    attempt = f", attempt {event.attempt}" if event.attempt > 1 else ""
    cause = "" if event.cause == "proposed" else f" ({event.cause})"
    return f"The runner started t{subject}{attempt}{cause}: {_design(event.parameters, words)}"


def _trial_completed(event: run.TrialCompleted, words: Words, subject: str) -> str:
    broken = [words.name(i) for i, margin in event.margins.items() if margin > 0.0]
    verdict = "is feasible" if event.feasible else f"breaks {listed(broken) or 'a limit'}"
    values = ", ".join(words.quantity(i, value) for i, value in event.objectives.items())
    cached = event.provenance.cached
    how = f"{number(event.provenance.seconds)} s" if cached is None else f"solved as trial {cached}"
    return f"T{subject} {verdict}" + (f": {values}" if values else "") + f" ({how})"


def _trial_failed(event: run.TrialFailed, words: Words, subject: str) -> str:
    return f"T{subject} failed ({event.kind}): {shortened(event.reason).rstrip('.')}"


def _trial_delayed(event: run.TrialDelayed, words: Words, subject: str) -> str:
    reason = shortened(event.reason).rstrip(".")
    return f"T{subject} waits {number(event.wait_seconds)} s: {reason}"


def _kind(kind: Kind) -> str:
    return kind.replace("_", " ")


_DEEDS: dict[str, Callable[[Any, Words], str]] = {
    ev.StudyCreated.type: _created,
    ev.ItemAdded.type: _added,
    ev.ItemChanged.type: _changed,
    ev.ItemRemoved.type: _removed,
    ev.NodesMoved.type: _moved,
    ev.LayoutTidied.type: _tidied,
    ev.Undone.type: _undone,
    ev.Redone.type: _redone,
    ev.VersionRestored.type: _restored,
    ev.VersionLabelled.type: _labelled,
    ev.RunStarted.type: _run_started,
    ev.RunPaused.type: lambda event, words: f"paused {event.run}",
    ev.RunResumed.type: lambda event, words: f"went on with {event.run}",
    ev.RunFinished.type: _run_finished,
    ev.TrialsRetried.type: _retried,
    ev.DesignInjected.type: _injected,
}
_TRIALS: dict[str, Callable[[Any, Words, str], str]] = {
    run.TrialStarted.type: _trial_started,
    run.TrialCompleted.type: _trial_completed,
    run.TrialFailed.type: _trial_failed,
    run.TrialDelayed.type: _trial_delayed,
}
