"""The program `atomizer`: its subcommands, its exit codes, its two forms of output.

Subcommands are imported when they are called, so that `atomizer --help` answers at once.
"""

import json
import os
import tempfile
import traceback
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from typing import Any, Literal

from cyclopts import App, CycloptsError
from rich.console import Console

from atomizer.adapters.cli.output import Output
from atomizer.domain.values import Refused

HERE = "atomizer.adapters.cli"
SUBCOMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo:demo", "Optimize a bracket from nothing to the report, in about a minute."),
    "run": ("running:run", "Run a study, or go on with its run."),
    "study": ("catalog:STUDY", "List, show, create, copy, import, export and verify studies."),
    "do": ("edit:DO", "Give a study one command: atomizer do STUDY COMMAND [--field value]."),
    "undo": ("edit:undo", "Take back your last step."),
    "redo": ("edit:redo", "Make your last undone step again."),
    "history": ("past:history", "Who changed what, when and through which door."),
    "at": ("past:at", "The spec as it was at a version, a label or a moment."),
    "diff": ("past:diff", "What differs between two versions."),
    "replay": ("past:replay", "Build a study from commands, or check an exported history."),
    "introspect": ("models:introspect", "What a model offers: parameters and candidates."),
    "solve": ("models:solve", "Solve a deck."),
    "allow": ("scripts:allow", "Allow a measuring script of a study to run on this machine."),
    "extract": ("models:extract", "Numbers out of a result file."),
    "picture": ("pictures:picture", "Draw a field on the mesh of a result file or of a trial."),
    "sensitivity": ("gradients:sensitivity", "How much each DESVAR of a deck moves its responses."),
    "report": ("reporting:report", "Write the report of a run: a page with pictures."),
    "plugins": ("system:plugins", "List the installed plugins."),
    "doctor": ("system:doctor", "Say what holds on this machine."),
    "backup": ("system:backup", "Copy the event store to a file."),
    "restore": ("system:restore", "Put a backup in place of the event store."),
    "verify": ("catalog:verify", "Check the seals of the history."),
    "rebuild": ("system:rebuild", "Fold every view anew from the log."),
}
_HELP = "Structural optimization studies: every edit an event, every trial accounted for."
_EVERYWHERE = """Everywhere: --json prints one JSON document, --workspace FOLDER works elsewhere."""


def build(others: Mapping[str, Callable[..., Any]]) -> App:
    """The application; `others` are subcommands that other doors bring along."""
    app = App(name="atomizer", help=f"{_HELP}\n\n{_EVERYWHERE}", version=version("atomizer"))
    for name, (target, sentence) in SUBCOMMANDS.items():
        app.command(f"{HERE}.{target}", name=name, help=sentence)
    for name, command in others.items():
        app.command(command, name=name)
    return app


def main(arguments: Sequence[str], others: Mapping[str, Callable[..., Any]]) -> int:
    """Run one call.

    Returns:
        0 done, 2 refused (the sentence is on stderr), 1 a bug of ours, 130 interrupted.
    """
    form, tokens = _take_globals(list(arguments))
    try:
        output = build(others)(
            tokens, exit_on_error=False, print_error=False, result_action="return_value"
        )
    except KeyboardInterrupt:
        return _say("Interrupted.", 130)
    except Exception as error:  # noqa: BLE001 - outermost: a user gets words, never a trace
        return _refuse(error, form) if isinstance(error, _refusals()) else _say(_bug(error), 1)
    console = Console(soft_wrap=form == "json")
    return output.show(form, console) if isinstance(output, Output) else 0


def _refusals() -> tuple[type[Exception], ...]:
    """What is no bug of ours; imported when it is needed, not by `--help`."""
    from atomizer.commands.store import StoreUnavailable, Unreadable
    from atomizer.engine.failure import SolveFailed

    return (Refused, SolveFailed, StoreUnavailable, Unreadable, CycloptsError, OSError)


def _take_globals(tokens: list[str]) -> tuple[Literal["json", "text"], list[str]]:
    """Take out what every subcommand understands; the workspace goes to the settings."""
    form: Literal["json", "text"] = "text"
    if "--json" in tokens:
        tokens.remove("--json")
        form = "json"
    if "--workspace" in tokens[:-1]:
        at = tokens.index("--workspace")
        os.environ["ATOMIZER_WORKSPACE"] = tokens.pop(at + 1)
        tokens.pop(at)
    if tokens[:1] == ["do"]:
        from atomizer.adapters.cli.edit import study_first

        tokens = ["do", *study_first(tokens[1:])]
    return form, tokens


def _refuse(error: BaseException, form: str) -> int:
    if form == "json" and isinstance(error, Refused):
        return _say(json.dumps(error.as_json()), 2)
    return _say(str(error) or type(error).__name__, 2)


def _bug(error: Exception) -> str:
    """A bug in words; its trace is kept for whoever mends it."""
    handle, name = tempfile.mkstemp(prefix="atomizer-", suffix=".trace", text=True)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        traceback.print_exception(error, file=file)
    what = f"{type(error).__name__}: {error}"
    return f"This is a mistake in Atomizer, not yours: {what}. Please report it with {name}."


def _say(sentence: str, code: int) -> int:
    Console(stderr=True, soft_wrap=True).print(sentence, markup=False, highlight=False)
    return code
