"""Solids: the patch test, pressure on faces, stresses at corners, mass."""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.results import Results, von_mises
from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements import read_elements
from atomizer.engine.solvers.embedded.elements.family import PIECE
from atomizer.engine.solvers.embedded.elements.solid_shapes import SOLID_SHAPES
from tests.engine.solvers.bricks import KINDS, Block, Kind, block
from tests.engine.solvers.decks import model, solved, stress_of

over_kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind[0]}{kind[1]}")
COMPONENTS = ("oxx", "oyy", "ozz", "txy", "tyz", "txz")
STEEL = ["MAT1,1,2.1+5,,.3,7.85-9", "PSOLID,1,1"]


def crooked(points: Floats) -> Floats:
    """The unit cube with its inside out of shape; its surface stays plane."""
    bump = np.prod(points * (1.0 - points), axis=1)[:, None]
    return points + 3.0 * bump * np.sin(7.0 * points[:, ::-1] + [0.0, 1.0, 2.0])


@over_kinds
def test_constant_strain_is_exact(tmp_path: Path, kind: Kind) -> None:
    """MacNeal and Harder, Finite Elements in Analysis and Design 1 (1985) 3-20, solid patch."""
    mesh = block(kind, (2, 2, 2), crooked).straight(kind)
    strains = 1e-3 * np.array([[1.0, 0.5, 0.5], [0.5, 1.0, 0.5], [0.5, 0.5, 1.0]])
    exact = mesh.points @ strains
    bulk = ["MAT1,1,1.+6,,.25", "PSOLID,1,1", *mesh.bulk()]
    for node in mesh.where(lambda x: ((x == 0) | (x == 1)).any(axis=0)):
        for component, value in enumerate(exact[node - 1], start=1):
            bulk.append(f"SPC,1,{node},{component},{value:.9e}")
    results = solved(tmp_path, bulk, ("SPC = 1",))
    assert results.displacement[0, :, :3] == pytest.approx(exact, rel=1e-5, abs=1e-9)
    stress = stress_of(results)
    for found in stress.columns(*COMPONENTS).T:
        assert found == pytest.approx([2000, 2000, 2000, 400, 400, 400], rel=1e-4)


@over_kinds
def test_stresses_are_at_the_centre_and_at_the_corners(tmp_path: Path, kind: Kind) -> None:
    results, mesh = pressed(tmp_path, kind, direction="")
    stress = stress_of(results)
    corners = len(SOLID_SHAPES[kind].outline.corners)
    places = stress.places.reshape(-1, 1 + corners)
    assert (places[:, 0] == 0).all()
    assert places[:, 1:].tolist() == [list(nodes[:corners]) for nodes in mesh.elements]
    components = stress.columns(*COMPONENTS)
    assert von_mises(components) == pytest.approx(stress.columns("von_mises")[0], rel=1e-4)
    largest, smallest = stress.columns("omax", "omin")
    assert (largest >= smallest).all()
    assert stress.columns("omax", "omid", "omin").sum(axis=0) == pytest.approx(
        components[:3].sum(axis=0), rel=1e-4, abs=1e-4
    )


def pressed(folder: Path, kind: Kind, direction: str) -> tuple[Results, Block]:
    """A column 2 by 3 by 4 that stands on z = 0 and carries 0.5 on top."""
    mesh = block(kind, (1, 1, 2), lambda points: points * [2.0, 3.0, 4.0])
    bulk = [*STEEL, *mesh.bulk()]
    for number, nodes in enumerate(mesh.elements, start=1):
        corners = np.array(nodes[: len(SOLID_SHAPES[kind].outline.corners)])
        high = corners[mesh.points[corners - 1, 2] == 4.0]
        if len(high) >= 3:
            bulk.append(f"PLOAD4,1,{number},.5,,,,{_named(kind[0], corners, high)}{direction}")
    held = [(3, lambda x: x[2] == 0), (1, lambda x: x[0] == 0), (2, lambda x: x[1] == 0)]
    bulk += [f"SPC1,1,{c},{node}" for c, inside in held for node in mesh.where(inside)]
    return solved(folder, bulk), mesh


def _named(card: str, corners: Floats, high: Floats) -> str:
    """Fields G1 and G3 or G4 of a face."""
    if card == "CTETRA":
        return f"{high[0]},{next(c for c in corners if c not in high)}"
    return f"{high[0]},{high[2]}" if len(high) == 4 else f"{high[0]},"


