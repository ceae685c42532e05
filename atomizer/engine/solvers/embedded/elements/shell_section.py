"""The sections of shells in element axes, from PSHELL, PCOMP or PCOMPG.

A thickness that varies over an element (T1 to T4) scales its section from point to point.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, Ints, transpose
from atomizer.engine.solvers.embedded.elements.one_section import Layers, OneSection
from atomizer.engine.solvers.embedded.elements.pcomp import is_laminate, read_pcomp
from atomizer.engine.solvers.embedded.elements.pshell import own_fibres, read_pshell
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported
from atomizer.engine.solvers.embedded.model import Model
from atomizer.engine.solvers.embedded.plane_material import shear_turn, strain_turn

_CORNERS = ("T1", "T2", "T3", "T4")
POWERS = np.kron([[1, 2], [2, 3]], np.ones((3, 3)))
"""How A, B and D grow with the thickness."""


@dataclass(frozen=True)
class ShellSections:
    """Sections of n shells with m nodes; the fields of `OneSection` with n in front.

    Attributes:
        ratio: Thickness at each node over that of the middle, shape (n, m).
        angle: From the x axis of the element to that of its material, radians, shape (n,).
        layers: The plies, where all shells have equally many.
    """

    elastic: Floats
    shear: Floats
    fibres: Floats
    fibre_stress: Floats
    thickness: Floats
    shear_membrane: Floats
    mass: Floats
    nonstructural: Floats
    expansion: Floats
    reference: Floats
    ratio: Floats
    angle: Floats
    layers: Layers | None

    @property
    def membrane(self) -> Floats:
        """Forces from strains, A, shape (n, 3, 3)."""
        return self.elastic[:, :3, :3]

    @property
    def has_membrane(self) -> Floats:
        """1 where there is membrane stiffness, else 0, shape (n, 1, 1)."""
        return (self.membrane[:, :1, :1] > 0).astype(float)

    @property
    def coupling(self) -> Floats:
        """Forces from curvatures and moments from strains, B, shape (n, 3, 3)."""
        return self.elastic[:, :3, 3:]

    @property
    def bending(self) -> Floats:
        """Moments from curvatures, D, shape (n, 3, 3)."""
        return self.elastic[:, 3:, 3:]

    @property
    def area_mass(self) -> Floats:
        """Mass of a unit of area, shape (n,)."""
        return self.mass + self.nonstructural

    @cached_property
    def uniform(self) -> bool:
        """Whether the thickness is the same all over each shell."""
        return bool((self.ratio == 1.0).all())

    def at(self, functions: Floats) -> "ShellSections":
        """The sections at a point with these shape functions, shape (m,)."""
        if self.uniform:
            return self
        r = self.ratio @ functions
        one, two = r[:, None], r[:, None, None]
        by_curvature = np.where(np.arange(6) < 3, 1.0, two[..., None])
        return replace(
            self,
            elastic=self.elastic * two**POWERS,
            shear=self.shear * two,
            fibres=self.fibres * one,
            fibre_stress=self.fibre_stress * by_curvature,
            thickness=self.thickness * r,
            shear_membrane=self.shear_membrane * r,
            mass=self.mass * r,
        )


def read_shell_sections(
    model: Model, cards: Sequence[Any], nodes: int, angle: Floats
) -> ShellSections:
    """The section of each shell.

    Args:
        nodes: How many each has.
        angle: From the x axis of the element to that of its material, radians, shape (n,).
    """
    props = [model.property_of(card) for card in cards]
    thick = _thicknesses(props, cards, nodes)
    middle = thick.mean(axis=1)
    ones, rows = _different(model, props, middle)
    directed = np.array([one.directed for one in ones])[rows]
    section = ShellSections(
        **{name: np.array([getattr(one, name) for one in ones], float)[rows] for name in COPIED},
        ratio=thick / middle[:, None],
        angle=np.where(directed, angle, 0.0),
        layers=_layers(ones, rows),
    )
    return _in_element_axes(section) if directed.any() else section


COPIED = (
    "elastic", "shear", "fibres", "fibre_stress", "thickness", "shear_membrane", "mass",
    "nonstructural", "expansion", "reference",
)  # fmt: skip


def _different(model: Model, props: Sequence[Any], thick: Floats) -> tuple[list[OneSection], Ints]:
    """The different sections, and which of them each shell has, shape (n,)."""
    known: dict[tuple[int, float], int] = {}
    ones: list[OneSection] = []
    rows: list[int] = []
    for prop, thickness in zip(props, thick.tolist(), strict=True):
        key = (int(prop.pid), thickness)
        if key not in known:
            known[key] = len(ones)
            ones.append(_one(model, prop, thickness))
        rows.append(known[key])
    return ones, np.array(rows, np.int64)


def _one(model: Model, prop: Any, thickness: float) -> OneSection:
    if is_laminate(prop):
        return read_pcomp(model, prop)
    return read_pshell(model, prop, thickness)


def _layers(ones: Sequence[OneSection], rows: Ints) -> Layers | None:
    plies = [one.layers for one in ones if one.layers]
    if not plies:
        return None
    names = ("numbers", "stress", "expansion", "flow")
    return Layers(*(np.array([getattr(each, name) for each in plies])[rows] for name in names))


def _in_element_axes(section: ShellSections) -> ShellSections:
    """Sections given in the axes of the material, in those of the element."""
    strain, shear = strain_turn(section.angle), shear_turn(section.angle)
    both = np.zeros((len(strain), 6, 6))
    both[:, :3, :3] = both[:, 3:, 3:] = strain
    layers = section.layers
    return replace(
        section,
        elastic=transpose(both) @ section.elastic @ both,
        shear=transpose(shear) @ section.shear @ shear,
        fibre_stress=transpose(strain)[:, None] @ section.fibre_stress @ both[:, None],
        expansion=np.linalg.solve(both, section.expansion[..., None])[..., 0],
        layers=layers and replace(layers, stress=layers.stress @ both[:, None]),
    )


def _thicknesses(props: Sequence[Any], cards: Sequence[Any], nodes: int) -> Floats:
    """The thickness of each shell at each node, shape (n, nodes)."""
    corners, blank = attrgetter(*_CORNERS[:nodes]), (None,) * nodes
    known: dict[int, list[float]] = {}
    rows = []
    for prop, card in zip(props, cards, strict=True):
        own = corners(card)
        if own != blank:
            rows.append(_thickness(prop, card, own))
            continue
        if prop.pid not in known:
            known[prop.pid] = _thickness(prop, card, own)
        rows.append(known[prop.pid])
    return np.array(rows)


def _thickness(prop: Any, card: Any, own: Sequence[float | None]) -> list[float]:
    """The thickness at each node.

    Args:
        own: What the card of the element gives.
    """
    given = any(each is not None for each in own)
    if is_laminate(prop):
        if given:
            said = f"A THICKNESS ON {card.type} {card.eid} OF {prop.type}"
            raise unsupported(said, str(prop.pid))
        return [1.0] * len(own)
    if prop.type != "PSHELL":
        raise unsupported(f"{prop.type} {prop.pid} ON {card.type} {card.eid}")
    thick = [_at_node(each, prop, card) for each in own]
    if min(thick) != max(thick) and own_fibres(prop) != (None, None):
        raise unsupported(f"Z1 OR Z2 ON PSHELL {prop.pid} WITH {card.type} OF VARYING THICKNESS")
    return thick


def even_thickness(prop: Any, card: Any, nodes: int) -> float:
    """The thickness of a shell that has the same at each of its nodes.

    Raises:
        Fatal: it has none, or it varies.
    """
    thick = _thickness(prop, card, attrgetter(*_CORNERS[:nodes])(card))
    if min(thick) != max(thick):
        raise unsupported(f"A THICKNESS THAT VARIES OVER {card.type}", str(card.eid))
    return thick[0]


def _at_node(own: float | None, prop: Any, card: Any) -> float:
    """A thickness on the card of an element, of which a flag makes a part of the property's."""
    thickness = prop.t if own is None else own
    if own is not None and card.tflag:
        thickness = None if prop.t is None else own * prop.t
    if thickness is None or thickness <= 0:
        said = "NO THICKNESS" if thickness is None else f"THICKNESS {thickness:g}"
        raise Fatal(f"PSHELL {prop.pid} OF {card.type} {card.eid} HAS {said}.")
    return float(thickness)
