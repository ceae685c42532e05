"""The space of designs: each variable as a coordinate from 0 to 1, and back.

A coordinate runs linearly or, for a variable in log scale, by orders of magnitude. A whole number
owns an equal share of its coordinate, as does each choice of a categorical variable.
"""

import math
from collections.abc import Callable, Mapping

from atomizer.domain.items import Bounds, DesignVariable
from atomizer.domain.values import Refused

Choice = float | str
Design = dict[str, Choice]
"""design variable id -> its value."""


def contains(variable: DesignVariable, value: Choice | None) -> bool:
    """Whether a variable could take this value today."""
    return tester(variable)(value)


def tester(variable: DesignVariable) -> Callable[[Choice | None], bool]:
    """The same question, prepared to be asked of many values."""
    if variable.type == "categorical":
        return variable.values.__contains__
    low, high = ends(variable)
    if variable.type == "integer":
        return lambda value: (
            isinstance(value, float | int) and low <= value <= high and value == int(value)
        )
    return lambda value: isinstance(value, float | int) and low <= value <= high


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
    return ruler(variable)(value)


def ruler(variable: DesignVariable) -> Callable[[Choice], float]:
    """The coordinate of a value, prepared to be asked of many."""
    if variable.type == "categorical":
        choices = variable.values
        return lambda value: (choices.index(value) + 0.5) / len(choices)
    low, high = _span(variable)
    width, place = high - low, math.log if variable.is_log() else float
    return lambda value: min(max((place(float(value)) - low) / width, 0.0), 1.0)


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
