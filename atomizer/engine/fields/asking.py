"""What can be asked of a result, and what is answered, as plain data; imports nothing heavy."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from atomizer.domain.values import Refused, Value

Kind = Literal["static", "natural", "buckling", "thermal", "frequency", "transient"]
Location = Literal["node", "element"]


class Case(Value):
    """One state a field is shown in."""

    subcase: int
    mode: Annotated[int | None, Field(description="From 1, within its subcase.")] = None
    value: Annotated[
        float | None,
        Field(description="Frequency in Hz, buckling factor, or of a response where its peak is."),
    ] = None


class FieldEntry(Value):
    """A field that results have, and what it can be looked at in."""

    name: str
    title: str
    unit_kind: str
    location: Location
    kind: Kind
    cases: tuple[Case, ...]


class Wish(Value):
    """A field somebody wants to see."""

    field: Annotated[str, Field(description="Its name; empty for the one shown first.")] = ""
    subcase: Annotated[int | None, Field(description="The worst one when not given.")] = None
    mode: Annotated[int | None, Field(ge=1, description="From 1; the first when not given.")] = None
    most: Annotated[int, Field(ge=1, description="Cases at most, if it leaves a choice.")] = 1


class FieldsJob(Value):
    """Fields somebody wants to see of a result file.

    Attributes:
        folder: Where the scenes go, as 0.mesh, 1.mesh ...
        units: What is measured -> its unit, where it is known.
        result_sha256: Of the result file, where it is sealed.
    """

    op2: Path
    deck: Path
    folder: Path
    wishes: tuple[Wish, ...]
    units: dict[str, str] = {}
    result_sha256: str = ""


class Refusal(Value):
    """Why a wish was refused; `Refused` as plain data."""

    code: str
    message: str
    hint: str
    field: str

    def raised(self) -> Refused:
        """The refusal, to be raised."""
        return Refused(self.code, self.message, self.hint, self.field)


class Shown(Value):
    """What came of a job.

    Attributes:
        fields: All that could be asked for.
        scenes: The files that were written, in the order of the wishes.
        refused: One for each wish that could not be fulfilled.
    """

    fields: tuple[FieldEntry, ...]
    scenes: tuple[Path, ...]
    refused: tuple[Refusal, ...]
