"""Which results a subcase asks for: of what points or elements, in which form, whether printed.

MSC Nastran Quick Reference Guide, commands DISPLACEMENT, VELOCITY, ACCELERATION, SPCFORCES,
MPCFORCES, STRESS, FORCE, ESE, THERMAL and FLUX.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Ints
from atomizer.engine.solvers.embedded.fatal import Fatal

Quantity = Literal[
    "displacement", "velocity", "acceleration", "spc_forces", "mpc_forces", "stress", "force",
    "energy", "temperature", "flux",
]  # fmt: skip
Form = Literal["rectangular", "polar"]
COMMANDS: Mapping[Quantity, tuple[str, ...]] = {
    "displacement": ("DISPLACEMENT", "VECTOR"),
    "velocity": ("VELOCITY",),
    "acceleration": ("ACCELERATION",),
    "spc_forces": ("SPCFORCES", "SPCFORCE"),
    "mpc_forces": ("MPCFORCES", "MPCFORCE"),
    "stress": ("STRESS", "ELSTRESS"),
    "force": ("FORCE", "ELFORCE"),
    "energy": ("ESE",),
    "temperature": ("THERMAL",),
    "flux": ("FLUX",),
}
OF_ELEMENTS: Collection[Quantity] = ("stress", "force", "energy", "flux")
OTHERS = {
    "OLOAD", "STRAIN", "ELSTRAIN", "GPFORCE", "GPSTRESS", "GPSTRAIN", "GPKE", "GPSDCON", "ELSDCON",
    "STRFIELD", "HDOT", "ENTHALPY",
}  # fmt: skip
"""Results no solution computes."""


@dataclass(frozen=True)
class Request:
    """What is asked of one quantity.

    Attributes:
        members: Ids of grid points or elements; None is all of them.
        form: Real and imaginary part, or magnitude and phase in degrees.
        printed: Whether the F06 is asked to show it.
        sorted_by_id: Whether SORT2 is asked for: all steps of an id together.
    """

    members: frozenset[int] | None = None
    form: Form = "rectangular"
    printed: bool = False
    sorted_by_id: bool = False

    def rows(self, ids: Ints) -> Ints:
        """Which of some ids are asked for, as rows."""
        if self.members is None:
            return np.arange(len(ids))
        return np.flatnonzero(np.isin(ids, list(self.members)))


SILENT = Request()
"""All of it, and no page."""
PRINTED = Request(printed=True)
"""All of it, with pages."""

Requests = Mapping[Quantity, Request | None]
"""What is said of quantities; None is NONE."""


def read_requests(commands: Mapping[str, Any]) -> Requests:
    """The results a subcase names.

    Raises:
        Fatal: a request names a set that is not there.
    """
    return {
        quantity: _request(name, commands)
        for quantity, names in COMMANDS.items()
        for name in names
        if name in commands
    }


def read_others(commands: Mapping[str, Any]) -> tuple[str, ...]:
    """What a subcase asks for that no solution computes."""
    asked = sorted(OTHERS & set(commands))
    return tuple(name for name in asked if str(_parts(commands[name])[0]).upper() != "NONE")


def request_warnings(
    requests: Requests, others: Iterable[str], computed: Collection[Quantity], solution: int
) -> list[str]:
    """What of the requests a solution does not obey, for the F06."""
    asked = [quantity for quantity, request in requests.items() if request is not None]
    names = [COMMANDS[each][0] for each in asked if each not in computed]
    by_id = [
        COMMANDS[each][0] for each in asked if (found := requests[each]) and found.sorted_by_id
    ]
    return [
        *(f"{name} IS NOT COMPUTED IN SOLUTION {solution}." for name in sorted([*names, *others])),
        *(f"{name} IS ASKED FOR AS SORT2 AND WRITTEN AS SORT1." for name in by_id),
    ]


def empty_requests(
    requests: Requests, points: Collection[int], elements: Collection[int]
) -> list[str]:
    """A warning for each SET that names nothing the deck has.

    Args:
        points: Ids of grid and scalar points.
        elements: Ids of elements.
    """
    found = []
    for quantity, request in requests.items():
        kind, ids = ("ELEMENT", elements) if quantity in OF_ELEMENTS else ("POINT", points)
        if request and request.members is not None and request.members.isdisjoint(ids):
            found.append(f"THE SET OF {COMMANDS[quantity][0]} NAMES NO {kind} OF THE DECK.")
    return found


def _request(name: str, commands: Mapping[str, Any]) -> Request | None:
    value, options = _parts(commands[name])
    said = {str(option).upper() for option in options}
    word = str(value).upper()
    if word == "NONE":
        return None
    members = None if word == "ALL" else _members(name, word, commands)
    printed = "PRINT" in said or not said & {"PLOT", "PUNCH"}
    form: Form = "polar" if "PHASE" in said else "rectangular"
    return Request(members, form, printed, "SORT2" in said)


def _members(name: str, number: str, commands: Mapping[str, Any]) -> frozenset[int] | None:
    key = f"SET {number}"
    if key not in commands:
        raise Fatal(f"CASE CONTROL COMMAND {name} NAMES SET {number}, WHICH IS NOT DEFINED.")
    members = _parts(commands[key])[0]
    if str(members).upper() == "ALL" or members == ["ALL"]:
        return None
    try:
        return frozenset(int(member) for member in members)
    except (TypeError, ValueError):
        raise Fatal(f"SET {number} HOLDS MORE THAN IDS: {members}.") from None


def _parts(command: Any) -> tuple[Any, Sequence[Any]]:
    """Value and options of a command as pyNastran keeps it."""
    if not isinstance(command, list):
        return getattr(command, "value", command), ()
    options = command[1] if isinstance(command[1], list) else ()
    return command[0], options
