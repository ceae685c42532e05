"""The subcases of a deck as steps of CalculiX."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from atomizer.engine.solvers.calculix.cards import refusal, solution

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

Kind = Literal["static", "modes", "buckling"]
TEMPERATURES = ("TEMPERATURE(LOAD)", "TEMPERATURE(BOTH)", "TEMPERATURE")
SETS = {"SPC", "LOAD", "MPC", "METHOD", "STATSUB", *TEMPERATURES}
SILENT = {
    "TITLE", "SUBTITLE", "LABEL", "DISPLACEMENT", "VECTOR", "SPCFORCES", "SPCFORCE", "OLOAD",
    "MPCFORCES", "MPCFORCE", "STRESS", "ELSTRESS", "STRAIN", "ELSTRAIN", "FORCE", "ELFORCE", "ESE",
    "GPFORCE", "ECHO", "LINE", "MAXLINES", "PAGE", "POST", "OUTPUT", "DESOBJ", "DESSUB", "DESGLB",
}  # fmt: skip
"""Text, requests of output and what only SOL 200 reads."""


@dataclass(frozen=True)
class Step:
    """One subcase; set 0 is no set.

    Attributes:
        preload: The static subcase whose loads a buckling subcase is about.
    """

    kind: Kind
    id: int
    title: str = ""
    subtitle: str = ""
    label: str = ""
    spc: int = 0
    load: int = 0
    mpc: int = 0
    temperature: int = 0
    method: int = 0
    preload: int = 0


def read_steps(bdf: "BDF") -> tuple[Step, ...]:
    """A step of each subcase; a deck without subcases has one, number 1.

    Raises:
        DeckRejected: case control asks for what is not translated; names it.
    """
    control = bdf.case_control_deck
    if control is None:
        raise refusal("the deck has no case control")
    found = {i: case for i, case in control.subcases.items() if i} or {1: control.subcases[0]}
    steps = tuple(_step(solution(bdf), i, case.params) for i, case in sorted(found.items()))
    if len({step.mpc for step in steps}) > 1:
        raise refusal("subcases with different MPC are not translated")
    return tuple(_preloaded(step, steps) for step in steps)


def _step(number: int, i: int, commands: dict[str, Any]) -> Step:
    for name in commands:
        if not (name in SETS | SILENT or name.startswith("SET ")):
            raise refusal(f"the case control command {name} is not translated")
    sets = {name: _set(commands, name) for name in SETS}
    kinds: dict[int, Kind] = {101: "static", 103: "modes"}
    return Step(
        kind=kinds.get(number) or ("buckling" if sets["METHOD"] else "static"),
        id=i,
        title=_text(commands, "TITLE"),
        subtitle=_text(commands, "SUBTITLE"),
        label=_text(commands, "LABEL"),
        spc=sets["SPC"],
        load=sets["LOAD"] if number != 103 else 0,
        mpc=sets["MPC"],
        temperature=max(sets[name] for name in TEMPERATURES) if number != 103 else 0,
        method=sets["METHOD"],
        preload=sets["STATSUB"],
    )


def _preloaded(step: Step, steps: tuple[Step, ...]) -> Step:
    """A buckling step with the loads, and where it names none the supports, of its preload."""
    if step.kind != "buckling":
        return step
    static = [each for each in steps if each.kind == "static"]
    chosen = [each for each in static if each.id == step.preload] if step.preload else static[:1]
    if not chosen:
        raise refusal(f"SUBCASE {step.id} has no static subcase before it as its preload")
    (preload,) = chosen
    return replace(
        step,
        preload=preload.id,
        load=preload.load,
        temperature=preload.temperature,
        spc=step.spc or preload.spc,
    )


def _set(commands: dict[str, Any], name: str) -> int:
    value = _said(commands.get(name, 0))
    try:
        return int(value)
    except (TypeError, ValueError):
        raise refusal(f"the case control command {name} = {value} names no set") from None


def _text(commands: dict[str, Any], name: str) -> str:
    return str(_said(commands.get(name, "")) or "").strip()


def _said(value: Any) -> Any:
    """What a command says; pyNastran keeps it first, and some as objects of their own."""
    return value[0] if isinstance(value, list | tuple) else value
