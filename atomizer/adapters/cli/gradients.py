"""`sensitivity`: how much each design variable of a deck moves what the deck measures."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console

from atomizer.adapters.cli.output import Output, table
from atomizer.adapters.cli.settings import Settings
from atomizer.commands.plugins import require_plugin
from atomizer.domain.values import Json, Refused
from atomizer.engine.files import write_whole
from atomizer.engine.pool import call
from atomizer.engine.sensitivity import SensitivityTable
from atomizer.engine.tasks import DIFFERENTIATE, SensitivityJob

COLUMNS = ("response", "label", "value", "variable", "design", "derivative", "normalized")


def sensitivity(
    deck: Path,
    *,
    solver: str = "embedded",
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
) -> Output:
    """Derivatives of the DRESP1s of a deck by its DESVARs; --output writes .json, .csv or .png."""
    require_plugin("solvers", solver, {})
    if not deck.is_file():
        raise Refused("E012", f"There is no file {deck}.")
    if output is not None and output.suffix.lower() not in WRITERS:
        known = ", ".join(WRITERS)
        raise Refused("E011", f"{output.name} cannot be written.", f"Name a file of {known}.")
    job = SensitivityJob(deck=deck.resolve(), solver=solver)
    with Console(stderr=True).status(f"Differentiating {deck.name} ..."):
        found = call(DIFFERENTIATE, job, Settings().time_limit)
    if output is not None:
        output.parent.mkdir(parents=True, exist_ok=True)
        write_whole(output, WRITERS[output.suffix.lower()](found))
    return Output(_data(found), lambda console: _tell(console, found, output))


def _data(found: SensitivityTable) -> Json:
    normalized = [list(row) for row in found.normalized()]
    return {**found.model_dump(mode="json"), "normalized": normalized}


def _rows(found: SensitivityTable) -> Iterator[tuple[object, ...]]:
    """One for each response and variable."""
    heads = zip(found.responses, found.labels, found.values, strict=True)
    for head, slopes, parts in zip(heads, found.gradient, found.normalized(), strict=True):
        of_one = zip(found.variables, found.design, slopes, parts, strict=True)
        yield from ((*head, *each) for each in of_one)


def _as_json(found: SensitivityTable) -> bytes:
    return json.dumps(_data(found), indent=2, allow_nan=False).encode()


def _as_csv(found: SensitivityTable) -> bytes:
    """Words that a spreadsheet would take for a formula get an apostrophe."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in _rows(found):
        writer.writerow([_harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode()


def _harmless(word: str) -> str:
    return f"'{word}" if word[:1] in "=+-@" and word else word


def _as_png(found: SensitivityTable) -> bytes:
    from atomizer.projections.report.slopes import draw_slopes

    return draw_slopes(found).light


WRITERS: Mapping[str, Callable[[SensitivityTable], bytes]] = {
    ".json": _as_json,
    ".csv": _as_csv,
    ".png": _as_png,
}


def _tell(console: Console, found: SensitivityTable, output: Path | None) -> None:
    shown = [(row[0], row[2], row[3], row[5], row[6]) for row in _rows(found)]
    headers = ("response", "value", "variable", "derivative", "% for 1 %")
    console.print(table(headers, shown))
    for line in found.not_taken_over:
        console.print(f"Not differentiated: {line}", markup=False, highlight=False)
    if output is not None:
        console.print(f"Wrote {output}.", markup=False, highlight=False)
