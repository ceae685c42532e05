"""Entries as meshers write them, read without pyNastran's parser, which takes thrice as long.

Nearly all lines of a large deck are grid points and elements that say nothing but ids and
coordinates. They become the objects pyNastran would have made. An entry out of the ordinary in any
way (a field more or less, a word, a comment, an id that was there before) is left to pyNastran, and
so is every refusal.

Importing this module imports pyNastran: see `restricted`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pyNastran.bdf.bdf import (
    CHEXA8,
    CHEXA20,
    CPENTA6,
    CPENTA15,
    CQUAD4,
    CTETRA4,
    CTETRA10,
    CTRIA3,
    GRID,
)

_CONTINUES = frozenset(("", *" +*,\t\n\r$="))
"""What a line begins with that does not begin an entry."""
_LEFT = frozenset("$\t=%")
"""What makes an entry one for pyNastran: comments, tabs, replication, variables."""
_SHAPES: Mapping[str, Mapping[int, Callable[..., Any]]] = {
    "CQUAD4": {4: CQUAD4},
    "CTRIA3": {3: CTRIA3},
    "CTETRA": {4: CTETRA4, 10: CTETRA10},
    "CPENTA": {6: CPENTA6, 15: CPENTA15},
    "CHEXA": {8: CHEXA8, 20: CHEXA20},
}
"""Elements by their card and number of nodes."""


@dataclass
class Plain:
    """What was read.

    Attributes:
        left: Rows of the lines that are left to pyNastran.
        counts: How many entries were read by their name.
        nodes: Grid points by id.
        elements: Elements by id.
    """

    left: list[int] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    nodes: dict[int, Any] = field(default_factory=dict)
    elements: dict[int, Any] = field(default_factory=dict)


def take_plain(lines: Sequence[str]) -> Plain:
    """Read the plain entries of bulk data, up to ENDDATA."""
    found = Plain()
    for begin, end in _entries(lines):
        name = lines[begin][:8].split(",", 1)[0].rstrip("* \r\n").upper()
        if name == "ENDDATA":
            found.left += range(begin, len(lines))
            break
        if name != "GRID" and name not in _SHAPES:
            found.left += range(begin, end)
            continue
        try:
            _take(found, name, lines[begin:end])
        except ValueError:
            found.left += range(begin, end)
    return found


def _entries(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """First line of each entry and the line after its last; what is before the first is one too."""
    begins = [row for row, line in enumerate(lines) if line[:1] not in _CONTINUES]
    return pairwise([*([0] if begins[:1] != [0] else []), *begins, len(lines)])


def _take(found: Plain, name: str, lines: Sequence[str]) -> None:
    """Read one entry.

    Raises:
        ValueError: it is not plain.
    """
    fields = _fields(lines)
    if name == "GRID":
        card = _grid(fields)
        _add(found.nodes, card.nid, card)
    else:
        card = _element(_SHAPES[name], fields)
        _add(found.elements, card.eid, card)
    found.counts[name] += 1


def _add(cards: dict[int, Any], key: int, card: Any) -> None:
    if key in cards:
        raise ValueError(key)
    cards[key] = card


def _element(shapes: Mapping[int, Callable[..., Any]], fields: Sequence[str]) -> Any:
    """An element of which there is nothing but its ids."""
    if len(fields) - 2 not in shapes:
        raise ValueError(fields)
    eid, pid, *nodes = map(_id, fields)
    return shapes[len(nodes)](eid, pid, nodes)


def _grid(fields: Sequence[str]) -> Any:
    """A grid point without PS and SEID."""
    if not 5 <= len(fields) <= 6:
        raise ValueError(fields)
    nid, cp, *xyz = fields[:5]
    cd = _frame(fields[5]) if len(fields) == 6 else 0
    return GRID(_id(nid), [_real(text) for text in xyz], _frame(cp), cd)


def _fields(lines: Sequence[str]) -> list[str]:
    """The fields after the name, without blank ones at the end."""
    cells: list[str] = []
    for line in lines:
        if not _LEFT.isdisjoint(line):
            raise ValueError(line)
        cells += _cells(line)
    fields = [cell.strip() for cell in cells]
    while fields and not fields[-1]:
        fields.pop()
    return fields


def _cells(line: str) -> list[str]:
    """As pyNastran cuts a line, `to_fields`; a line in free format must have no `*`."""
    if "," in line and "*" not in line:
        return (line.split(",")[1:9] + [""] * 8)[:8]
    if "*" not in line:
        return [line[k : k + 8] for k in range(8, 72, 8)]
    if "," not in line:
        return [line[k : k + 16] for k in range(8, 72, 16)]
    raise ValueError(line)


def _id(text: str) -> int:
    if not text.isdecimal() or not (number := int(text)):
        raise ValueError(text)
    return number


def _frame(text: str) -> int:
    """The id of a frame; blank and 0 are the basic one."""
    return 0 if text in ("", "0") else _id(text)


def _real(text: str) -> float:
    """A number with a point; one of 1.+3 is no number to Python."""
    if "." not in text:
        raise ValueError(text)
    return float(text)
