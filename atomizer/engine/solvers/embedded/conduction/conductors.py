"""Elements that conduct heat: the cards of rods, bars, shells and solids with MAT4 or MAT5.

The conductance between nodes is the integral of grad N^T k grad N times area or thickness (Cook,
Malkus, Plesha and Witt, Concepts and Applications of Finite Element Analysis, 4th ed., section
12.2). Offsets of shells do not matter; those of bars are refused.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Bools, Floats, Ints, transpose, unit
from atomizer.engine.solvers.embedded.conduction.geometry import AREAS, BODIES, LINE, Form
from atomizer.engine.solvers.embedded.conduction.material import Conducting, conducting
from atomizer.engine.solvers.embedded.conduction.model import HeatModel
from atomizer.engine.solvers.embedded.elements.bar import SECTIONS
from atomizer.engine.solvers.embedded.elements.bar_section import bar_section
from atomizer.engine.solvers.embedded.elements.beam_section import beam_section
from atomizer.engine.solvers.embedded.elements.family import ids_of
from atomizer.engine.solvers.embedded.elements.material_axes import material_angles
from atomizer.engine.solvers.embedded.elements.rod import PROPERTIES, rod_area
from atomizer.engine.solvers.embedded.elements.shell_frame import shell_frame
from atomizer.engine.solvers.embedded.elements.shell_section import even_thickness
from atomizer.engine.solvers.embedded.fatal import Fatal, bad_geometry, unsupported

FLAT = 1e-12


@dataclass(frozen=True, eq=False)
class Conductors:
    """Conducting elements of one card with m nodes as arrays over n elements.

    Attributes:
        points: Positions of the nodes in the basic frame, shape (n, m, 3).
        tensor: Conductivity in the basic frame, shape (n, 3, 3).
        across: Area of a line, thickness of a shell, 1 of a solid, shape (n,).
        generation: What QVOL is multiplied with, shape (n,).
        girth: What is around a line, shape (n,); 0 of others.
        axes: Rows are the axes gradients and fluxes are given in, basic frame, shape (n, 3, 3).
    """

    card: str
    ids: Ints
    nodes: Ints
    form: Form
    points: Floats
    tensor: Floats
    across: Floats
    generation: Floats
    girth: Floats
    axes: Floats

    def conductance(self) -> Floats:
        """Heat into the nodes by their temperatures, shape (n, m, m)."""
        total = np.zeros((*self.nodes.shape, self.nodes.shape[1]))
        for point, _, size in self.form.samples(self.points):
            gradients = self.form.gradients(point, self.points)
            part = (size * self.across)[:, None, None]
            total += transpose(gradients) @ (part * self.tensor) @ gradients
        return total

    def generated(self) -> Floats:
        """Heat at the nodes of a unit of QVOL, shape (n, m)."""
        parts = [functions * size[:, None] for _, functions, size in self.form.samples(self.points)]
        return np.asarray(np.sum(parts, axis=0) * (self.across * self.generation)[:, None])

    def gradient(self, temperature: Floats) -> Floats:
        """Gradient of temperature at the centre in the element's axes, shape (n, 3).

        Args:
            temperature: Of the nodes, shape (n, m).
        """
        return np.asarray((self.axes @ self._gradient(temperature))[..., 0])

    def flux(self, temperature: Floats) -> Floats:
        """Heat flux at the centre in the element's axes, -k grad T, shape (n, 3)."""
        return np.asarray(-(self.axes @ self.tensor @ self._gradient(temperature))[..., 0])

    def _gradient(self, temperature: Floats) -> Floats:
        """In the basic frame, shape (n, 3, 1)."""
        gradients = self.form.gradients(self.form.centre, self.points)
        return gradients @ temperature[..., None]


def read_conductors(model: HeatModel) -> tuple[Conductors, ...]:
    """Every conducting element of a model, one batch a card and number of nodes."""
    return tuple(_read(model, cards) for cards in _batches(model))


def _batches(model: HeatModel) -> Iterator[list[Any]]:
    for name in CONDUCTORS:
        batches: dict[int, list[Any]] = {}
        for card in model.cards.get(name, []):
            batches.setdefault(model.node_count(card), []).append(card)
        yield from (batches[count] for count in sorted(batches))


def _read(model: HeatModel, cards: Sequence[Any]) -> Conductors:
    card, count = cards[0].type, model.node_count(cards[0])
    form, read = CONDUCTORS[card]
    if count not in form:
        said = f"{card} {cards[0].eid} WITH NODES ON SOME OF ITS EDGES ONLY"
        raise unsupported(said)
    nodes = model.nodes(cards, count)
    points = model.grid.xyz[nodes]
    _need_size(cards, form[count], points)
    axes = AXES[len(form[count].centre)](points)
    rows = [read(model, each, own) for each, own in zip(cards, axes, strict=True)]
    tensor, *sizes = (np.array(column, float) for column in zip(*rows, strict=True))
    across, generation, girth = sizes
    where = (card, ids_of(cards), nodes, form[count], points)
    return Conductors(*where, tensor, across, generation, girth, axes)


def _need_size(cards: Sequence[Any], form: Form, points: Floats) -> None:
    """Refuse elements without length, area or volume, and folded ones."""
    longest = np.ptp(points, axis=1).max(axis=1) ** len(form.centre)
    wrong = ~(form.sizes(points) > FLAT * longest) | _folded(form, points)
    if wrong.any():
        card = cards[int(wrong.argmax())]
        raise bad_geometry(card.type, int(card.eid), "IT HAS NO SIZE OR IS FOLDED")


