"""An event with its place in history: which stream, which version, when, by whom, and why."""

from datetime import datetime
from typing import Generic, Literal, NamedTuple, TypeVar

from atomizer.domain.events import Event
from atomizer.domain.values import Value

Channel = Literal["chat", "canvas", "mcp", "http", "cli", "interview", "file", "runner", "test"]
E = TypeVar("E", bound=Event, covariant=True)


class Author(Value):
    """Who asks, on whose behalf, and through which door.

    Attributes:
        actor: Who acts: `user:ann`, `assistant:claude`, `mcp:<client>`, `runner`.
        principal: On whose behalf; undo stacks belong to principals.
        source: The door the command came through.
    """

    actor: str = "user:local"
    principal: str = "user:local"
    source: Channel = "cli"


class Envelope(Value):
    """Everything about an event but what happened.

    Attributes:
        at: When it was recorded, UTC.
        command_id: Names the command; a repeat of it is answered, not carried out.
        command: Name of the command.
        group: One undo step: an assistant's turn, a drag, a paste; by default the command.
        correlation_id: The conversation, run or request it belongs to.
        causation_id: What led to it.
    """

    at: datetime
    command_id: str
    actor: str
    principal: str
    source: Channel
    command: str
    group: str
    correlation_id: str = ""
    causation_id: str = ""


class Recorded(NamedTuple, Generic[E]):
    """A recorded event. `position` is its place in the whole log, `hash` seals its stream."""

    stream: str
    version: int
    envelope: Envelope
    event: E
    position: int = 0
    hash: str = ""
