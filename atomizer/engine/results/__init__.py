"""Results: one object of named arrays for every solver, read from its OP2 and the deck."""

from atomizer.engine.results.formulas import (
    plane_principal,
    plane_von_mises,
    solid_principal,
    von_mises,
)
from atomizer.engine.results.measuring import ByScript, Extractor, Output
from atomizer.engine.results.reading import read_results
from atomizer.engine.results.results import (
    Cells,
    ElementTable,
    MassProperties,
    Response,
    Results,
    Table,
    Thermal,
)

__all__ = [
    "ByScript",
    "Cells",
    "ElementTable",
    "Extractor",
    "MassProperties",
    "Output",
    "Response",
    "Results",
    "Table",
    "Thermal",
    "plane_principal",
    "plane_von_mises",
    "read_results",
    "solid_principal",
    "von_mises",
]
