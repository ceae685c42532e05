"""E5: mass from an expression of the NX model, for models whose deck does not give it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from atomizer.domain.values import Value
from atomizer.engine.failure import SolveFailed
from atomizer.engine.nx.expressions import Expression, find_expression
from atomizer.engine.results import Output, Results, Table

KILOGRAMS: Mapping[str, float] = {
    **dict.fromkeys(("Kilogram", "kg"), 1.0),
    **dict.fromkeys(("Gram", "g"), 1e-3),
    **dict.fromkeys(("Milligram", "MilliGram", "mg"), 1e-6),
    **dict.fromkeys(("Megagram", "MegaGram", "Tonne", "Mg", "t"), 1e3),
    **dict.fromkeys(("PoundMass", "lbm", "lb"), 0.45359237),
    **dict.fromkeys(("Slug", "slug"), 14.59390),
}
"""Kilograms in a unit (NIST SP 811, 2008, appendix B.8); mg and Mg are two units."""


class MassFromExpression(Value):
    """Mass as an expression of the NX model gives it, after the update to the design."""

    outputs: ClassVar[Mapping[str, Output]] = {
        "mass": Output(
            unit_kind="mass",
            description="In kilograms; of an expression without a unit, the number as it stands.",
        ),
    }
    tables: ClassVar[tuple[Table, ...]] = ()
    expression: Annotated[
        str,
        Field(
            description="Its name, as p173 or part::p173; when empty the only one whose unit is "
            "that of a mass."
        ),
    ] = ""

    def measure(self, results: Results) -> dict[str, float]:
        """Mass in kilograms.

        Raises:
            SolveFailed: the results come with no expressions, or with none that is a mass.
        """
        if not results.expressions:
            raise SolveFailed(
                "parse",
                "The results come with no expressions: only the solver nx gives them. "
                "Use the extractor mass, which takes the mass from the deck.",
            )
        asked = self.expression
        found = find_expression(results.expressions, asked) if asked else _only(results.expressions)
        return {"mass": _kilograms(found)}


def _only(expressions: Sequence[Expression]) -> Expression:
    """The only expression that is a mass."""
    masses = [one for one in expressions if one.units in KILOGRAMS]
    if len(masses) == 1:
        return masses[0]
    names = ", ".join(f"{one.part}::{one.name}" for one in masses)
    what = f"Several expressions are masses: {names}." if masses else "No expression is a mass."
    raise SolveFailed("parse", f"{what} Name one with the option 'expression'.")


def _kilograms(found: Expression) -> float:
    if found.value is None:
        raise SolveFailed("parse", f"The expression {found.name} holds no number: {found.formula}.")
    if not found.units:
        return found.value
    if found.units not in KILOGRAMS:
        raise SolveFailed("parse", f"{found.name} is in {found.units}, which is no unit of mass.")
    return KILOGRAMS[found.units] * found.value
