"""Principal stresses, reactions and mass properties, on results made by hand."""

from dataclasses import replace

import numpy as np
import pytest

from atomizer import registry
from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import MassProperties, Results
from tests.extractors.states import everything, results


def measured(name: str, of: Results | None = None, **options: object) -> dict[str, float]:
    found: dict[str, float] = registry.make("extractors", name, options).measure(of or everything())
    return found


def test_principal_stress_is_of_solids_and_shells() -> None:
    found = measured("principal_stress")
    assert found["max_principal"] == pytest.approx(110)
    assert found["min_principal"] == pytest.approx(-90)
    assert found["max_abs_principal"] == pytest.approx(110)
    assert found["max_shear"] == pytest.approx(90)


def test_the_free_face_of_a_shell_counts_for_shear() -> None:
    """Uniaxial tension shears by half of it; so does biaxial tension, across the thickness."""
    assert measured("principal_stress", elements=[31])["max_shear"] == pytest.approx(25)
    assert measured("principal_stress", elements=[1])["max_shear"] == pytest.approx(55)


def test_principal_stress_of_a_property_and_a_subcase() -> None:
    assert measured("principal_stress", properties=[14])["max_principal"] == pytest.approx(50)
    assert measured("principal_stress", properties=[15])["max_abs_principal"] == pytest.approx(70)
    assert measured("principal_stress", elements=[3])["min_principal"] == pytest.approx(-90)


def test_reactions_are_summed_about_a_point() -> None:
    """Grid point 10 is at (1, 0, 0) and pushes back (1, 2, 2), with a moment of 5 about z."""
    found = measured("reactions", subcase=1)
    assert [found[name] for name in ("fx", "fy", "fz")] == [1, 2, 2]
    assert [found[name] for name in ("mx", "my", "mz")] == [0, -2, 5 + 2]
    assert (found["max_force"], found["max_moment"]) == (3, 5)
    there = measured("reactions", subcase=1, point=[1, 0, 0])
    assert [there[name] for name in ("mx", "my", "mz")] == [0, 0, 5]


def test_of_all_subcases_the_one_with_the_largest_reaction_counts() -> None:
    assert measured("reactions") == measured("reactions", subcase=4)
    assert measured("reactions")["fz"] == -6


def test_reactions_are_in_balance_with_their_sum_about_the_origin() -> None:
    found = measured("reactions", subcase=1)
    wanted = everything().reaction_sum[0]
    assert list(found.values())[:6] == pytest.approx(wanted.tolist())


def test_reactions_of_some_grid_points() -> None:
    assert measured("reactions", nodes=[10])["max_force"] == 3
    for nodes, said in (([20], "SPCFORCES"), ([11], "no grid point 11")):
        with pytest.raises(SolveFailed, match=said):
            measured("reactions", nodes=nodes)


def test_mass_properties() -> None:
    found = measured("mass_properties")
    assert [found[f"cg_{k}"] for k in "xyz"] == [1, 2, 3] and found["mass"] == 12.5
    assert [found[f"inertia_{k}"] for k in ("xx", "yy", "zz")] == [7, 9, 8]
    assert [found[f"principal_{k}"] for k in (1, 2, 3)] == pytest.approx([7, 8, 9])


def test_turned_axes_have_products_of_inertia_and_the_same_principal_ones() -> None:
    """Two masses of 1 at +-(1, 1, 0): Ixy of the tensor is minus their sum of x y."""
    tensor = np.array([[2.0, -2.0, 0.0], [-2.0, 2.0, 0.0], [0.0, 0.0, 4.0]])
    dumbbell = replace(results(), mass=MassProperties(2.0, np.zeros(3), tensor))
    found = measured("mass_properties", dumbbell)
    assert found["inertia_xy"] == -2
    assert [found[f"principal_{k}"] for k in (1, 2, 3)] == pytest.approx([0, 4, 4])
