"""What drives a response: DLOAD with RLOAD1, RLOAD2, TLOAD1, TLOAD2.

Each entry is a pattern, the forces or motions of EXCITEID, times a history over frequency or time.
DELAY and DPHASE may differ from freedom to freedom: the pattern is then split into parts, each with
one delay and one phase lead. MSC Nastran Quick Reference Guide, the entries named above.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.assembly import to_displacement_frames
from atomizer.engine.solvers.embedded.cases import Case
from atomizer.engine.solvers.embedded.constraints import freedoms_at
from atomizer.engine.solvers.embedded.dynamics.histories import history
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported
from atomizer.engine.solvers.embedded.grid import UnknownGrid
from atomizer.engine.solvers.embedded.loads import Loads
from atomizer.engine.solvers.embedded.model import Model

Kind = Literal["force", "displacement", "velocity", "acceleration"]
Over = Literal["frequency", "time"]
KINDS: Mapping[str, Kind] = {
    "0": "force", "L": "force", "1": "displacement", "D": "displacement", "2": "velocity",
    "V": "velocity", "3": "acceleration", "A": "acceleration",
}  # fmt: skip
ENTRIES: Mapping[Over, tuple[str, ...]] = {
    "frequency": ("RLOAD1", "RLOAD2"),
    "time": ("TLOAD1", "TLOAD2"),
}


class Spread(NamedTuple):
    """Loads between the ends of bars, by the card of these.

    Attributes:
        ends: Equivalent forces at their ends, each (n, 12).
        passed: Resultants between end A and each output station, each (n, k, 6).
    """

    ends: Mapping[str, Floats]
    passed: Mapping[str, Floats]


@dataclass(frozen=True, eq=False)
class Drive:
    """A pattern and its history.

    Attributes:
        kind: What the pattern is: forces, or a motion of held freedoms.
        pattern: At all freedoms in the displacement frames, shape (6 n_points,).
        history: Its factor over frequencies in Hz, complex, or over times.
        spread: Its loads between the ends of bars; None where parts of them have different delays
            or phases.
    """

    kind: Kind
    pattern: Floats
    history: Callable[[Floats], NDArray[Any]]
    spread: Spread | None


def read_drives(loads: Loads, case: Case, over: Over) -> list[Drive]:
    """What drives a subcase.

    Raises:
        Fatal: a set is not in the deck, or an entry is of another kind of solution.
    """
    found: list[Drive] = []
    for scale, card in _entries(loads.model, case.dynamic.load):
        if card.type not in ENTRIES[over]:
            raise unsupported(f"{card.type} {card.sid} IN A RESPONSE OVER {over.upper()}")
        found += _drives(loads, card, scale)
    return found


def _entries(model: Model, set_id: int) -> Iterator[tuple[float, Any]]:
    """Entries of a load set with their factors, through DLOAD."""
    if not set_id:
        raise Fatal("NO DLOAD COMMAND SELECTS A DYNAMIC LOAD.")
    bdf = model.bdf
    direct, combined = bdf.dload_entries.get(set_id, []), bdf.dloads.get(set_id, [])
    if not direct and not combined:
        raise Fatal(f"DYNAMIC LOAD SET {set_id} IS NOT DEFINED.")
    yield from ((1.0, card) for card in direct)
    for card in combined:
        for factor, part in zip(card.scale_factors, card.load_ids, strict=True):
            if int(part) not in bdf.dload_entries:
                raise Fatal(f"DYNAMIC LOAD SET {part} REFERENCED BY DLOAD {set_id} IS NOT DEFINED.")
            for entry in bdf.dload_entries[int(part)]:
                yield float(card.scale) * float(factor), entry


def _drives(loads: Loads, card: Any, scale: float) -> Iterator[Drive]:
    """An entry, one part for each pair of delay and phase lead."""
    model = loads.model
    kind = KINDS.get(str(card.Type).upper()[:1])
    if kind is None:
        raise unsupported(f"TYPE {card.Type} ON {card.type}", str(card.sid))
    pattern = scale * (_forces(loads, card) if kind == "force" else _motions(loads, card))
    delay = _by_freedom(model, card, card.delay, model.bdf.delays, "delays")
    lead = _by_freedom(model, card, getattr(card, "dphase", 0), model.bdf.dphases, "phase_leads")
    loaded = np.flatnonzero(pattern)
    pairs = np.stack([delay[loaded], lead[loaded]], axis=1)
    different, which = np.unique(pairs, axis=0, return_inverse=True)
    spread = _spread(loads, card, scale) if kind == "force" else Spread({}, {})
    told = None if spread.ends and len(different) > 1 else spread
    for number, (tau, theta) in enumerate(different):
        part = np.zeros_like(pattern)
        chosen = loaded[which.ravel() == number]
        part[chosen] = pattern[chosen]
        yield Drive(kind, part, history(model, card, float(tau), float(theta)), told)


def _forces(loads: Loads, card: Any) -> Floats:
    """Forces of DAREA and of the static loads of that number, shape (6 n_points,)."""
    model, number = loads.model, int(card.excite_id)
    areas, sets = model.bdf.dareas, (model.bdf.loads, model.bdf.load_combinations)
    static = any(number in each for each in sets)
    if number not in areas and not static:
        raise Fatal(f"EXCITEID {number} OF {card.type} {card.sid} IS NOT DEFINED.")
    total = np.zeros(6 * len(model.grid))
    if static:
        for each in model.bdf.loads.get(number, []):
            if each.type in ("SPCD", "TEMP"):
                raise unsupported(f"{each.type} AS A FORCE OF {card.type}", str(card.sid))
        total += to_displacement_frames(loads.forces(number), model.grid).ravel()
    if number in areas:
        area = areas[number]
        for node, digits, value in zip(area.nodes, area.components, area.scales, strict=True):
            total[_freedoms(model, int(node), digits, f"DAREA {number}")] += float(value)
    return total


def _spread(loads: Loads, card: Any, scale: float) -> Spread:
    """Its static loads between the ends of bars."""
    number, bdf = int(card.excite_id), loads.model.bdf
    if number not in bdf.loads and number not in bdf.load_combinations:
        return Spread({}, {})
    found = (loads.spread(number), loads.passed(number))
    ends, passed = ({name: scale * each for name, each in of.items()} for of in found)
    return Spread(ends, passed)


def _motions(loads: Loads, card: Any) -> Floats:
    """Motions of SPCD, shape (6 n_points,)."""
    number = int(card.excite_id)
    total = np.zeros(6 * len(loads.model.grid))
    if number not in loads.model.bdf.loads and number not in loads.model.bdf.load_combinations:
        raise Fatal(f"EXCITEID {number} OF {card.type} {card.sid} NAMES NO SPCD.")
    for freedom, value in loads.motions(number):
        total[freedom] = value
    return total


def _by_freedom(model: Model, card: Any, entry: Any, sets: Mapping[int, Any], name: str) -> Floats:
    """A delay or a phase lead: one number, or one for each freedom, shape (6 n_points,)."""
    total = np.zeros(6 * len(model.grid))
    if isinstance(entry, float):
        return total + entry
    if not entry:
        return total
    if int(entry) not in sets:
        raise Fatal(f"DELAY OR DPHASE {entry} REFERENCED BY {card.type} {card.sid} IS NOT DEFINED.")
    found = sets[int(entry)]
    for node, digits, value in zip(
        found.nodes, found.components, getattr(found, name), strict=True
    ):
        total[_freedoms(model, int(node), digits, f"{found.type} {entry}")] = float(value)
    return total


def _freedoms(model: Model, node: int, digits: Any, owner: str) -> Any:
    try:
        row = int(model.grid.index_of_any(np.array([node]))[0])
    except UnknownGrid:
        raise Fatal(f"{owner} REFERENCES UNDEFINED GRID POINT {node}.", 2008) from None
    return freedoms_at(model, row, str(digits), owner)
