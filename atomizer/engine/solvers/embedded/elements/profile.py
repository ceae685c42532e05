"""Sections along bars: arrays over many, straight lines between the stations of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements.interpolation import line_rule
from atomizer.engine.solvers.embedded.elements.section import Section

PRISMATIC, TAPERED = 4, 24
"""Gauss points from station to station: exact for polynomials, to 1e-9 for a taper of I by 50."""


@dataclass(frozen=True)
class Values:
    """What varies along a bar, each of shape (n,) or (n, m): see `Section`."""

    area: Floats
    i1: Floats
    i2: Floats
    i12: Floats
    torsion: Floats
    n1: Floats
    n2: Floats
    nsm: Floats
    nsi: Floats


NAMES = tuple(Values.__dataclass_fields__)


@dataclass(frozen=True)
class Sections:
    """The sections of n bars at up to m stations.

    Attributes:
        points: C, D, E, F at end A, shape (n, 4, 2).
        end_points: At end B.
        k1: Shear factor in plane 1, 0 for none, shape (n,).
        k2: In plane 2.
        places: Of the stations, from 0 to 1; the last one is repeated, shape (n, m).
        values: At the stations, shape (9, n, m).
        output_places: Where results are wanted between the ends, from 0 to 1, nan for none,
            shape (n, k).
        output_points: C, D, E, F there, shape (n, k, 4, 2).
    """

    points: Floats
    end_points: Floats
    k1: Floats
    k2: Floats
    places: Floats
    values: Floats
    output_places: Floats
    output_points: Floats

    def rows(self, chosen: Sequence[int]) -> "Sections":
        """Some of the sections."""
        at = list(chosen)
        factors = (self.points[at], self.end_points[at], self.k1[at], self.k2[at])
        outputs = (self.output_places[at], self.output_points[at])
        return Sections(*factors, self.places[at], self.values[:, at], *outputs)

    def ends(self) -> tuple[Values, Values]:
        """At end A and at end B, each of shape (n,)."""
        return Values(*self.values[..., 0]), Values(*self.values[..., -1])

    def at(self, place: Floats) -> Values:
        """At one place of each, a fraction of its length, each of shape (n,)."""
        found = self.values[..., 0]
        for k, width in enumerate(np.diff(self.places, axis=1).T):
            share = (place - self.places[:, k]) / np.where(width > 0, width, 1.0)
            first, last = self.values[..., k], self.values[..., k + 1]
            found = np.where(share > 0, first + np.minimum(share, 1.0) * (last - first), found)
        return Values(*found)

    def mean(self) -> Values:
        """Means over the length, each of shape (n,)."""
        middle = (self.values[..., 1:] + self.values[..., :-1]) / 2.0
        return Values(*(middle * np.diff(self.places, axis=1)).sum(axis=-1))

    def along(self, end: Floats | float = 1.0) -> Iterator[tuple[Floats, Floats, Values]]:
        """Places, weights and values from end A on, each of shape (n,).

        Args:
            end: Where to stop, a fraction of the length, shape (n,).
        """
        rule = line_rule(PRISMATIC if self._even() else TAPERED)
        for k, width in enumerate(np.diff(self.places, axis=1).T):
            start, stop = (np.minimum(self.places[:, j], end) for j in (k, k + 1))
            for point, weight in rule:
                place = start + (stop - start) * (1.0 + point) / 2.0
                share = (place - self.places[:, k]) / np.where(width > 0, width, 1.0)
                first, last = self.values[..., k], self.values[..., k + 1]
                between = Values(*(first + share * (last - first)))
                yield place, weight * (stop - start) / 2.0, between

    def _even(self) -> bool:
        """Whether none of them tapers."""
        return not np.ptp(self.values, axis=-1).any()


def stacked(sections: Sequence[Section]) -> Sections:
    """Many sections as arrays."""
    ways = [[(0.0, each), *(each.stations or ((1.0, each),))] for each in sections]
    most = max(len(way) for way in ways)
    full = [way + [way[-1]] * (most - len(way)) for way in ways]
    at = [[[getattr(section, name) for _, section in way] for way in full] for name in NAMES]
    return Sections(
        points=np.array([each.points for each in sections], float),
        end_points=np.array([each.end_points or each.points for each in sections], float),
        k1=np.array([each.k1 for each in sections], float),
        k2=np.array([each.k2 for each in sections], float),
        places=np.array([[place for place, _ in way] for way in full], float),
        values=np.array(at, float),
        **_outputs(sections),
    )


def _outputs(sections: Sequence[Section]) -> dict[str, Floats]:
    most = max(len(each.outputs) for each in sections)
    places, points = np.full((len(sections), most), np.nan), np.zeros((len(sections), most, 4, 2))
    for row, section in enumerate(sections):
        for number, (place, corners) in enumerate(section.outputs):
            places[row, number], points[row, number] = place, corners
    return {"output_places": places, "output_points": points}
