"""Constraints and loads of a step; what is spread over elements acts as consistent nodal loads."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from atomizer.engine.solvers.calculix.bars import bar_sides
from atomizer.engine.solvers.calculix.cards import number, refusal
from atomizer.engine.solvers.calculix.equations import Freedom
from atomizer.engine.solvers.calculix.frd import Floats
from atomizer.engine.solvers.calculix.mesh import BARS, RODS, SHELLS, Group
from atomizer.engine.solvers.calculix.model import Model
from atomizer.engine.solvers.calculix.sections import rod_area, thickness
from atomizer.engine.solvers.calculix.shapes import FACES, node_areas, node_volumes

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

Nodal = dict[Freedom, float]


class Loading:
    """Constraints and loads of a deck, in the displacement frames."""

    def __init__(self, bdf: "BDF", model: Model) -> None:
        self._bdf, self._model = bdf, model

    def motions(self, spc: int, load: int) -> Nodal:
        """What is held, by freedom: SPC, PS on GRID, and SPCD of the load set.

        Raises:
            DeckRejected: a dependent freedom is held, or an SPCD moves what is not.
        """
        found: Nodal = {}
        for node in self._bdf.nodes.values():
            found |= {(node.nid, int(c)): 0.0 for c in str(node.ps or "") if c != "0"}
        for card in self._spcs(spc):
            found |= _motions(card)
        for factor, card in self._cards(load):
            if card.type == "SPCD":
                self._move(found, factor, card)
        dependent = found.keys() & self._model.equations.resolved.keys()
        if dependent:
            node, component = min(dependent)
            raise refusal(f"component {component} of {node} is held and depends on others")
        return {place: value for place, value in found.items() if self._model.moves(place)}

    def forces(self, load: int) -> Nodal:
        """Forces and moments by freedom."""
        basic: dict[int, Floats] = {}
        for factor, card in self._cards(load):
            for node, vector in self._forces(card):
                basic[node] = basic.get(node, np.zeros(6)) + factor * vector
        found: Nodal = {}
        for node, vector in basic.items():
            axes = self._model.equations.axes.at(node)
            turned = np.concatenate([axes @ vector[:3], axes @ vector[3:]])
            found |= {(node, k): float(v) for k, v in enumerate(turned, start=1) if v}
        return found

    def temperatures(self, sid: int) -> dict[int, float]:
        """Of each grid point of an element, by TEMP and TEMPD.

        Raises:
            DeckRejected: there is no such set, or it leaves a grid point out.
        """
        cards = [card for card in self._bdf.loads.get(sid, ()) if card.type == "TEMP"]
        default = self._bdf.tempds.get(sid)
        if not cards and default is None:
            raise refusal(f"there is no TEMP or TEMPD {sid}")
        given = {int(n): float(t) for card in cards for n, t in card.temperatures.items()}
        if default is not None:
            given = dict.fromkeys(self._model.used, float(default.temperature)) | given
        if lost := sorted(self._model.used - given.keys()):
            raise refusal(f"grid point {lost[0]} has no temperature in set {sid}")
        return {node: given[node] for node in sorted(self._model.used)}

    def _spcs(self, sid: int) -> Iterator[Any]:
        if sid and sid not in {*self._bdf.spcs, *self._bdf.spcadds}:
            raise refusal(f"there is no SPC {sid}")
        yield from self._bdf.get_reduced_spcs(sid) if sid else ()

    def _cards(self, sid: int) -> Iterator[tuple[float, Any]]:
        if sid and sid not in {*self._bdf.loads, *self._bdf.load_combinations}:
            raise refusal(f"there is no LOAD {sid}")
        if sid:
            cards, factors, _ = self._bdf.get_reduced_loads(sid, skip_scale_factor0=True)
            yield from zip(factors, cards, strict=True)

    def _move(self, motions: Nodal, factor: float, card: Any) -> None:
        for node, components, value in zip(
            card.node_ids, card.components, card.enforced, strict=True
        ):
            for component in map(int, str(components)):
                if (node, component) not in motions:
                    raise refusal(f"SPCD {card.sid} moves {node}, which no SPC holds there")
                motions[node, component] = factor * float(value)

    def _forces(self, card: Any) -> Iterator[tuple[int, Floats]]:
        """Grid points and what acts on them in the basic frame, shape (6,)."""
        if card.type in ("FORCE", "MOMENT"):
            yield self._at_point(card)
        elif card.type == "GRAV":
            yield from self._gravity(card.scale * _basic(card, card.N))
        elif card.type in ("PLOAD2", "PLOAD4"):
            for element in card.eids_ref:
                for node, force in _pressed(card, element):
                    yield node, np.concatenate([force, np.zeros(3)])
        elif card.type not in ("SPCD", "TEMP"):
            raise refusal(f"{card.type} {card.sid} is not translated")

    def _at_point(self, card: Any) -> tuple[int, Floats]:
        vector = np.zeros(6)
        first = 3 if card.type == "MOMENT" else 0
        vector[first : first + 3] = card.mag * _basic(card, card.xyz)
        if not self._model.moves((card.node_id, first + 1)):
            raise refusal(f"the {card.type} on grid point {card.node_id} acts on no element")
        return card.node_id, vector

    def _gravity(self, acceleration: Floats) -> Iterator[tuple[int, Floats]]:
        for group in self._model.groups:
            for nodes, masses in zip(_node_ids(group), _node_masses(group), strict=True):
                for node, mass in zip(nodes, masses, strict=True):
                    yield node, np.concatenate([mass * acceleration, np.zeros(3)])
        for each in self._model.masses:
            force = each.mass * acceleration
            yield each.node, np.concatenate([force, np.cross(each.offset, force)])


def _motions(card: Any) -> Nodal:
    """Grid point and component -> its motion."""
    if card.type == "SPC1":
        return {(n, int(c)): 0.0 for n in card.node_ids for c in card.components if c != "0"}
    rows = zip(card.node_ids, card.components, card.enforced, strict=True)
    return {(n, int(c)): float(value) for n, cs, value in rows for c in cs if c != "0"}


def _basic(card: Any, vector: Any) -> Floats:
    """A vector of a load in the basic frame; only rectangular frames turn it alike everywhere."""
    frame = card.cid_ref
    if frame is None or frame.cid == 0:
        return np.asarray(vector, float)
    if frame.type not in ("CORD1R", "CORD2R"):
        raise refusal(f"{card.type} {card.sid} is in a frame that is not rectangular")
    return np.asarray(frame.transform_vector_to_global(vector), float)


def _node_ids(group: Group) -> Iterator[list[int]]:
    for element in group.elements:
        yield element.node_ids[:2] if group.card in BARS else element.node_ids


def _node_masses(group: Group) -> Floats:
    """Shares of the mass of each element at its grid points, shape (n, n_nodes)."""
    places = np.array([e.get_node_positions()[: _corner_count(group)] for e in group.elements])
    density = float(_material(group.elements[0]).rho or 0.0)
    if group.card in RODS | BARS:
        length = np.linalg.norm(places[:, 1] - places[:, 0], axis=1)
        areas = [_line_area(element) for element in group.elements]
        return np.repeat((density * length * areas / 2.0)[:, None], 2, axis=1)
    if group.card in SHELLS:
        areas = np.linalg.norm(node_areas(group.card, places, 0), axis=2)
        return np.asarray(density * thickness(group.elements[0]) * areas)
    found: Floats = density * node_volumes(group.card, places)
    return found


def _corner_count(group: Group) -> int:
    return 2 if group.card in BARS else len(group.elements[0].node_ids)


def _line_area(element: Any) -> float:
    if element.type in BARS:
        height, width = bar_sides(element.pid_ref)
        return height * width
    return rod_area(element)


def _material(element: Any) -> Any:
    if element.type == "CONROD":
        return element.mid_ref
    prop = element.pid_ref
    return prop.mid1_ref if element.type in SHELLS else prop.mid_ref


def _pressed(card: Any, element: Any) -> Iterator[tuple[int, Floats]]:
    """A pressure: into a solid, along the normal of a shell, or along a vector."""
    if element.type not in FACES:
        raise refusal(f"{card.type} {card.sid} presses {element.type} {element.eid}")
    places = np.asarray(element.get_node_positions(), float)
    face = 0 if element.type in SHELLS else _face_number(card, element)
    areas = node_areas(element.type, places[None], face)[0]
    if element.type not in SHELLS:
        corners = places[list(FACES[element.type][face])]
        inward = places.mean(axis=0) - corners.mean(axis=0)
        areas = areas if areas.sum(axis=0) @ inward > 0 else -areas
    if card.type == "PLOAD4" and np.any(card.nvector):
        along = _basic(card, card.nvector)
        size = np.einsum("kc,c->k", areas, _unit(areas.sum(axis=0)))
        areas = np.outer(np.abs(size), _unit(along))
    yield from zip(element.node_ids, _pressure(card) * areas, strict=True)


def _pressure(card: Any) -> float:
    pressures = {card.pressure} if card.type == "PLOAD2" else set(card.pressures)
    if len(pressures) > 1:
        raise refusal(f"{card.type} {card.sid} is not one pressure all over a face")
    return float(pressures.pop())


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / np.linalg.norm(vector))


def _face_number(card: Any, element: Any) -> int:
    """Which face of a solid PLOAD4 names by G1 and G3, or G4 (Quick Reference Guide, PLOAD4)."""
    corners = list(element.node_ids)
    g1, g34 = (getattr(card, name) for name in ("g1", "g34"))
    if g1 not in corners:
        raise refusal(f"PLOAD4 {card.sid} names no face of {element.type} {element.eid}")
    faces, at = FACES[element.type], corners.index(g1)
    if element.type == "CTETRA":
        return next(k for k, face in enumerate(faces) if corners.index(g34) not in face)
    if g34 is None:
        return next(k for k, face in enumerate(faces) if at in face and len(face) == 3)
    other = corners.index(g34)
    return next(k for k, face in enumerate(faces) if {at, other} <= set(face) and len(face) == 4)


def force_lines(model: Model, forces: Nodal) -> Iterator[str]:
    """*CLOAD."""
    yield "*CLOAD, OP=NEW"
    for freedom, value in sorted(forces.items()):
        if there := model.equations.there(freedom):
            yield f"{there[0]},{there[1]},{number(value)}"


def boundary_lines(model: Model, motions: Nodal, card: str) -> Iterator[str]:
    """*BOUNDARY, headed by a card."""
    yield card
    for freedom, value in sorted(motions.items()):
        if there := model.equations.there(freedom):
            yield f"{there[0]},{there[1]},{there[1]},{number(value)}"


def temperature_lines(temperatures: dict[int, float]) -> Iterator[str]:
    """*TEMPERATURE; without lines all is at the reference again."""
    yield "*TEMPERATURE, OP=NEW"
    yield from (f"{node},{number(value)}" for node, value in temperatures.items())
