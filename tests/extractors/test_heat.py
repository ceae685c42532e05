"""What the extractors of heat transfer measure."""

from pathlib import Path

import pytest

from atomizer import registry
from atomizer.engine.failure import SolveFailed
from tests.engine.solvers.decks import mesh, solved
from tests.extractors.states import everything, results


def measured(name: str, **options: object) -> dict[str, float]:
    found: dict[str, float] = registry.make("extractors", name, options).measure(everything())
    return found


def refusal(name: str, **options: object) -> str:
    with pytest.raises(SolveFailed) as failed:
        measured(name, **options)
    return failed.value.message


def test_temperatures_of_all_subcases_and_points_that_have_one() -> None:
    assert measured("temperature") == {
        "max_temperature": 80.0,
        "min_temperature": 10.0,
        "mean_temperature": 50.0,
    }
    cold = measured("temperature", subcase=6, nodes=[20])
    assert set(cold.values()) == {40.0}


def test_temperatures_of_the_points_of_elements_and_properties(tmp_path: Path) -> None:
    bulk = ["MAT4,1,2.", "PSHELL,1,1,1.", *mesh(2, 1, 10.0), "SPC,1,1,1,0.,4,1,0."]
    found = solved(tmp_path, [*bulk, "SPC,1,3,1,20.,6,1,20."], ("SPC = 1",), "SOL 153")
    left = registry.make("extractors", "temperature", {"elements": [1]}).measure(found)
    assert left["max_temperature"] == pytest.approx(10.0)
    whole = registry.make("extractors", "temperature", {"properties": [1]}).measure(found)
    assert whole["max_temperature"] == pytest.approx(20.0)
    assert whole["mean_temperature"] == pytest.approx(10.0)


def test_the_steepest_gradient_of_the_selected_elements() -> None:
    assert measured("thermal_gradient")["max_gradient"] == pytest.approx(5.0)
    assert measured("thermal_gradient")["mean_gradient"] == pytest.approx(2.0)
    assert measured("thermal_gradient", elements=[21])["max_gradient"] == pytest.approx(2.0)
    assert measured("thermal_gradient", properties=[9], subcase=5)["max_gradient"] == 1.0


def test_flux_and_heat_through_surfaces_and_supports() -> None:
    assert measured("heat_flux") == {"max_flux": 30.0, "surface_heat": -9.0, "support_heat": 9.0}
    assert measured("heat_flux", subcase=5, properties=[5, 6]) == {
        "max_flux": 10.0,
        "surface_heat": 3.0,
        "support_heat": -3.0,
    }
    chosen = measured("heat_flux", subcase=5, surfaces=[902], supports=[500])
    assert (chosen["surface_heat"], chosen["support_heat"]) == (-1.0, -4.0)


def test_what_is_missing_is_named() -> None:
    assert refusal("temperature", subcase=4) == "There is no subcase 4. There are: 5, 6."
    assert "does not report the temperature" in refusal("temperature", nodes=[30])
    assert "grid point 31" in refusal("temperature", nodes=[31])
    assert "No element is of elements [99]" in refusal("temperature", elements=[99])
    assert "no heat of surface 904. There are: 901, 902, 903." in refusal(
        "heat_flux", surfaces=[904]
    )
    assert "no heat of support 20. There are: 10, 500." in refusal("heat_flux", supports=[20])
    assert "no element flux" in refusal("heat_flux", subcase=4)
    with pytest.raises(SolveFailed, match="The results hold no temperatures"):
        registry.make("extractors", "temperature").measure(results())
