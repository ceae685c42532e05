"""Sections of bars: PBAR and PBARL."""

from dataclasses import replace
from typing import Any

from atomizer.engine.solvers.embedded.elements.named_shapes import named_section
from atomizer.engine.solvers.embedded.elements.section import (
    Section,
    need_bending,
)


def read_section(prop: Any) -> Section:
    """The section of a PBAR or PBARL.

    Raises:
        Fatal: the shape is not supported, or it has no area or no stiffness in bending.
    """
    section = bar_section(prop)
    need_bending(prop, section)
    return section


def bar_section(prop: Any) -> Section:
    """The same, whether it is stiff in bending or not."""
    return _pbar(prop) if prop.type == "PBAR" else _pbarl(prop)


def _pbar(prop: Any) -> Section:
    names = (("c1", "c2"), ("d1", "d2"), ("e1", "e2"), ("f1", "f2"))
    points = tuple((float(getattr(prop, y) or 0), float(getattr(prop, z) or 0)) for y, z in names)
    return Section(
        area=float(prop.A),
        i1=float(prop.i1),
        i2=float(prop.i2),
        torsion=float(prop.j or 0.0),
        points=points,
        i12=float(prop.i12 or 0.0),
        k1=float(prop.k1 or 0.0),
        k2=float(prop.k2 or 0.0),
        nsm=float(prop.nsm or 0.0),
    )


def _pbarl(prop: Any) -> Section:
    return replace(named_section(prop, prop.Type, prop.dim), nsm=float(prop.nsm or 0.0))
