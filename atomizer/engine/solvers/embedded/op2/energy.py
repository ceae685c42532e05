"""ONRGY1: strain energy of each element, its part of the total in percent, and its density.

The words of a row: MSC Nastran DMAP Programmer's Guide, data block ONRGY. The rows of a card end
with their sum under the id 100000000.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from atomizer.engine.op2.records import Head, Op2File
from atomizer.engine.op2.tables import STATICS, Rows, plain_rows
from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.cases import Case
from atomizer.engine.solvers.embedded.elements.damper import Dampers
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.energy import Energy
from atomizer.engine.solvers.embedded.recovery import Mode
from atomizer.engine.solvers.embedded.requests import Request

CODE = 18
SUBTOTAL = 100000000


@dataclass(frozen=True)
class EnergyBlock:
    """The rows of one card in one subcase, or in one of its modes.

    Attributes:
        total: Energy of the whole structure.
    """

    card: str
    case: Case
    mode: Mode | None
    total: float
    rows: Rows
    printed: bool


def energy_blocks(
    elements: Sequence[Elements], energy: Energy, asked: tuple[Case, Request], mode: Mode | None
) -> list[EnergyBlock]:
    """One block a card, by element id; dampers store no energy and have none."""
    case, request = asked
    found = []
    pairs = [
        pair
        for pair in zip(elements, energy.energies, strict=True)
        if not isinstance(pair[0], Dampers)
    ]
    for card in dict.fromkeys(family.card for family, _ in pairs):
        of_card = [
            (family.ids, _columns(family, values, energy.total))
            for family, values in pairs
            if family.card == card
        ]
        if len(rows := _rows(of_card, request)):
            found.append(EnergyBlock(card, case, mode, energy.total, rows, request.printed))
    return found


def _rows(parts: Sequence[tuple[Ints, Floats]], request: Request) -> Rows:
    """The rows that are asked for by element id, then their sum; none if there is nothing."""
    ids = np.concatenate([part[0] for part in parts])
    columns = np.concatenate([part[1] for part in parts])
    chosen = request.rows(ids)
    if not len(chosen):
        return plain_rows(ids[:0], columns[:0])
    order = chosen[np.argsort(ids[chosen], kind="stable")]
    last = [[*columns[order, :2].sum(axis=0), 0.0]]
    return plain_rows(np.append(ids[order], SUBTOTAL), np.vstack([columns[order], last]))


def write_energy(file: Op2File, found: Sequence[EnergyBlock]) -> None:
    """The whole table."""
    file.begin("ONRGY1")
    for block in found:
        case = block.case
        file.block(_head(block), block.rows.tobytes(), case.subtitle, case.label)
    file.end()


def _columns(family: Elements, values: Floats, total: float) -> Floats:
    """Energy, percent and density, shape (n, 3); 0 where there is no volume."""
    volume = family.volumes()
    density = np.divide(values, volume, out=np.zeros(len(values)), where=volume > 0)
    return np.stack([values, 100.0 * values / (total or 1.0), density], axis=1)


def _head(block: EnergyBlock) -> Head:
    kind = block.card if block.card == "CONROD" else block.card[1:]
    name = struct.unpack("<2i", kind.ljust(8).encode("ascii"))
    common: Head = {
        2: CODE, 3: block.total, 4: block.case.id, 6: name[0], 7: name[1], 9: 1, 10: 4, 13: -1,
        18: max(block.total, 0.0), 19: min(block.total, 0.0),
    }  # fmt: skip
    if block.mode is None:
        return {1: STATICS, 5: 1, 8: block.case.load, **common}
    mode = block.mode
    return {1: mode.approach, 5: mode.number, 14: mode.eigenvalue, 16: mode.cycles, **common}
