"""How much a deck asks for: a few characters that unfold to billions of ids are refused.

The reader writes out every range and every list of frequencies before anybody can look at them,
so they are counted in the text. Differs from Nastran on purpose: it has no such limits.
"""

import re

from atomizer.engine.deck.card import cells_of, name_of
from atomizer.engine.deck.numbers import is_integer
from atomizer.engine.deck.rejected import DeckRejected
from atomizer.engine.deck.sections import control_lines
from atomizer.engine.deck.sources import Source, Sources, excerpt, without_comment

MOST_IDS = 10_000_000
"""Ids in all ranges (THRU) of a deck together."""
MOST_POINTS = 100_000
"""Frequencies of one entry."""
MOST_SUBCASES = 5_000
LARGEST_SUBCASE = 99_999_999
"""Nastran's own bound; the number is a word of the result file."""

_RANGE = re.compile(r"(?:(?<![\w.+-])(\d+)[\s,*]+)?THRU[\s,*]*(\d+)", re.IGNORECASE)
_ELEMENT = {"PLOAD4": 1}
"""Where the first id of a range stands that is not beside its THRU."""
_COUNT = {"FREQ1": 3, "FREQ2": 3}
_SUBCASE = re.compile(r"\s*SUBCASE[\s=]+([+-]?\d+)", re.IGNORECASE)
_SMALLER = "Give a smaller range, or ALL in case control."


def check_ranges(sources: Sources) -> None:
    """Refuse ranges, lists of frequencies and subcases beyond any real model.

    Raises:
        DeckRejected: there are more than MOST_IDS, MOST_POINTS or MOST_SUBCASES, a range ends
            below its beginning, or a subcase has no positive number, or one beyond LARGEST_SUBCASE.
    """
    ids = 0
    for source in sources.files:
        upper = "".join(source.lines).upper()
        if "THRU" in upper:
            ids = _count_ids(source, ids)
        if "FREQ" in upper:
            _check_frequencies(source)
    _check_subcases(sources)


def _check_subcases(sources: Sources) -> None:
    found = [match[1] for line in control_lines(sources) if (match := _SUBCASE.match(line))]
    if len(found) > MOST_SUBCASES:
        what = f"The deck has {len(found):,} subcases; at most {MOST_SUBCASES:,} are read."
        raise DeckRejected(what, sources.files[0].name, "Solve them in several decks.")
    for number in found:
        if not number.strip("+0").isdigit():
            what = f"SUBCASE {excerpt([number])} is no number of a subcase."
            raise DeckRejected(what, sources.files[0].name, "Count subcases from 1.")
        if int(number[:20]) > LARGEST_SUBCASE:
            what = f"SUBCASE {excerpt([number])} is beyond {LARGEST_SUBCASE:,}."
            raise DeckRejected(what, sources.files[0].name, "Count subcases from 1.")


def _count_ids(source: Source, ids: int) -> int:
    """How many ids the ranges hold, those of earlier files included."""
    for number, line in enumerate(source.lines):
        if "THRU" not in line.upper():
            continue
        for first, last in _ranges(line):
            if last < first:
                what = f"The range {first} THRU {last} ends below its beginning."
                raise DeckRejected(what, source.at(number), "Give the smaller id first.")
            ids += last - first + 1
        if ids > MOST_IDS:
            what = f"With this range more than {MOST_IDS:,} ids are named."
            raise DeckRejected(what, source.at(number), _SMALLER)
    return ids


def _ranges(line: str) -> list[tuple[int, int]]:
    """First and last id of each range of a line."""
    text = without_comment(line)
    found = [(first, last[:18]) for first, last in _RANGE.findall(text)]
    index = _ELEMENT.get(name_of(text))
    element = cells_of(text)[index].text if found and index is not None else ""
    firsts = [first[:18] or element or last for first, last in found]
    pairs = zip(firsts, found, strict=True)
    return [(int(first), int(last)) for first, (_, last) in pairs if is_integer(first)]


def _check_frequencies(source: Source) -> None:
    for number, line in enumerate(source.lines):
        if line[:1] not in "Ff \t" or (place := _COUNT.get(name_of(line))) is None:
            continue
        cells = cells_of(line)
        count = cells[place].text if place < len(cells) else ""
        if is_integer(count) and int(count) > MOST_POINTS:
            what = f"{excerpt([count])} frequencies; at most {MOST_POINTS:,} of one entry are read."
            raise DeckRejected(what, source.at(number), "Give fewer.")
