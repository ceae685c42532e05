"""What an extractor is: results go in, named numbers come out."""

from collections.abc import Collection, Mapping
from typing import Protocol, runtime_checkable

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

    @property
    def outputs(self) -> Mapping[str, Output]:
        """The numbers it gives, by name."""
        ...

    @property
    def tables(self) -> Collection[Table]:
        """What it needs of a result file."""
        ...

    def measure(self, results: Results) -> dict[str, float]:
        """One finite number for each of its outputs.

        Raises:
            SolveFailed: the results do not hold what it needs; says what they hold.
        """
        ...


@runtime_checkable
class ByScript(Protocol):
    """An extractor whose measure is a script; it runs only with contents somebody allowed."""

    @property
    def sha256(self) -> str:
        """Which content is meant."""
        ...

    def with_scripts(self, allowed: Mapping[str, str]) -> Extractor:
        """The same with its content, out of contents by their SHA-256.

        Raises:
            SolveFailed: its content is not among them.
        """
        ...
