"""Equations, point masses, frames, enforced motions and temperatures by CalculiX.

On quadratic bricks, for which both solvers have the same element: what differs is in the digits.
"""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.results import Results
from tests.engine.solvers.calculix.bodies import body, end_faces, held, plane
from tests.engine.solvers.calculix.decks import MATERIAL, MODES, STATIC, both, there

SAME = 1e-5
BODY = body("CHEXA", 2, (5, 1, 2), (100.0, 4.0, 10.0))
TIP, BASE = plane(BODY, 0, 100.0), plane(BODY, 0, 0.0)
CLAMPED = held(BASE, "123")
LOOSE = [*MATERIAL, "PARAM,COUPMASS,1", *BODY]
BLOCK = [*LOOSE, *CLAMPED]
LEADER = ["GRID,900,,110.,2.,5."]
PUSH = ["FORCE,1,900,,100.,0.,1.,2.", "MOMENT,1,900,,500.,1.,1.,0."]
CYLINDER = ["CORD2C,7,,0.,0.,-50.,0.,0.,0.", ",10.,0.,-50."]
HOT = ["MAT1,1,210000.,,0.3,7.85-9,1.-5,20.", *BLOCK[1:]]


def card(*fields: object) -> list[str]:
    """A card of any length with its continuations."""
    parts = [fields[1 + at : 9 + at] for at in range(0, len(fields) - 1, 8)]
    names = [fields[0], *("" for _ in parts[1:])]
    return [",".join(map(str, [name, *part])) for name, part in zip(names, parts, strict=True)]


def turned() -> list[str]:
    """The block with the frame 7 at its end."""
    return [
        f"{line},7" if line.startswith("GRID") and int(line.split(",")[1]) in TIP else line
        for line in [*CYLINDER, *BLOCK]
    ]


def need_same(ours: Results, theirs: Results) -> None:
    """Displacements, rotations where there are some, and reactions."""
    largest = abs(theirs.displacement[..., :3]).max()
    assert largest > 0
    assert abs(ours.displacement - theirs.displacement)[..., :3].max() < SAME * largest
    reactions = abs(theirs.reactions).max()
    assert abs(ours.reactions - theirs.reactions).max() < SAME * reactions


@there
@pytest.mark.parametrize("moved", ["123", "123456"])
def test_a_rigid_body_carries_force_and_moment_of_its_leader(tmp_path: Path, moved: str) -> None:
    bulk = [*BLOCK, *LEADER, *card("RBE2", 901, 900, moved, *TIP), *PUSH]
    ours, theirs = both(tmp_path, bulk)
    need_same(ours, theirs)
    leader = ours.displacement[0, -1]
    assert leader == pytest.approx(theirs.displacement[0, -1], rel=1e-4, abs=1e-7)
    assert abs(leader[3:]).max() > 1e-3


@there
def test_a_rigid_body_that_is_held_at_its_leader_reacts_with_force_and_moment(
    tmp_path: Path,
) -> None:
    base = ["GRID,910,,0.,2.,5.", "SPC1,1,123456,910", *card("RBE2", 902, 910, "123", *BASE)]
    bulk = [*LOOSE, *base, *end_faces(BODY, 100.0, 5.0), f"FORCE,1,{TIP[0]},,10.,0.,0.,1."]
    ours, theirs = both(tmp_path, bulk)
    need_same(ours, theirs)
    assert ours.reactions[0, -1, :3] == pytest.approx([200.0, 0.0, -10.0], rel=1e-4, abs=1e-3)
    assert abs(ours.reactions[0, -1, 4]) == pytest.approx(1000.0, rel=1e-3)


@there
def test_a_point_moves_as_the_mean_of_others(tmp_path: Path) -> None:
    mean = card("RBE3", 901, "", 900, 123456, 1.0, 123, *TIP)
    ours, theirs = both(tmp_path, [*BLOCK, *LEADER, *mean, *PUSH])
    need_same(ours, theirs)
    rotation = ours.displacement[0, -1, 3:]
    assert rotation == pytest.approx(theirs.displacement[0, -1, 3:], rel=1e-4, abs=1e-7)


