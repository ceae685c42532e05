"""Stress items as functions of what a family gives as the stress of one element.

Each gives its number and its derivatives by the components. Von Mises stress and the principal
stresses: Timoshenko and Goodier, Theory of Elasticity, 3rd ed., articles 77 and 173; a principal
stress changes by n n^T with n its direction. Where several are equally large the derivative is that
of the one that is found first.
"""

from collections.abc import Callable, Mapping

import numpy as np

from atomizer.engine.deck.rejected import DeckRejected
from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements.bar import Bars
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.elements.layered import LayeredShells
from atomizer.engine.solvers.embedded.elements.rod import Rods
from atomizer.engine.solvers.embedded.elements.shell import Shells
from atomizer.engine.solvers.embedded.elements.solid import Solids
from atomizer.engine.solvers.embedded.elements.spring import Springs
from atomizer.engine.solvers.embedded.sensitivity.responses import Stress

Reading = tuple[float, Floats]
"""A number and its derivatives by the stresses of the element, in their shape."""
Read = Callable[[Floats, Stress], Reading]

PLY = ("11", "22", "12", "1z", "2z")
PLANE = ("xx", "yy", "xy")
SPACE = ("xx", "yy", "zz", "xy", "yz", "zx")
AXES = {"xx": (0, 0), "yy": (1, 1), "zz": (2, 2), "xy": (0, 1), "yz": (1, 2), "zx": (2, 0)}
POINTS = "CDEF"


def read_stress(family: Elements, stress: Floats, wanted: Stress) -> Reading:
    """The number a response means, and its derivatives.

    Args:
        stress: Of one element, in the shape of its family.

    Raises:
        DeckRejected: the family has no such stress.
    """
    for kind, read in READERS.items():
        if isinstance(family, kind):
            try:
                return read(stress, wanted)
            except (KeyError, ValueError, IndexError):
                break
    place = f" at {wanted.place!r}" if wanted.place else ""
    what = f"{family.card} {wanted.element} has no stress {wanted.item!r}{place}."
    raise DeckRejected(what, hint=HINT)


HINT = (
    "Shells: xx, yy, xy, von Mises, major, minor at Z1 or Z2, or of plies 11, 22, 12, 1z, 2z at "
    "`ply 1`; solids: xx to zx, von Mises, major, "
    "minor at centre or `corner 1`; bars: axial, bending at `A C`, largest and least at A or B; "
    "rods: axial, torsional; springs: spring."
)


def _shell(stress: Floats, wanted: Stress) -> Reading:
    fibre = ("Z1", "Z2").index(wanted.place)
    value, slopes = _component(stress[fibre], PLANE, wanted.item)
    return value, _at(stress, fibre, slopes)


def _solid(stress: Floats, wanted: Stress) -> Reading:
    row = 0 if wanted.place in ("", "centre") else _corner(wanted.place)
    value, slopes = _component(stress[row], SPACE, wanted.item)
    return value, _at(stress, row, slopes)


def _corner(place: str) -> int:
    word, number = place.split()
    if word != "corner" or int(number) < 1:
        raise ValueError(place)
    return int(number)


def _bar(stress: Floats, wanted: Stress) -> Reading:
    """Columns C, D, E, F at A, then at B, then axial."""
    if wanted.item == "axial":
        return _entry(stress, 8)
    end, _, point = wanted.place.partition(" ")
    first = 4 * ("A", "B").index(end)
    if wanted.item == "bending":
        return _entry(stress, first + POINTS.index(point) if point else 99)
    sign = {"largest": 1.0, "least": -1.0}[wanted.item]
    column = first + int(np.argmax(sign * stress[first : first + 4]))
    slopes = np.zeros_like(stress)
    slopes[[column, 8]] = 1.0
    return float(stress[column] + stress[8]), slopes


def _rod(stress: Floats, wanted: Stress) -> Reading:
    return _entry(stress, ("axial", "torsional").index(wanted.item))


def _spring(stress: Floats, wanted: Stress) -> Reading:
    return _entry(stress, ("spring",).index(wanted.item))


def _ply(stress: Floats, wanted: Stress) -> Reading:
    """A row a ply, from the bottom up."""
    word, number = wanted.place.split()
    if word != "ply" or int(number) < 1:
        raise ValueError(wanted.place)
    row = int(number) - 1
    slopes = np.zeros(stress.shape[1])
    slopes[PLY.index(wanted.item)] = 1.0
    return float(stress[row] @ slopes), _at(stress, row, slopes)


READERS: Mapping[type, Read] = {
    LayeredShells: _ply,
    Shells: _shell,
    Solids: _solid,
    Bars: _bar,
    Rods: _rod,
    Springs: _spring,
}


def _entry(stress: Floats, column: int) -> Reading:
    return float(stress[column]), _at(stress, column, np.float64(1.0))


def _at(stress: Floats, row: int, slopes: Floats | np.float64) -> Floats:
    full = np.zeros_like(stress)
    full[row] = slopes
    return full


def _component(stress: Floats, names: tuple[str, ...], item: str) -> Reading:
    """An item of one tensor, given by its components of those names."""
    if item in names:
        return _entry(stress, names.index(item))
    tensor = np.zeros((3, 3))
    for value, name in zip(stress, names, strict=True):
        i, j = AXES[name]
        tensor[i, j] = tensor[j, i] = value
    if item == "von Mises":
        value, slope = _von_mises(tensor)
    else:
        value, slope = _principal(tensor[:2, :2] if names == PLANE else tensor, item)
    both = [slope[AXES[name]] * (1.0 if name[0] == name[1] else 2.0) for name in names]
    return value, np.array(both)


def _von_mises(tensor: Floats) -> tuple[float, Floats]:
    deviator = tensor - np.trace(tensor) / 3.0 * np.eye(3)
    value = float(np.sqrt(1.5 * (deviator**2).sum()))
    return value, 1.5 * deviator / value if value else np.zeros((3, 3))


def _principal(tensor: Floats, item: str) -> tuple[float, Floats]:
    which = {"major": -1, "minor": 0}[item]
    values, directions = np.linalg.eigh(tensor)
    return float(values[which]), np.outer(directions[:, which], directions[:, which])
