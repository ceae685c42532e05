"""Design sensitivities against differences of whole solutions."""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.deck import write_design
from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.sensitivity import response_values, sensitivities
from tests.engine.solvers.bricks import KINDS
from tests.engine.solvers.designs import (
    BARS,
    BEAMS,
    LAYERED,
    OFFSET,
    QUADS,
    SPRINGS,
    TRIANGLES,
    TRUSS,
    Design,
    solids,
)

DESIGNS = [QUADS, TRIANGLES, OFFSET, LAYERED, TRUSS, BARS, BEAMS, SPRINGS, *map(solids, KINDS)]
STEP = 1 / 128
SIXTH = (3 / 4, -3 / 20, 1 / 60)


def differences(folder: Path, deck: Path, design: Design, name: str, value: float) -> Floats:
    """A sixth-order central difference of decks that are written, read and solved."""
    step = STEP * design.reach.get(name, abs(value))

    def solved(k: int) -> Floats:
        written = write_design(deck, {name: value + k * step}, folder / f"{k}")
        return response_values(written, design.responses)

    return sum(c * (solved(k) - solved(-k)) / step for k, c in zip((1, 2, 3), SIXTH, strict=True))


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.name)
def test_derivatives_are_differences_of_whole_solutions(tmp_path: Path, design: Design) -> None:
    deck = tmp_path / "design.bdf"
    deck.write_text(design.text, encoding="ascii")
    labels = [line.split(",")[2] for line in design.bulk if line.startswith("DESVAR")]
    found = sensitivities(deck, design.responses, [*labels, *design.fields])
    for column, name in enumerate(found.variables):
        value = found.design[column]
        expected = differences(tmp_path, deck, design, name, value)
        rounding = np.abs(found.values) / design.reach.get(name, abs(value))
        allowed = 1e-6 * np.abs(expected) + 1e-9 * rounding + 1e-300
        wrong = np.abs(found.gradient[:, column] - expected) / allowed
        worst = int(np.argmax(wrong))
        assert wrong[worst] <= 1, f"{name}: {design.responses[worst].label}"
        assert np.abs(expected).max() > 0, name