def _folded(form: Form, points: Floats) -> Bools:
    """Whether tangents turn over between the points of the rule, shape (n,)."""
    turns = [form.orientation(point, points) for point, _ in form.rule]
    along = np.array([(turn * turns[0]).sum(axis=-1) for turn in turns])
    return np.asarray(along.min(axis=0) <= 0.0)


Read = tuple[Floats, float, float, float]
"""Conductivity in the basic frame, shape (3, 3); area or thickness; factor of QVOL; girth."""


def _rod(model: HeatModel, card: Any, axes: Floats) -> Read:
    prop = card if card.type == "CONROD" else model.property_of(card)
    owner = f"{prop.type} {card.eid if prop is card else card.pid}"
    if prop.type not in PROPERTIES[card.type]:
        raise unsupported(f"{owner} ON {card.type} {card.eid}")
    read = _line(conducting(model.bdf, int(prop.mid), owner, 1), rod_area(prop), owner, axes)
    return (*read[:3], np.pi * float(prop.OD1)) if prop.type == "PTUBE" else read


def _bar(model: HeatModel, card: Any, axes: Floats) -> Read:
    prop = model.property_of(card)
    owner = f"{prop.type} {prop.pid}"
    if prop.type not in SECTIONS[card.type]:
        raise unsupported(f"{owner} ON {card.type} {card.eid}")
    if np.any([card.wa, card.wb]):
        raise unsupported(f"AN OFFSET IN HEAT TRANSFER ON {card.type}", str(card.eid))
    area = (bar_section if card.type == "CBAR" else beam_section)(prop).area
    return _line(conducting(model.bdf, int(prop.mid), owner, 1), area, owner, axes)


def _line(made_of: Conducting, area: float, owner: str, axes: Floats) -> Read:
    """A line conducts along its axis, with KXX of a MAT5."""
    if area <= 0.0:
        raise Fatal(f"{owner} HAS NO AREA.")
    along = made_of.tensor[0, 0] * np.outer(axes[0], axes[0])
    return along, area, made_of.generation, 2.0 * float(np.sqrt(np.pi * area))


def _shell(model: HeatModel, card: Any, axes: Floats) -> Read:
    prop = model.property_of(card)
    owner = f"{prop.type} {prop.pid}"
    if prop.type != "PSHELL":
        raise unsupported(f"{owner} ON {card.type} {card.eid}")
    mid = prop.mid1 or prop.mid2
    if not mid:
        raise Fatal(f"{owner} NAMES NO MATERIAL.")
    made_of = conducting(model.bdf, int(mid), owner, 2)
    turned = _in_plane(model, card, axes) if made_of.directed else axes
    return (
        made_of.turned(turned),
        even_thickness(prop, card, model.node_count(card)),
        made_of.generation,
        0.0,
    )


def _in_plane(model: HeatModel, card: Any, axes: Floats) -> Floats:
    """Material axes of a shell."""
    points = model.grid.xyz[model.nodes([card])]
    angle = material_angles(model, [card], shell_frame(points), points.mean(axis=1))[0]
    x = np.cos(angle) * axes[0] + np.sin(angle) * axes[1]
    return np.stack([x, np.cross(axes[2], x), axes[2]])


def _solid(model: HeatModel, card: Any, axes: Floats) -> Read:
    prop = model.property_of(card)
    owner = f"{prop.type} {prop.pid}"
    if prop.type != "PSOLID":
        raise unsupported(f"{owner} ON {card.type} {card.eid}")
    made_of = conducting(model.bdf, int(prop.mid), owner, 3)
    if made_of.directed and prop.cordm:
        if int(prop.cordm) < 0:
            raise unsupported(f"CORDM {prop.cordm} WITH A MAT5 ON {owner}")
        centre = model.grid.xyz[model.nodes([card], model.node_count(card))[0]].mean(axis=0)
        axes = model.frames.get(int(prop.cordm), owner).axes_at(centre)
    return made_of.turned(axes), 1.0, made_of.generation, 0.0


def _line_axes(points: Floats) -> Floats:
    """Along the line; the others do not matter, and lie across it."""
    along = unit(points[:, 1] - points[:, 0])
    aside = np.eye(3)[np.abs(along).argmin(axis=1)]
    y = unit(np.cross(along, aside))
    return np.stack([along, y, np.cross(along, y)], axis=1)


def _shell_axes(points: Floats) -> Floats:
    return shell_frame(points).axes


def _solid_axes(points: Floats) -> Floats:
    return np.tile(np.eye(3), (len(points), 1, 1))


AXES: Mapping[int, Callable[[Floats], Floats]] = {1: _line_axes, 2: _shell_axes, 3: _solid_axes}
"""By number of natural coordinates."""
_LINES = {2: LINE}
_SOLIDS = {name: {n: form for (card, n), form in BODIES.items() if card == name}
           for name in ("CTETRA", "CPENTA", "CHEXA")}  # fmt: skip
CONDUCTORS: Mapping[str, tuple[Mapping[int, Form], Callable[[HeatModel, Any, Floats], Read]]] = {
    "CROD": (_LINES, _rod),
    "CONROD": (_LINES, _rod),
    "CTUBE": (_LINES, _rod),
    "CBAR": (_LINES, _bar),
    "CBEAM": (_LINES, _bar),
    "CQUAD4": ({4: AREAS[4]}, _shell),
    "CTRIA3": ({3: AREAS[3]}, _shell),
    **{name: (forms, _solid) for name, forms in _SOLIDS.items()},
}
"""By card: its forms by number of nodes, and how an element is read."""
