"""What a response strains: stresses and forces of elements over frequencies or times.

Stress is linear in the motion, so that it is recovered of each shape once and scaled by the
coordinates of the shapes (modal stress recovery: Craig and Kurdila, Fundamentals of Structural
Dynamics, 2nd ed., section 11.6, mode-displacement with residual vectors). It is that of the
stiffness alone, without the part of dashpots and loss factors. What is no linear function of the
motion, as principal stresses, follows from the components at each step.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from atomizer.engine.op2.tables import Rows
from atomizer.engine.solvers.embedded.arrays import Floats, Ints
from atomizer.engine.solvers.embedded.dynamics.answer import Answer
from atomizer.engine.solvers.embedded.dynamics.strain import Numbers, Strain
from atomizer.engine.solvers.embedded.elements.bar import Bars
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.elements.shear_panel import Panels
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.op2.elements import (
    KINDS,
    Kind,
    by_card,
    by_id,
    members,
)
from atomizer.engine.solvers.embedded.recovery import Shape, state
from atomizer.engine.solvers.embedded.requests import Request

UNTOLD = "PLOAD1 WITH SEVERAL DELAYS OR PHASES DOES NOT TELL STRESSES AND FORCES OF BARS."
PLIES_UNWRITTEN = "STRESS OF LAYERED SHELLS IS NOT WRITTEN OVER FREQUENCIES."


@dataclass(frozen=True)
class ElementField:
    """Stresses or forces of the elements of one card.

    Attributes:
        families: Elements that are asked for, and maybe more.
        points: Ids of the grid points, shape (n_points,).
    """

    kind: Kind
    card: str
    families: Sequence[Elements]
    strain: Strain
    request: Request
    points: Ints

    def rows(self, number: int) -> Rows:
        """The rows at one frequency or time, by element id."""
        factors = self.strain.coordinates[number]
        values = [np.tensordot(factors, shapes, axes=1) for shapes in self.recovered]
        return self._rows(values)

    def largest(self) -> tuple[float, int, int]:
        """The largest size of any of its numbers, the step it is at and its element."""
        best = (0.0, 0, 0)
        for number, factors in enumerate(self.strain.coordinates):
            for family, shapes in zip(self.families, self.recovered, strict=True):
                rows = self.request.rows(family.ids)
                values = np.tensordot(factors, shapes, axes=1)[rows]
                sizes = np.abs(values).reshape(len(rows), -1).max(axis=1, initial=0.0)
                if len(rows) and (size := float(sizes.max())) > best[0]:
                    best = (size, number, int(family.ids[rows[sizes.argmax()]]))
        return best

    @cached_property
    def recovered(self) -> list[Floats]:
        """The numbers of each family in each shape, shape (c, n, ...)."""
        shapes = self.strain.shapes
        return [
            np.stack([_recovered(self.kind, family, shape) for shape in shapes])
            for family in self.families
        ]

    @cached_property
    def size(self) -> int:
        """How many bytes its tables and the recovered shapes take."""
        first = self.strain.shapes[0]
        values = [_recovered(self.kind, family, first) for family in self.families]
        rows = self._rows([v * self.strain.coordinates.dtype.type(1) for v in values])
        steps, count = self.strain.coordinates.shape
        return rows.nbytes * steps + sum(each.nbytes for each in values) * count

    @property
    def found(self) -> bool:
        """Whether any element is asked for."""
        ids = [each.ids for each in self.families]
        return any(len(self.request.rows(each)) for each in ids)

    def _rows(self, values: Sequence[Numbers]) -> Rows:
        return by_id(
            [self._of(*pair) for pair in zip(self.families, values, strict=True)], self.request
        )

    def _of(self, family: Elements, linear: Numbers) -> Rows:
        values = _largest_and_mean(linear) if _sheared(self.kind, family) else linear
        if np.iscomplexobj(values):
            assert self.kind.complex_rows is not None
            return self.kind.complex_rows(family, values, self.request.form, self.points)
        return self.kind.rows[self.card](family, values, self.points)


def element_fields(
    answer: Answer, elements: Sequence[Elements], points: Ints
) -> tuple[list[ElementField], tuple[str, ...]]:
    """The stresses and forces a subcase asks for, and warnings.

    Args:
        points: Ids of the grid points, shape (n_points,).

    Raises:
        Fatal: a load between the ends of bars has parts with different delays.
    """
    found: list[ElementField] = []
    warnings = []
    for kind in KINDS:
        there = _fields(kind, answer, elements, points)
        if there and kind.complex_rows is None and answer.over == "frequency":
            warnings.append(PLIES_UNWRITTEN)
        else:
            found += there
    bars = any(isinstance(family, Bars) for field in found for family in field.families)
    if bars and not answer.strain.told:
        raise Fatal(f"SUBCASE {answer.case.id}: {UNTOLD}")
    return found, tuple(warnings)


def _fields(
    kind: Kind, answer: Answer, elements: Sequence[Elements], points: Ints
) -> list[ElementField]:
    request = answer.case.asked(kind.quantity, None)
    if request is None:
        return []
    fields = [
        ElementField(
            kind, card, [members(f, request) for f in same], answer.strain, request, points
        )
        for card, same in by_card(kind, elements).items()
    ]
    return [field for field in fields if field.found]


def _recovered(kind: Kind, family: Elements, shape: Shape) -> Floats:
    """The numbers of a family as linear functions of the motion."""
    if _sheared(kind, family):
        assert isinstance(family, Panels)
        return family.corner_stress(state(family, shape)[0])
    return kind.recover(family, shape)


def _sheared(kind: Kind, family: Elements) -> bool:
    """Whether the numbers hold the largest of some, which is no linear function."""
    return kind.quantity == "stress" and isinstance(family, Panels)


def _largest_and_mean(corners: Numbers) -> Numbers:
    """Of the corners of panels; the largest complex one keeps its phase, shape (n, 2)."""
    at = np.abs(corners).argmax(axis=1)
    largest = np.take_along_axis(corners, at[:, None], axis=1)[:, 0]
    largest = largest if np.iscomplexobj(corners) else np.abs(largest)
    return np.stack([largest, corners.mean(axis=1)], axis=1)
