"""Names and values as an engineer says them: `thickness`, `1..5 mm`, `ext_mass.mass`."""

import json
from collections.abc import Iterable, Mapping
from typing import cast

from pydantic import JsonValue

from atomizer.domain.items import LISTS
from atomizer.domain.study import Study
from atomizer.domain.values import ItemId

NOTHING = "nothing"
LONGEST = 120
"""Characters of a value; what is longer ends in an ellipsis."""


class Words:
    """How the items of one study are called."""

    def __init__(self, study: Study) -> None:
        self._study = study

    def name(self, item: ItemId, cells: Mapping[str, JsonValue] | None = None) -> str:
        """The name of an item, as the study or these cells have it, else its id."""
        found = self._cells(item).get("name") or (cells or {}).get("name")
        return str(found) if found else item

    def units(self, item: ItemId) -> str:
        """The unit of an item, if it has one."""
        return str(self._cells(item).get("units") or "")

    def quantity(self, item: ItemId, value: JsonValue) -> str:
        """A value of an item with its name and unit: `thickness 2.5 mm`."""
        return f"{self.name(item)} {with_units(value, self.units(item))}"

    def _cells(self, item: ItemId) -> Mapping[str, JsonValue]:
        for kind in LISTS:
            items = self._study.document.get(kind)
            if items and item in items:
                return cast(Mapping[str, JsonValue], items[item])
        return {}


def number(value: float) -> str:
    """A number with at most six digits."""
    return f"{value:.6g}"


def with_units(value: JsonValue, units: str) -> str:
    """A value with its unit; only numbers and ranges have one."""
    if isinstance(value, float):
        return f"{number(value)} {units}" if units else number(value)
    text = say(value)
    measured = isinstance(value, int | float | dict) and not isinstance(value, bool)
    return f"{text} {units}" if units and measured else text


def say(value: JsonValue) -> str:
    """A value in words, on one line."""
    match value:
        case None:
            text = NOTHING
        case bool():
            text = "yes" if value else "no"
        case int() | float():
            text = number(value)
        case str():
            text = value if value else NOTHING
        case list():
            text = ", ".join(map(say, value)) or NOTHING
        case {"min": low, "max": high} if len(value) == 2:
            text = f"{say(low)}..{say(high)}"
        case {"extractor_id": extractor, "output_key": output} if len(value) == 2:
            text = f"{extractor}.{output}"
        case _:
            text = json.dumps(value, ensure_ascii=False)
    return shortened(text)


def shortened(text: str) -> str:
    """Text on one line, of a length that a list can show."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def listed(words: Iterable[str], most: int = 5) -> str:
    """`a, b and c`; of a long list only the first ones."""
    known = list(dict.fromkeys(words))
    if len(known) > most:
        return f"{', '.join(known[: most - 1])} and {len(known) - most + 1} more"
    return " and ".join(filter(None, (", ".join(known[:-1]), *known[-1:])))
