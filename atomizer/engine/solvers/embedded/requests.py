"""Which results a subcase asks for: at which grid points, in which form, and whether printed.

Only solutions with many answers a subcase obey them: frequency and transient response. MSC Nastran
Quick Reference Guide, commands DISPLACEMENT, VELOCITY, ACCELERATION and SPCFORCES.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from atomizer.engine.solvers.embedded.fatal import Fatal

Quantity = Literal["displacement", "velocity", "acceleration", "spc_forces"]
Form = Literal["rectangular", "polar"]
COMMANDS: Mapping[Quantity, tuple[str, ...]] = {
    "displacement": ("DISPLACEMENT", "VECTOR"),
    "velocity": ("VELOCITY",),
    "acceleration": ("ACCELERATION",),
    "spc_forces": ("SPCFORCES", "SPCFORCE"),
}
ELSEWHERE = {
    "OLOAD", "MPCFORCES", "MPCFORCE", "STRESS", "ELSTRESS", "STRAIN", "ELSTRAIN", "FORCE",
    "ELFORCE", "ESE", "GPFORCE", "GPSTRESS", "GPSTRAIN", "GPKE",
}  # fmt: skip
"""What the response solutions do not compute; a warning says so."""


@dataclass(frozen=True)
class Request:
    """What is asked of one quantity.

    Attributes:
        points: Ids of grid points; None is all of them.
        form: Real and imaginary part, or magnitude and phase in degrees.
        printed: Whether the F06 is asked to show it.
    """

    points: frozenset[int] | None = None
    form: Form = "rectangular"
    printed: bool = False


def read_requests(commands: Mapping[str, Any]) -> dict[Quantity, Request]:
    """The results a subcase asks for; displacements of all grid points if it asks for no motion.

    Raises:
        Fatal: a request names a set that is not there.
    """
    found: dict[Quantity, Request] = {}
    named = False
    for quantity, names in COMMANDS.items():
        for name in (name for name in names if name in commands):
            named = named or quantity != "spc_forces"
            if (request := _request(name, commands)) is not None:
                found[quantity] = request
    return found if named else {"displacement": Request(), **found}


def not_computed(commands: Mapping[str, Any]) -> tuple[str, ...]:
    """What is asked for that the response solutions do not compute."""
    asked = sorted(ELSEWHERE & set(commands))
    return tuple(name for name in asked if str(_parts(commands[name])[0]).upper() != "NONE")


def _request(name: str, commands: Mapping[str, Any]) -> Request | None:
    value, options = _parts(commands[name])
    said = {str(option).upper() for option in options}
    word = str(value).upper()
    if word == "NONE":
        return None
    points = None if word == "ALL" else _points(name, word, commands)
    printed = "PRINT" in said or not said & {"PLOT", "PUNCH"}
    return Request(points, "polar" if "PHASE" in said else "rectangular", printed)


def _points(name: str, number: str, commands: Mapping[str, Any]) -> frozenset[int] | None:
    key = f"SET {number}"
    if key not in commands:
        raise Fatal(f"CASE CONTROL COMMAND {name} NAMES SET {number}, WHICH IS NOT DEFINED.")
    members = _parts(commands[key])[0]
    if str(members).upper() == "ALL" or members == ["ALL"]:
        return None
    try:
        return frozenset(int(member) for member in members)
    except (TypeError, ValueError):
        raise Fatal(f"SET {number} HOLDS MORE THAN IDS OF GRID POINTS: {members}.") from None


def _parts(command: Any) -> tuple[Any, Sequence[Any]]:
    """Value and options of a command as pyNastran keeps it."""
    if not isinstance(command, list):
        return getattr(command, "value", command), ()
    options = command[1] if isinstance(command[1], list) else ()
    return command[0], options
