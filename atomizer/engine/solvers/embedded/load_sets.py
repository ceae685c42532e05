"""The cards of a load set with their factors, through LOAD."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from atomizer.engine.solvers.embedded.fatal import Fatal

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF


def load_cards(bdf: "BDF", set_id: int) -> Iterator[tuple[float, Any]]:
    """Load cards of a set with their factors; set 0 is no set.

    Raises:
        Fatal: the set, or one it combines, is not in the deck, or it contains itself.
    """
    if set_id:
        yield from _cards(bdf, set_id, 1.0, ())


def _cards(
    bdf: "BDF", set_id: int, scale: float, above: tuple[int, ...]
) -> Iterator[tuple[float, Any]]:
    direct, combined = bdf.loads.get(set_id, []), bdf.load_combinations.get(set_id, [])
    if not direct and not combined:
        raise Fatal(f"LOAD SET {set_id} IS NOT DEFINED.")
    if set_id in above:
        raise Fatal(f"LOAD {set_id} CONTAINS ITSELF.")
    yield from ((scale, card) for card in direct)
    for card in combined:
        for factor, part in zip(card.scale_factors, card.load_ids, strict=True):
            whole = scale * float(card.scale) * float(factor)
            yield from _cards(bdf, int(part), whole, (*above, set_id))
