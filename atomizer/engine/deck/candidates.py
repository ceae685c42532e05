"""Which parameters of a deck are worth varying, and between which bounds.

Scores: geometry +0.4, a positive number +0.2, not derived from something else +0.2, a name of a
typical design feature (rib, web, flange, support, angle) +0.2; a candidate has more than 0.5.
Geometry is told by the words of the field's meaning, a feature also by the comment before the
entry; a design variable of the deck counts as geometry, since somebody chose to vary it. Material
constants and masses are no features, whatever the comment says. An expression of NX is told by its
name, and is geometry as well when somebody named it and it is a length or an angle.
"""

import re
from typing import Literal

from pydantic import Field

from atomizer.domain.values import Value
from atomizer.engine.deck.fields import Role

GEOMETRY = ("thickness", "width", "height", "radius", "diameter", "depth", "area", "dimension")
FEATURES = ("rib", "web", "flange", "support", "angle")
NAMED = ("design variable", "expression")
"""Parameters whose names were chosen by somebody."""
MOST = 10
_WORDS = re.compile(r"[a-z]+")
_NUMBERED = re.compile(r"p\d+(_\w*)?\Z")
_SHORT = ("mm", "cm", "m", "um", "in", "ft", "deg", "rad")
_LONG = ("millimeter", "centimeter", "meter", "micrometer", "inch", "foot", "degrees", "radians")
_LENGTHS = frozenset((*_SHORT, *_LONG))
"""Units of lengths and angles, in an exported file and in NX."""
_POISSON = re.compile(r"NU\d*\Z")
_LOOSEST = 1e4
"""Bounds of the deck further away than this many times the value say nothing."""


class Bounds(Value):
    """A closed interval."""

    min: float
    max: float


class ModelParameter(Value):
    """A number of the model that a design variable may name."""

    name: str = Field(description="What a design variable gives as its expression name.")
    value: float
    kind: Literal["design variable", "expression"] | Role
    description: str
    units: str = Field(default="", description="Of the value; a deck does not say.")
    remark: str = Field(default="", description="The comment right before the entry.")
    bounds: Bounds | None = Field(default=None, description="Those the deck itself gives.")
    formula: str = Field(default="", description="How it follows from design variables, if so.")
    refused: str = Field(default="", description="Why a design cannot set it, if so.")
    drives: tuple[str, ...] = Field(default=(), description="What follows from it.")


class Candidate(Value):
    """A parameter worth varying, with the bounds to start from."""

    name: str
    value: float
    score: float
    suggested_bounds: Bounds
    description: str
    units: str = ""


def candidates_of(parameters: tuple[ModelParameter, ...]) -> tuple[Candidate, ...]:
    """The best candidates, the highest score first; without those that a design cannot set."""
    free = (one for one in parameters if not one.formula and not one.refused)
    good = sorted((one for one in free if score(one) > 0.5), key=score, reverse=True)
    return tuple(
        Candidate(
            name=one.name,
            value=one.value,
            score=score(one),
            suggested_bounds=suggested_bounds(one),
            description=one.description,
            units=one.units,
        )
        for one in good[:MOST]
    )


def score(parameter: ModelParameter) -> float:
    """How much a parameter looks like a design variable, from 0 to 1."""
    chosen = parameter.kind == "design variable" or _is_named_length(parameter)
    label = parameter.name.lower() if parameter.kind in NAMED else ""
    said = "" if parameter.kind == "expression" else parameter.description
    geometric = chosen or _any_starts(said, GEOMETRY)
    geometric |= any(key in label for key in GEOMETRY)
    typical = any(key in label for key in FEATURES) or _any_starts(
        f"{said} {parameter.remark}", FEATURES
    )
    points = 0.4 * geometric + 0.2 * (parameter.value > 0) + 0.2 * (not parameter.formula)
    points += 0.2 * (typical and parameter.kind not in ("material", "mass"))
    return round(min(points, 1.0), 3)


def suggested_bounds(parameter: ModelParameter) -> Bounds:
    """The deck's own bounds when they say something, else half to twice the value.

    Poisson's ratio stays in (0, 0.5), an angle within a right angle.
    """
    own, value = parameter.bounds, parameter.value
    if (
        own
        and own.min < own.max
        and max(abs(own.min), abs(own.max)) <= _LOOSEST * (abs(value) or 1.0)
    ):
        return own
    field = parameter.name.rpartition(":")[2]
    if field.startswith("THETA"):
        return Bounds(min=-90.0, max=90.0)
    if value == 0.0:
        return Bounds(min=-1.0, max=1.0)
    low, high = sorted((0.5 * value, 2.0 * value))
    if parameter.kind == "material" and _POISSON.match(field):
        high = min(high, 0.49)
    return Bounds(min=low, max=max(high, low))


def _is_named_length(parameter: ModelParameter) -> bool:
    """Whether it is a length or an angle that somebody named; NX itself names them p0, p1 ..."""
    if parameter.kind != "expression" or _NUMBERED.match(parameter.name.rpartition("::")[2]):
        return False
    return parameter.units.lower() in _LENGTHS


def _any_starts(text: str, keys: tuple[str, ...]) -> bool:
    return any(word.startswith(keys) for word in _WORDS.findall(text.lower()))
