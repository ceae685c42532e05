"""How a command comes in and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from atomizer.commands.base import Command, RunnerCommand
from atomizer.domain.events import Event
from atomizer.domain.recorded import Author, Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How a command is delivered.

    Attributes:
        command_id: Names the command; a repeat returns the first answer. Made up if empty.
        group: Undo step it belongs to; the command itself if empty.
        expect: `kind/id` -> revision the sender saw; refused when somebody changed it since.
        expected_version: Version of the stream the sender saw; refused when there is another.
    """

    command_id: str = ""
    group: str = ""
    expect: Mapping[str, int] = field(default_factory=dict)
    expected_version: int | None = None
    correlation_id: str = ""
    causation_id: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a command: its events, and whether it had been answered before."""

    events: tuple[Recorded[Event], ...]
    repeated: bool = False

    @property
    def version(self) -> int | None:
        """The version of the stream afterwards; None when nothing changed."""
        return self.events[-1].version if self.events else None


@dataclass(slots=True)
class Job:
    """A command on its way: it waits, then has an answer or an error."""

    stream: str
    command: Command | RunnerCommand
    author: Author
    delivery: Delivery
    answer: Answer | None = None
    error: BaseException | None = None
