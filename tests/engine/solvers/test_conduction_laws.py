"""Laws every element that conducts heat obeys, over the list of elements."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atomizer.engine.deck import read_bdf
from atomizer.engine.results import read_results
from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.conduction.conductors import (
    CONDUCTORS,
    Conductors,
    read_conductors,
)
from atomizer.engine.solvers.embedded.conduction.model import HeatModel
from atomizer.engine.solvers.embedded.elements.interpolation import with_middles
from atomizer.engine.solvers.embedded.elements.solid_shapes import SOLID_SHAPES
from atomizer.engine.solvers.embedded.plugin import Embedded
from tests.engine.solvers.bricks import KINDS as SOLIDS
from tests.engine.solvers.bricks import block, solid_card
from tests.engine.solvers.decks import grids, mesh, model, put, quads, solved
from tests.engine.solvers.kinds import LINE, QUAD, distortions, laws, rotations
from tests.engine.solvers.test_patch import MESHES, POINTS

K = 0.7
METAL = f"MAT4,1,{K}"
SLOPE = np.array([3.0, -2.0, 1.0])


@dataclass(frozen=True)
class Kind:
    """One kind of element: its bulk data and an undistorted shape."""

    name: str
    bulk: tuple[str, ...]
    shape: Floats
    edges: tuple[tuple[int, int], ...] = ()

    def points(self, distortion: Floats) -> Floats:
        corners = self.shape + distortion[: len(self.shape)]
        return with_middles(corners, self.edges) if self.edges else corners

    def build(self, points: Floats) -> Conductors:
        (family,) = read_conductors(HeatModel(model([METAL, *self.bulk, *grids(points)]).bdf))
        return family


def solid(card: str, count: int) -> Kind:
    outline = SOLID_SHAPES[card, count].outline
    edges = outline.edges if count > len(outline.corners) else ()
    line = solid_card(card, 1, tuple(range(1, count + 1)))
    return Kind(f"{card}{count}", ("PSOLID,1,1", line), outline.corners, edges)


def line(name: str, *bulk: str) -> Kind:
    return Kind(name, bulk, np.array(LINE))


PSHELL = "PSHELL,1,1,0.05"
KINDS = [
    line("CROD", "CROD,1,1,1,2", "PROD,1,1,0.2"),
    line("CONROD", "CONROD,1,1,2,1,0.3"),
    line("CTUBE", "CTUBE,1,1,1,2", "PTUBE,1,1,0.4,0.1"),
    line("CBAR", "CBAR,1,1,1,2,0.,1.,0.", "PBAR,1,1,0.2"),
    line("CBEAM", "CBEAM,1,1,1,2,0.,1.,0.", "PBEAM,1,1,0.2,0.03,0.02,,0.01"),
    Kind("CQUAD4", ("CQUAD4,1,1,1,2,3,4", PSHELL), np.array(QUAD)),
    Kind("CTRIA3", ("CTRIA3,1,1,1,2,3", PSHELL), np.array(QUAD[:3])),
    *(solid(card, count) for card, count in SOLID_SHAPES),
]
over_kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def flat(kind: Kind, distortion: Floats) -> Floats:
    """The distortion, within the plane of a shell, so that a linear field is one on it too."""
    return (
        distortion
        if kind.shape.shape[0] != 4 or kind.name[:5] != "CQUAD"
        else (distortion * [1.0, 1.0, 0.0])
    )


def test_every_conductor_is_under_the_laws() -> None:
    assert {kind.build(kind.shape if not kind.edges else kind.points(np.zeros((8, 3)))).card
            for kind in KINDS} == set(CONDUCTORS)  # fmt: skip


@over_kinds
@given(distortion=distortions(), degrees=st.integers(-300, 300))
@laws
def test_one_temperature_everywhere_moves_no_heat(
    kind: Kind, distortion: Floats, degrees: int
) -> None:
    family = kind.build(kind.points(distortion))
    conductance = family.conductance()[0]
    same = np.full((1, len(conductance)), float(degrees))
    assert np.abs(conductance @ same[0]).max() <= 1e-9 * max(1.0, abs(degrees))
    assert np.abs(family.flux(same)).max() <= 1e-9 * max(1.0, abs(degrees))


@over_kinds
@given(distortion=distortions())
@laws
def test_any_other_temperatures_take_heat(kind: Kind, distortion: Floats) -> None:
    conductance = kind.build(kind.points(distortion)).conductance()[0]
    assert np.abs(conductance - conductance.T).max() < 1e-12
    work = np.linalg.eigvalsh(conductance)
    assert abs(work[0]) < 1e-10 * work[-1]
    assert work[1] > 1e-6 * work[-1]


@over_kinds
@given(distortion=distortions())
@laws
def test_a_linear_field_has_its_gradient_and_flux_exactly(kind: Kind, distortion: Floats) -> None:
    points = kind.points(flat(kind, distortion))
    family = kind.build(points)
    field = (points @ SLOPE)[None]
    gradient = (family.gradient(field) @ family.axes[0])[0]
    seen = SLOPE @ family.axes[0].T
    seen[len(family.form.centre) :] = 0.0  # across a line or a shell there is no gradient
    assert gradient == pytest.approx(seen @ family.axes[0], abs=1e-9)
    assert family.flux(field)[0] == pytest.approx(-K * seen, abs=1e-9)


@over_kinds
@given(distortion=distortions(), rotation=rotations())
@laws
def test_turning_the_model_changes_no_conductance(
    kind: Kind, distortion: Floats, rotation: Floats
) -> None:
    points = kind.points(distortion)
    first, second = (kind.build(p).conductance()[0] for p in (points, points @ rotation.T))
    assert np.abs(first - second).max() < 1e-9 * np.abs(first).max()


@over_kinds
@given(distortion=distortions())
@laws
def test_heat_generated_adds_up_to_that_of_the_volume(kind: Kind, distortion: Floats) -> None:
    family = kind.build(kind.points(distortion))
    volume = family.across[0] * family.form.sizes(family.points)[0]
    assert family.generated().sum() == pytest.approx(volume)


def field(points: Floats) -> Floats:
    return 40.0 + points @ SLOPE


def patch(folder: Path, bulk: list[str], points: Floats, held: list[int]) -> None:
    """Solve with the field held at some points; all others must follow it."""
    cards = [f"SPC,1,{n},1,{field(points)[n - 1]:.9e}" for n in held]
    results = solved(folder, [*bulk, *cards], ("SPC = 1",), "SOL 153")
    assert results.thermal.temperature[0] == pytest.approx(field(points), rel=1e-6)


@pytest.mark.parametrize("card", MESHES)
def test_shells_pass_the_patch_test(tmp_path: Path, card: str) -> None:
    points = np.column_stack([100.0 * POINTS, np.zeros(len(POINTS))])
    cards = [f"{card},{n},1,{','.join(map(str, c))}" for n, c in enumerate(MESHES[card], start=1)]
    patch(tmp_path, [METAL, PSHELL, *grids(points), *cards], points, [1, 2, 3, 4])


@pytest.mark.parametrize("kind", SOLIDS, ids=str)
def test_solids_pass_the_patch_test(tmp_path: Path, kind: tuple[str, int]) -> None:
    def crooked(points: Floats) -> Floats:
        inside = (np.abs(points - 0.5) < 0.3).all(axis=1)
        return 10.0 * points + inside[:, None] * [1.1, -0.7, 0.9]

    solids = block(kind, (2, 2, 2), crooked).straight(kind)
    skin = solids.where(lambda x: (np.abs(x - 5.0) > 4.9).any(axis=0))
    patch(tmp_path, [METAL, "PSOLID,1,1", *solids.bulk()], solids.points, skin)


@pytest.mark.parametrize("name", ["CROD", "CONROD", "CTUBE", "CBAR", "CBEAM"])
def test_lines_pass_the_patch_test(tmp_path: Path, name: str) -> None:
    points = np.outer([0.0, 1.0, 3.5, 4.0], [1.0, 2.0, 2.0])
    first, *rest = next(kind.bulk for kind in KINDS if kind.name == name)
    ends = f"{name},1,1,2" if name == "CONROD" else f"{name},1,1,1,2"
    made_of = "" if name == "CONROD" else ",1"
    chain = [first.replace(ends, f"{name},{n}{made_of},{n},{n + 1}") for n in (1, 2, 3)]
    patch(tmp_path, [METAL, *rest, *grids(points), *chain], points, [1, 4])


@given(
    corner=st.integers(1, 9),
    flux=st.integers(-5, 5),
    source=st.integers(-5, 5),
    film=st.integers(1, 9),
)
@settings(max_examples=15, deadline=None)
def test_what_goes_in_comes_out(
    tmp_path_factory: pytest.TempPathFactory, corner: int, flux: int, source: int, film: int
) -> None:
    """Loads, convection and a held point of a plate: heat adds up to nothing."""
    folder = tmp_path_factory.mktemp("balance")
    bulk = [
        METAL, PSHELL, *mesh(2, 2, 10.0), f"MAT4,9,,,,.0{film}", "PCONV,9,9,0", "SPOINT,500",
        "CHBDYE,90,1,1", "CHBDYE,91,4,3", "CONV,90,9,,,500", f"QBDY1,1,{flux}.,90,91",
        f"SLOAD,1,9,{source}.", "SPC,1,500,1,20.", f"SPC,1,{corner},1,90.",
    ]  # fmt: skip
    path = put(folder, bulk, sol="SOL 153")
    op2 = Embedded().solve(path, folder).op2
    results = read_results(op2, path)
    thermal = results.thermal
    assert thermal.applied is not None
    given = flux * (25.0 + 5.0 * 0.05) + source
    assert thermal.applied[0] == pytest.approx(given)
    size = np.abs(thermal.constraint).sum() + 1e-6
    assert thermal.constraint.sum() == pytest.approx(-given, abs=1e-5 * size)
    assert results.warnings == ()


def test_heat_that_does_not_add_up_is_a_warning(tmp_path: Path) -> None:
    bulk = [METAL, PSHELL, *mesh(1, 1), "SLOAD,1,4,5.", "SPC,1,1,1,0."]
    op2 = Embedded().solve(put(tmp_path, bulk, sol="SOL 153"), tmp_path).op2
    hotter = [card.replace("SLOAD,1,4,5.", "SLOAD,1,4,5.1") for card in bulk]
    (warning,) = read_results(op2, put(tmp_path, hotter, sol="SOL 153")).warnings
    assert "heat of constraint of subcase 1 does not balance" in warning


def test_a_mesh_of_two_properties_keeps_its_elements_apart(tmp_path: Path) -> None:
    """Conductance in series of two halves of different thickness."""
    bulk = [METAL, PSHELL, "PSHELL,2,1,.1", *mesh(2, 1, 10.0)]
    bulk = [*(c for c in bulk if not c.startswith("CQUAD4,2")), quads(2, 1, 2)[1]]
    held = [f"SPC,1,{n},1,{t}." for n, t in ((1, 0), (4, 0), (3, 30), (6, 30))]
    results = solved(tmp_path, [*bulk, *held], ("SPC = 1",), "SOL 153")
    assert results.thermal.temperature[0, 1] == pytest.approx(20.0)


def test_a_deck_of_heat_alone_needs_no_mass(tmp_path: Path) -> None:
    path = put(tmp_path, [METAL, PSHELL, *mesh(1, 1), "SPC,1,1,1,0."], ("SPC = 1",), "SOL 153")
    assert HeatModel(read_bdf(path, "plain")).grid.ids.tolist() == [1, 2, 3, 4]
    assert read_results(Embedded().solve(path, tmp_path).op2, path).mass is None
