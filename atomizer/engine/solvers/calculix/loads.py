"""Constraints and loads of a step."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from atomizer.engine.solvers.calculix.cards import refusal
from atomizer.engine.solvers.calculix.mesh import RODS, SHELLS, Group
from atomizer.engine.solvers.calculix.sections import number

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

FACES = {
    "CHEXA": ((0, 1, 2, 3), (4, 5, 6, 7), (0, 1, 4, 5), (1, 2, 5, 6), (2, 3, 6, 7), (0, 3, 4, 7)),
    "CPENTA": ((0, 1, 2), (3, 4, 5), (0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5)),
    "CTETRA": ((0, 1, 2), (0, 1, 3), (1, 2, 3), (0, 2, 3)),
}
"""Corners of the faces P1, P2 ... of CalculiX."""


class Loading:
    """Constraints and loads of a deck as lines of a step."""

    def __init__(self, bdf: "BDF", groups: list[Group]) -> None:
        self._bdf = bdf
        self._turning = _nodes(group for group in groups if group.card in SHELLS)
        self._held = _nodes(groups)
        self._sets = [group.name for group in groups]

    def boundary_lines(self, sid: int) -> Iterator[str]:
        """*BOUNDARY of a set, and of PS on GRID."""
        motions: dict[tuple[int, int], float] = {}
        for node in self._bdf.nodes.values():
            motions |= {(node.nid, int(c)): 0.0 for c in str(node.ps or "") if c != "0"}
        for card in self._spcs(sid):
            motions |= _motions(card)
        yield "*BOUNDARY, OP=NEW"
        for (node, component), value in sorted(motions.items()):
            if node in self._held and (component <= 3 or node in self._turning):
                yield f"{node},{component},{component},{number(value)}"

    def load_lines(self, sid: int) -> Iterator[str]:
        """*CLOAD and *DLOAD of a set."""
        nodal: dict[tuple[int, int], float] = {}
        spread: list[str] = []
        for factor, card in self._cards(sid):
            if card.type in ("FORCE", "MOMENT"):
                self._add_nodal(nodal, factor, card)
            elif card.type == "GRAV":
                spread += self._gravity(factor, card)
            else:
                spread += [
                    line for element in card.eids_ref for line in _face(factor, card, element)
                ]
        yield "*CLOAD, OP=NEW"
        yield from (f"{n},{c},{number(v)}" for (n, c), v in sorted(nodal.items()) if v)
        yield "*DLOAD, OP=NEW"
        yield from spread

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

    def _add_nodal(self, nodal: dict[tuple[int, int], float], factor: float, card: Any) -> None:
        turn = 3 if card.type == "MOMENT" else 0
        if card.node_id not in (self._turning if turn else self._held):
            raise refusal(f"the {card.type} on grid point {card.node_id} acts on no element")
        vector = _basic(card, card.xyz)
        for k, value in enumerate(factor * card.mag * vector):
            place = card.node_id, k + 1 + turn
            nodal[place] = nodal.get(place, 0.0) + float(value)

    def _gravity(self, factor: float, card: Any) -> Iterator[str]:
        vector = factor * card.scale * _basic(card, card.N)
        size = float(np.linalg.norm(vector))
        along = ",".join(number(v) for v in vector / size) if size else ""
        yield from (f"{name},GRAV,{number(size)},{along}" for name in self._sets if size)


def _nodes(groups: Any) -> set[int]:
    return {node for group in groups for element in group.elements for node in element.node_ids}


def _motions(card: Any) -> dict[tuple[int, int], float]:
    """Grid point and component -> its motion."""
    if card.type == "SPC1":
        return {(n, int(c)): 0.0 for n in card.node_ids for c in card.components if c != "0"}
    rows = zip(card.node_ids, card.components, card.enforced, strict=True)
    return {(n, int(c)): float(value) for n, cs, value in rows for c in cs if c != "0"}


def _basic(card: Any, vector: Any) -> Any:
    """A vector of a load in the basic frame; only rectangular frames turn it alike everywhere."""
    frame = card.cid_ref
    if frame is None or frame.cid == 0:
        return np.asarray(vector, float)
    if frame.type not in ("CORD1R", "CORD2R"):
        raise refusal(f"{card.type} {card.sid} is in a frame that is not rectangular")
    return np.asarray(frame.transform_vector_to_global(vector), float)


def _face(factor: float, card: Any, element: Any) -> Iterator[str]:
    """A pressure: into a solid, and along the normal of a shell, as in Nastran."""
    pressures = {card.pressure} if card.type == "PLOAD2" else set(card.pressures)
    along = card.type == "PLOAD4" and any(card.nvector)
    if len(pressures) > 1 or along or element.type in RODS:
        raise refusal(f"{card.type} {card.sid} is not one pressure along the normal")
    label = "P" if element.type in SHELLS else f"P{_face_number(card, element)}"
    yield f"{element.eid},{label},{number(factor * pressures.pop())}"


def _face_number(card: Any, element: Any) -> int:
    """Which face of a solid PLOAD4 names by G1 and G3, or G4 (Quick Reference Guide, PLOAD4)."""
    corners = list(element.node_ids)
    g1, g34 = (getattr(card, name) for name in ("g1", "g34"))
    faces = FACES[element.type]
    at = corners.index(g1)
    if element.type == "CTETRA":
        return next(k for k, face in enumerate(faces, 1) if corners.index(g34) not in face)
    if g34 is None:
        return next(k for k, face in enumerate(faces, 1) if at in face and len(face) == 3)
    other = corners.index(g34)
    return next(k for k, face in enumerate(faces, 1) if at in face and other in face)
