"""Stresses and forces of elements over frequencies and times: each builder makes one line."""

from typing import TYPE_CHECKING

import numpy as np

from atomizer.engine.op2.records import Op2File
from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.dynamics.answer import Answer
from atomizer.engine.solvers.embedded.dynamics.drives import Over
from atomizer.engine.solvers.embedded.dynamics.strain import Strain
from atomizer.engine.solvers.embedded.elements import read_elements
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.op2.elements import Kind
from atomizer.engine.solvers.embedded.op2.responses import write_element_responses
from atomizer.engine.solvers.embedded.op2.strained import ElementField
from atomizer.engine.solvers.embedded.recovery import Shape, State
from atomizer.engine.solvers.embedded.requests import Form, Request
from tests.engine.round_trips.elements import strained, twice
from tests.engine.round_trips.points import POLAR
from tests.engine.round_trips.trip import CASE, Draw, Numbers, Trip, only
from tests.engine.solvers.decks import model

if TYPE_CHECKING:
    from pyNastran.op2.op2 import OP2

STEPS = np.eye(2)
"""Each step has a shape of its own; over frequencies one for its real part and one more."""


def over_steps(
    kind: Kind, name: str, theirs: str, headers: str, over: Over, form: Form = "rectangular"
) -> Trip:
    """Numbers of two elements of a kind at two frequencies or times, which stand before them."""
    names, bulk, complex_ = headers.split(), twice(name), over == "frequency"
    coordinates = np.hstack([STEPS, 1j * STEPS]) if complex_ else STEPS

    def write(file: Op2File, draw: Draw) -> Numbers:
        own = model(bulk)
        family, still = strained(read_elements(own)), np.zeros((len(own.grid), 6))
        shapes = [Shape(CASE, still) for _ in coordinates.T]
        drawn = draw(len(shapes), *kind.recover(family, shapes[0]).shape)

        def recover(_: Elements, state: State) -> Floats:
            return drawn[next(k for k, shape in enumerate(shapes) if shape is state)]

        chosen, strain = kind._replace(recover=recover), Strain(shapes, coordinates)
        field = ElementField(
            chosen, family.card, [family], strain, Request(form=form), own.grid.ids
        )
        at = 1.0 + np.cumsum(1.0 + np.abs(draw(2)))
        write_element_responses(file, [(Answer(CASE, over, at, {}, strain, ()), field)])
        values = np.tensordot(coordinates, drawn, axes=1)
        return np.column_stack([at, values.reshape(2, -1)])

    def found(op2: "OP2") -> Numbers:
        family, attribute = theirs.split(".")
        table = only(getattr(getattr(op2.op2_results, family), attribute))
        at = list(map(list(map(str, table.get_headers())).index, names))
        return np.column_stack([table._times, table.data[..., at].reshape(2, -1)])

    line = (f"{kind.name} over {over}", name, *([form] if complex_ else []))
    close = POLAR if form == "polar" else 0.0
    return Trip(line, write_element_responses, write, found, None, bulk, close)
