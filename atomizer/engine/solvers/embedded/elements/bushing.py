"""CBUSH: six springs in the axes of the element, between two grid points or a point and ground.

MSC Nastran Quick Reference Guide, entry CBUSH: the springs sit at the part S of the way from GA to
GB and hang on both by rigid arms. Axes: CID, else x from GA to GB with the plane of an orientation
vector or of G0, else, with neither, x from GA to GB where only the axial and torsional springs act.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints, rigid_motion, transpose, unit
from atomizer.engine.solvers.embedded.elements.family import Plain, ids_of
from atomizer.engine.solvers.embedded.fatal import (
    Fatal,
    bad_geometry,
    undefined_grid,
    unsupported,
)
from atomizer.engine.solvers.embedded.grid import UnknownGrid
from atomizer.engine.solvers.embedded.model import Model


@dataclass(frozen=True)
class Bushings(Plain):
    """Bushings as arrays over n elements.

    Attributes:
        stretch: Of the six springs from the motion of the nodes, shape (n, 6, 12).
        rigidity: Of the six springs, shape (n, 6).
        per_force: Stress of a unit of force or moment, shape (n, 6).
        viscosity: Of the six dashpots beside them, force over speed, shape (n, 6).
    """

    card: str
    ids: Ints
    nodes: Ints
    stretch: Floats
    rigidity: Floats
    per_force: Floats
    viscosity: Floats
    components: int = 6

    def stiffness(self) -> Floats:
        """Stiffness in the basic frame, shape (n, 12, 12)."""
        return transpose(self.stretch) @ (self.rigidity[:, :, None] * self.stretch)

    def damping(self) -> Floats:
        """Viscous damping in the basic frame, shape (n, 12, 12)."""
        return transpose(self.stretch) @ (self.viscosity[:, :, None] * self.stretch)

    def stress(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """Forces and moments times SA and ST of PBUSH, shape (n, 6)."""
        return self.per_force * self.forces(motion)

    def forces(self, motion: Floats, heat: Floats | None = None) -> Floats:
        """Forces and moments of the springs in element axes, shape (n, 6)."""
        return np.asarray(self.rigidity * (self.stretch @ motion[..., None])[..., 0])


def read_bushings(model: Model, cards: Sequence[Any]) -> Bushings:
    """The bushings of a deck."""
    nodes = np.array([_rows(model, card) for card in cards], np.int64)
    rows = zip(cards, nodes, strict=True)
    stretch = np.array([_stretch(model, card, ends) for card, ends in rows])
    rigidity = np.array([_rigidity(model, card) for card in cards])
    per_force = np.array([_per_force(model.property_of(card)) for card in cards])
    viscosity = np.array([_six(model, card, "Bi") for card in cards])
    return Bushings("CBUSH", ids_of(cards), nodes, stretch, rigidity, per_force, viscosity)


def _rows(model: Model, card: Any) -> list[int]:
    """Rows of the grid points; an end at the ground has the row of the other one."""
    ids = [int(node) for node in card.nodes if node]
    try:
        rows = model.grid.index(np.array(ids, np.int64))
    except UnknownGrid as unknown:
        raise undefined_grid(int(card.eid), unknown.grid) from None
    return [int(rows[0]), int(rows[-1])]


def _stretch(model: Model, card: Any, ends: Ints) -> Floats:
    """Motion of end B less that of end A at the springs, in element axes, shape (6, 12)."""
    if card.ocid not in (None, -1):
        raise unsupported(f"OCID {card.ocid} ON CBUSH", str(card.eid))
    grounded = sum(bool(node) for node in card.nodes) < 2
    first, last = model.grid.xyz[ends]
    place = first if grounded else first + float(card.s) * (last - first)
    turn = np.kron(np.eye(2), _axes(model, card, place, last - first))
    arm_a, arm_b = rigid_motion(place - model.grid.xyz[ends])
    return np.hstack([-turn @ arm_a, np.zeros((6, 6)) if grounded else turn @ arm_b])


def _axes(model: Model, card: Any, place: Floats, along: Floats) -> Floats:
    """Rows are the element's axes, shape (3, 3)."""
    if card.cid is not None:
        return model.frames.get(int(card.cid), f"CBUSH {card.eid}").axes_at(place)
    if not along.any():
        raise bad_geometry("CBUSH", int(card.eid), "ITS ENDS COINCIDE AND IT NAMES NO CID")
    x = unit(along)
    z = np.cross(x, unit(_orientation(model, card, x)))
    if np.linalg.norm(z) < 1e-8:
        said = "ITS ORIENTATION VECTOR IS PARALLEL TO ITS AXIS"
        raise bad_geometry("CBUSH", int(card.eid), said)
    z = unit(z)
    return np.stack([x, np.cross(z, x), z])


def _orientation(model: Model, card: Any, x: Floats) -> Floats:
    first = _rows(model, card)[0]
    if card.g0:
        try:
            row = model.grid.index(np.array([card.g0]))[0]
        except UnknownGrid as unknown:
            raise undefined_grid(int(card.eid), unknown.grid) from None
        return np.asarray(model.grid.xyz[row] - model.grid.xyz[first])
    given = [part for part in (card.x or ()) if part is not None]
    if len(given) == 3:
        return np.asarray(np.array(given, float) @ model.grid.axes[first])
    stiff = _rigidity(model, card)
    if stiff[[1, 2, 4, 5]].any():
        said = "SPRINGS ACROSS ITS AXIS NEED AN ORIENTATION VECTOR OR A CID"
        raise bad_geometry("CBUSH", int(card.eid), said)
    return np.asarray(np.eye(3)[np.abs(x).argmin()])


def _per_force(prop: Any) -> Floats:
    """SA three times and ST three times, 1 where blank, shape (6,)."""
    given = [1.0 if value is None else float(value) for value in (prop.sa, prop.st)]
    return np.repeat(given, 3)


def _rigidity(model: Model, card: Any) -> Floats:
    """Of the six springs, shape (6,)."""
    return _six(model, card, "Ki")


def _six(model: Model, card: Any, name: Literal["Ki", "Bi"]) -> Floats:
    """Six values of a bushing's property, shape (6,)."""
    prop = model.property_of(card)
    if prop.type != "PBUSH":
        raise unsupported(f"{prop.type} {prop.pid} ON CBUSH {card.eid}")
    if prop.mass:
        raise unsupported("MASS ON PBUSH", str(prop.pid))
    try:
        given = [float(value or 0.0) for value in getattr(prop, name)]
    except ValueError:
        raise Fatal(f"PBUSH {prop.pid} HAS A {name[0]} THAT IS NOT A NUMBER.") from None
    return np.array([*given, *[0.0] * 6])[:6]
