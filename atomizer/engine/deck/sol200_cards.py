"""Responses and limits of a design model: DRESP1, DCONSTR, DCONADD and DDVAL.

Fields as in the MSC Nastran Quick Reference Guide, bulk data entries of those names.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pydantic import Field

from atomizer.domain.values import Value
from atomizer.engine.deck.card import Card
from atomizer.engine.deck.deck import Deck
from atomizer.engine.deck.numbers import is_integer
from atomizer.engine.deck.rejected import DeckRejected
from atomizer.engine.deck.variables import integer_at, number_at

OPEN = 1e20
"""A limit or bound of this size is none."""
MOST_VALUES = 1000
_NUMBER = re.compile(r"[*, ]*(\d+)")


class NotTakenOver(Value):
    """Something of a deck or a study that the other side does not say, or says otherwise."""

    entry: str = Field(description="For example DRESP2 100.")
    where: str = Field(description="File and line; empty where it has none.")
    why: str

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        return f"{self.entry}{place}: {self.why}"


def left(card: Card, why: str) -> NotTakenOver:
    """An entry that is not taken over, or not as it stands."""
    number = _NUMBER.match(card.rows[0].expandtabs()[len(card.name) :])
    entry = f"{card.name} {number[1]}" if number else card.name
    return NotTakenOver(entry=entry, where=card.where, why=why)


@dataclass(frozen=True)
class Response:
    """A DRESP1; `ids` are its ATTi as they are written."""

    number: int
    label: str
    kind: str
    of: str
    item: str
    second: str
    ids: tuple[str, ...]
    card: Card


@dataclass(frozen=True)
class Limit:
    """A DCONSTR; a side is None where it is open."""

    set: int
    response: int
    lower: float | None
    upper: float | None
    card: Card

    @property
    def by_table(self) -> bool:
        """Whether a side is the id of a table over frequency."""
        return any(is_integer(self.card.field(at)) for at in (3, 4))


class DesignEntries:
    """Responses, limits and sets of limits of a deck.

    Raises:
        DeckRejected: where an entry cannot be read.
    """

    def __init__(self, deck: Deck) -> None:
        self._deck = deck

    @cached_property
    def responses(self) -> dict[int, Response]:
        """Every DRESP1 by its id."""
        found: dict[int, Response] = {}
        for response in map(_response, self._deck.cards("DRESP1")):
            if response.number in found:
                what = f"DRESP1 {response.number} stands twice."
                raise DeckRejected(what, response.card.where, "Give every response its own id.")
            found[response.number] = response
        return found

    @cached_property
    def others(self) -> dict[int, Card]:
        """Every DRESP2 and DRESP3 by its id."""
        cards = (card for name in ("DRESP2", "DRESP3") for card in self._deck.cards(name))
        return {integer_at(card, 1): card for card in cards}

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """Every DCONSTR."""
        return tuple(map(_limit, self._deck.cards("DCONSTR")))

    def sets(self, number: int, where: str) -> frozenset[int]:
        """The ids of DCONSTR that a set id stands for, DCONADD resolved.

        Raises:
            DeckRejected: there is no such set.
        """
        if number in self._unions:
            return self._unions[number]
        if not any(limit.set == number for limit in self.limits):
            known = sorted({limit.set for limit in self.limits} | set(self._unions))
            hint = f"It has {', '.join(map(str, known[:20]))}." if known else "It has no DCONSTR."
            raise DeckRejected(f"There is no DCONSTR or DCONADD {number}.", where, hint)
        return frozenset({number})

    @cached_property
    def _unions(self) -> Mapping[int, frozenset[int]]:
        return {
            integer_at(card, 1): frozenset(
                integer_at(card, at) for at in range(2, len(card.cells) + 1) if card.field(at)
            )
            for card in self._deck.cards("DCONADD")
        }


def discrete_values(deck: Deck) -> dict[int, tuple[Card, tuple[float, ...]]]:
    """Every DDVAL by its id: the values a variable may take, sorted."""
    found: dict[int, tuple[Card, tuple[float, ...]]] = {}
    for card in deck.cards("DDVAL"):
        number = integer_at(card, 1)
        before = found[number][1] if number in found else ()
        found[number] = card, tuple(sorted({*before, *_values(card)}))
    return found


def is_counted(card: Card) -> bool:
    """Whether a DDVAL runs through whole numbers: from n to m by 1."""
    texts = [text.upper() for text in card.fields[2:] if text]
    if texts[1::2] != ["THRU", "BY"] or len(texts) != 5:
        return False
    first, step = number_at(card, 2), number_at(card, 6)
    return step == 1.0 and first.is_integer()


def _response(card: Card) -> Response:
    ids = tuple(card.field(at) for at in range(8, len(card.cells) + 1) if card.field(at))
    kind, of, item, second = (card.field(at).upper() for at in (3, 4, 6, 7))
    return Response(integer_at(card, 1), card.field(2), kind, of, item, second, ids, card)


def _limit(card: Card) -> Limit:
    lower, upper = number_at(card, 3, -OPEN), number_at(card, 4, OPEN)
    return Limit(
        integer_at(card, 1),
        integer_at(card, 2),
        lower if lower > -OPEN else None,
        upper if upper < OPEN else None,
        card,
    )


def _values(card: Card) -> Iterator[float]:
    """Numbers, and runs `first THRU last BY step`."""
    cells = [at for at in range(2, len(card.cells) + 1) if card.field(at)]
    while cells:
        first = number_at(card, cells.pop(0))
        if cells and card.field(cells[0]).upper() == "THRU":
            yield from _run(card, first, cells)
        else:
            yield first


def _run(card: Card, first: float, cells: list[int]) -> Iterator[float]:
    if len(cells) < 4 or card.field(cells[2]).upper() != "BY":
        raise DeckRejected("DDVAL needs first THRU last BY step.", card.where, "Complete it.")
    last, step = number_at(card, cells[1]), number_at(card, cells[3])
    del cells[:4]
    count = (last - first) / step if step > 0.0 else -1.0
    if not 0.0 <= count < MOST_VALUES:
        what = f"DDVAL {card.field(1)} does not run through at most {MOST_VALUES} values."
        raise DeckRejected(what, card.where, "Give a positive step, and the last above the first.")
    yield from (first + n * step for n in range(int(count + 1e-9) + 1))
    if first + int(count + 1e-9) * step < last * (1.0 - 1e-9):
        yield last