@there
def test_multi_point_constraints_hold_the_end_plane(tmp_path: Path) -> None:
    equal = [f"MPC,5,{node},3,1.,{TIP[0]},3,-1." for node in TIP[1:]]
    bulk = [*BLOCK, *equal, f"FORCE,1,{TIP[0]},,100.,0.,0.,1."]
    ours, theirs = both(tmp_path, bulk, (*STATIC, "MPC = 5"))
    need_same(ours, theirs)
    ends = ours.displacement[0, np.isin(ours.nodes, TIP), 2]
    assert ends == pytest.approx(ends[0], rel=1e-5)


@there
def test_point_masses_weigh_and_vibrate_off_their_grid_points(tmp_path: Path) -> None:
    masses = ["CONM2,950,900,,2.-4,5.,1.,2.", f"CONM2,951,{TIP[0]},,1.-4"]
    bulk = [*BLOCK, *LEADER, *card("RBE2", 901, 900, "123", *TIP[1:]), *masses]
    ours, theirs = both(tmp_path, [*bulk, "GRAV,1,,9810.,1.,2.,-1."])
    need_same(ours, theirs)
    ours, theirs = both(tmp_path, [*bulk, "EIGRL,1,,,4"], MODES, 103)
    assert ours.frequencies == pytest.approx(theirs.frequencies, rel=SAME)


@there
def test_supports_and_answers_are_in_the_frames_of_the_grid_points(tmp_path: Path) -> None:
    around = [f"SPC1,1,2,{node}" for node in TIP]
    loads = [*end_faces(BODY, 100.0, 5.0), f"FORCE,1,{TIP[0]},,100.,0.,0.,1."]
    ours, theirs = both(tmp_path, [*turned(), *around, *loads])
    need_same(ours, theirs)
    rigid = [*LEADER, *card("RBE2", 901, 900, "123", *TIP), "SPC1,1,3,900"]
    need_same(*both(tmp_path, [*turned(), *rigid, *PUSH]))
    ours, theirs = both(tmp_path, [*turned(), *around, "EIGRL,1,,,3"], MODES, 103)
    assert ours.frequencies == pytest.approx(theirs.frequencies, rel=SAME)


@there
def test_subcases_have_supports_and_motions_of_their_own(tmp_path: Path) -> None:
    moved = [*(f"SPC1,2,3,{n}" for n in TIP), *held(BASE, "123"), "SPCADD,3,1,2"]
    moved += [f"SPCD,4,{n},3,0.5" for n in TIP]
    bulk = [*BLOCK, *moved, f"FORCE,1,{TIP[0]},,9.,1.,2.,3.", f"FORCE,4,{TIP[1]},,1.,1."]
    case = ("SUBCASE 1", "SPC = 1", "LOAD = 1", "SUBCASE 2", "SPC = 3", "LOAD = 4")
    ours, theirs = both(tmp_path, bulk, case)
    need_same(ours, theirs)
    assert ours.displacement[1, np.isin(ours.nodes, TIP), 2] == pytest.approx(0.5, rel=1e-5)


@there
def test_a_heated_block_expands_and_cools_down_again(tmp_path: Path) -> None:
    """alpha dT L far from the support; the second subcase has no temperature, only a pressure."""
    bulk = [*HOT, "TEMPD,2,120.", *end_faces(BODY, 100.0, 5.0)]
    case = ("SPC = 1", "SUBCASE 1", "TEMPERATURE(LOAD) = 2", "SUBCASE 2", "LOAD = 1")
    ours, theirs = both(tmp_path, bulk, case)
    need_same(ours, theirs)
    tip = ours.displacement[:, np.isin(ours.nodes, TIP), 0].mean(axis=1)
    assert tip[0] == pytest.approx(1e-5 * 100.0 * 100.0, rel=0.03)
    assert tip[1] == pytest.approx(-5.0 * 100.0 / 210000.0, rel=0.03)
