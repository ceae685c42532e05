"""What a solve found, in a few tables: what one looks at before anything else."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console

from atomizer.adapters.cli.output import table
from atomizer.domain.values import Json
from atomizer.engine.summary import Summary

MOST_MODES = 20
"""More are in the files, and in --json."""
Table = tuple[str, Sequence[str], list[tuple[Any, ...]]]


def tell(console: Console, data: Json, summary: Summary) -> None:
    """Who solved what, where the results lie, and what is in them."""
    head = f"{data['version']}, SOL {data['solution']}, {data['seconds']:.2f} s"
    console.print(f"{head}: {data['op2']}", markup=False, highlight=False)
    for title, headers, rows in _tables(summary):
        if rows:
            console.print(table(headers, rows, title=title))
    if summary.mass is not None:
        console.print(f"Mass {summary.mass:.6g}, before WTMASS.", highlight=False)
    for warning in summary.warnings:
        console.print(f"Note: {warning}", markup=False, highlight=False)


def _tables(summary: Summary) -> Iterator[Table]:
    yield (
        "",
        ("subcase", "max displacement", "reaction x", "y", "z"),
        [(s.id, s.max_displacement, *s.reaction_sum[:3]) for s in summary.subcases],
    )
    yield "", ("mode", "natural frequency, Hz"), _first(summary.frequencies)
    yield "", ("mode", "buckling factor"), _first(summary.buckling_factors)
    yield (
        "",
        ("subcase", "lowest temperature", "highest", "heat of loads", "of constraints"),
        [
            (s.id, s.min_temperature, s.max_temperature, s.applied_heat, s.constraint_heat)
            for s in summary.thermal
        ],
    )
    yield (
        "Peaks of the responses",
        ("subcase", "quantity", "peak", "at", "over", "grid point"),
        [(r.id, r.quantity, r.peak, r.at, r.over, r.node) for r in summary.responses],
    )


def _first(values: Sequence[float]) -> list[tuple[Any, ...]]:
    """The first modes, numbered, and how many more there are."""
    rows: list[tuple[Any, ...]] = list(enumerate(values, start=1))
    more = len(rows) - MOST_MODES
    return rows if more <= 0 else [*rows[:MOST_MODES], (f"and {more} more", None)]
