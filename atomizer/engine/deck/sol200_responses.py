"""DRESP1 -> what an installed extractor measures.

Where the study measures more than the deck names (both fibres, both ends, the size instead of the
signed value) it is the stricter; that is listed, and so is all that nothing measures.
"""

from atomizer.domain.values import Json
from atomizer.engine.deck.deck import Deck
from atomizer.engine.deck.numbers import is_integer
from atomizer.engine.deck.sol200_cards import Response
from atomizer.engine.deck.sol200_families import (
    FAMILIES,
    VON_MISES,
    WITHOUT_PROPERTY,
    Family,
    Item,
)
from atomizer.engine.deck.sol200_measure import Measure, NotMeasured, named_ids, need_plugin
from atomizer.engine.deck.sol200_motions import (
    OVER_FREQUENCY,
    OVER_TIME,
    constraint_forces,
    displacements,
    over_frequencies,
    over_time,
)

MODES = {
    "FREQ": ("frequency", "frequency"),
    "EIGN": ("frequency", "eigenvalue"),
    "LAMA": ("buckling", "buckling_factor"),
}


def measures(deck: Deck, response: Response, max_shear: str) -> list[Measure]:
    """The measures of a response; a displacement has one for each of its components.

    Args:
        deck: The deck it stands in.
        response: The DRESP1.
        max_shear: Why von Mises stress is not what the deck means; empty where it is.

    Raises:
        NotMeasured: no installed extractor measures it.
        DeckRejected: it names an entry that is not there.
    """
    found = _measures(deck, response, max_shear)
    for measure in found:
        need_plugin(measure)
    return found


def _measures(deck: Deck, response: Response, max_shear: str) -> list[Measure]:
    kind = response.kind
    if kind in (each.kind for each in FAMILIES):
        return [_of_elements(deck, response, max_shear)]
    if kind in MODES or kind == "WEIGHT":
        return [_mode(response) if kind in MODES else _weight(response)]
    if kind in OVER_FREQUENCY or kind in OVER_TIME:
        return [(over_frequencies if kind in OVER_FREQUENCY else over_time)(deck, response)]
    if kind in ("DISP", "SPCFORCE"):
        return (displacements if kind == "DISP" else constraint_forces)(deck, response)
    raise NotMeasured(f"No extractor measures {kind or 'a response without a type'}.")


def _weight(response: Response) -> Measure:
    """The first three terms of the diagonal of the mass matrix; 3,3 unless it says otherwise."""
    place = response.item or "3", response.second or "3"
    if place not in (("1", "1"), ("2", "2"), ("3", "3")):
        raise NotMeasured(f"Term {', '.join(place)} of the mass matrix is not measured.")
    if any(text != "ALL" for text in map(str.upper, response.ids)):
        raise NotMeasured("The weight of a superelement is not measured.")
    return Measure("mass", upper="mass", lower="mass")


def _mode(response: Response) -> Measure:
    extractor, output = MODES[response.kind]
    if not is_integer(response.item):
        raise NotMeasured("It names no mode.")
    return Measure(extractor, {"mode": int(response.item)}, upper=output, lower=output)


def _of_elements(deck: Deck, response: Response, max_shear: str) -> Measure:
    ids = named_ids(response)
    family = _family(deck, response, ids)
    item = _item(family, response)
    if item.quantity == VON_MISES and max_shear:
        raise NotMeasured(max_shear)
    of_elements = response.of == "ELEM"
    chosen = _properties(deck, family, ids)
    if of_elements:
        chosen = {"elements": [*sorted(set(ids))]}
    return Measure(
        family.extractor,
        chosen | item.config | _second(family, response),
        item.upper,
        item.lower,
        response.item,
        item.whole,
        scalar=of_elements and len(ids) == 1 and len(item.whole) == 1,
        in_subcases=True,
        each_subcase=family.each_subcase,
        note=family.note,
    )


def _item(family: Family, response: Response) -> Item:
    item = family.items.get(response.item)
    if item is None:
        known = ", ".join(sorted(family.items, key=int))
        what = f"{response.kind.capitalize()} item {response.item or '(blank)'}"
        raise NotMeasured(f"{what} is not measured: only {known}.")
    return item


def _second(family: Family, response: Response) -> Json:
    """ATTB: of strain energies a natural mode, of failure indices a ply, of others it is blank."""
    if not response.second or family.kind == "CFAILURE":
        return {}
    if family.kind == "ESE" and is_integer(response.second):
        return {"mode": int(response.second)}
    what = response.kind.lower()
    raise NotMeasured(f"Only {what} of static subcases is measured (ATTB is given).")


def _family(deck: Deck, response: Response, ids: list[int]) -> Family:
    alike = [family for family in FAMILIES if family.kind == response.kind]
    if response.of != "ELEM":
        found = [family for family in alike if response.of in family.properties]
    else:
        found = [family for family in alike if set(ids) <= element_ids(deck, family)]
    if not found:
        what = response.kind.lower()
        raise NotMeasured(f"No extractor measures the {what} of {response.of or 'this'} here.")
    return found[0]


def element_ids(deck: Deck, family: Family) -> set[int]:
    """Ids of the elements of a family."""
    return {number for name in family.elements for number in deck.ids(name)}


def _properties(deck: Deck, family: Family, ids: list[int]) -> Json:
    """No option where the properties are all there are that the extractor looks at."""
    alike = [each for each in FAMILIES if each.extractor == family.extractor]
    known = {number for each in alike for name in each.properties for number in deck.ids(name)}
    cards = {name for each in alike for name in each.elements}
    without = any(name in deck.counts for name in cards & WITHOUT_PROPERTY)
    return {} if set(ids) >= known and not without else {"properties": [*sorted(set(ids))]}
