"""Derivatives of responses as plain data, and the solvers that give them."""

from pathlib import Path
from typing import Protocol, runtime_checkable

from atomizer.domain.values import Value


class SensitivityTable(Value):
    """Responses of a deck and their derivatives by its design variables.

    Attributes:
        variables: Their names.
        design: Their values.
        responses: In words.
        labels: Of the entries that ask for them.
        values: Of the responses.
        gradient: A row a response, a column a variable.
        not_taken_over: What of the deck has no derivatives, and why.
    """

    variables: tuple[str, ...]
    design: tuple[float, ...]
    responses: tuple[str, ...]
    labels: tuple[str, ...]
    values: tuple[float, ...]
    gradient: tuple[tuple[float, ...], ...]
    not_taken_over: tuple[str, ...] = ()

    def normalized(self) -> tuple[tuple[float | None, ...], ...]:
        """Percent of a response for a percent of a variable; None where a response is zero."""
        return tuple(
            tuple(
                slope * x / value if value else None
                for slope, x in zip(row, self.design, strict=True)
            )
            for row, value in zip(self.gradient, self.values, strict=True)
        )


@runtime_checkable
class Differentiates(Protocol):
    """A solver that gives derivatives."""

    def sensitivities(self, deck: Path) -> SensitivityTable:
        """The derivatives of what a deck measures by its DESVARs.

        Raises:
            SolveFailed: the deck cannot be solved, or says nothing to differentiate.
        """
        ...
