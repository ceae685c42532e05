"""PSHELL: what resists membrane strain, curvature and transverse shear.

MID1 membrane, MID2 bending, MID3 transverse shear; a blank one means: no membrane stiffness, no
bending stiffness, no shear flexibility (MSC Nastran Quick Reference Guide, entry PSHELL). Stress at
a fibre is membrane stress plus fibre distance times the bending material times the curvature.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported
from atomizer.engine.solvers.embedded.material import Isotropic
from atomizer.engine.solvers.embedded.model import Model

NOTHING = Isotropic(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class ShellSections:
    """Sections of n shells.

    Attributes:
        membrane: Forces from strains, shape (n, 3, 3).
        bending: Moments from curvatures, shape (n, 3, 3).
        shear: Transverse forces from shear strains, shape (n, 2, 2); 0 is no flexibility.
        membrane_stress: Stress from membrane strains, shape (n, 3, 3).
        bending_stress: Stress from curvatures at a unit fibre distance, shape (n, 3, 3).
        fibres: Distances Z1 and Z2, shape (n, 2).
        shear_membrane: G t of the membrane, shape (n,).
        area_mass: Mass of a unit of area, shape (n,).
        expansion: Thermal strain of a degree, shape (n,).
        reference: Temperature without thermal strain, shape (n,).
        thickness: Shape (n,).
    """

    membrane: Floats
    bending: Floats
    shear: Floats
    membrane_stress: Floats
    bending_stress: Floats
    fibres: Floats
    shear_membrane: Floats
    area_mass: Floats
    expansion: Floats
    reference: Floats
    thickness: Floats


def read_shell_sections(model: Model, cards: Sequence[Any]) -> ShellSections:
    """The section of each shell."""
    keys = [(int(card.pid), _own_thickness(card)) for card in cards]
    known: dict[tuple[int, float | None], tuple[Any, ...]] = {}
    for card, key in zip(cards, keys, strict=True):
        if key not in known:
            known[key] = _section(model, card, key[1])
    columns = zip(*(known[key] for key in keys), strict=True)
    return ShellSections(*(np.array(column, float) for column in columns))


def _section(model: Model, card: Any, own: float | None) -> tuple[Any, ...]:
    prop = model.property_of(card)
    if prop.type != "PSHELL":
        raise unsupported(f"{prop.type} {prop.pid} ON {card.type} {card.eid}")
    thickness = _thickness(prop, card, own)
    membrane, bending, shear = _materials(model, prop)
    plane, bent = _plane(membrane), _plane(bending)
    whole = membrane or bending or NOTHING
    return (
        plane * thickness,
        bent * float(prop.twelveIt3) * thickness**3 / 12.0,
        np.eye(2) * (shear.shear if shear else 0.0) * float(prop.tst) * thickness,
        plane,
        bent,
        _fibres(prop, thickness),
        (membrane.shear if membrane else 0.0) * thickness,
        whole.density * thickness + float(prop.nsm or 0.0),
        whole.expansion,
        whole.reference,
        thickness,
    )


def _materials(model: Model, prop: Any) -> tuple[Isotropic | None, Isotropic | None, Any]:
    """Materials of membrane, bending and transverse shear, None where the field is blank."""
    owner = f"PSHELL {prop.pid}"
    if prop.mid4 or (prop.mid2 is not None and prop.mid2 < 0):
        raise unsupported(f"{'MID4' if prop.mid4 else 'MID2 -1 (PLANE STRAIN)'} ON {owner}")
    if not prop.mid1 and not prop.mid2:
        raise Fatal(f"{owner} NAMES NO MATERIAL.")
    fields = (prop.mid1, prop.mid2, prop.mid3 if prop.mid2 else None)
    first, second, third = (model.material(mid, owner) if mid else None for mid in fields)
    return first, second, third


def _plane(made_of: Isotropic | None) -> Floats:
    return np.zeros((3, 3)) if made_of is None else made_of.plane_stress()


def _fibres(prop: Any, thickness: float) -> tuple[float, float]:
    lower = -thickness / 2.0 if prop.z1 is None else float(prop.z1)
    upper = thickness / 2.0 if prop.z2 is None else float(prop.z2)
    return lower, upper


def _thickness(prop: Any, card: Any, own: float | None) -> float:
    thickness = own if own is not None else prop.t
    if thickness is None or thickness <= 0:
        said = "NO THICKNESS" if thickness is None else f"THICKNESS {thickness:g}"
        raise Fatal(f"PSHELL {prop.pid} OF {card.type} {card.eid} HAS {said}.")
    return float(thickness)


def _own_thickness(card: Any) -> float | None:
    """The thickness on the element's own card, which must be the same at each node."""
    names = ("T1", "T2", "T3", "T4") if card.type == "CQUAD4" else ("T1", "T2", "T3")
    given = {float(own) for name in names if (own := getattr(card, name)) is not None}
    if not given:
        return None
    if len(given) > 1 or card.tflag:
        raise unsupported(f"A THICKNESS THAT VARIES OVER {card.type}", str(card.eid))
    return given.pop()
