"""Fields in closed form, peaks that are the extractors' numbers, refusals in words."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from atomizer.domain.values import Refused
from atomizer.engine.failure import SolveFailed
from atomizer.engine.fields.asking import Wish
from atomizer.engine.fields.choosing import choose, entries
from atomizer.engine.fields.quantities import QUANTITIES
from atomizer.engine.fields.scene import Scene, scene_of
from atomizer.engine.fields.skin import skin_of
from atomizer.engine.results import Cells, Results
from atomizer.extractors.displacement import Displacement
from atomizer.extractors.solid_stress import SolidStress
from tests.engine.fields.models import pulled, ringing


@pytest.fixture(scope="module")
def block(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return pulled(tmp_path_factory.mktemp("block"), cells=2)


@pytest.fixture(scope="module")
def bar(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return ringing(tmp_path_factory.mktemp("bar"))


def scene(results: Results, wish: Wish) -> Scene:
    skin = skin_of(results.cells, results.positions)
    return scene_of(results, skin, choose(results, wish)[0], {"stress": "MPa"})


def test_results_list_the_fields_they_have(block: Results, bar: Results) -> None:
    static = {entry.name: entry for entry in entries(block)}
    assert {"displacement", "von_mises", "max_principal", "reaction"} <= static.keys()
    assert not {"mode_shape", "normal_stress"} & static.keys()
    assert [case.subcase for case in static["von_mises"].cases] == [1, 2]
    modal, *energies = entries(bar)
    assert {entry.kind for entry in energies} == {"natural"}
    assert (modal.name, [case.mode for case in modal.cases]) == ("mode_shape", [1, 2, 3, 4])
    assert [case.value for case in modal.cases] == bar.frequencies.tolist()


@pytest.mark.parametrize("name", [n for n, q in QUANTITIES.items() if q.kind == "static"])
def test_every_field_of_a_block_is_finite_and_points_at_points(name: str, block: Results) -> None:
    if name in ("normal_stress", "axial_stress", "mpc_force") or name.startswith("failure"):
        return  # of bars, links and plies
    shown = scene(block, Wish(field=name))
    for array in (shown.positions, shown.deformation, shown.values):
        assert np.isfinite(array).all()
    for array in (shown.faces, shown.bars, shown.bare_faces, shown.bare_bars, shown.edges):
        assert array.max(initial=0) < len(shown.positions)
    assert len(shown.faces) == 6 * 2**2
    assert len(shown.edges) == 12 * 2**2


def test_a_pulled_block_stretches_evenly(block: Results) -> None:
    shown = scene(block, Wish(field="displacement_x", subcase=2))
    assert shown.values == pytest.approx(300.0 / 2.1e5 * shown.positions[:, 0], rel=1e-5, abs=1e-9)
    assert shown.deformation[:, 0] == pytest.approx(shown.values)
    assert shown.about.max.value == pytest.approx(300.0 / 2.1e5, rel=1e-5)


def test_points_of_a_nodal_field_are_the_grid_points_once(block: Results) -> None:
    shown = scene(block, Wish(field="displacement"))
    assert len(shown.positions) == 27 - 1  # the one inside is not drawn
    assert len(set(shown.nodes.tolist())) == 26
    rows = np.searchsorted(block.nodes, shown.nodes)
    assert shown.positions == pytest.approx(block.positions[rows])


def test_each_element_has_one_stress_and_points_of_its_own(block: Results) -> None:
    shown = scene(block, Wish(field="von_mises", subcase=1))
    assert shown.values == pytest.approx(np.full(4 * 24, 100.0), rel=1e-5)
    assert len(set(shown.faces.ravel().tolist())) == 4 * 24
    assert shown.about.unit == "MPa"


def test_the_energy_of_an_element_is_that_of_its_stretching(block: Results) -> None:
    """Half of stress times strain times volume (Timoshenko and Goodier, article 94)."""
    shown = scene(block, Wish(field="strain_energy", subcase=2))
    assert shown.about.max.value == pytest.approx(300.0**2 / 2.1e5 / 2.0 / 8.0, rel=1e-5)


def test_without_a_subcase_it_is_the_worst(block: Results) -> None:
    assert scene(block, Wish(field="von_mises")).about.case.subcase == 2
    both = choose(block, Wish(field="von_mises", most=2))
    assert [chosen.case.subcase for chosen in both] == [1, 2]


def test_the_peaks_are_the_numbers_of_the_extractors(block: Results) -> None:
    stress = SolidStress(subcase=2).measure(block)["max_stress"]
    assert scene(block, Wish(field="von_mises")).about.max.value == stress
    moved = Displacement(subcase=1).measure(block)["max_displacement"]
    assert scene(block, Wish(field="displacement", subcase=1)).about.max.value == moved


def test_a_peak_stands_at_its_point(block: Results) -> None:
    shown = scene(block, Wish(field="displacement"))
    peak = shown.about.max
    assert peak.point is not None
    assert shown.nodes[peak.point] == peak.id
    assert shown.values[peak.point] == pytest.approx(peak.value)


def test_a_peak_inside_of_a_solid_has_no_point(tmp_path: Path) -> None:
    results = pulled(tmp_path, cells=3)
    inner = next(s for s in results.element_tables if s.subcase == 2)
    values = inner.values.copy()
    values[inner.elements == 14] *= 5.0  # the cell in the middle
    changed = tuple(
        replace(inner, values=values) if s is inner else s for s in results.element_tables
    )
    shown = scene(replace(results, element_tables=changed), Wish(field="von_mises", subcase=2))
    assert (shown.about.max.id, shown.about.max.point) == (14, None)
    assert shown.about.max.value == pytest.approx(1500.0, rel=1e-5)
    assert shown.values.max() == pytest.approx(300.0, rel=1e-5)


def test_a_mode_shape_is_largest_where_it_is_one(bar: Results) -> None:
    shown = scene(bar, Wish(field="mode_shape", mode=3))
    assert shown.values.max() == pytest.approx(1.0)
    assert shown.about.largest_deformation == pytest.approx(1.0)
    assert shown.about.case.value == bar.frequencies[2]
    assert shown.values == pytest.approx(np.linalg.norm(shown.deformation, axis=1), abs=1e-6)


def test_the_first_field_of_modes_is_the_first_mode(bar: Results) -> None:
    about = scene(bar, Wish()).about
    assert (about.field, about.case.mode) == ("mode_shape", 1)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Wish(field="colour"), "no field 'colour'"),
        (Wish(field="mode_shape"), "no field 'mode_shape'"),
        (Wish(field="normal_stress"), "They hold: displacement"),
        (Wish(subcase=3), "not there in subcase 3, but in: 1, 2"),
        (Wish(mode=1), "static subcases, which have no modes"),
    ],
    ids=str,
)
def test_what_is_not_there_is_refused_with_what_is(block: Results, wish: Wish, said: str) -> None:
    with pytest.raises(Refused, match=said) as refused:
        choose(block, wish)
    assert refused.value.code == "E011"


def test_a_mode_that_is_not_there_is_refused(bar: Results) -> None:
    with pytest.raises(Refused, match=r"There is no mode 5\. There are 4"):
        choose(bar, Wish(mode=5))


def test_elements_without_a_value_are_bare(block: Results) -> None:
    one = Cells("CBAR", np.array([99]), np.array([2]), np.array([[0, 1]]))
    mixed = replace(block, cells=(*block.cells, one))
    stress = scene(mixed, Wish(field="von_mises"))
    assert (len(stress.bars), len(stress.bare_bars)) == (0, 1)
    assert stress.bare_bar_elements.tolist() == [99]
    moved = scene(mixed, Wish(field="displacement"))
    assert (len(moved.bars), len(moved.bare_bars)) == (1, 0)


def test_grid_points_without_a_result_leave_their_faces_bare(block: Results) -> None:
    hollow = block.displacement.copy()
    corner = int(np.flatnonzero((block.positions == 1.0).all(axis=1))[0])
    hollow[:, corner] = np.nan
    shown = scene(replace(block, displacement=hollow), Wish(field="displacement"))
    assert (len(shown.faces), len(shown.bare_faces)) == (21, 3)
    assert np.isfinite(shown.values).all() and np.isfinite(shown.deformation).all()


def test_a_mesh_of_springs_alone_cannot_be_drawn(block: Results) -> None:
    springs = Cells("CELAS1", np.array([1]), np.array([1]), np.array([[0, 1]]))
    with pytest.raises(SolveFailed, match="nothing that can be drawn: CELAS1"):
        scene(replace(block, cells=(springs,)), Wish(field="displacement"))
