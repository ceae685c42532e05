"""The vocabulary of people and assistants, and the one place that turns text into a command.

What only the runner may say is not in it: an assistant must not be able to report a trial.
"""

import json
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from atomizer.commands import canvas, history, items, run, settings, spec, study
from atomizer.commands.base import Command, there_is_no
from atomizer.domain.values import Refused, explain

COMMANDS: dict[str, type[Command]] = {
    command.tool_name(): command
    for command in (
        study.CreateStudy,
        study.CloneStudy,
        study.RenameStudy,
        study.ArchiveStudy,
        settings.SetModel,
        settings.SetSolver,
        settings.SetAlgorithm,
        settings.SetSurrogate,
        settings.SetBudget,
        items.AddDesignVariable,
        items.ChangeDesignVariable,
        items.RemoveDesignVariable,
        items.AddExtractor,
        items.ChangeExtractor,
        items.RemoveExtractor,
        items.AddObjective,
        items.ChangeObjective,
        items.RemoveObjective,
        items.AddConstraint,
        items.ChangeConstraint,
        items.RemoveConstraint,
        spec.UpdateSpecField,
        spec.EditSpec,
        canvas.RemoveNode,
        canvas.Connect,
        canvas.Disconnect,
        canvas.MoveNode,
        canvas.TidyLayout,
        canvas.Paste,
        history.Undo,
        history.Redo,
        history.RestoreVersion,
        history.LabelVersion,
        run.StartOptimization,
        run.StopOptimization,
        run.Pause,
        run.Resume,
        run.RetryTrials,
        run.InjectDesign,
    )
}


def parse(name: str, arguments: Mapping[str, Any]) -> Command:
    """The command of that name with these arguments.

    Raises:
        Refused: E011; an unknown name or field with the nearest one there is, a bad value in
            words. Types are strict: true is not 1, and "5" is not 5.
    """
    if name not in COMMANDS:
        raise there_is_no("command", name, list(COMMANDS))
    command = COMMANDS[name]
    try:
        return command.model_validate_json(_as_json(name, arguments), strict=True)
    except ValidationError as error:
        raise _refusal(name, command, error) from error


def _as_json(name: str, arguments: Mapping[str, Any]) -> str:
    try:
        return json.dumps(dict(arguments), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        text = f"{name}: the arguments are not JSON with finite numbers: {error}."
        raise Refused("E011", text) from error


def _refusal(name: str, command: type[Command], error: ValidationError) -> Refused:
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    unknown = [str(e["loc"][0]) for e in error.errors() if _is_unknown_field(e)]
    hint = ""
    if unknown:
        near = get_close_matches(unknown[0], command.model_fields, n=1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        hint += f"{name} takes: {', '.join(command.model_fields) or 'nothing'}."
    return Refused("E011", f"{name}: {explain(error)}.", hint, field=field)


def _is_unknown_field(found: Mapping[str, Any]) -> bool:
    return found["type"] == "extra_forbidden" and len(found["loc"]) == 1
