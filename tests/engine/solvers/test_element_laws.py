"""Laws every element obeys, over the list of elements."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atomizer.engine.solvers.embedded.arrays import Floats, unit
from atomizer.engine.solvers.embedded.elements import FAMILIES
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.elements.shell import Shells
from atomizer.engine.solvers.embedded.elements.shell_frame import onto_plane, to_plane
from tests.engine.solvers.kinds import (
    ALPHA,
    KINDS,
    LOW_KINDS,
    REFERENCE,
    SCALAR,
    YOUNG,
    Kind,
    distortions,
    freedoms,
    laws,
    placed,
    rotations,
)

over_kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def test_every_family_is_under_the_laws() -> None:
    assert {kind.build(np.array(kind.shape)).card for kind in LOW_KINDS} == set(FAMILIES) - SCALAR


@over_kinds
@given(distortion=distortions())
@laws
def test_a_rigid_motion_gives_no_force_and_no_stress(kind: Kind, distortion: Floats) -> None:
    points = placed(kind, distortion)
    family = kind.build(points)
    motion = freedoms(family, points)
    stiffness = family.stiffness()[0]
    assert np.abs(stiffness @ motion).max() < 1e-9 * np.abs(stiffness).max()
    for column in motion.T:
        assert np.abs(family.stress(column[None])).max() < 1e-8 * YOUNG


@over_kinds
@given(distortion=distortions())
@laws
def test_every_other_motion_takes_work(kind: Kind, distortion: Floats) -> None:
    stiffness = kind.build(placed(kind, distortion)).stiffness()[0]
    assert np.abs(stiffness - stiffness.T).max() < 1e-10 * np.abs(stiffness).max()
    work = np.linalg.eigvalsh(stiffness)
    assert (np.abs(work[: kind.rigid_modes]) < 1e-11 * work[-1]).all()
    if kind.rigid_modes < len(work):
        assert work[kind.rigid_modes] > 1e-9 * work[-1]


@over_kinds
@given(distortion=distortions(), rotation=rotations())
@laws
def test_turning_the_model_turns_the_stiffness(
    kind: Kind, distortion: Floats, rotation: Floats
) -> None:
    points = placed(kind, distortion)
    bulk = tuple(
        re.sub(r"^(CBAR|CBEAM|CBUSH)(,1,1,1,2),3$", r"\1\2,{}", line) for line in kind.bulk
    )
    before, after = (_with_vector(kind, bulk, v) for v in (UP, rotation @ UP))
    family = before.build(points)
    first = family.stiffness()[0]
    turn = np.kron(np.eye(len(first) // 3), rotation)
    second = after.build(points @ rotation.T).stiffness()[0]
    assert np.abs(turn @ first @ turn.T - second).max() < 1e-8 * np.abs(first).max()


UP = np.array([0.3, 1.0, 0.4])


def _with_vector(kind: Kind, bulk: tuple[str, ...], vector: Floats) -> Kind:
    written = ",".join(f"{part:.12f}" for part in vector)
    lines = tuple(line.format(written) for line in bulk)
    return Kind(kind.name, lines, kind.shape, kind.rigid_modes, kind.weight, kind.edges)


@pytest.mark.parametrize(
    "kind", [k for k in KINDS if k.name in ("CQUAD4", "CTRIA3")], ids=lambda k: k.name
)
@pytest.mark.parametrize("flip", [1, -1], ids=["turned", "turned and reversed"])
@given(distortion=distortions(), first=st.integers(0, 3))
@laws
def test_the_first_node_of_a_shell_does_not_matter(
    kind: Kind, flip: int, distortion: Floats, first: int
) -> None:
    points = placed(kind, distortion)
    order = np.roll(np.arange(len(points))[::flip], first)
    freedoms = (6 * order[:, None] + np.arange(6)).ravel()
    stiffness = kind.build(points).stiffness()[0]
    again = kind.build(points[order]).stiffness()[0]
    assert np.abs(stiffness[np.ix_(freedoms, freedoms)] - again).max() < 1e-9 * stiffness.max()


@pytest.mark.parametrize("kind", [k for k in KINDS if k.name.startswith(("CQUAD4", "CTRIA3"))])
@given(distortion=distortions(), seed=st.integers(0, 99))
@laws
def test_one_motion_of_a_shell_comes_to_its_plane_as_its_matrix_says(
    kind: Kind, distortion: Floats, seed: int
) -> None:
    family, random = kind.build(placed(kind, distortion)), np.random.default_rng(seed)
    assert isinstance(family, Shells)
    normals = unit(family.normals + random.normal(size=family.normals.shape))
    lift = random.normal(size=family.lift.shape)
    motion = random.normal(size=(1, 6 * family.shape.nodes))
    matrix = to_plane(family.shape, family.frame, normals, lift)[0]
    moved = onto_plane(family.shape, family.frame, normals, lift, motion)
    assert moved == pytest.approx(motion @ matrix.T, abs=1e-9)


@over_kinds
@given(distortion=distortions())
@laws
def test_the_masses_add_up_to_density_times_volume(kind: Kind, distortion: Floats) -> None:
    if len(kind.shape) < 6:
        distortion = distortion * [1.0, 1.0, 0.0]  # a warped shell has no area by its corners
    points = placed(kind, distortion)
    family = kind.build(points)
    whole = kind.weight(points[: len(kind.shape)])
    assert (family.masses() > 0).all() or not whole
    assert family.masses().sum() == pytest.approx(whole, rel=1e-10)
    coupled = family.coupled()[0]
    along = np.tile(np.eye(family.components)[:, :3], (len(points), 1))
    assert along.T @ coupled @ along == pytest.approx(whole * np.eye(3), rel=1e-9, abs=1e-12)
    assert np.linalg.eigvalsh(coupled)[0] > -1e-12


@over_kinds
@given(distortion=distortions(), degrees=st.integers(-50, 50))
@laws
def test_an_element_free_to_expand_has_no_stress(
    kind: Kind, distortion: Floats, degrees: int
) -> None:
    if len(kind.shape) < 6:
        distortion = distortion * [1.0, 1.0, 0.0]
    points = placed(kind, distortion)
    family = kind.build(points)
    motion = np.zeros((len(points), family.components))
    if whole_heat(family):
        motion[:, :3] = ALPHA * degrees * points
    heat = np.full((1, len(points)), REFERENCE + degrees)
    assert np.abs(family.stress(motion.reshape(1, -1), heat)).max() < 1e-9 * YOUNG
    held = family.stiffness()[0] @ motion.ravel()
    assert held == pytest.approx(family.heating(heat)[0], abs=1e-9 * YOUNG)


def whole_heat(family: Elements) -> bool:
    """Whether an element expands at all."""
    return family.card != "CBUSH"


@over_kinds
@given(distortion=distortions(), seed=st.integers(0, 99))
@laws
def test_the_geometric_stiffness_resists_turning_only(
    kind: Kind, distortion: Floats, seed: int
) -> None:
    """It is symmetric, and a translation of the stressed element takes no force."""
    points = placed(kind, distortion)
    family = kind.build(points)
    motion = np.random.default_rng(seed).normal(size=(1, family.components * len(points)))
    geometric = family.geometric(motion)[0]
    size = np.abs(geometric).max()
    assert np.abs(geometric - geometric.T).max() <= 1e-10 * size
    along = np.tile(np.eye(family.components)[:, :3], (len(points), 1))
    assert np.abs(geometric @ along).max() <= 1e-9 * size
