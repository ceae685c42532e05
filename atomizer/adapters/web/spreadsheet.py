"""Trials for a spreadsheet: one line each, one column a number, names with dots."""

import csv
import io
from collections.abc import Iterator

from pydantic import JsonValue

from atomizer.projections.trial_table import Column, Columns


def as_csv(columns: Columns) -> str:
    """The table as CSV with a header line; what a trial does not have is empty."""
    text = io.StringIO()
    writer = csv.writer(text)
    named = dict(_flat(columns))
    writer.writerow(map(_harmless, named))
    writer.writerows(map(_harmless, row) for row in zip(*named.values(), strict=True))
    return text.getvalue()


def _flat(columns: Columns) -> Iterator[tuple[str, Column]]:
    for name, column in columns.items():
        if isinstance(column, dict):
            yield from ((f"{name}.{key}", values) for key, values in column.items())
        elif isinstance(column, list):
            yield name, column


def _harmless(cell: JsonValue) -> JsonValue:
    """Keep spreadsheets from taking text for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in tuple("=+-@\t\r") else cell
