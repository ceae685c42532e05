"""What a command is: one definition that every door speaks."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import ClassVar, Literal

from atomizer.domain.events import Event
from atomizer.domain.run import Run
from atomizer.domain.study import Study
from atomizer.domain.values import Refused, Value

LISTED = 20
"""More names than this are not all listed in a refusal."""
Scope = Literal["view", "edit", "run", "power"]


@dataclass(frozen=True, slots=True)
class Context:
    """What a decision may know beside the study: who asks, and other histories, read only.

    Attributes:
        principal: On whose behalf the command is given.
        past: The study at one of its versions.
        other: Another study as it is now; refuses one that does not exist.
        run: The trials of one of the study's runs.
    """

    principal: str
    past: Callable[[int], Study]
    other: Callable[[str], Study]
    run: Callable[[str], Run]


class Command(Value):
    """An intention towards one study.

    A subclass is the only place where the command is defined: its docstring is the description
    that people and models read, its fields are the schema of every door, `decide` is its rule.
    """

    scope: ClassVar[Scope] = "edit"
    creates: ClassVar[bool] = False

    @classmethod
    @cache
    def tool_name(cls) -> str:
        """`AddObjective` is called `add_objective` outside Python."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def decide(self, study: Study, context: Context) -> Sequence[Event]:
        """The events that follow, or `Refused`. Pure: reads its arguments and changes nothing."""
        raise NotImplementedError


class RunnerCommand(Value):
    """What only the runner may say about a run; not part of the vocabulary of any door."""

    @classmethod
    @cache
    def tool_name(cls) -> str:
        """`CompleteTrial` is recorded as `complete_trial`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def decide(self, run: Run) -> Sequence[Event]:
        """The events that follow; none when they are already recorded."""
        raise NotImplementedError


def there_is_no(what: str, name: str, known: Sequence[str], code: str = "E011") -> Refused:
    """The refusal of a name that is not there, with the nearest one that is."""
    near = get_close_matches(name, known, n=1)
    there = ", ".join(known[:LISTED]) + (f" and {len(known) - LISTED} more" * (len(known) > LISTED))
    there = f"There is {there}." if known else "There is none yet."
    hint = f"Did you mean {near[0]!r}?" if near else ""
    return Refused(code, f"There is no {what} {name!r}. {there}", hint)
