"""The input file of CalculiX: the whole translation."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from atomizer.engine.solvers.calculix.cards import subcases
from atomizer.engine.solvers.calculix.loads import Loading
from atomizer.engine.solvers.calculix.mesh import Group, element_lines
from atomizer.engine.solvers.calculix.sections import material_lines, number, section_lines

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

ALL = "EALL"
OUTPUT = f"*NODE FILE, OUTPUT=2D\nU\n*EL PRINT, ELSET={ALL}\nS"


def translate(bdf: "BDF", groups: list[Group]) -> str:
    """The text of the input file; one step a subcase."""
    lines = ["*NODE, NSET=NALL", *_node_lines(bdf, groups)]
    for group in groups:
        lines += element_lines(group)
    lines += [f"*ELSET, ELSET={ALL}", *(f"{group.name}," for group in groups)]
    lines += material_lines(bdf)
    for group in groups:
        lines += section_lines(group)
    loading = Loading(bdf, groups)
    for case in subcases(bdf).values():
        lines += ["*STEP", "*STATIC"]
        lines += loading.boundary_lines(int(case.get("SPC", 0)))
        lines += loading.load_lines(int(case.get("LOAD", 0)))
        lines += [OUTPUT, "*END STEP"]
    return "\n".join([*lines, ""])


def _node_lines(bdf: "BDF", groups: list[Group]) -> Iterator[str]:
    used = {n for group in groups for element in group.elements for n in element.node_ids}
    for i in sorted(used):
        yield f"{i}," + ",".join(number(x) for x in bdf.nodes[i].get_position())
