"""Every table that is written comes back equal, through pyNastran and through `read_results`."""

from collections.abc import Callable, Iterator
from importlib import import_module
from inspect import get_annotations, getmembers, isfunction
from pathlib import Path
from pkgutil import iter_modules
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from atomizer.engine import op2 as every_solver
from atomizer.engine.op2.records import Op2File
from atomizer.engine.op2.tables import NODAL
from atomizer.engine.results import read_results
from atomizer.engine.solvers.embedded import op2 as embedded
from atomizer.engine.solvers.embedded.conduction.conductors import CONDUCTORS
from atomizer.engine.solvers.embedded.conduction.surfaces import READERS
from atomizer.engine.solvers.embedded.op2 import elements
from atomizer.engine.solvers.embedded.op2.responses import APPROACH, CODES
from tests.engine.round_trips.table_list import TRIPS
from tests.engine.round_trips.trip import Draw, Numbers, Trip
from tests.engine.solvers.decks import opened, put

SINGLE = st.floats(-(2.0**40), 2.0**40, width=32, allow_subnormal=False)
ROOT = Path(every_solver.__file__).parents[1]


def drawing(data: st.DataObject) -> Draw:
    """Numbers of single precision, drawn by Hypothesis."""
    return lambda *shape: data.draw(arrays(np.float32, shape, elements=SINGLE)).astype(float)


@pytest.mark.parametrize("trip", TRIPS, ids=lambda trip: "-".join(trip.table))
@given(data=st.data())
@settings(max_examples=4, phases=[Phase.generate])  # a number that is lost needs no shrinking
def test_what_is_written_comes_back(trip: Trip, data: st.DataObject) -> None:
    file = Op2File("TRIP")
    written = trip.write(file, drawing(data))
    with TemporaryDirectory() as folder:
        deck = put(Path(folder), trip.bulk)
        path = deck.with_suffix(".op2")
        path.write_bytes(file.content())
        same(trip, trip.theirs(opened(path)), written)
        if trip.ours:
            same(trip, trip.ours(read_results(path, deck)), written)


def same(trip: Trip, found: Numbers, written: Numbers) -> None:
    """Equal in single precision, in which an OP2 holds it, or as close as its form allows."""
    single = np.complex64 if np.iscomplexobj(written) else np.float32
    exact = written.astype(single)
    assert found.shape == exact.shape
    assert (np.abs(found - exact) <= trip.close * np.abs(exact)).all()


def writers() -> Iterator[Callable[..., None]]:
    """Public functions that write into an OP2."""
    for package in (every_solver, embedded):
        for found in iter_modules(package.__path__, f"{package.__name__}."):
            module = import_module(found.name)
            for name, function in getmembers(module, isfunction):
                takes = get_annotations(function)
                own = function.__module__ == module.__name__ and not name.startswith("_")
                if own and Op2File in takes.values() and takes["return"] is None:
                    yield function


def test_every_writer_is_on_the_list() -> None:
    assert set(writers()) == {trip.writer for trip in TRIPS}


def test_tables_are_begun_by_writers_alone() -> None:
    begin = {path for path in ROOT.rglob("*.py") if "file.begin(" in path.read_text("utf-8")}
    packages = {Path(each.__file__).parent for each in (every_solver, embedded) if each.__file__}
    assert {path.parent for path in begin} == packages


def test_every_table_of_a_writer_is_on_the_list() -> None:
    listed = {trip.table[:2] for trip in TRIPS}
    assert len({trip.table for trip in TRIPS}) == len(TRIPS)
    kinds = [each for each in vars(elements).values() if isinstance(each, elements.Kind)]
    assert listed >= {(kind.name, card) for kind in kinds for card in kind.rows}
    assert listed >= {(name, "statics") for name in NODAL}
    assert listed >= {(quantity, over) for quantity in CODES for over in APPROACH}
    assert listed >= {("OEF1X", card) for card in (*CONDUCTORS, *READERS)}
