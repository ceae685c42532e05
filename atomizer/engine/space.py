"""The space of designs: each variable as a coordinate from 0 to 1, and back.

A coordinate runs linearly or, for a variable in log scale, by orders of magnitude. A whole number
owns an equal share of its coordinate, as does each choice of a categorical variable.
"""

import math
from collections.abc import Mapping

from atomizer.domain.items import Bounds, DesignVariable
from atomizer.domain.values import Refused

Choice = float | str
Design = dict[str, Choice]
"""design variable id -> its value."""


def contains(variable: DesignVariable, value: Choice) -> bool:
    """Whether a variable could take this value today."""
    if variable.type == "categorical":
        return value in variable.values
    if isinstance(value, str):
        return False
    low, high = ends(variable)
    return low <= value <= high and (variable.type == "continuous" or float(value).is_integer())


def ends(variable: DesignVariable) -> tuple[float, float]:
    """The least and the greatest value; whole numbers for an integer variable.

    Raises:
        Refused: E011, no whole number lies between the bounds.
    """
    bounds = _bounds(variable)
    if variable.type == "continuous":
        return bounds.min, bounds.max
    low, high = math.ceil(bounds.min), math.floor(bounds.max)
    if low > high:
        text = f"No whole number lies within [{bounds.min:g}, {bounds.max:g}] of {variable.name!r}."
        raise Refused("E011", text, "Widen its bounds, or make it continuous.")
    return low, high


def at(variable: DesignVariable, coordinate: float) -> Choice:
    """The value at a coordinate from 0 to 1."""
    if variable.type == "categorical":
        return variable.values[min(int(coordinate * len(variable.values)), _last(variable))]
    low, high = _span(variable)
    place = low + coordinate * (high - low)
    number = math.exp(place) if variable.is_log() else place
    least, greatest = ends(variable)
    if variable.type == "integer":
        number = math.floor(number + 0.5)
    return min(max(number, least), greatest)


def coordinate(variable: DesignVariable, value: Choice) -> float:
    """The coordinate of a value: of a choice the middle of its share."""
    if variable.type == "categorical":
        return (variable.values.index(value) + 0.5) / len(variable.values)
    low, high = _span(variable)
    place = math.log(float(value)) if variable.is_log() else float(value)
    return min(max((place - low) / (high - low), 0.0), 1.0)


def design_at(variables: Mapping[str, DesignVariable], point: Mapping[str, float]) -> Design:
    """The design at a point of the unit cube."""
    return {i: at(variable, point[i]) for i, variable in variables.items()}


def _span(variable: DesignVariable) -> tuple[float, float]:
    """What the coordinates 0 and 1 stand for, as logarithms in log scale."""
    low, high = ends(variable)
    if variable.type == "integer":
        low, high = low - 0.5, high + 0.5
    return (math.log(low), math.log(high)) if variable.is_log() else (low, high)


def _bounds(variable: DesignVariable) -> Bounds:
    assert variable.bounds is not None, "a variable that is not categorical has bounds"
    return variable.bounds


def _last(variable: DesignVariable) -> int:
    return len(variable.values) - 1
