"""What the control sections say: solution, title and subcases."""

import re
from collections.abc import Iterable

from atomizer.domain.values import Value
from atomizer.engine.deck.numbers import is_integer
from atomizer.engine.deck.sources import readable

_SOLUTIONS = {
    "SESTATIC": 101, "SESTATICS": 101, "SEMODES": 103, "SEBUCKL": 105, "NLSTATIC": 106,
    "SEDCEIG": 107, "SEDFREQ": 108, "SEDTRAN": 109, "SEMCEIG": 110, "SEMFREQ": 111,
    "SEMTRAN": 112, "SESTATT": 114, "NLTRAN": 129, "SEFLUTR": 145, "SEAERO": 144,
    "NLSCSH": 153, "NLTCSH": 159, "DESOPT": 200,
}  # fmt: skip
_SOL = re.compile(r"\s*SOL[\s=]+(\w+)", re.IGNORECASE)
_SUBCASE = re.compile(r"\s*SUBCASE[\s=]+([0-9]{1,9})", re.IGNORECASE)
_SAYS = re.compile(r"\s*(\w+)\s*(?:\(([^)]*)\))?\s*=\s*(.*\S)")


class Subcase(Value):
    """A load case: what it selects; blank where it selects nothing, also not by default."""

    id: int
    subtitle: str = ""
    analysis: str = ""
    load: str = ""
    spc: str = ""
    mpc: str = ""
    method: str = ""
    temperature: str = ""


class Control(Value):
    """Solution sequence (None in a punch file), title and subcases of a deck."""

    solution: int | None = None
    title: str = ""
    subcases: tuple[Subcase, ...] = ()


_KEYS = {
    "SUBT": "subtitle", "LABE": "subtitle", "ANAL": "analysis", "LOAD": "load", "SPC": "spc",
    "MPC": "mpc", "METH": "method", "TEMP": "temperature",
}  # fmt: skip


def read_control(lines: Iterable[str]) -> Control:
    """Read executive and case control.

    Args:
        lines: Without comments; a selection before the first SUBCASE holds for all.
    """
    solution: int | None = None
    title = ""
    shared: dict[str, str] = {}
    cases: dict[int, dict[str, str]] = {}
    current, started = shared, False
    for line in lines:
        if found := _SOL.match(line):
            solution = _solution(found[1])
        elif line.strip().upper() == "CEND":
            started = True
        elif found := _SUBCASE.match(line):
            current = cases.setdefault(int(found[1]), dict(shared))
        elif started and (found := _SAYS.match(line)):
            title = found[3][:80] if found[1].upper() == "TITLE" and not title else title
            _select(current, found[1].upper(), found[3])
    if started and not cases:
        cases[1] = shared
    subcases = (Subcase.model_validate({"id": number, **cases[number]}) for number in cases)
    return Control(solution=solution, title=readable(title), subcases=tuple(subcases))


def _solution(word: str) -> int | None:
    return int(word) if is_integer(word) else _SOLUTIONS.get(word.upper())


def _select(case: dict[str, str], word: str, told: str) -> None:
    """Keep a selection; case control words count by their first four letters."""
    key = _KEYS.get(word[:4])
    if key and not (key == "subtitle" and case.get(key)) and word not in ("LOADSET",):
        case[key] = readable(told[:80])
