"""Where the x axis of a shell's material lies: THETA, or MCID.

THETA counts from the side G1-G2; with MCID the x axis of that coordinate system at the centre of
the element is projected on it (MSC Nastran Quick Reference Guide, entries CQUAD4 and CTRIA3).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements.shell_frame import ShellFrame
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.model import Model

UPRIGHT = 1e-6
"""The least part of an x axis of unit length that must lie in the element."""


def material_angles(
    model: Model, cards: Sequence[Any], frame: ShellFrame, centres: Floats
) -> Floats:
    """Angle from the x axis of each element to that of its material, radians, shape (n,).

    Args:
        centres: Of the elements in the basic frame, shape (n, 3).

    Raises:
        Fatal: a coordinate system is not in the deck, or its x axis is normal to the element.
    """
    side = frame.plane[:, 1] - frame.plane[:, 0]
    angles = np.arctan2(side[:, 1], side[:, 0])
    for row, card in enumerate(cards):
        if isinstance(card.theta_mcid, int):
            angles[row] = _projected(model, card, frame.axes[row], centres[row])
        else:
            angles[row] += np.radians(float(card.theta_mcid or 0.0))
    return angles


def _projected(model: Model, card: Any, axes: Floats, centre: Floats) -> float:
    owner = f"{card.type} {card.eid}"
    along = axes @ model.frames.get(int(card.theta_mcid), owner).axes_at(centre)[0]
    if np.hypot(along[0], along[1]) < UPRIGHT:
        said = f"THE X AXIS OF MCID {card.theta_mcid} IS NORMAL TO {owner}."
        raise Fatal(said)
    return float(np.arctan2(along[1], along[0]))
