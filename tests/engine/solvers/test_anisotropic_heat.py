"""MAT5: a material that conducts across the gradient, by its own axes."""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.solvers.embedded.arrays import Floats
from tests.engine.solvers.decks import mesh
from tests.engine.solvers.test_conduction import heat, hold, wall

TURNED = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
TENSOR = "MAT5,1,3.,1.,,2.,,1."


@pytest.mark.parametrize(
    ("cards", "axes"),
    [
        (["PSOLID,1,1,0"], np.eye(3)),
        (
            ["PSOLID,1,1,7", "CORD2R,7,,0.,0.,0.,0.,0.,1.\n,0.,1.,0."],
            np.eye(3)[[1, 0, 2]] * [[1], [-1], [1]],
        ),
    ],
    ids=["basic", "turned"],
)
def test_an_anisotropic_solid_conducts_across_the_gradient(
    tmp_path: Path, cards: list[str], axes: Floats
) -> None:
    solid = wall()
    held = [line for n, x in enumerate(solid.points, start=1) for line in hold([n], 2.0 * x[0])]
    results = heat(tmp_path, [TENSOR, *cards, *solid.bulk(), *held], ("SPC = 1",))
    (flux,) = (t for t in results.element_tables if t.table == "element_flux")
    tensor = axes.T @ np.array([[3.0, 1, 0], [1, 2, 0], [0, 0, 1]]) @ axes
    expected = -tensor @ [2.0, 0.0, 0.0]
    found = flux.columns("flux1", "flux2", "flux3").mean(axis=1)
    assert found == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("theta", ["0.", "90.", "7"], ids=["along", "across", "by a frame"])
def test_an_anisotropic_shell_conducts_by_its_material_axes(tmp_path: Path, theta: str) -> None:
    """The frame's x axis is basic y, so it turns the material as 90 degrees do."""
    plate = [line + f",{theta}" if line.startswith("CQUAD4") else line for line in mesh(1, 1, 10.0)]
    frame = "CORD2R,7,,0.,0.,0.,0.,0.,1.\n,0.,1.,0."
    held = [*hold([1, 3], 0.0), *hold([2, 4], 20.0)]
    bulk = ["MAT5,1,3.,1.,,2.", "PSHELL,1,1,.5", frame, *plate, *held]
    (flux,) = (t for t in heat(tmp_path, bulk, ("SPC = 1",)).element_tables)
    expected = [-6.0, -2.0, 0.0] if theta == "0." else [-4.0, 2.0, 0.0]
    assert flux.values[0, 3:] == pytest.approx(expected, abs=1e-6)
