"""Items: what a study is made of. A field defined here is the same field at every door.

An item holds what a user may set; its id, which never changes, is the key it is filed under.
The lists of a study hold many items of a kind; `meta`, `model`, `solver`, `algorithm`,
`surrogate` and `budget` are single: their id is their kind.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from atomizer.domain.values import ItemId, Json, Value

Kind = Literal[
    "meta",
    "model",
    "solver",
    "design_variable",
    "extractor",
    "objective",
    "constraint",
    "algorithm",
    "surrogate",
    "budget",
    "foreign",
]
Solution = Literal[101, 103, 105, 111, 112, 153]
AlgorithmType = Literal[
    "auto", "TPE", "GP", "CMA-ES", "NSGA-II", "NSGA-III", "Random", "QMC", "IMSO"
]
Operator = Literal["<=", ">=", "<", ">", "=="]
Name = Annotated[str, Field(min_length=1, max_length=200, description="Free to choose.")]
Units = Annotated[str, Field(max_length=32, description="Unit, for example mm or MPa.")]
Options = Annotated[Json, Field(description="Options of the plugin.")]
Enabled = Annotated[bool, Field(description="Whether the next run uses it.")]


class Item(Value):
    """One part of a study."""

    kind: ClassVar[Kind]


class Bounds(Value):
    """The range of a design variable, both ends included."""

    min: float
    max: float

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.min < self.max:
            raise ValueError(f"min must be below max, got min={self.min:g} and max={self.max:g}")
        return self


class Source(Value):
    """Where a number comes from: one named output of one extractor."""

    extractor_id: ItemId
    output_key: Annotated[str, Field(min_length=1, description="For example max_stress.")]


class Meta(Item):
    """The study itself: its name and what it is about."""

    kind: ClassVar[Kind] = "meta"
    name: Name
    description: str = ""
    tags: tuple[str, ...] = ()
    archived: bool = False


class Model(Item):
    """The model that is solved."""

    kind: ClassVar[Kind] = "model"
    path: Annotated[
        str, Field(min_length=1, description="Inside the study, for example 1_setup/model.bdf.")
    ]


class Solver(Item):
    """The program that solves the model."""

    kind: ClassVar[Kind] = "solver"
    solver: Annotated[str, Field(min_length=1, description="Plugin name.")] = "embedded"
    solution: Solution = 101
    options: Options = {}


class DesignVariable(Item):
    """A parameter of the model that the optimizer may choose."""

    kind: ClassVar[Kind] = "design_variable"
    name: Name
    expression_name: Annotated[
        str,
        Field(
            min_length=1,
            description="The model's parameter: a DESVAR label, PSHELL:3:T, an NX expression.",
        ),
    ]
    type: Literal["continuous", "integer", "categorical"] = "continuous"
    bounds: Annotated[Bounds | None, Field(description="Range, unless categorical.")] = None
    values: Annotated[
        tuple[float | str, ...], Field(description="The choices of a categorical variable.")
    ] = ()
    baseline: Annotated[float | str | None, Field(description="Value of today's design.")] = None
    units: Units = ""
    scale: Annotated[
        Literal["auto", "log", "linear"],
        Field(description="How it is searched; auto is log where min > 0 and max/min >= 5."),
    ] = "auto"
    enabled: Enabled = True

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.type == "categorical" and len(self.values) < 2:
            raise ValueError("a categorical variable needs values: at least two choices")
        if self.type != "categorical" and self.bounds is None:
            raise ValueError(f"a {self.type} variable needs bounds: min and max")
        if self.scale == "log" and self.bounds and self.bounds.min <= 0.0:
            raise ValueError(f"log scale needs min > 0, got min={self.bounds.min:g}")
        return self

    def is_log(self) -> bool:
        """Whether the variable is searched by orders of magnitude."""
        if self.bounds is None or self.type == "categorical" or self.bounds.min <= 0.0:
            return False
        return self.scale == "log" or (
            self.scale == "auto" and self.bounds.max / self.bounds.min >= 5.0
        )


class Extractor(Item):
    """What turns the results of a solve into named numbers."""

    kind: ClassVar[Kind] = "extractor"
    name: Name
    type: Annotated[str, Field(min_length=1, description="Plugin name.")]
    config: Options = {}
    enabled: Enabled = True


class Objective(Item):
    """A response to minimize or maximize."""

    kind: ClassVar[Kind] = "objective"
    name: Name
    direction: Literal["minimize", "maximize"] = "minimize"
    source: Annotated[Source | None, Field(description="What is measured.")] = None
    weight: Annotated[float, Field(ge=0.0, description="Relative importance.")] = 1.0
    target: Annotated[float | None, Field(description="A value that would be good enough.")] = None
    enabled: Enabled = True


class Constraint(Item):
    """A limit on a response."""

    kind: ClassVar[Kind] = "constraint"
    name: Name
    operator: Operator = "<="
    threshold: float
    units: Units = ""
    source: Annotated[Source | None, Field(description="What is measured.")] = None
    enabled: Enabled = True


class Algorithm(Item):
    """How the next design is chosen."""

    kind: ClassVar[Kind] = "algorithm"
    type: AlgorithmType = "auto"
    options: Options = {}
    seed: Annotated[int, Field(ge=0, description="Same seed, same designs.")] = 0


class Surrogate(Item):
    """A cheap stand-in for the solver, trained on the trials so far."""

    kind: ClassVar[Kind] = "surrogate"
    type: Literal["none", "mlp", "ensemble", "gp", "gnn"] = "none"
    train_after: Annotated[int, Field(ge=1, description="Solved trials it needs.")] = 30
    predict_count: Annotated[
        int, Field(ge=1, le=200, description="Designs it predicts at a time.")
    ] = 50


class Budget(Item):
    """How much a run may spend."""

    kind: ClassVar[Kind] = "budget"
    max_trials: Annotated[int, Field(ge=1, le=1_000_000, description="Designs to solve.")] = 100
    timeout_hours: Annotated[float | None, Field(gt=0.0, description="Wall clock.")] = None


class Foreign(Item):
    """What an imported spec says that Atomizer does not know: kept as it is, by its path."""

    kind: ClassVar[Kind] = "foreign"
    keys: Json = {}


KINDS: dict[Kind, type[Item]] = {
    item.kind: item
    for item in (
        Meta,
        Model,
        Solver,
        DesignVariable,
        Extractor,
        Objective,
        Constraint,
        Algorithm,
        Surrogate,
        Budget,
        Foreign,
    )
}
LISTS: dict[Kind, str] = {
    "design_variable": "dv",
    "extractor": "ext",
    "objective": "obj",
    "constraint": "con",
}
"""The kinds a study has many of, with the prefix of their ids (``dv_thickness``)."""


def reference(cells: Mapping[str, Any]) -> ItemId | None:
    """The id of the item that these cells of an item refer to, if they refer to one."""
    source = cells.get("source")
    return source.get("extractor_id") if isinstance(source, dict) else None
