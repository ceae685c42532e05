"""Case control: which subcases there are and what they ask for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported
from atomizer.engine.solvers.embedded.requests import (
    Quantity,
    Request,
    Requests,
    read_others,
    read_requests,
)

TEXT = {"TITLE", "SUBTITLE", "LABEL"}
TEMPERATURES = ("TEMPERATURE(LOAD)", "TEMPERATURE(BOTH)", "TEMPERATURE")
DYNAMIC = {"DLOAD", "FREQUENCY", "TSTEP", "SDAMPING", "RESVEC"}
SETS = {"SPC", "LOAD", "MPC", "METHOD", "STATSUB", *TEMPERATURES, *DYNAMIC}
OUTPUT = {
    "DISPLACEMENT", "VECTOR", "VELOCITY", "ACCELERATION", "SPCFORCES", "SPCFORCE", "OLOAD",
    "MPCFORCES", "MPCFORCE", "STRESS", "ELSTRESS", "STRAIN", "ELSTRAIN", "FORCE", "ELFORCE",
    "ESE", "GPFORCE", "GPSTRESS", "GPSTRAIN", "GPKE", "GPSDCON", "ELSDCON", "STRFIELD", "ECHO",
    "LINE", "MAXLINES", "PAGE", "POST", "OUTPUT", "SURFACE", "VOLUME", "XYPRINT", "XYPLOT",
    "XYPUNCH", "XYPEAK",
}  # fmt: skip
CORNERS = {"CORNER", "BILIN", "CUBIC", "SGAGE"}
"""Options of STRESS that ask for stresses at the corners of a CQUAD4."""
HEAT_SETS = {"TEMPERATURE(INITIAL)", "TEMPERATURE(INIT)", "NLPARM"}
HEAT_OUTPUT = {"THERMAL", "FLUX", "HDOT", "ENTHALPY"}
OPTIMIZATION = {"DESOBJ", "DESSUB", "DESGLB", "DSAPRT", "MODTRAK"}

Discipline = Literal["structure", "heat"]
"""What a solution is about; each has its own commands and cards."""
COMMANDS: Mapping[Discipline, set[str]] = {
    "structure": TEXT | SETS | OUTPUT | OPTIMIZATION,
    "heat": TEXT | {"SPC", "LOAD", "MPC"} | HEAT_SETS | OUTPUT | HEAT_OUTPUT | OPTIMIZATION,
}
ANALYSES: Mapping[Discipline, tuple[str, ...]] = {
    "structure": ("STAT", "MODE", "BUCK", "MFRE", "MTRA"),
    "heat": ("HEAT", "HSTAT"),
}


@dataclass(frozen=True)
class Dynamic:
    """What a subcase says of a response to loads that change; set 0 is no set.

    Attributes:
        load: DLOAD, or one RLOAD1, RLOAD2, TLOAD1, TLOAD2.
        frequencies: FREQ and its kin.
        times: TSTEP.
        damping: TABDMP1.
        residual: RESVEC; empty where the subcase says nothing.
    """

    load: int = 0
    frequencies: int = 0
    times: int = 0
    damping: int = 0
    residual: str = ""


@dataclass(frozen=True)
class Case:
    """One subcase; set 0 is no set.

    Attributes:
        temperature: The set of temperatures that load the structure.
        method: The set that says which modes are wanted.
        preload: The static subcase a buckling subcase belongs to, STATSUB.
        analysis: What ANALYSIS says; empty where the subcase says nothing.
        corners: Whether stresses of CQUAD4 are asked for at the corners too.
        commands: Names of the commands that choose sets.
        requests: What is said of results.
        others: Results asked for that no solution computes.
    """

    id: int
    spc: int
    load: int
    title: str
    subtitle: str
    label: str
    mpc: int = 0
    temperature: int = 0
    method: int = 0
    preload: int = 0
    analysis: str = ""
    corners: bool = False
    dynamic: Dynamic = Dynamic()
    commands: frozenset[str] = frozenset()
    requests: Requests = field(default_factory=dict)
    others: tuple[str, ...] = ()

    def asked(self, quantity: Quantity, unsaid: Request | None) -> Request | None:
        """What is asked of a quantity, None for nothing.

        Args:
            unsaid: What holds where the subcase says nothing of it.
        """
        return self.requests.get(quantity, unsaid)


def read_cases(control: Any, discipline: Discipline = "structure") -> tuple[Case, ...]:
    """The subcases of a deck; a deck without SUBCASE has subcase 1.

    Raises:
        Fatal: a command changes the answer in a way this solver does not know.
    """
    if control is None:
        raise Fatal("THE DECK HAS NO CASE CONTROL SECTION.")
    numbers = sorted(number for number in control.subcases if number) or [0]
    for number in numbers:
        for name, value in control.subcases[number].params.items():
            _need_known(name, value, discipline)
    return tuple(_read(number, control.subcases[number].params) for number in numbers)


def _read(number: int, commands: Mapping[str, Any]) -> Case:
    return Case(
        id=max(number, 1),
        spc=_set(commands, "SPC"),
        load=_set(commands, "LOAD"),
        title=_text(commands, "TITLE"),
        subtitle=_text(commands, "SUBTITLE"),
        label=_text(commands, "LABEL"),
        mpc=_set(commands, "MPC"),
        temperature=max(_set(commands, name) for name in TEMPERATURES),
        method=_set(commands, "METHOD"),
        preload=_set(commands, "STATSUB"),
        analysis=_text(commands, "ANALYSIS").upper(),
        corners=_corners(commands),
        dynamic=_dynamic(commands),
        commands=frozenset(commands) & SETS,
        requests=read_requests(commands),
        others=read_others(commands),
    )


def _dynamic(commands: Mapping[str, Any]) -> Dynamic:
    residual = _text(commands, "RESVEC").upper()
    said = commands.get("RESVEC", [])
    for option in said[1] if isinstance(said, list) and said else ():
        if str(option).upper().startswith("NO"):
            raise unsupported(f"RESVEC OPTION {option}")
    return Dynamic(
        load=_set(commands, "DLOAD"),
        frequencies=_set(commands, "FREQUENCY"),
        times=_set(commands, "TSTEP"),
        damping=_set(commands, "SDAMPING"),
        residual=residual,
    )


def _need_known(name: str, value: Any, discipline: Discipline) -> None:
    if not name:  # a command without an equals sign, or nothing but one
        name = (str(_value(value)).upper().split() or ["="])[0]
    if name == "ANALYSIS":
        said = str(_value(value)).upper()
        if not said.startswith(ANALYSES[discipline]):
            raise unsupported(f"ANALYSIS = {said}")
    elif not (name in COMMANDS[discipline] or name.startswith("SET ")):
        raise unsupported(f"CASE CONTROL COMMAND {name}")


def _corners(commands: Mapping[str, Any]) -> bool:
    asked = (commands[name] for name in ("STRESS", "ELSTRESS") if name in commands)
    options = {str(option).upper() for command in asked for option in _options(command)}
    return bool(options & CORNERS)


def _options(command: Any) -> list[Any]:
    """What stands between brackets; pyNastran keeps it second."""
    return list(command[1] or ()) if isinstance(command, list) else []


def _set(commands: Mapping[str, Any], name: str) -> int:
    if name not in commands:
        return 0
    value = _value(commands[name])
    try:
        return int(value)
    except (TypeError, ValueError):
        raise Fatal(f"CASE CONTROL COMMAND {name} = {value} NAMES NO SET.") from None


def _text(commands: Mapping[str, Any], name: str) -> str:
    return str(_value(commands[name]) or "").strip() if name in commands else ""


def _value(command: Any) -> Any:
    """What stands right of the equals sign; pyNastran keeps lists and objects."""
    return command[0] if isinstance(command, list) else getattr(command, "value", command)
