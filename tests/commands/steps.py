"""Histories of the bracket, and what follows from commands put to them."""

from typing import Any

from atomizer.commands.base import Command
from atomizer.domain.events import (
    Event,
    ItemChanged,
)
from atomizer.domain.study import Study
from tests.given import (
    THICKNESS,
    Said,
    by,
    given,
)

History = list[Event | Said | list[Said]]


def after(history: History, *commands: Command, who: str = "ann") -> History:
    """A history with what follows from somebody's commands."""
    for command in commands:
        events = given(*history).when(command, who).decide()
        history = [*history, by(who, *events, group=f"{len(history)}")]
    return history


def web(**fields: Any) -> ItemChanged:
    """The web of the bracket took new values."""
    before = {f: THICKNESS.values[f] for f in fields if f in THICKNESS.values}
    return ItemChanged(kind="design_variable", id="dv_web", before=before, after=fields)


def value(study: Study, field: str) -> object:
    return study.document["design_variable"]["dv_web"][field]
