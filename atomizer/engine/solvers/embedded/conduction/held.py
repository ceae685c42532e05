"""Points whose temperature is held, by SPC, SPC1 with SPCD, TEMPBC, or depends, by MPC."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Bools, Floats
from atomizer.engine.solvers.embedded.conduction.model import HeatModel, need_temperature
from atomizer.engine.solvers.embedded.constraints import spc_cards, spc_items
from atomizer.engine.solvers.embedded.elimination import Dependence
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported
from atomizer.engine.solvers.embedded.mpc import dependence, mpc_cards


def read_held(model: HeatModel, set_id: int) -> Bools:
    """Which points a set of constraints holds, shape (n_points,); set 0 is no set.

    Raises:
        Fatal: the set or one of its points is not in the deck.
    """
    held = np.zeros(len(model.grid), bool)
    for row, digits in enumerate(model.grid.permanent):
        if "1" in digits:
            raise unsupported(f"A TEMPERATURE HELD BY PS OF GRID {model.grid.ids[row]}")
    held[[row for row, _ in _lines(model, set_id)]] = True
    return held


def held_at(model: HeatModel, set_id: int, moved: Mapping[int, float]) -> Floats:
    """At which temperature each point is held, shape (n_points,); 0 where it is not.

    Args:
        moved: Temperatures of SPCD in the load set, by rows.

    Raises:
        Fatal: an SPC1 holds a point without a temperature, or an SPCD a point that is not held.
    """
    at = np.zeros(len(model.grid))
    held = dict(_lines(model, set_id))
    for row in moved.keys() - held.keys():
        raise Fatal(f"SPCD: POINT {model.grid.ids[row]} IS NOT HELD BY AN SPC.", 2070)
    for row, degrees in (held | dict(moved)).items():
        if degrees is None:
            said = f"SPC1 HOLDS POINT {model.grid.ids[row]} AT NO TEMPERATURE"
            raise Fatal(f"{said}. GIVE IT ON AN SPC, TEMPBC OR SPCD.")
        at[row] = degrees
    return at


def read_ties(model: HeatModel, set_id: int) -> list[Dependence]:
    """Temperatures that follow others, by MPC; set 0 is no set.

    Raises:
        Fatal: the set or one of its points is not in the deck.
    """
    return [_tie(model, card) for card in mpc_cards(model, set_id)] if set_id else []


def _lines(model: HeatModel, set_id: int) -> Iterator[tuple[int, float | None]]:
    """Rows of held points and their temperature; None where an SPC1 gives none."""
    boundary = [card for card in model.bdf.bcs.get(set_id, []) if card.type == "TEMPBC"]
    for card in boundary:
        yield from _boundary(model, card)
    known = set_id in model.bdf.spcs or set_id in model.bdf.spcadds
    for card in spc_cards(model, set_id) if set_id and (known or not boundary) else ():
        owner = f"{card.type} {card.conid}"
        for node, component, degrees in spc_items(card):
            need_temperature(component, owner)
            yield model.row(node, owner), None if card.type == "SPC1" else degrees


def _boundary(model: HeatModel, card: Any) -> Iterator[tuple[int, float]]:
    owner = f"TEMPBC {card.sid}"
    if not str(card.Type).startswith("STAT"):
        raise unsupported(f"{card.Type} ON {owner}")
    for node, degrees in zip(card.nodes, card.temps, strict=True):
        yield model.row(int(node), owner), float(degrees)


def _tie(model: HeatModel, card: Any) -> Dependence:
    owner = f"MPC {card.conid}"
    for component in card.components:
        need_temperature(component, owner)
    rows = [model.row(int(node), owner) for node in card.nodes]
    return dependence(rows, card.coefficients, owner)
