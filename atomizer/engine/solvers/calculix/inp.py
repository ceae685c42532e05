"""The input file of CalculiX: the whole translation."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from atomizer.engine.solvers.calculix.cards import number, refusal
from atomizer.engine.solvers.calculix.cases import Step
from atomizer.engine.solvers.calculix.loads import (
    Loading,
    Nodal,
    boundary_lines,
    force_lines,
    temperature_lines,
)
from atomizer.engine.solvers.calculix.masses import mass_lines
from atomizer.engine.solvers.calculix.mesh import BARS, Group, element_lines
from atomizer.engine.solvers.calculix.model import Model
from atomizer.engine.solvers.calculix.sections import material_lines, section_lines
from atomizer.engine.solvers.calculix.wanted import read_wanted

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

PRINTED = "EPRINT"
"""Elements whose stresses are printed."""
EXTRA = "EXTRA"
"""Points that are in no element: the result file lacks them, so they are printed."""


def translate(bdf: "BDF", model: Model) -> str:
    """The text of the input file; one step a subcase."""
    lines = ["*NODE, NSET=NALL", *_node_lines(bdf, model)]
    for group in model.groups:
        lines += element_lines(group)
    lines += mass_lines(model.masses, max(bdf.elements, default=0) + 1)
    if printed := printed_groups(model):
        lines += [f"*ELSET, ELSET={PRINTED}", *(f"{group.name}," for group in printed)]
    if extra := extra_points(model):
        lines += [f"*NSET, NSET={EXTRA}", *(f"{point}," for point in extra)]
    lines += _transform_lines(model)
    lines += material_lines(bdf)
    for group in model.groups:
        lines += section_lines(group)
    lines += model.equations.lines()
    if any(step.temperature for step in model.steps):
        lines.append(f"*INITIAL CONDITIONS, TYPE=TEMPERATURE\nNALL,{number(model.reference)}")
    loading = Loading(bdf, model)
    supports = [loading.motions(step.spc, step.load) for step in model.steps]
    _need_one_hold(model, supports)
    if _lasting(supports):
        lines += boundary_lines(model, supports[0], "*BOUNDARY")
    for step, held in zip(model.steps, supports, strict=True):
        own = [] if _lasting(supports) else boundary_lines(model, held, "*BOUNDARY, OP=NEW")
        lines += _step_lines(bdf, model, loading, step, own)
    return "\n".join([*lines, ""])


def _lasting(supports: Sequence[Nodal]) -> bool:
    """Whether all steps hold the same at rest, said once before the steps.

    CalculiX makes equations of a rotation that is held anew in another step, and stumbles.
    """
    first = supports[0]
    return not any(first.values()) and all(each == first for each in supports)


def _need_one_hold(model: Model, supports: Sequence[Nodal]) -> None:
    """Refuse rotations that are held anew: CalculiX leaves them free later, in silence."""
    turned = any(c > 3 and node in model.turning for held in supports for node, c in held)
    if turned and len(supports) > 1 and not _lasting(supports):
        raise refusal("subcases that hold shells or bars differently are not translated")


def printed_groups(model: Model) -> list[Group]:
    """Elements with stresses: all but bars, whose solids say nothing about their ends."""
    return [group for group in model.groups if group.card not in BARS]


def extra_points(model: Model) -> list[int]:
    """Points of equations that are in no element, rotation points too."""
    return sorted({*model.bare, *model.equations.rotation.values()})


def _step_lines(
    bdf: "BDF", model: Model, loading: Loading, step: Step, supports: Iterable[str]
) -> Iterator[str]:
    """A step; what is printed is the same in all, for CalculiX goes on printing what it began."""
    static = any(each.kind == "static" for each in model.steps)
    yield "*STEP"
    yield from _procedure(bdf, step)
    yield from supports
    if step.kind != "modes":
        yield from force_lines(model, loading.forces(step.load))
    if any(each.temperature for each in model.steps):
        chosen = loading.temperatures(step.temperature) if step.temperature else {}
        yield from temperature_lines(chosen)
    yield "*NODE FILE, OUTPUT=2D, GLOBAL=YES"
    yield "U, RF" if static else "U"
    if extra_points(model):
        yield f"*NODE PRINT, NSET={EXTRA}, GLOBAL=YES\nU"
    if static and printed_groups(model):
        yield f"*EL PRINT, ELSET={PRINTED}\nS"
    yield "*END STEP"


def _procedure(bdf: "BDF", step: Step) -> Iterator[str]:
    if step.kind == "static":
        yield "*STATIC"
        return
    wanted = read_wanted(bdf, step)
    if step.kind == "buckling":
        yield f"*BUCKLE\n{wanted.count}"
        return
    bounds = [number(bound) if bound is not None else "" for bound in (wanted.first, wanted.last)]
    yield "*FREQUENCY\n" + ",".join([str(wanted.count), *bounds]).rstrip(",")


def _node_lines(bdf: "BDF", model: Model) -> Iterator[str]:
    places = {i: bdf.nodes[i].get_position() for i in model.used}
    places |= {i: bdf.nodes[i].get_position() for i in model.bare if i in bdf.nodes}
    places |= {m.point: bdf.nodes[m.node].get_position() + m.offset for m in model.masses}
    places |= {r: bdf.nodes[i].get_position() for i, r in model.equations.rotation.items()}
    for i, place in sorted(places.items()):
        yield f"{i}," + ",".join(number(x) for x in place)


def _transform_lines(model: Model) -> Iterator[str]:
    """*TRANSFORM of each grid point with a displacement frame of its own."""
    for node, axes in sorted(model.equations.axes.turned().items()):
        if model.moves((node, 1)):
            yield f"*NSET, NSET=T{node}\n{node},"
            yield f"*TRANSFORM, NSET=T{node}, TYPE=R"
            yield ",".join(number(x) for x in axes[:2].ravel())
