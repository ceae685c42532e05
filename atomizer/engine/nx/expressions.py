"""Expressions: the named numbers of an NX model, from NX itself or from an exported file."""

import math
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from pydantic import Field, TypeAdapter, ValidationError

from atomizer.domain.values import Value
from atomizer.engine.failure import SolveFailed

SUFFIX = ".expressions.json"
"""Of the file beside an OP2 that holds the expressions of the model it was solved from."""


class Expression(Value):
    """One expression.

    Attributes:
        name: Its name in its part.
        value: In its own units; None for text, and where only NX could work it out.
        units: As NX names them: MilliMeter, Degrees, Kilogram; empty for a plain number.
        formula: What stands to the right of its equals sign.
        part: Name of the part it belongs to, without its suffix.
    """

    name: str
    value: float | None = Field(default=None, allow_inf_nan=False)
    units: str = ""
    formula: str = ""
    part: str = ""

    @property
    def is_free(self) -> bool:
        """Whether it is a number that follows from nothing else."""
        try:
            return math.isfinite(float(self.formula))
        except ValueError:
            return False


_LIST = TypeAdapter(tuple[Expression, ...])


def write_expressions(path: Path, expressions: Sequence[Expression]) -> None:
    """Write expressions to a file; equal ones give equal bytes."""
    path.write_bytes(_LIST.dump_json(tuple(expressions), indent=1))


def read_expressions(path: Path) -> tuple[Expression, ...]:
    """The expressions in a file; none when there is no such file.

    Raises:
        SolveFailed: the file is damaged.
    """
    if not path.is_file():
        return ()
    try:
        return _LIST.validate_json(path.read_bytes())
    except ValidationError as error:
        raise SolveFailed("parse", f"{path.name} holds no list of expressions.") from error


def find_expression(expressions: Sequence[Expression], asked: str) -> Expression:
    """The expression of a name, or of `part::name` where several parts have it.

    Raises:
        SolveFailed: there is none, or there are several; says what there is.
    """
    place, _, name = asked.rpartition("::")
    found = [e for e in expressions if e.name == name and place.lower() in ("", e.part.lower())]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f"{one.part}::{one.name}" for one in found)
        raise SolveFailed("parse", f"Several parts have an expression {asked!r}: {names}.")
    known = sorted({one.name for one in expressions})
    near = get_close_matches(name, known, n=1)
    meant = f" Did you mean {near[0]!r}?" if near else ""
    there = ", ".join(known[:20])
    raise SolveFailed("parse", f"The model has no expression {asked!r}.{meant} It has: {there}.")
