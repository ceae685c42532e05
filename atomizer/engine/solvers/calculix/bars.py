"""Bars as the beams CalculiX expands into solids: full rectangles, B31.

Circles and hollow sections are refused. CalculiX makes them of B32R, where a force along the bar
dents the section it acts on: a tube of 20 elements came out 89 % too soft in tension (2.20).
"""

from typing import Any

import numpy as np

from atomizer.engine.solvers.calculix.cards import refusal
from atomizer.engine.solvers.calculix.frd import Floats

PINS = ("pa", "pb")


def need_plain(element: Any) -> None:
    """Refuse a CBAR or CBEAM whose section or ends are not translated.

    Raises:
        DeckRejected: names it.
    """
    prop = element.pid_ref
    kind = getattr(prop, "beam_type", None) or getattr(prop, "Type", "")
    if kind != "BAR":
        raise refusal(f"{prop.type} {prop.pid} is {kind or 'no named shape'}, not BAR")
    if np.any(np.asarray(prop.nsm, float)) or _tapers(prop):
        raise refusal(f"{prop.type} {prop.pid} tapers or has non-structural mass")
    offset = any(np.any(getattr(element, end)) for end in ("wa", "wb"))
    if offset or any(getattr(element, pin) for pin in PINS) or str(element.offt).upper() != "GGG":
        raise refusal(f"{element.type} {element.eid} has offsets or pin flags")


def bar_axis(element: Any) -> Floats:
    """The y axis of a bar: in the plane of its axis and its orientation vector, shape (3,)."""
    start, end = (node.get_position() for node in element.nodes_ref[:2])
    if element.g0:
        vector = element.g0_ref.get_position() - start
    else:
        vector = np.asarray(element.x, float)
        frame = element.nodes_ref[0].cd_ref
        if frame is not None and frame.cid:
            if frame.type not in ("CORD1R", "CORD2R"):
                raise refusal(f"{element.type} {element.eid} is oriented in a curved frame")
            vector = frame.beta().T @ vector
    along = (end - start) / np.linalg.norm(end - start)
    across = vector - along * (along @ vector)
    if np.linalg.norm(across) < 1e-9 * np.linalg.norm(vector):
        raise refusal(f"{element.type} {element.eid} is oriented along its own axis")
    found: Floats = across / np.linalg.norm(across)
    return found


def bar_sides(prop: Any) -> tuple[float, float]:
    """Height, along the y axis, and width of a rectangle; at end A of a beam."""
    width, height = prop.dim[0] if prop.type == "PBEAML" else prop.dim
    return float(height), float(width)


def _tapers(prop: Any) -> bool:
    return prop.type == "PBEAML" and bool(np.ptp(np.array(prop.dim, float), axis=0).any())
