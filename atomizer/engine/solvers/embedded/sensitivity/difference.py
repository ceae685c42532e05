"""Derivatives of matrices and vectors of elements by one design variable.

A sixth-order central difference over six points: exact for polynomials up to degree six, which
stiffness is in a thickness, an area, a moment of area, a modulus or a density, and elsewhere wrong
by h^6 / 140 of the seventh derivative (Fornberg, Math. Comp. 51 (1988) 699-706, table 1). With h a
256th of the value or of the size of the element both that and the rounding are about 1e-12 of the
derivative. It needs nothing of the elements but their matrices, so an element that is added later
has its derivatives from the first day; a complex step would be exact to the last digit and would
ask every reader of every card to compute with complex numbers.
"""

from collections.abc import Callable

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.fatal import Fatal

STEP = 2.0**-8
"""The step as a part of the value, or of the size of the elements that move."""
SHRINK, TRIES = 16.0, 8
ROUGH = 1e-6
FOURTH, SIXTH = (2 / 3, -1 / 12), (3 / 4, -3 / 20, 1 / 60)

Curve = Callable[[float], Floats]


class NotSmooth(Exception):
    """There is no derivative here."""


def derivative(curve: Curve, scale: float) -> Floats:
    """The derivative of an array at zero.

    Args:
        curve: The array at a change of the variable.
        scale: A change of the variable that is large.

    Raises:
        NotSmooth: orders four and six of the difference do not agree at any step, or the model
            cannot be at any of them.
    """
    refused = ""
    for shrunk in range(TRIES):
        step = STEP * scale / SHRINK**shrunk
        try:
            with np.errstate(over="raise", divide="raise", invalid="raise"):
                found = _attempt(curve, step, scale)
        except (Fatal, ArithmeticError, np.linalg.LinAlgError) as error:
            refused = str(error)
        else:
            if found is not None:
                return found
    raise NotSmooth(refused)


def _attempt(curve: Curve, step: float, scale: float) -> Floats | None:
    """The derivative, None where two orders disagree."""
    pairs = [(curve(k * step), curve(-k * step)) for k in (1, 2, 3)]
    if not pairs[0][0].size:
        return pairs[0][0]
    halves = [(ahead - behind) / step for ahead, behind in pairs]
    fourth, sixth = (
        np.asarray(sum(c * half for c, half in zip(weights, halves, strict=False)))
        for weights in (FOURTH, SIXTH)
    )
    size = max(np.abs(sixth).max(), np.abs(pairs[0][0]).max() / scale)
    return sixth if np.abs(sixth - fourth).max() <= ROUGH * size else None
