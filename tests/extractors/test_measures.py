"""What the built-in extractors measure, on results made by hand."""

import numpy as np
import pytest

from atomizer import registry
from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Results
from tests.extractors.states import bars, everything, results, stress


def measured(name: str, of: Results | None = None, **options: object) -> dict[str, float]:
    made = registry.make("extractors", name, options)
    found: dict[str, float] = made.measure(of or everything())
    return found


def refusal(name: str, of: Results | None = None, **options: object) -> str:
    with pytest.raises(SolveFailed) as failed:
        measured(name, of, **options)
    assert failed.value.kind == "parse"
    return failed.value.message


def test_mass_and_centre_of_gravity() -> None:
    assert measured("mass") == {"mass": 12.5, "cg_x": 1.0, "cg_y": 2.0, "cg_z": 3.0}


def test_the_largest_displacement_of_all_subcases() -> None:
    found = measured("displacement")
    assert found == {"max_displacement": 5.0, "max_x": 3.0, "max_y": 2.0, "max_z": 4.0}


def test_displacement_of_one_subcase_some_points_or_one_component() -> None:
    assert measured("displacement", subcase=4)["max_displacement"] == pytest.approx(5**0.5)
    assert measured("displacement", nodes=[30])["max_displacement"] == pytest.approx(5**0.5)
    assert measured("displacement", component="z")["max_displacement"] == 4.0
    assert measured("displacement", nodes=[10])["max_displacement"] == 0.0


def test_unreported_points_are_left_out_unless_they_are_asked_for() -> None:
    moved = np.zeros((2, 3, 6))
    moved[:, 0], moved[0, 1, 0] = np.nan, 2.0
    state = results(displacement=moved)
    assert measured("displacement", state)["max_displacement"] == 2.0
    assert "does not report" in refusal("displacement", state, nodes=[10])


def test_shell_stress_looks_at_both_fibres_and_all_cards() -> None:
    found = measured("shell_stress")
    assert found["max_stress"] == pytest.approx(3**0.5 * 90)
    assert found["max_principal"] == pytest.approx(60 + 50)
    assert found["min_principal"] == pytest.approx(-90)


def test_solid_stress() -> None:
    found = measured("solid_stress")
    assert found["max_stress"] == pytest.approx(70)
    assert found["max_principal"] == pytest.approx(50)
    assert found["min_principal"] == pytest.approx(-70)


def test_bar_stress_adds_bending_to_the_axial_stress() -> None:
    found = measured("bar_stress")
    assert found == {"max_stress": 15.0, "min_stress": -86.0, "max_abs_stress": 86.0}


def test_rods_count_with_their_axial_stress() -> None:
    found = measured("bar_stress", elements=[21])
    assert found == {"max_stress": -33.0, "min_stress": -33.0, "max_abs_stress": 33.0}


def test_elements_and_properties_narrow_the_choice() -> None:
    assert measured("bar_stress", elements=[11])["max_abs_stress"] == 15.0
    assert measured("bar_stress", properties=[8])["max_abs_stress"] == 86.0
    assert measured("shell_stress", properties=[5], elements=[3])["max_principal"] == 90.0


def test_a_subcase_narrows_the_choice() -> None:
    assert measured("shell_stress", subcase=4)["max_stress"] == pytest.approx(11100**0.5)


def test_what_is_missing_is_named_with_what_there_is() -> None:
    assert refusal("displacement", subcase=3) == "There is no subcase 3. There are: 1, 4."
    assert "no grid point 40" in refusal("displacement", nodes=[40])
    assert "No element has property 77" in refusal("bar_stress", properties=[77])
    assert "element 99" in refusal("bar_stress", elements=[99])
    assert "CTETRA" in refusal("solid_stress", subcase=4) or "CQUAD4" in refusal(
        "solid_stress", subcase=4
    )
    only_shells = results([stress("shell_stress", "CQUAD4", 1, [1], [[0, 1, 2, 3]])])
    assert "They hold: CQUAD4 stress" in refusal("bar_stress", only_shells)
    assert "selected" in refusal("bar_stress", properties=[5])


def test_a_column_is_found_by_its_name() -> None:
    broken = stress("rod_stress", "CROD", 1, [21], [[1.0, 2.0]])
    renamed = type(broken)(**{**vars(broken), "headers": ("force", "torsion")})
    assert "no column 'axial': force, torsion" in refusal("bar_stress", results([renamed]))


def test_the_order_of_the_columns_does_not_matter() -> None:
    plain = bars(1, [11], [[5, -5, 1, 0, 2, 0, 0, 0, 10]])
    order = np.arange(len(plain.headers))[::-1]
    turned = type(plain)(
        **{
            **vars(plain),
            "headers": tuple(plain.headers[k] for k in order),
            "values": plain.values[:, order],
        }
    )
    assert measured("bar_stress", results([turned])) == measured("bar_stress", results([plain]))
