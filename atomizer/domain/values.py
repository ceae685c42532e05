"""The ground everything in the domain stands on: immutable values, ids, and the refusal."""

import re
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

ITEM_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
ItemId = Annotated[
    str, Field(pattern=f"^{ITEM_ID.pattern}$", description="Stable and unique in a study.")
]
StudyId = Annotated[
    str,
    Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$", description="The folder name of the study."),
]
Json = dict[str, JsonValue]


class Value(BaseModel):
    """An immutable value that takes finite numbers only and no field it does not know."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        json_schema_serialization_defaults_required=True,
    )


class Refused(Exception):
    """A command that cannot be accepted; every door hands on the same sentence and code.

    Attributes:
        code: One of the error codes of the contract, for example ``E030``.
        message: What is wrong and what there is.
        hint: What to do instead.
        field: The field or cell it is about, if there is one.
    """

    def __init__(self, code: str, message: str, hint: str = "", field: str = "") -> None:
        super().__init__(f"{message} {hint}".strip())
        self.code, self.message, self.hint, self.field = code, message, hint, field

    def as_json(self) -> dict[str, Any]:
        """The refusal as HTTP, MCP and the browser see it."""
        said = {"code": self.code, "message": self.message, "hint": self.hint}
        return said | ({"field": self.field} if self.field else {})


_IN_WORDS = {"extra_forbidden": "there is no such field", "missing": "is needed"}


def explain(error: ValidationError) -> str:
    """What pydantic found, one clause a field, in words."""
    clauses = []
    for found in error.errors():
        where = ".".join(str(part) for part in found["loc"])
        what = _IN_WORDS.get(found["type"]) or found["msg"].removeprefix("Value error, ")
        clauses.append(f"{where}: {what}" if where else what)
    return "; ".join(clauses)


def slug(name: str, prefix: str = "") -> str:
    """A name as an id: `Wall thickness` with prefix `dv` is `dv_wall_thickness`."""
    words = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return "_".join(filter(None, (prefix, words)))[:48].rstrip("_")
