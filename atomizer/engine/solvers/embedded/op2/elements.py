"""Tables of elements, stresses and forces: blocks of rows, one a card and subcase.

A block is written into the OP2 and printed in the F06, so that both say the same.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from atomizer.engine.op2.records import Head, Op2File
from atomizer.engine.op2.tables import LAYERED, STATICS, TYPES, Rows, stress_type
from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.elements.layered import LayeredShells
from atomizer.engine.solvers.embedded.op2 import forces, stress
from atomizer.engine.solvers.embedded.recovery import element_forces, element_stress
from atomizer.engine.solvers.embedded.static import Answer


class Kind(NamedTuple):
    """A table of elements.

    Attributes:
        name: Of the table.
        head: Words of its identification that all blocks share.
        recover: Its numbers of a family in an answer.
        rows: Its rows of each card, from the numbers and the ids of the grid points.
        holds: Whether a family of such a card is in the table.
        code: The code of a card, or of what its rows are.
    """

    name: str
    head: Head
    recover: Callable[[Elements, Answer], Floats]
    rows: Mapping[str, Callable[[Elements, Floats, Ints], Rows]]
    holds: Callable[[Elements], bool]
    code: Callable[[str, Rows], int]


class Block(NamedTuple):
    """The rows of one card in one subcase, by element id."""

    card: str
    answer: Answer
    rows: Rows


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


STRESS = Kind("OES1X1", {2: 5, 11: 1}, element_stress, stress.ROWS, _homogeneous, stress_type)
PLY_STRESS = Kind("OES1C", {2: 5}, element_stress, stress.PLY_ROWS, _layered, _layered_code)
FORCE = Kind("OEF1X", {2: 4}, element_forces, forces.ROWS, _any, _card_code)


def blocks(
    kind: Kind, elements: Sequence[Elements], answers: Sequence[Answer], points: Ints
) -> list[Block]:
    """The blocks of a table, by the code of the element.

    Args:
        points: Ids of the grid points, shape (n_points,).
    """
    held = [each for each in elements if each.card in kind.rows and kind.holds(each)]
    cards = sorted({each.card for each in held}, key=TYPES.__getitem__)
    return [
        Block(
            card,
            answer,
            _rows(kind, [each for each in held if each.card == card], answer, points),
        )
        for card in cards
        for answer in answers
    ]


def _rows(kind: Kind, families: Sequence[Elements], answer: Answer, points: Ints) -> Rows:
    parts = [kind.rows[each.card](each, kind.recover(each, answer), points) for each in families]
    table = np.concatenate(parts)
    return table[np.argsort(table["id"], kind="stable")]


def write_blocks(file: Op2File, kind: Kind, found: Sequence[Block]) -> None:
    """The whole table."""
    file.begin(kind.name)
    for card, answer, rows in found:
        case = answer.case
        common: Head = {1: STATICS, 3: kind.code(card, rows), 4: case.id, 5: 1, 8: case.load, 9: 1}
        head = {**common, **kind.head, 10: rows.itemsize // 4}
        file.block(head, rows.tobytes(), case.subtitle, case.label)
    file.end()
