"""What the control sections say: solution, title and subcases."""

import re
from collections.abc import Iterator, Sequence

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


def read_control(lines: Sequence[str]) -> Control:
    """Read executive and case control, given without comments."""
    ends = [number for number, line in enumerate(lines) if line.strip().upper() == "CEND"]
    case = lines[ends[0] + 1 :] if ends else ()
    solutions = (_solution(found[1]) for line in lines if (found := _SOL.match(line)))
    said = (found for line in case if (found := _SAYS.match(line)))
    title = next((found[3] for found in said if found[1].upper() == "TITLE"), "")
    return Control(
        solution=next(solutions, None),
        title=readable(title[:80]),
        subcases=tuple(_subcases(case)),
    )


def _subcases(case: Sequence[str]) -> Iterator[Subcase]:
    """The load cases; a selection before the first SUBCASE holds for all."""
    shared: dict[str, str] = {}
    cases: dict[int, dict[str, str]] = {}
    current = shared
    for line in case:
        if found := _SUBCASE.match(line):
            current = cases.setdefault(int(found[1]), dict(shared))
        elif found := _SAYS.match(line):
            _select(current, found[1].upper(), found[3])
    for number, said in (cases or ({1: shared} if case else {})).items():
        yield Subcase.model_validate({"id": number, **said})


def _solution(word: str) -> int | None:
    return int(word) if is_integer(word) else _SOLUTIONS.get(word.upper())


def _select(case: dict[str, str], word: str, told: str) -> None:
    """Keep a selection; case control words count by their first four letters."""
    key = _KEYS.get(word[:4])
    if key and word != "LOADSET" and not (word[:4] == "LABE" and key in case):
        case[key] = readable(told[:80])
