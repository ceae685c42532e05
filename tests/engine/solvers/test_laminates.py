"""Layered shells against classical lamination theory."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from atomizer.engine.solvers.embedded.arrays import Floats
from tests.engine.solvers.decks import mesh, solved, stress_of
from tests.engine.solvers.laminates import (
    CARBON,
    CROSS,
    E1,
    E2,
    G1Z,
    G2Z,
    G12,
    NU12,
    QUAD,
    STEEL,
    angles,
    laws,
    pcomp,
    section,
    stacks,
    stiffness,
)


def close(found: Floats, exact: Floats) -> bool:
    return bool(np.abs(found - exact).max() < 1e-9 * np.abs(exact).max())


@given(plies=stacks)
@laws
def test_any_stack_has_the_stiffness_of_lamination_theory(
    plies: list[tuple[float, float]],
) -> None:
    assert close(section(CARBON, pcomp(plies), QUAD).elastic[0], stiffness(plies))


@given(plies=stacks)
@laws
def test_a_symmetric_stack_does_not_couple_and_counts_its_half(
    plies: list[tuple[float, float]],
) -> None:
    half = section(CARBON, pcomp(plies, rest=",,,,,SYM"), QUAD)
    whole = section(CARBON, pcomp([*plies, *reversed(plies)]), QUAD)
    assert close(half.elastic, whole.elastic)
    size = np.abs(half.membrane).max() * sum(t for t, _ in plies)
    assert np.abs(half.coupling).max() < 1e-12 * size


@given(plies=stacks, angle=angles)
@laws
def test_theta_turns_the_plies(plies: list[tuple[float, float]], angle: float) -> None:
    by_theta = section(CARBON, pcomp(plies), f"{QUAD},{angle}")
    by_plies = section(CARBON, pcomp([(t, a + angle) for t, a in plies]), QUAD)
    assert close(by_theta.elastic, by_plies.elastic)
    assert close(by_theta.expansion, by_plies.expansion)


def test_a_coordinate_system_turns_the_plies_as_the_angle_to_it() -> None:
    """Its x axis is 40 degrees from the side, and out of the plane: its projection counts."""
    x = np.array([np.cos(np.radians(40)), np.sin(np.radians(40)), np.tan(np.radians(25))])
    z = np.cross(x, [0.0, 0.0, 1.0])
    on_z, on_x = (",".join(f"{part:.12f}" for part in axis) for axis in (z, x))
    frame = f"CORD2R,7,,0.,0.,0.,{on_z}\n,{on_x}"
    by_frame = section(CARBON, pcomp(CROSS), frame, f"{QUAD},7")
    by_angle = section(CARBON, pcomp(CROSS), f"{QUAD},40.")
    assert close(by_frame.elastic, by_angle.elastic)


def test_the_layer_of_a_shell_turns_as_a_ply() -> None:
    layer = section(CARBON, "PSHELL,1,1,.4,1,,1", f"{QUAD},35.")
    ply = section(CARBON, pcomp([(0.4, 35.0)]), QUAD)
    assert close(layer.elastic, ply.elastic)
    assert layer.shear == pytest.approx(ply.shear, rel=1e-6)


def test_one_isotropic_ply_is_a_shell() -> None:
    bulk = [STEEL, "CQUAD4,1,1,1,2,3,4"]
    ply, shell = (section(*bulk, prop) for prop in ("PCOMP,1\n,2,.4,0.,YES", "PSHELL,1,2,.4,2,,2"))
    assert close(ply.elastic, shell.elastic)
    assert ply.shear == pytest.approx(shell.shear, rel=1e-6)
    assert ply.area_mass == pytest.approx(shell.area_mass)


def test_a_sandwich_shears_in_its_core() -> None:
    """Thin stiff faces about a thick soft core: G of the core times d^2 / c (Allen, chapter 2).

    Allen, Analysis and Design of Structural Sandwich Panels, 1969.
    """
    core, face, gap = 40.0, 0.1, 20.0
    soft = f"MAT8,3,1.-3,1.-3,0.,1.-3,{core},{core}"
    plies = f"PCOMP,1\n,2,{face},0.,YES,3,{gap},0.,YES\n,2,{face},0.,YES"
    found = section(STEEL, soft, plies, QUAD)
    assert found.shear[0, 0, 0] == pytest.approx(core * (gap + face) ** 2 / gap, rel=1e-3)


def test_a_layer_without_shear_moduli_has_no_shear_flexibility() -> None:
    rigid = CARBON.replace(f"{G1Z},{G2Z}", ",")
    assert not section(rigid, pcomp(CROSS), QUAD).shear.any()


def test_membrane_alone_and_bending_alone() -> None:
    whole = stiffness(CROSS)
    thin = section(CARBON, pcomp(CROSS, rest=",,,,,MEM"), QUAD).elastic[0]
    bent = section(CARBON, pcomp(CROSS, rest=",,,,,BEND"), QUAD).elastic[0]
    assert close(thin[:3, :3], whole[:3, :3]) and not thin[3:].any() and not thin[:, 3:].any()
    assert close(bent[3:, 3:], whole[3:, 3:]) and not bent[:3].any() and not bent[:, :3].any()


@given(plies=stacks)
@laws
def test_smeared_plies_are_one_layer_of_their_mean(plies: list[tuple[float, float]]) -> None:
    """MID1 and MID2 are A / t: the order of the plies and Z0 do not matter (entry PCOMP, LAM)."""
    thick, in_plane = sum(t for t, _ in plies), stiffness(plies)[:3, :3]
    for stack in (plies, plies[::-1]):
        found = section(CARBON, pcomp(stack, "-.7", ",,,,,SMEAR"), QUAD)
        assert close(found.membrane[0], in_plane) and not found.coupling.any()
        assert close(found.elastic[0, 3:, 3:], in_plane * thick**2 / 12)
        assert not found.shear.any() and found.layers is None


def test_a_smeared_laminate_has_the_stress_of_a_shell(tmp_path: Path) -> None:
    """In a plate of steel plies, in the same table as one without plies."""
    plate = [STEEL, *mesh(2, 2), "SPC1,1,123456,1,2,3", "FORCE,1,9,,1.,1.,2.,3.", "GRAV,1,,1.+3,1."]
    smeared = "PCOMP,1,,,,,,,SMEAR\n,2,.1,,,2,.3,30."
    found = [stress_of(solved(tmp_path, [*plate, prop])) for prop in (smeared, "PSHELL,1,2,.4,2")]
    assert found[0].values == pytest.approx(found[1].values, rel=1e-4, abs=1e-2)
    assert found[0].card == "CQUAD4" and found[0].table == "shell_stress"


def test_mid4_couples_as_the_plies_it_stands_for() -> None:
    t, whole = 1.0, stiffness(CROSS)
    a, b, d = whole[:3, :3] / t, -whole[:3, 3:] / t**2, whole[3:, 3:] * 12 / t**3
    cards = [
        f"MAT2,{mid},{','.join(f'{g:.9e}' for g in matrix[np.triu_indices(3)])}"
        for mid, matrix in ((11, a), (12, d), (14, b))
    ]
    bulk = [*cards, f"PSHELL,1,11,{t},12,,,\n,,,14", QUAD]
    assert close(section(*bulk).elastic[0], whole)


def test_materials_are_sound() -> None:
    q = section(CARBON, "PSHELL,1,1,1.", QUAD).membrane[0]
    assert np.linalg.inv(q)[:2, :2] == pytest.approx(
        np.array([[1 / E1, -NU12 / E1], [-NU12 / E1, 1 / E2]])
    )
    assert q[2, 2] == pytest.approx(G12)
