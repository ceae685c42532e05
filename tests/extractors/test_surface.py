"""Which surface an extractor looks at, and how it moves, on mirrors made by hand."""

import numpy as np
import pytest

from atomizer import registry
from atomizer.engine.results import Results
from tests.extractors.mirrors import (
    NM,
    PROPERTY,
    RADIUS,
    Floats,
    combination,
    measured,
    mirror,
    refusal,
)


def test_surface_error_is_in_the_unit_of_the_deck() -> None:
    state = mirror(
        lambda x, y: 0.5 + 0.1 * x + 0.01 * (2 * x * y),
        radii=np.linspace(0, 1, 60),
        angles=2 * np.pi * np.arange(40) / 40,
    )
    found = measured("surface_error", state)
    assert found["surface_rms"] == pytest.approx(0.01 / np.sqrt(6), rel=2e-3)
    assert found["surface_pv"] == pytest.approx(0.02, rel=1e-6)
    bare = measured("surface_error", state, remove=[])
    assert bare["surface_rms"] == bare["total_rms"] == found["total_rms"] > 0.5


def test_a_curved_mirror_that_slides_is_tilted_if_sideways_motion_is_made_good() -> None:
    """A paraboloid that moves by u: w - u ds/dx = -u curvature x, which is tilt_x times 2."""

    def slides(x: Floats, y: Floats) -> Floats:
        return np.column_stack([np.full_like(x, 1e-3), *np.zeros((2, len(x)))])

    state = mirror(slides, radii=np.linspace(0, 1, 40), curvature=1e-3)
    assert measured("zernike_wfe", state)["total_pv"] == 0
    found = measured("zernike_wfe", state, lateral="corrected")
    assert found["tilt_x"] == pytest.approx(-1e-3 * 1e-3 * RADIUS / 2 * NM, rel=1e-3)
    assert found["wfe_rms"] < 0.02 * abs(found["tilt_x"])


def test_of_a_solid_mirror_the_face_towards_the_light_counts() -> None:
    def field(x: Floats, y: Floats) -> Floats:
        half = np.arange(len(x)) < len(x) / 2
        return np.where(half | (len(x) == 288), 1e-5 * (x * x + y), 7.0)

    radii = np.linspace(0.3, 1, 8)
    solid = mirror(field, radii=radii, solid=True)
    shells = mirror(field, radii=radii)
    assert measured("zernike_annulus", solid) == pytest.approx(measured("zernike_annulus", shells))
    back = measured("zernike_annulus", solid, axis=[0, 0, -1])
    assert back["piston"] == pytest.approx(-7 * NM)


def test_a_surface_is_selected_by_nodes_elements_properties_or_a_box() -> None:
    state = mirror(lambda x, y: np.where(x * x + y * y < 0.26, 1e-6 * x, 5.0))
    inner = [int(k) for k in state.nodes[: 7 * 36]]
    ids = [int(k) for k in state.cells[0].ids[: 6 * 36]]
    box = [-126.0, -126.0, -1.0, 126.0, 126.0, 1.0]
    wanted = measured("zernike_wfe", state, nodes=inner)
    assert wanted["total_pv"] == pytest.approx(2e-6 * NM / 2)
    assert measured("zernike_wfe", state, elements=ids) == pytest.approx(wanted)
    assert measured("zernike_wfe", state, elements=ids, properties=[PROPERTY]) == wanted
    found = measured("zernike_wfe", state, box=box, radius=125.0, centre=[0, 0, 9])
    assert found["tilt_x"] == pytest.approx(wanted["tilt_x"])
    assert measured("zernike_wfe", state, radius=125.0)["tilt_x"] == pytest.approx(0.5)


def test_an_aperture_aside_has_its_own_centre() -> None:
    state = mirror(lambda x, y: 1e-6 * RADIUS * x, radii=np.linspace(0, 1, 60))
    aside = measured("zernike_wfe", state, centre=[100, 0, 0], radius=100)
    assert aside["piston"] == pytest.approx(1e-4 * NM)
    assert aside["tilt_x"] == pytest.approx(1e-4 * NM / 2)
    around = measured("zernike_wfe", state, centre=[100, 0, 0])
    assert around["tilt_x"] == pytest.approx(350 * 1e-6 * NM / 2)


def test_points_without_a_mesh_are_joined_by_triangles() -> None:
    state = mirror(combination({"coma_x": 25.0}), radii=np.linspace(0, 1, 30))
    some = [int(k) for k in state.nodes[36::2]]
    found = measured("zernike_wfe", state, nodes=some)
    assert found["coma_x"] == pytest.approx(25) and found["wfe_rms"] == pytest.approx(25, rel=0.02)
    assert "no mesh" in refusal("zernike_wfe", state, nodes=some, lateral="corrected")


def test_any_axis_will_do() -> None:
    state = mirror(combination({"coma_x": 30.0, "tilt_y": 5.0}))
    turned = {
        "positions": np.roll(state.positions, 1, axis=1),
        "displacement": np.concatenate(
            [np.roll(state.displacement[..., :3], 1, axis=2), state.displacement[..., 3:]], axis=2
        ),
    }
    onto_x = Results(**{**vars(state), **turned})
    wanted = measured("zernike_wfe", state)
    assert measured("zernike_wfe", onto_x, axis=[2, 0, 0]) == pytest.approx(wanted, abs=1e-6)


def test_grid_points_without_a_displacement_are_left_out_unless_asked_for() -> None:
    state = mirror(combination({"coma_x": 30.0}), radii=np.linspace(0, 1, 20))
    state.displacement[0, :72] = np.nan
    assert measured("zernike_wfe", state)["coma_x"] == pytest.approx(30)
    asked = [int(k) for k in state.nodes]
    assert "does not report" in refusal("zernike_wfe", state, nodes=asked)


def test_what_cannot_be_measured_is_said() -> None:
    state = mirror(combination({"coma_x": 30.0}))
    assert "36 grid points" in refusal(
        "zernike_wfe", state, nodes=[int(k) for k in state.nodes[-36:]]
    )
    assert "no face towards" in refusal("zernike_wfe", state, properties=[PROPERTY], axis=[1, 0, 0])
    assert "There is no element 7" in refusal("zernike_wfe", state, elements=[7])
    assert "No element has property 8" in refusal("zernike_wfe", state, properties=[8])
    assert "no grid point 3" in refusal("zernike_wfe", state, nodes=[3])
    assert "does not report" in refusal("zernike_wfe", state, box=[900, 0, 0, 901, 1, 1])
    assert "along the optical axis" in refusal("zernike_wfe", state, across=[0, 0, 3])
    assert "no extent" in refusal("zernike_wfe", state, nodes=[int(state.nodes[0])])
    with pytest.raises(ValueError, match="must not be zero"):
        registry.make("extractors", "zernike_wfe", {"axis": [0, 0, 0]})
