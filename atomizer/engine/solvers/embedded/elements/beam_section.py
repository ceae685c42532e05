"""Sections of beams: PBEAM and PBEAML that do not taper.

Nastran gives the shear factors K1, K2 of a PBEAM the value 1 where they are blank, so a beam is
flexible in shear where a bar is not. Warping, a shear centre away from the neutral axis and
non-structural inertia are refused.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.elements.named_shapes import OFF_AXIS, SHAPES
from atomizer.engine.solvers.embedded.elements.section import Points, Section, need_bending
from atomizer.engine.solvers.embedded.fatal import unsupported

REFUSED = ("s1", "s2", "nsia", "nsib", "m1a", "m2a", "m1b", "m2b", "n1a", "n2a", "n1b", "n2b")
"""Shear relief, non-structural inertia and its place, neutral axis off the shear centre."""
ROUNDING = 1e-3
"""Sections that differ by less are one section, written with few digits; end A is taken."""
STATIONS = (
    ("A", "i1", "i2", "i12", "j", "nsm"),
    ("c1", "c2", "d1", "d2", "e1", "e2", "f1", "f2"),
)


def read_beam_section(prop: Any) -> Section:
    """The section of a PBEAM or PBEAML.

    Raises:
        Fatal: it tapers, its shape is not supported, or it has no stiffness in bending.
    """
    section = beam_section(prop)
    need_bending(prop, section)
    return section


def beam_section(prop: Any) -> Section:
    """The same, whether it is stiff in bending or not."""
    return _pbeam(prop) if prop.type == "PBEAM" else _pbeaml(prop)


def _pbeam(prop: Any) -> Section:
    for name in REFUSED:
        if getattr(prop, name):
            raise unsupported(f"{name.upper()} ON PBEAM", str(prop.pid))
    for name in STATIONS[0]:
        _need_constant(prop, getattr(prop, name))
    area, i1, i2, i12, torsion = (float(getattr(prop, n)[0] or 0.0) for n in STATIONS[0][:5])
    factors = (float(prop.k1 or 0.0), float(prop.k2 or 0.0))
    return Section(area, i1, i2, torsion, _points(prop, 0), i12, *factors, _points(prop, -1))


def _points(prop: Any, station: int) -> Points:
    """C, D, E, F at a station; they may differ from end to end."""
    flat = [float(getattr(prop, name)[station] or 0.0) for name in STATIONS[1]]
    return tuple(zip(flat[::2], flat[1::2], strict=True))


def _pbeaml(prop: Any) -> Section:
    if prop.beam_type not in SHAPES or _off_axis(prop):
        raise unsupported(f"{prop.beam_type} ON PBEAML", str(prop.pid))
    for sizes in np.transpose(prop.dim):
        _need_constant(prop, sizes)
    _need_constant(prop, prop.nsm)
    section = SHAPES[prop.beam_type](*(float(size) for size in prop.dim[0]))
    return replace(section, k1=section.k1 or 1.0, k2=section.k2 or 1.0)


def _off_axis(prop: Any) -> bool:
    """Whether the shear centre is not on the neutral axis."""
    unequal = prop.beam_type == "I" and (
        prop.dim[0][1] != prop.dim[0][2] or prop.dim[0][4] != prop.dim[0][5]
    )
    return unequal or prop.beam_type in OFF_AXIS


def _need_constant(prop: Any, values: Sequence[float]) -> None:
    flat = np.array([float(value or 0.0) for value in values])
    if np.ptp(flat) > ROUNDING * np.abs(flat).max():
        raise unsupported(f"TAPER ON {prop.type}", str(prop.pid))
