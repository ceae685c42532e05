"""Sections of beams: PBEAM and PBEAML, with taper and a neutral axis off the shear centre.

Between stations everything is a straight line, of PBEAML too, whose shapes give what is at the
stations (MSC Nastran Quick Reference Guide, entries PBEAM and PBEAML). Nastran gives the shear
factors K1, K2 the value 1 where they are blank, so a beam is flexible in shear where a bar is not.
Warping has no effect; shear relief by taper (S1, S2) and non-structural mass away from the shear
centre (M1, M2) are refused.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.elements.named_shapes import named_section
from atomizer.engine.solvers.embedded.elements.section import (
    Points,
    Section,
    need_bending,
)
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported

OF_NSM = ("m1a", "m2a", "m1b", "m2b")
POINTS = ("c1", "c2", "d1", "d2", "e1", "e2", "f1", "f2")
AS_AT_A = "YESA"
"""The stress points of a station are those of end A."""


def read_beam_section(prop: Any) -> Section:
    """The section of a PBEAM or PBEAML.

    Raises:
        Fatal: its shape is not supported, or it has no stiffness in bending.
    """
    section = beam_section(prop)
    for part in (section, *(station for _, station in section.stations)):
        need_bending(prop, part)
    return section


def beam_section(prop: Any) -> Section:
    """The same, whether it is stiff in bending or not."""
    return _joined(prop, _pbeam(prop) if prop.type == "PBEAM" else _pbeaml(prop))


def _joined(prop: Any, stations: Sequence[Section]) -> Section:
    """One section from those at the stations, which need not be in order."""
    places = [float(place) for place in prop.xxb]
    order = np.argsort(places, kind="stable")
    if places[order[0]] != 0.0 or (len(places) > 1 and places[order[-1]] != 1.0):
        raise Fatal(f"{prop.type} {prop.pid}: ITS STATIONS DO NOT REACH FROM 0 TO 1.")
    first, *others = [(places[k], stations[k]) for k in order]
    wanted = tuple(
        (places[k], stations[k].points) for k in order if prop.so[k] != "NO" and 0 < places[k] < 1
    )
    return replace(_tapered(first[1], others), outputs=wanted) if others else first[1]


def _tapered(first: Section, others: Sequence[tuple[float, Section]]) -> Section:
    alike = all(replace(other, points=first.points) == first for _, other in others)
    rest = () if alike else tuple(others)
    return replace(first, end_points=others[-1][1].points, stations=rest)


def _pbeam(prop: Any) -> list[Section]:
    for name in ("s1", "s2"):
        if getattr(prop, name):
            raise unsupported(f"{name.upper()} ON PBEAM", str(prop.pid))
    if any(prop.nsm):
        for name in OF_NSM:
            if getattr(prop, name):
                raise unsupported(f"{name.upper()} WITH NSM ON PBEAM", str(prop.pid))
    return [_station(prop, row) for row in range(len(prop.xxb))]


def _station(prop: Any, row: int) -> Section:
    names = ("A", "i1", "i2", "i12", "j", "nsm")
    area, i1, i2, i12, torsion, nsm = (float(getattr(prop, n)[row] or 0.0) for n in names)
    place = float(prop.xxb[row])
    return Section(
        area=area,
        i1=i1,
        i2=i2,
        torsion=torsion,
        points=_points(prop, 0 if prop.so[row] == AS_AT_A else row),
        i12=i12,
        k1=float(prop.k1 or 0.0),
        k2=float(prop.k2 or 0.0),
        n1=_between(prop, "n1", place),
        n2=_between(prop, "n2", place),
        nsm=nsm,
        nsi=_between(prop, "nsi", place),
    )


def _between(prop: Any, name: str, place: float) -> float:
    """What is given at both ends alone, at a place between them."""
    at_a, at_b = (float(getattr(prop, name + end) or 0.0) for end in "ab")
    return at_a + place * (at_b - at_a)


def _points(prop: Any, row: int) -> Points:
    """C, D, E, F at a station."""
    flat = [float(getattr(prop, name)[row] or 0.0) for name in POINTS]
    return tuple(zip(flat[::2], flat[1::2], strict=True))


def _pbeaml(prop: Any) -> list[Section]:
    sections = [named_section(prop, prop.beam_type, sizes) for sizes in prop.dim]
    return [
        _led_through_shear_centre(prop, replace(section, nsm=float(nsm or 0.0)))
        for section, nsm in zip(sections, prop.nsm, strict=True)
    ]


def _led_through_shear_centre(prop: Any, section: Section) -> Section:
    """A shape of a beam, whose element axis is its shear centre."""
    if section.shear_centre is None:
        raise unsupported(f"{prop.beam_type} OF UNKNOWN SHEAR CENTRE ON PBEAML", str(prop.pid))
    off_y, off_z = section.shear_centre
    return replace(
        section,
        points=tuple((y - off_y, z - off_z) for y, z in section.points),
        n1=0.0 - off_y,
        n2=0.0 - off_z,
        k1=section.k1 or 1.0,
        k2=section.k2 or 1.0,
    )
