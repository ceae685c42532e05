"""Which field in which case: what there is, and what somebody wants of it."""

from dataclasses import dataclass

import numpy as np

from atomizer.domain.values import Refused
from atomizer.engine.fields.asking import Case, FieldEntry, Wish
from atomizer.engine.fields.cases import SOLUTIONS
from atomizer.engine.fields.quantities import QUANTITIES, Measured, Quantity
from atomizer.engine.results import Results
from atomizer.engine.results.selection import listed

FIRST = ("von_mises", "normal_stress", "temperature", "mode_shape", "buckling_shape")
"""What is shown when nobody says what; the first of the table that is there comes last."""
MODAL = ("natural", "buckling")
"""Kinds whose cases are shown from the first on; of the others the worst are."""


@dataclass(frozen=True, eq=False)
class Chosen:
    """A field in a case, measured."""

    name: str
    quantity: Quantity
    row: int
    case: Case
    measured: Measured


def entries(results: Results) -> tuple[FieldEntry, ...]:
    """The fields there are."""
    found = []
    for name, quantity in QUANTITIES.items():
        cases = SOLUTIONS[quantity.kind].cases(results)
        there = tuple(cases[row] for row in quantity.rows(results))
        said = {"title": quantity.title, "unit_kind": quantity.unit_kind, "kind": quantity.kind}
        if there:
            found.append(FieldEntry(name=name, location=quantity.location, cases=there, **said))
    return tuple(found)


def choose(results: Results, wish: Wish) -> list[Chosen]:
    """What somebody wants, measured; at least one.

    Raises:
        Refused: E011, there is no such field, subcase or mode; says what there is.
    """
    name = wish.field or _first(results)
    quantity = _quantity(results, name)
    rows = _rows(results, quantity, wish)
    cases = SOLUTIONS[quantity.kind].cases(results)
    if quantity.kind in MODAL:
        rows = rows[: wish.most]
    found = [Chosen(name, quantity, k, cases[k], quantity.measure(results, k)) for k in rows]
    worst = sorted(found, key=lambda one: -_size(one.measured))[: wish.most]
    return sorted(worst, key=lambda one: one.row)


def _first(results: Results) -> str:
    there = [entry.name for entry in entries(results)]
    named = [name for name in FIRST if name in there]
    return next(iter([*named, *there]), "")


def _quantity(results: Results, name: str) -> Quantity:
    quantity = QUANTITIES.get(name)
    if quantity is None or not quantity.rows(results):
        there = ", ".join(entry.name for entry in entries(results)) or "none"
        why = quantity.missing(results) if quantity else ""
        text = " ".join(f"The results hold no field {name!r}. {why} They hold: {there}.".split())
        raise Refused("E011", text, "Name one of these.", "field")
    return quantity


def _rows(results: Results, quantity: Quantity, wish: Wish) -> list[int]:
    """The rows a wish leaves to choose from."""
    cases = SOLUTIONS[quantity.kind].cases(results)
    rows = quantity.rows(results)
    if wish.subcase is not None:
        rows = [row for row in rows if cases[row].subcase == wish.subcase]
        if not rows:
            there = listed({cases[row].subcase for row in quantity.rows(results)})
            text = f"{quantity.title} is not there in subcase {wish.subcase}, but in: {there}."
            raise Refused("E011", text, "Name one of these.", "subcase")
    if wish.mode is not None:
        rows = [row for row in rows if cases[row].mode == wish.mode][:1] or _no_mode(
            quantity, wish.mode, [cases[row] for row in rows]
        )
    return rows


def _no_mode(quantity: Quantity, mode: int, cases: list[Case]) -> list[int]:
    if quantity.kind not in MODAL:
        text = f"{quantity.title} is of {quantity.kind} subcases, which have no modes."
        raise Refused("E011", text, "Leave the mode out, or ask for mode_shape.", "mode")
    there = max(case.mode or 0 for case in cases)
    text = f"There is no mode {mode}. There are {there}."
    raise Refused("E011", text, f"Name one from 1 to {there}.", "mode")


def _size(measured: Measured) -> float:
    """The largest size of a value."""
    return float(np.abs(np.nan_to_num(measured.values)).max(initial=0.0))
