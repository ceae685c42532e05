"""MPC and MPCADD: a freedom that is a sum of others; the first term of an equation depends."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.constraints import freedoms_at
from atomizer.engine.solvers.embedded.elimination import Dependence
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.grid import UnknownGrid
from atomizer.engine.solvers.embedded.model import Model


def read_mpcs(model: Model, set_id: int) -> list[Dependence]:
    """What a set of multi-point constraints makes dependent; set 0 is no set.

    Raises:
        Fatal: the set or one of its grid points is not in the deck.
    """
    return [_dependence(model, card) for card in mpc_cards(model, set_id)] if set_id else []


def mpc_cards(model: Model, set_id: int, above: tuple[int, ...] = ()) -> Iterator[Any]:
    """Constraint cards of a set, through MPCADD.

    Args:
        above: The sets that led to it.

    Raises:
        Fatal: the set is not in the deck, or it contains itself.
    """
    direct, added = model.bdf.mpcs.get(set_id, []), model.bdf.mpcadds.get(set_id, [])
    if not direct and not added:
        raise Fatal(f"UNDEFINED MULTI-POINT CONSTRAINT SET {set_id}.", 2053)
    if set_id in above:
        raise Fatal(f"MPCADD {set_id} CONTAINS ITSELF.")
    yield from direct
    for card in added:
        for part in card.sets:
            yield from mpc_cards(model, int(part), (*above, set_id))


def _dependence(model: Model, card: Any) -> Dependence:
    owner = f"MPC {card.conid}"
    freedoms = []
    for node, said in zip(card.nodes, card.components, strict=True):
        at = freedoms_at(model, _row(model, int(node), owner), str(said), owner)
        if len(at) != 1:
            raise Fatal(f"{said} IS NOT ONE COMPONENT OF GRID POINT {node} IN {owner}.")
        freedoms.append(int(at[0]))
    return dependence(freedoms, card.coefficients, owner)


def dependence(freedoms: Sequence[int], coefficients: Sequence[float], owner: str) -> Dependence:
    """The first freedom of an equation by the others.

    Raises:
        Fatal: its coefficient is zero.
    """
    factors = np.array(coefficients, float)
    if not factors[0]:
        raise Fatal(f"THE FIRST COEFFICIENT OF {owner} IS ZERO.")
    return Dependence(freedoms[0], np.array(freedoms[1:], np.int64), -factors[1:] / factors[0])


def _row(model: Model, node: int, owner: str) -> int:
    try:
        return int(model.grid.index_of_any(np.array([node]))[0])
    except UnknownGrid:
        raise Fatal(f"UNDEFINED GRID POINT {node} IN {owner}.", 2052) from None
