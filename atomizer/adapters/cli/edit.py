"""`do`, `undo`, `redo`: the vocabulary as subcommands, made from the commands themselves."""

import inspect
import json
from collections.abc import Callable, Iterator
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from cyclopts import App, Parameter
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from atomizer.adapters.cli.office import Office
from atomizer.adapters.cli.output import Output, says
from atomizer.commands.base import Command
from atomizer.commands.studies import Answer
from atomizer.commands.vocabulary import COMMANDS, parse
from atomizer.domain.values import slug
from atomizer.projections.history import sentence


def do_app() -> App:
    """`atomizer do`: one subcommand a command, one option a field."""
    app = App(name="do", help="Give a study one command: atomizer do STUDY COMMAND [--field ...]")
    for name, command in COMMANDS.items():
        app.command(_subcommand(name, command), name=dashed(name))
    return app


def study_first(tokens: list[str]) -> list[str]:
    """`STUDY COMMAND ...`, as people say it, in the order the parser wants: COMMAND STUDY."""
    names = {dashed(name) for name in COMMANDS}
    if len(tokens) > 1 and dashed(tokens[1]) in names and dashed(tokens[0]) not in names:
        return [dashed(tokens[1]), tokens[0], *tokens[2:]]
    return [dashed(token) if token in COMMANDS else token for token in tokens[:1]] + tokens[1:]


def undo(study: str, *, on_conflict: Literal["reject", "keep", "force"] = "reject") -> Output:
    """Take back your last step."""
    return give(study, "undo", {"on_conflict": on_conflict})


def redo(study: str, *, on_conflict: Literal["reject", "keep", "force"] = "reject") -> Output:
    """Make your last undone step again."""
    return give(study, "redo", {"on_conflict": on_conflict})


def give(study: str, name: str, arguments: dict[str, Any]) -> Output:
    """Give one command and tell what came of it."""
    command = parse(name, arguments)
    with Office.open() as office:
        study_id = study if command.creates else office.find(study)
        answer = office.give(study_id, command)
        return _told(office, study_id, answer)


def give_in(office: Office, study_id: str, name: str, arguments: dict[str, Any]) -> str:
    """Give one command in an open workspace; what came of it, in a sentence."""
    answer = office.give(study_id, parse(name, arguments))
    study = office.studies.study(study_id)
    return " ".join(sentence(recorded, study) for recorded in answer.events)


def _told(office: Office, study_id: str, answer: Answer) -> Output:
    study = office.studies.study(study_id)
    sentences = [sentence(recorded, study) for recorded in answer.events]
    data = {
        "study": study_id,
        "version": study.version,
        "spec_version": study.spec_version,
        "events": [
            {"version": r.version, "type": r.event.type, "event": r.event.model_dump(mode="json")}
            for r in answer.events
        ],
    }
    text = "\n".join(sentences) or "Nothing changed."
    return says(f"{text}\n{study_id} is at version {study.version}.", data)


def dashed(name: str) -> str:
    """`add_objective` as typed: `add-objective`."""
    return name.replace("_", "-")


def _subcommand(name: str, command: type[Command]) -> Callable[..., Output]:
    options = list(_options(command))

    def subcommand(study: str, **given: str | None) -> Output:
        arguments: dict[str, Any] = {}
        for option in options:
            text = given.get(option.variable)
            if text is not None:
                option.put(arguments, text)
        return give(study, name, arguments)

    study_parameter = inspect.Parameter(
        "study",
        inspect.Parameter.POSITIONAL_ONLY,
        annotation=Annotated[str, Parameter(help="Id of the study, or its folder.")],
    )
    parameters = [study_parameter, *(option.parameter() for option in options)]
    subcommand.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # read by the parser
    subcommand.__doc__ = command.__doc__
    return subcommand


class _Option:
    """One option: a field, or a field of the value in it, as `--bounds.min`."""

    def __init__(self, path: tuple[str, ...], field: FieldInfo, *, required: bool) -> None:
        self.path, self.field, self.required = path, field, required
        self.variable = slug("_".join(path)) + "_"

    def parameter(self) -> inspect.Parameter:
        flag = "--" + ".".join(dashed(part) for part in self.path)
        words = self.field.description or ""
        said = Parameter(name=flag, help=f"{words} (required)".strip() if self.required else words)
        return inspect.Parameter(
            self.variable,
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[str | None, said],
        )

    def put(self, arguments: dict[str, Any], text: str) -> None:
        for part in self.path[:-1]:
            arguments = arguments.setdefault(part, {})
        arguments[self.path[-1]] = _value(text, self.field.annotation)


def _options(model: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[_Option]:
    for name, field in model.model_fields.items():
        inner = next((t for t in _types(field.annotation) if _is_model(t)), None)
        here = (*path, name)
        if inner is not None:
            yield from _options(inner, here)
        else:
            yield _Option(here, field, required=field.is_required() and not path)


def _types(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) is Annotated:
        return _types(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return tuple(t for arm in get_args(annotation) for t in _types(arm))
    return (annotation,)


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _value(text: str, annotation: Any) -> Any:
    """Text as the field wants it: text stays text, lists may be written a,b,c, else JSON."""
    types = _types(annotation)
    if all(t in (str, type(None)) or get_origin(t) is Literal for t in types):
        return _literal(text, types)
    if any(get_origin(t) is tuple for t in types) and not text.startswith("["):
        return [_json(part.strip()) for part in text.split(",")]
    return _json(text)


def _literal(text: str, types: tuple[Any, ...]) -> Any:
    choices = [c for t in types if get_origin(t) is Literal for c in get_args(t)]
    return next((c for c in choices if str(c) == text), text)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


DO = do_app()
