"""A design -> the deck of that design."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from atomizer.engine.deck.address import Target, find, is_address
from atomizer.engine.deck.card import Card
from atomizer.engine.deck.deck import Deck
from atomizer.engine.deck.numbers import canonical, format_field16, parse_real
from atomizer.engine.deck.rejected import DeckRejected
from atomizer.engine.deck.relations import Relations
from atomizer.engine.deck.rewrite import line_end, rewrite
from atomizer.engine.deck.variables import Variables

Parameter = float | str
WRITTEN = "model.bdf"


def canonical_design(parameters: Mapping[str, Parameter]) -> dict[str, Parameter]:
    """The design as a deck can hold it, sorted by name: equal decks have equal keys.

    Raises:
        DeckRejected: a number that is not finite.
    """
    return {name: _canonical(parameters[name]) for name in sorted(parameters)}


def write_design(deck_path: Path, parameters: Mapping[str, Parameter], folder: Path) -> Path:
    """Write the deck of a design and its INCLUDEs; returns the path of `model.bdf`.

    Every line is kept byte for byte except those of the entries that the design changes; equal
    designs give equal bytes, and a value that stands in the deck already changes nothing.

    Args:
        deck_path: The deck of the study; it is only read.
        parameters: DESVAR labels or field addresses, and their values.
        folder: Where to write; made when missing.

    Raises:
        DeckRejected: an unknown parameter, a value that cannot be written, or a deck that cannot
            be read; nothing is written then.
    """
    deck = Deck.read(deck_path)
    texts = _written(deck, _changes(deck, parameters))
    _keep_sources(deck, [folder / name for name in texts])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("latin-1"))
    return folder / WRITTEN


@dataclass(frozen=True)
class _Change:
    """A new text for a field, and who asks for it."""

    target: Target
    text: str
    asked: str


def _changes(deck: Deck, parameters: Mapping[str, Parameter]) -> list[_Change]:
    """Every field that differs; two that ask for one field are refused."""
    found: dict[tuple[int, int, int], _Change] = {}
    for change in _asked(deck, parameters):
        card = change.target.card
        key = (card.source, card.first, change.target.index)
        if key in found:
            what = f"{change.target.name} is set by {found[key].asked} and by {change.asked}."
            raise DeckRejected(what, card.where, "Keep one of them.")
        found[key] = change
    return [change for change in found.values() if not _stands(change)]


def _asked(deck: Deck, parameters: Mapping[str, Parameter]) -> Iterator[_Change]:
    variables = Variables(deck)
    relations = Relations(deck, variables)
    given: dict[int, float] = {}
    for name, value in canonical_design(parameters).items():
        if variable := variables.named(name):
            if variable.number in given:
                raise DeckRejected(f"{variable.label} is set twice.", hint="Name it once.")
            given[variable.number] = _number(name, value)
        else:
            target = addressed(deck, variables, relations, name)
            yield _Change(target, _text(target, name, value), name)
    values = variables.settled(given)
    for number, x in values.items():
        target = variables.by_number[number].target
        yield _Change(target, format_field16(x), variables.by_number[number].label)
    for target, p, where in relations.changes(values):
        yield _Change(target, format_field16(p), f"the relation at {where}")


def addressed(deck: Deck, variables: Variables, relations: Relations, name: str) -> Target:
    """The field that a parameter names which is no DESVAR.

    Raises:
        DeckRejected: there is no such field, or a relation sets it.
    """
    if not is_address(name):
        raise _unknown(name, variables, deck)
    target = find(deck, name)
    if driver := relations.driver(target):
        what = f"{name} follows from {driver}."
        raise DeckRejected(what, target.card.where, "Vary that design variable instead.")
    return target


def _text(target: Target, name: str, value: Parameter) -> str:
    """The text of a field: a real, an integer where one stands, or a word."""
    if target.real:
        return format_field16(_number(name, value))
    number = parse_real(value) if isinstance(value, str) else value
    if number is None:
        return _word(name, str(value))
    if not target.holds_integer:
        return format_field16(number)
    if number != int(number):
        raise DeckRejected(f"{name} holds an integer, not {number:g}.", target.card.where)
    return str(int(number))


def _word(name: str, value: str) -> str:
    if not (value.isascii() and value.isalnum() and value[0].isalpha() and len(value) <= 8):
        what = f"{name} cannot be {value[:40]!r}."
        raise DeckRejected(what, hint="A word has at most 8 letters and digits.")
    return value


def _number(name: str, value: Parameter) -> float:
    number = parse_real(value) if isinstance(value, str) else float(value)
    if number is None:
        raise DeckRejected(f"{name} needs a number, not {value!r}.")
    return number


def _canonical(value: Parameter) -> Parameter:
    number = parse_real(value) if isinstance(value, str) else float(value)
    return str(value).strip() if number is None else canonical(number)


def _keep_sources(deck: Deck, paths: list[Path]) -> None:
    """Refuse to write over a file of the deck that is read."""
    root = deck.sources.path.parent
    own = {(root / source.name).resolve() for source in deck.sources.files}
    if any(path.resolve() in own for path in paths):
        raise DeckRejected("A design is never written over its own deck.", hint="Give a folder.")


def _stands(change: _Change) -> bool:
    """Whether the field holds this already, in whatever format."""
    new, old = parse_real(change.text), change.target.value
    return new == old if new is not None else change.text == change.target.text


def _unknown(name: str, variables: Variables, deck: Deck) -> DeckRejected:
    labels = [one.label for one in variables.by_number.values()]
    near = get_close_matches(name.upper(), [label.upper() for label in labels], n=1, cutoff=0.5)
    close = [label for label in labels if label.upper() in near]
    said = f"DESVARs: {', '.join(labels)}"[:200] if labels else "It has no DESVAR"
    meant = f"Did you mean {close[0]!r}? " if close else ""
    what = f"The deck has no parameter {name[:60]!r}."
    return DeckRejected(what, hint=f"{meant}{said}; fields are named card:id:field, as PSHELL:3:T.")


def _written(deck: Deck, changes: list[_Change]) -> dict[str, str]:
    """Text of every file by the name it is written under."""
    files = [list(source.lines) for source in deck.sources.files]
    cards: dict[tuple[int, int], tuple[Card, dict[int, str]]] = {}
    for change in changes:
        card = change.target.card
        _, texts = cards.setdefault((card.source, card.first), (card, {}))
        texts[change.target.index] = change.text
    for source, first in sorted(cards, reverse=True):  # from the end, so that lines keep numbers
        card, texts = cards[source, first]
        end = line_end(files[source][0]) or "\n"
        files[source][first : first + len(card.rows)] = rewrite(card, texts, end)
    return named_files(deck, files)


def named_files(deck: Deck, files: list[list[str]]) -> dict[str, str]:
    """Text of every file of a deck, given as lines, by the name it is written under.

    Raises:
        DeckRejected: an included file has the name of the main one.
    """
    names = [WRITTEN, *(source.name for source in deck.sources.files[1:])]
    if any(name.lower() == WRITTEN for name in names[1:]):
        what = f"An included file is named {WRITTEN}, as the deck that is written."
        raise DeckRejected(what, hint="Give it another name.")
    return {name: "".join(lines) for name, lines in zip(names, files, strict=True)}
