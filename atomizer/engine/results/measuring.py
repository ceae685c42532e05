"""What an extractor is: results go in, named numbers come out."""

from collections.abc import Collection, Mapping
from typing import ClassVar, Protocol

from atomizer.domain.values import Value
from atomizer.engine.results.results import Results, Table


class Output(Value):
    """One number an extractor gives.

    Attributes:
        unit_kind: What its unit measures: length, angle, stress, mass, ...
        description: What it is, as a sentence.
    """

    unit_kind: str
    description: str


class Extractor(Protocol):
    """An extractor plugin: a frozen model whose fields are its options."""

    outputs: ClassVar[Mapping[str, Output]]
    """The numbers it gives, by name."""

    tables: ClassVar[Collection[Table]]
    """What it needs of a result file."""

    def measure(self, results: Results) -> dict[str, float]:
        """One finite number for each of its outputs.

        Raises:
            SolveFailed: the results do not hold what it needs; says what they hold.
        """
        ...
