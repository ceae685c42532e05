"""Tables of elements, stresses and forces: blocks of rows, one a card and state of a subcase.

A block is written into the OP2 and printed in the F06, so that both say the same.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np

from atomizer.engine.op2.modes import VIBRATION
from atomizer.engine.op2.records import Head, Op2File
from atomizer.engine.op2.tables import LAYERED, STATICS, TYPES, Rows, stress_type
from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.elements.family import Elements, some
from atomizer.engine.solvers.embedded.elements.layered import LayeredShells
from atomizer.engine.solvers.embedded.elements.shell import Shells
from atomizer.engine.solvers.embedded.elements.solid import Solids
from atomizer.engine.solvers.embedded.op2 import forces, stress
from atomizer.engine.solvers.embedded.op2.complex_rows import (
    Numbers,
    complex_forces,
    complex_stress,
)
from atomizer.engine.solvers.embedded.recovery import (
    Shape,
    State,
    element_forces,
    element_stress,
)
from atomizer.engine.solvers.embedded.requests import Form, Request


class Kind(NamedTuple):
    """A table of elements.

    Attributes:
        name: Of the table.
        quantity: What asks for it.
        head: Words of its identification that all blocks share.
        recover: Its numbers of a family in a state.
        rows: Its rows of each card, from the numbers and the ids of the grid points.
        complex_rows: The same of complex numbers; None where no reader knows such rows.
        holds: Whether a family of such a card is in the table.
        code: The code of a card, or of what its rows are.
    """

    name: str
    quantity: Literal["stress", "force"]
    head: Head
    recover: Callable[[Elements, State], Floats]
    rows: Mapping[str, Callable[[Elements, Floats, Ints], Rows]]
    complex_rows: Callable[[Elements, Numbers, Form, Ints], Rows] | None
    holds: Callable[[Elements], bool]
    code: Callable[[str, Rows], int]


class Block(NamedTuple):
    """The rows of one card in one state, by element id; and whether they are printed."""

    card: str
    state: State
    rows: Rows
    printed: bool


def _any(_: Elements) -> bool:
    return True


def _layered(family: Elements) -> bool:
    return isinstance(family, LayeredShells)


def _homogeneous(family: Elements) -> bool:
    return not isinstance(family, LayeredShells)


def _card_code(card: str, _: Rows) -> int:
    return TYPES[card]


def _layered_code(card: str, _: Rows) -> int:
    return LAYERED[card]


STRESS = Kind(
    "OES1X1",
    "stress",
    {2: 5, 11: 1},
    element_stress,
    stress.ROWS,
    complex_stress,
    _homogeneous,
    stress_type,
)
PLY_STRESS = Kind(
    "OES1C", "stress", {2: 5}, element_stress, stress.PLY_ROWS, None, _layered, _layered_code
)
FORCE = Kind(
    "OEF1X", "force", {2: 4}, element_forces, forces.ROWS, complex_forces, _any, _card_code
)
KINDS = (FORCE, STRESS, PLY_STRESS)


def blocks(
    kind: Kind,
    elements: Sequence[Elements],
    states: Sequence[State],
    points: Ints,
    unsaid: Request | None,
) -> list[Block]:
    """The blocks of a table that are asked for, by the code of the element.

    Args:
        points: Ids of the grid points, shape (n_points,).
        unsaid: What holds in a subcase that says nothing.
    """
    asked = [
        (state, request)
        for state in states
        if (request := state.case.asked(kind.quantity, unsaid)) is not None
    ]
    found = [
        Block(card, state, _rows(kind, families, (state, request), points), request.printed)
        for card, families in by_card(kind, elements).items()
        for state, request in asked
    ]
    return [block for block in found if len(block.rows)]


def by_card(kind: Kind, elements: Sequence[Elements]) -> Mapping[str, list[Elements]]:
    """The families a table holds, by the code of their card."""
    held = [each for each in elements if each.card in kind.rows and kind.holds(each)]
    cards = sorted({each.card for each in held}, key=TYPES.__getitem__)
    return {card: [each for each in held if each.card == card] for card in cards}


def _rows(
    kind: Kind, families: Sequence[Elements], asked: tuple[State, Request], points: Ints
) -> Rows:
    state, request = asked
    chosen = [part for each in families if len((part := members(each, request)).ids)]
    parts = [kind.rows[each.card](each, kind.recover(each, state), points) for each in chosen]
    return by_id(parts, request) if parts else np.zeros(0, [("id", "<i4")])


def members(family: Elements, request: Request) -> Elements:
    """The elements of a family that are asked for; all of them where choosing saves no time."""
    if request.members is None or not isinstance(family, Shells | Solids):
        return family
    return some(family, request.rows(family.ids))


def by_id(parts: Sequence[Rows], request: Request) -> Rows:
    """The rows that are asked for of all families of a card, in the order of their ids."""
    table = np.concatenate(parts)
    table = table[request.rows(table["id"] // 10)]
    return table[np.argsort(table["id"], kind="stable")]


def write_blocks(file: Op2File, kind: Kind, found: Sequence[Block]) -> None:
    """The whole table."""
    file.begin(kind.name)
    for card, state, rows, _ in found:
        case = state.case
        common: Head = {3: kind.code(card, rows), 4: case.id, 9: 1, 10: rows.itemsize // 4}
        head = {**common, **kind.head, **_which(state)}
        file.block(head, rows.tobytes(), case.subtitle, case.label)
    file.end()


def _which(state: State) -> Head:
    """The words that say which answer or mode it is."""
    mode = state.mode if isinstance(state, Shape) else None
    if mode is None:
        return {1: STATICS, 5: 1, 8: state.case.load}
    words: Head = {1: mode.approach, 5: mode.number, 6: mode.eigenvalue}
    return {**words, 7: mode.cycles} if mode.approach == VIBRATION else words
