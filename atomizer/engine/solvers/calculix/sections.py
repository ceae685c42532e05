"""Materials and sections."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from atomizer.engine.solvers.calculix.bars import bar_sides
from atomizer.engine.solvers.calculix.cards import number, refusal
from atomizer.engine.solvers.calculix.mesh import BARS, RODS, SHELLS, Group

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF


def material_lines(bdf: "BDF") -> Iterator[str]:
    """*MATERIAL for each MAT1."""
    for mid, material in sorted(bdf.materials.items()):
        yield f"*MATERIAL, NAME=M{mid}"
        yield f"*ELASTIC\n{number(material.e)},{number(material.nu)}"
        if material.rho:
            yield f"*DENSITY\n{number(material.rho)}"
        if material.a:
            reference = number(material.tref or 0.0)
            yield f"*EXPANSION, ZERO={reference}\n{number(material.a)}"


def section_lines(group: Group) -> Iterator[str]:
    """The section of a group."""
    first = group.elements[0]
    if group.card in RODS:
        yield f"*SOLID SECTION, ELSET={group.name}, MATERIAL=M{_rod(first).Mid()}"
        yield number(_rod(first).A)
    elif group.card in BARS:
        yield from _beam(group)
    elif group.card in SHELLS:
        yield f"*SHELL SECTION, ELSET={group.name}, MATERIAL=M{_shell(group).mid1}"
        yield number(thickness(first))
    else:
        yield f"*SOLID SECTION, ELSET={group.name}, MATERIAL=M{first.pid_ref.Mid()}"


def thickness(shell: Any) -> float:
    """Of a shell."""
    return float(shell.pid_ref.t)


def _beam(group: Group) -> Iterator[str]:
    prop = group.elements[0].pid_ref
    yield f"*BEAM SECTION, SECTION=RECT, ELSET={group.name}, MATERIAL=M{prop.Mid()}"
    yield ",".join(number(side) for side in bar_sides(prop))
    yield ",".join(number(part) for part in group.axis)


def rod_area(element: Any) -> float:
    """Of a CROD or CONROD."""
    return float(_rod(element).A)


def _rod(element: Any) -> Any:
    """What holds the area of a rod: its property, or a CONROD itself."""
    found = element if element.type == "CONROD" else element.pid_ref
    if found.j or found.nsm:
        raise refusal(f"{element.type} {element.eid} has torsion or non-structural mass")
    return found


def _shell(group: Group) -> Any:
    """The PSHELL of a group, if it is one homogeneous layer."""
    found = group.elements[0].pid_ref
    mids = {found.mid1, found.mid2, found.mid3 or found.mid1}
    middle = {found.z1, found.z2} <= {None, -found.t / 2.0, found.t / 2.0}
    plain = len(mids) == 1 and found.twelveIt3 == 1.0 and not found.nsm and found.mid4 is None
    if not (plain and middle and found.mid1):
        raise refusal(f"PSHELL {found.pid} is not one homogeneous layer")
    for shell in group.elements:
        if shell.zoffset or any(getattr(shell, f"T{k}", None) for k in (1, 2, 3, 4)):
            raise refusal(f"{shell.type} {shell.eid} has an offset or thicknesses of its own")
    return found
