"""One table: every element against every law, over shapes, sizes, places and materials.

A law that does not apply to an element says why in its table `WITHOUT`; all others really run.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atomizer.engine.results import plane_principal, read_results
from atomizer.engine.solvers.embedded.arrays import Floats, rigid_motion
from atomizer.engine.solvers.embedded.elements import FAMILIES
from atomizer.engine.solvers.embedded.elements.solid_shapes import SOLID_SHAPES
from atomizer.engine.solvers.embedded.plugin import Embedded
from tests.engine.solvers.decks import put
from tests.engine.solvers.drawn import Draw, draws
from tests.engine.solvers.kinds import CRYSTALS, KINDS, SCALAR_KINDS, Kind, with_nodes_on_edges

ROUND = 1e-8
"""Rounding allowed, as a part of what is added up."""
ALL = [*KINDS, *CRYSTALS, *SCALAR_KINDS]
NAMES = {kind.name for kind in ALL}
LINES = {"CROD", "CONROD", "CBAR", "CBEAM", "CTUBE", "CBUSH"}
SPRINGS = {"CELAS1", "CELAS2", "CELAS3", "CELAS4"}
DASHPOTS = {"CDAMP1", "CDAMP2", "CDAMP3", "CDAMP4"}
DAMPERS = DASHPOTS | {"CVISC"}
DIRECTED = {name for name in NAMES if " of " in name}


Law = Callable[[Kind, Draw], None]
LAWS: dict[str, Law] = {}
WITHOUT: dict[str, Mapping[str, str]] = {}


def law(**without: str) -> Callable[[Law], Law]:
    """Put a law into the table; keywords are names of elements without it, and why."""

    def register(function: Law) -> Law:
        LAWS[function.__name__] = function
        WITHOUT[function.__name__] = without
        return function

    return register


def because(names: set[str], why: str) -> dict[str, str]:
    return dict.fromkeys(names, why)


NO_DIRECTION = because(SPRINGS | DASHPOTS, "it acts between components, whatever their places are")
NO_TURNING = because({kind.name for kind in CRYSTALS}, "its material does not turn with it")
ONE_WAY = {
    "CBAR with an angle": "the mirror image of an angle is none of the shapes",
    "CBEAM with a taper": "its thick end is end A",
}
NO_STIFFNESS = because(DAMPERS, "it has no stiffness")
NO_STRAIN = because(SPRINGS | DAMPERS | {"CBUSH"}, "it fills no space that could be strained")

PANELS = {name for name in NAMES if name.startswith("CSHEAR")}
NO_PATCH = because(
    PANELS, "Garvey's field of shear flow is a constant strain in a parallelogram only"
) | {"CBEAM with a taper": "its neutral axis is not straight along its shear centre"}
NO_PLACE = because({"CELAS3", "CELAS4"}, "it pulls at no grid point")
NO_LOAD = because(PANELS, "a panel alone carries shear and no force at a corner: it is a mechanism")


def magnitude(matrix: Floats) -> Floats:
    """What the entries of a stiffness may be rounded by: the geometric mean of its diagonal."""
    size = np.sqrt(np.abs(np.diag(matrix))).reshape(-1, 3).max(axis=1).repeat(3)
    return np.outer(size, size) + 1e-300


@law(**NO_DIRECTION, CVISC="it has no stiffness")
def rigid_motion_takes_no_force_and_gives_no_stress(kind: Kind, drawn: Draw) -> None:
    points = drawn.points(kind)
    family = drawn.build(kind, points)
    motion = rigid_motion(points - points.mean(axis=0))[:, : family.components].reshape(-1, 6)
    stiffness = family.stiffness()[0]
    assert (np.abs(stiffness @ motion) <= ROUND * (magnitude(stiffness) @ np.abs(motion))).all()
    length = np.abs(points).max()
    strained = np.abs(family.stress(np.eye(len(motion))[:1])).max() + drawn.young / length
    for column in motion.T:
        moved = np.abs(column).max() + length
        assert np.abs(family.stress(column[None])).max() <= ROUND * strained * moved * 1e3


@law()
def stiffness_is_symmetric_and_takes_work(kind: Kind, drawn: Draw) -> None:
    stiffness = drawn.build(kind, drawn.points(kind)).stiffness()[0]
    assert (np.abs(stiffness - stiffness.T) <= ROUND * magnitude(stiffness)).all()
    size = np.sqrt(np.diag(magnitude(stiffness)))
    assert np.linalg.eigvalsh(stiffness / np.outer(size, size))[0] >= -ROUND


@law(**NO_DIRECTION, **NO_TURNING)
def turned_elements_have_the_turned_stiffness(kind: Kind, drawn: Draw) -> None:
    here = replace(drawn, turn=np.eye(3))
    first = here.build(kind, here.points(kind)).stiffness()[0]
    second = drawn.build(kind, drawn.points(kind)).stiffness()[0]
    turn = np.kron(np.eye(len(first) // 3), drawn.turn)
    wanted = turn @ first @ turn.T
    assert (np.abs(wanted - second) <= 10 * ROUND * magnitude(wanted)).all()


@law()
def masses_are_positive_and_add_up(kind: Kind, drawn: Draw) -> None:
    spread = np.array([1.0, 1.0, 0.0]) if len(kind.shape) < 6 else None  # a flat shell has an area
    points = drawn.points(kind, spread)
    family = drawn.build(kind, points)
    whole = kind.weight(points[: len(kind.shape)])
    assert family.masses().sum() == pytest.approx(whole, rel=1e-8)
    assert (family.masses() > 0).all() or not whole
    coupled = family.coupled()[0]
    assert np.linalg.eigvalsh(coupled)[0] >= -ROUND * np.abs(coupled).max()
    along = np.tile(np.eye(family.components)[:, :3], (len(points), 1))
    assert along.T @ coupled @ along == pytest.approx(whole * np.eye(3), rel=1e-8, abs=1e-8 * whole)


@law(**NO_STRAIN, **NO_PATCH)
def constant_strain_has_the_same_energy_in_any_shape(kind: Kind, drawn: Draw) -> None:
    """The patch test of one element: a linear field works as its strain does on the volume."""
    here = replace(drawn, turn=np.eye(3), stretch=1.0)
    spread = np.ones((len(kind.shape), 3))
    spread[:2] = 0.0  # where fibres are turned, they are so from the side G1-G2
    if len(kind.shape) < 6:
        spread[:, 2] = 0.0
    if len(kind.shape) == 2:
        spread[1] = [1.0, 0.0, 0.0]
    bent, straight = (density(kind, here, here.points(kind, spread * on)) for on in (1.0, 0.0))
    assert bent == pytest.approx(straight, rel=1e-7)


STRAIN = np.array([[3.0, -1.0, 2.0], [-1.0, 2.0, 1.0], [2.0, 1.0, -2.0]])


def density(kind: Kind, drawn: Draw, points: Floats) -> float:
    """Energy of a constant strain, in a shell within it and in a line along it, over the weight."""
    family = drawn.build(kind, points)
    dimensions = {2: 1, 3: 2, 4: 2}.get(len(kind.shape), 3)
    if kind.name.startswith("CTETRA"):
        dimensions = 3
    strain = np.zeros((3, 3))
    strain[:dimensions, :dimensions] = STRAIN[:dimensions, :dimensions]
    motion = np.zeros((len(points), family.components))
    motion[:, :3] = points @ strain
    energy = motion.ravel() @ family.stiffness()[0] @ motion.ravel()
    return float(energy / kind.weight(points[: len(kind.shape)]))


@law(**NO_STIFFNESS, **NO_LOAD, **NO_PLACE)
def reactions_balance_the_loads(kind: Kind, drawn: Draw) -> None:
    """Through the file, in single precision; a spring passes no moment on, so its ends meet."""
    drawn = replace(drawn, young=max(drawn.young, 1.0), size=min(drawn.size, 10.0))
    points = drawn.points(kind)
    if kind in SCALAR_KINDS:
        points[1] = points[0]
    last = len(points)
    axis = points[1] - points[0] if kind.name.split()[0] in LINES else np.array([0.3, 1.0, -0.4])
    force = np.array([0.0, 1.0, 0.0]) if kind in SCALAR_KINDS else axis / np.linalg.norm(axis)
    written = ",".join(f"{part:.9f}" for part in force)
    bulk = drawn.bulk(kind, points)
    load = f"FORCE,1,{last},,1.,{written}"
    for row in range(1, last):
        bulk.append(f"SPC1,1,123456,{row}")
    bulk += [f"SPC1,1,123456,{last + 1}", load]
    with TemporaryDirectory() as name:
        place = Path(name)
        path = put(place, bulk)
        results = read_results(
            Embedded().solve(path, place).op2, path, ("displacement", "reactions")
        )
    size = 1.0 + np.abs(points).max()
    assert results.reaction_sum[0, :3] == pytest.approx(-force, abs=1e-4)
    moment = np.cross(points[last - 1], force)
    assert results.reaction_sum[0, 3:] == pytest.approx(-moment, abs=1e-4 * size)


ORDERS = {
    "CQUAD4": ((1, 2, 3, 0), (3, 2, 1, 0)),
    "CSHEAR": ((2, 3, 0, 1), (1, 0, 3, 2)),
    "CTRIA3": ((1, 2, 0), (2, 1, 0)),
    "CTETRA": ((1, 2, 0, 3), (1, 0, 3, 2)),
    "CPENTA": ((1, 2, 0, 4, 5, 3), (3, 5, 4, 0, 2, 1)),
    "CHEXA": ((1, 2, 3, 0, 5, 6, 7, 4), (1, 5, 6, 2, 0, 4, 7, 3)),
}
"""Other orders of the corners that describe the same element; shells may be turned over, and the
rods of a panel keep their sides."""


@law(**ONE_WAY)
def another_order_of_the_nodes_is_the_same_structure(kind: Kind, drawn: Draw) -> None:
    """Fibres are laid along x of MCID 0 here, whatever side comes first."""
    lines = tuple(line.replace(",30.", ",0") for line in kind.bulk)
    corners = drawn.points(replace(kind, edges=()))
    first = with_nodes_on_edges(kind, corners)
    stiffness = drawn.build(replace(kind, bulk=lines), first).stiffness()[0]
    named = (orders for card, orders in ORDERS.items() if kind.name.startswith(card))
    orders = next(named, ((1, 0),))
    for order in orders:
        if turns_over(kind, order):
            continue
        again = with_nodes_on_edges(kind, corners[list(order)])
        second = drawn.build(replace(kind, bulk=mirrored(lines, order)), again).stiffness()[0]
        where = np.linalg.norm(again[:, None] - first, axis=2).argmin(axis=1)
        count = len(stiffness) // len(first)
        at = (count * where[:, None] + np.arange(count)).ravel()
        wanted = stiffness[np.ix_(at, at)]
        assert (np.abs(wanted - second) <= 10 * ROUND * magnitude(wanted)).all()


def turns_over(kind: Kind, order: tuple[int, ...]) -> bool:
    """A shell that is turned over has its plies in the other order: another structure."""
    return kind.name in DIRECTED and order[0] == len(order) - 1


def mirrored(lines: tuple[str, ...], order: tuple[int, ...]) -> tuple[str, ...]:
    """The z axis of a bar from end to end points the other way, and I12 changes its sign."""
    if len(order) > 2:
        return lines
    swapped = {",0.8,0.7,0.005": ",0.8,0.7,-0.005",
               "0.02,0.005,0.01": "0.02,-0.005,0.01"}  # fmt: skip
    for old, new in swapped.items():
        lines = tuple(line.replace(old, new) for line in lines)
    return lines


CELLS = [(name, kind) for name in LAWS for kind in ALL if kind.name not in WITHOUT[name]]


@pytest.mark.parametrize(("name", "kind"), CELLS, ids=[f"{n}-{k.name}" for n, k in CELLS])
@given(drawn=draws())
@settings(max_examples=3)
def test_the_law_holds(name: str, kind: Kind, drawn: Draw) -> None:
    LAWS[name](kind, drawn)


def test_the_table_is_whole() -> None:
    """Every card and every number of nodes is in it, and every gap in it has a reason."""
    cards = {kind.name.split()[0] for kind in ALL}
    solids = {f"{card}{count}" for card, count in SOLID_SHAPES}
    assert cards == (set(FAMILIES) - {"CTETRA", "CPENTA", "CHEXA"}) | solids
    assert {" of ".join(name.split(" of ")[1:]) for name in DIRECTED} == {
        "fibres", "plies", "global plies", "smeared plies", "crystal"
    }  # fmt: skip
    for name, without in WITHOUT.items():
        assert set(without) <= NAMES and all(without.values()), name
    assert len(CELLS) == len(LAWS) * len(ALL) - sum(map(len, WITHOUT.values()))


@pytest.mark.parametrize("kind", [k for k in KINDS if k.name in ("CQUAD4", "CTRIA3")],
                         ids=lambda kind: kind.name)  # fmt: skip
@given(drawn=draws(), seed=st.integers(0, 99))
@settings(max_examples=3)
def test_a_shell_turned_over_has_its_fibres_swapped(kind: Kind, drawn: Draw, seed: int) -> None:
    points = drawn.points(kind)
    motion = np.random.default_rng(seed).normal(size=(len(points), 6))
    above = drawn.build(kind, points).stress(motion.reshape(1, -1))[0]
    below = drawn.build(kind, points[::-1]).stress(motion[::-1].reshape(1, -1))[0]
    seen, turned = (plane_principal(each.reshape(-1, 3).T) for each in (above, below))
    assert seen == pytest.approx(turned[:, ::-1], rel=1e-6, abs=1e-6 * np.abs(seen).max())
