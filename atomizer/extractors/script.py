"""A measure of the study's own: a Python file that somebody allowed to run here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from atomizer.domain.values import Json, Value
from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Extractor, Output, Results, Table
from atomizer.engine.scripts import run_script


class Script(Value):
    """The numbers that `measure(results, options)` of a Python file gives, run behind walls."""

    file: Annotated[str, Field(description="The file inside the study's folder.")] = ""
    sha256: Annotated[
        str,
        Field(
            pattern=r"^([0-9a-f]{64})?$",
            description="Which content of the file is meant; 'atomizer allow' says it.",
        ),
    ] = ""
    outputs: Annotated[
        dict[str, Output],
        Field(description="The numbers it gives: name to unit_kind and description."),
    ] = {}
    tables: Annotated[tuple[Table, ...], Field(description="What it needs of the result file.")] = (
        "displacement",
    )
    options: Annotated[Json, Field(description="Handed to the script as they are.")] = {}
    seconds: Annotated[float, Field(gt=0, le=3600, description="Wall time it may take.")] = 60.0

    def with_scripts(self, allowed: Mapping[str, str]) -> Extractor:
        """The same, able to run.

        Args:
            allowed: Contents by their SHA-256.

        Raises:
            SolveFailed: its content is not among them.
        """
        if self.sha256 not in allowed:
            raise SolveFailed("deck", self._not_allowed)
        return _Running(self, allowed[self.sha256])

    def measure(self, results: Results) -> dict[str, float]:
        """Nothing by itself: it names a content and does not hold it.

        Raises:
            SolveFailed: always.
        """
        raise SolveFailed("parse", self._not_allowed)

    @property
    def _not_allowed(self) -> str:
        return f"The script {self.file!r} ({self.sha256[:12]}) was not allowed to run here."


@dataclass(frozen=True)
class _Running:
    """A script with its content."""

    script: Script
    source: str

    @property
    def outputs(self) -> Mapping[str, Output]:
        return self.script.outputs

    @property
    def tables(self) -> tuple[Table, ...]:
        return self.script.tables

    def measure(self, results: Results) -> dict[str, float]:
        """What the script gives.

        Raises:
            SolveFailed: it failed, or gave other numbers than the extractor declares.
        """
        script = self.script
        given = run_script(self.source, script.options, results, script.seconds)
        if set(given) != set(script.outputs):
            gives, declared = sorted(given), sorted(script.outputs)
            text = f"The script {script.file!r} gives {gives}; its outputs are declared {declared}."
            raise SolveFailed("deck", text)
        return given