@over_kinds
def test_a_pressed_column_shortens_by_p_l_over_e(tmp_path: Path, kind: Kind) -> None:
    results, mesh = pressed(tmp_path, kind, direction="")
    assert results.applied is not None
    assert results.applied[0, :3] == pytest.approx([0, 0, -3])
    assert results.reaction_sum[0, 2] == pytest.approx(3)
    exact = mesh.points * [0.3, 0.3, -1.0] * 0.5 / 2.1e5
    assert results.displacement[0, :, :3] == pytest.approx(exact, rel=1e-4, abs=1e-12)
    stress = stress_of(results)
    assert stress.columns("ozz")[0] == pytest.approx(-0.5, rel=1e-5)


@pytest.mark.parametrize("kind", [("CHEXA", 20), ("CTETRA", 10)], ids=lambda kind: kind[0])
def test_pressure_may_act_along_a_vector(tmp_path: Path, kind: Kind) -> None:
    results, _ = pressed(tmp_path, kind, direction="\n,0,3.,0.,4.")
    assert results.applied is not None
    assert results.applied[0, :3] == pytest.approx([1.8, 0, 2.4])


def test_a_pressure_that_varies_follows_its_corners(tmp_path: Path) -> None:
    """P1 at G1, then by the right hand about the outward normal: 0 to 3 along y."""
    mesh = block(("CHEXA", 8), (1, 1, 1), lambda points: points * [2.0, 3.0, 1.0])
    by_place = {tuple(point): row + 1 for row, point in enumerate(mesh.points.tolist())}
    first, third = by_place[0.0, 0.0, 1.0], by_place[2.0, 3.0, 1.0]
    bulk = [*STEEL, *mesh.bulk(), f"PLOAD4,1,1,0.,0.,3.,3.,{first},{third}"]
    bulk += [f"SPC1,1,123,{node}" for node in mesh.where(lambda x: x[2] == 0)]
    results = solved(tmp_path, bulk)
    assert results.applied is not None
    assert results.applied[0] == pytest.approx([0, 0, -9, -9 * 2.0, 9 * 1.0, 0])


@over_kinds
def test_a_solid_weighs_what_its_volume_weighs(tmp_path: Path, kind: Kind) -> None:
    mesh = block(kind, (2, 1, 1), lambda points: crooked(points) * [2.0, 3.0, 4.0])
    held = [f"SPC1,1,123,{node}" for node in mesh.where(lambda x: x[2] == 0)]
    bulk = [*STEEL, *mesh.bulk(), *held, "GRAV,1,,10.,0.,0.,-1."]
    results = solved(tmp_path, bulk)
    assert results.mass is not None
    assert results.mass.mass == pytest.approx(24 * 7.85e-9)
    assert results.mass.centre == pytest.approx([1, 1.5, 2], rel=0.01)
    assert results.reaction_sum[0, 2] == pytest.approx(24 * 7.85e-8, rel=1e-5)
    assert results.warnings == ()


def test_a_mat9_written_from_e_and_nu_is_a_mat1(tmp_path: Path) -> None:
    shear = 2.1e5 / 2.6
    lame = 2 * shear * 0.3 / 0.4
    a, b, g = (f"{value:.7e}" for value in (lame + 2 * shear, lame, shear))
    mat9 = f"MAT9,1,{a},{b},{b},,,,{a}\n,{b},,,,{a},,,\n,{g},,,{g},,{g}"
    tips = []
    for made_of in (STEEL[0], mat9):
        mesh = block(("CHEXA", 8), (3, 1, 1), lambda points: points * [3.0, 1.0, 1.0])
        bulk = [made_of, STEEL[1], *mesh.bulk()]
        bulk += [f"SPC1,1,123,{node}" for node in mesh.where(lambda x: x[0] == 0)]
        bulk += [f"FORCE,1,{node},,1.,0.,0.,1." for node in mesh.where(lambda x: x[0] == 3)]
        tips.append(solved(tmp_path, bulk).displacement[0])
    assert tips[1] == pytest.approx(tips[0], rel=1e-5, abs=1e-12)


@over_kinds
def test_more_elements_than_go_into_one_piece_are_each_as_one_alone(kind: Kind) -> None:
    """Equal cells along x that is stretched; each cell's first element is like any other's."""
    cells = PIECE + 9
    mesh = block(kind, (cells, 1, 1), lambda points: points * [cells, 2.0, 3.0])
    (family,) = read_elements(model([*STEEL, *mesh.bulk()]))
    motion = (mesh.points[family.nodes] * [1e-3, -3e-4, -3e-4]).reshape(len(family.ids), -1)
    assert family.stress(motion)[..., 0] == pytest.approx(1e-3 * 2.1e5, rel=1e-9)
    in_a_cell = len(family.ids) // cells
    stiffness = family.stiffness().reshape(cells, in_a_cell, -1)
    assert np.abs(stiffness - stiffness[0]).max() < 1e-9 * np.abs(stiffness).max()
    assert family.masses().sum() == pytest.approx(6.0 * cells * 7.85e-9)
