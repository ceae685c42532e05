"""Names and numbers of Zernike terms.

A term is its radial order n and its azimuthal frequency m: cos(m theta) for m > 0, sin(|m| theta)
for m < 0. Two orderings number them:

    Noll     R. J. Noll, Zernike polynomials and atmospheric turbulence, J. Opt. Soc. Am. 66 (1976)
             207-211, table I: from 1; an even number is a cosine, an odd one a sine.
    ANSI     ANSI Z80.28: from 0, j = (n (n + 2) + m) / 2.
"""

from collections.abc import Mapping
from math import isqrt
from typing import Literal, NamedTuple

Ordering = Literal["noll", "ansi"]


class Term(NamedTuple):
    """One polynomial: radial order n and azimuthal frequency m, negative for a sine."""

    n: int
    m: int


Name = Literal[
    "piston",
    "tilt_x",
    "tilt_y",
    "defocus",
    "astigmatism_0",
    "astigmatism_45",
    "coma_x",
    "coma_y",
    "trefoil_x",
    "trefoil_y",
    "spherical",
]
NAMED: Mapping[Name, Term] = {
    "piston": Term(0, 0),
    "tilt_x": Term(1, 1),
    "tilt_y": Term(1, -1),
    "defocus": Term(2, 0),
    "astigmatism_0": Term(2, 2),
    "astigmatism_45": Term(2, -2),
    "coma_x": Term(3, 1),
    "coma_y": Term(3, -1),
    "trefoil_x": Term(3, 3),
    "trefoil_y": Term(3, -3),
    "spherical": Term(4, 0),
}
"""Terms with a name; x is the cosine, along the x axis of the aperture: tilt_x grows with x."""

FIRST: Mapping[Ordering, int] = {"noll": 1, "ansi": 0}
"""Number of the first term, the piston."""


def term(ordering: Ordering, number: int) -> Term:
    """The term of a number, which is `FIRST` or more."""
    return _noll(number) if ordering == "noll" else _ansi(number)


def first_terms(ordering: Ordering, count: int) -> tuple[Term, ...]:
    """The terms with the smallest numbers."""
    first = FIRST[ordering]
    return tuple(term(ordering, number) for number in range(first, first + count))


def _noll(number: int) -> Term:
    """Frequencies of a row ascend: 0, 2, 2, 4, 4 ... or 1, 1, 3, 3 ...; pairs differ in parity."""
    n = _row(number - 1)
    place = number - 1 - n * (n + 1) // 2
    m = place + (n + place) % 2
    return Term(n, m if number % 2 == 0 else -m)


def _ansi(number: int) -> Term:
    n = _row(number)
    return Term(n, 2 * number - n * (n + 2))


def _row(index: int) -> int:
    """Radial order of the term with so many before it: n with n (n + 1) / 2 <= index."""
    return (isqrt(8 * index + 1) - 1) // 2
