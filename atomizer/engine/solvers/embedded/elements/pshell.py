"""PSHELL: MID1 membrane, MID2 bending, MID3 transverse shear, MID4 what couples the first two.

A blank one means: no membrane stiffness, no bending stiffness, no shear flexibility, no coupling
(MSC Nastran Quick Reference Guide, entry PSHELL). Stress at a fibre is membrane stress plus fibre
distance times the bending material times the curvature. MID4 is the matrix G4 of B = -T^2 G4, of
curvatures with the other sign (NASTRAN Theoretical Manual, NASA SP-221, section 5.8); with it the
stress at a fibre z is N / T + z M / I, which is the former without it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements.one_section import OneSection
from atomizer.engine.solvers.embedded.fatal import Fatal, need_at_least, unsupported
from atomizer.engine.solvers.embedded.model import Model
from atomizer.engine.solvers.embedded.plane_material import NOTHING, InPlane


@dataclass(frozen=True)
class Materials:
    """What a PSHELL is made of; None where the field is blank."""

    membrane: InPlane | None
    bending: InPlane | None
    shear: InPlane | None
    coupling: InPlane | None

    @property
    def whole(self) -> InPlane:
        """What its mass and its expansion are taken of."""
        return self.membrane or self.bending or NOTHING

    @property
    def directed(self) -> bool:
        """Whether any of them depends on its axes."""
        given = (self.membrane, self.bending, self.shear, self.coupling)
        return any(each.directed for each in given if each)


def read_pshell(model: Model, prop: Any, thickness: float) -> OneSection:
    """The section of a PSHELL that is so thick.

    Raises:
        Fatal: a material is missing or not supported, or the coupling is too strong.
    """
    made_of = _materials(model, prop)
    need_at_least("PSHELL", prop.pid, "12I/T**3", float(prop.twelveIt3), 0.0)
    need_at_least("PSHELL", prop.pid, "TS/T", float(prop.tst), 0.0)
    inertia = float(prop.twelveIt3) * thickness**3 / 12.0
    plane, bent, mixed = (
        (each or NOTHING).elastic for each in (made_of.membrane, made_of.bending, made_of.coupling)
    )
    coupling = -mixed * thickness**2
    elastic = np.block([[plane * thickness, coupling], [coupling, bent * inertia]])
    _need_sound(elastic, prop)
    fibres = _fibres(prop, thickness)
    by_force = np.hstack([plane, coupling / thickness])
    by_moment = np.hstack([coupling / (inertia or np.inf), bent])
    return OneSection(
        elastic=elastic,
        shear=(made_of.shear or NOTHING).shear * float(prop.tst) * thickness,
        fibres=fibres,
        fibre_stress=by_force + fibres[:, None, None] * by_moment,
        thickness=thickness,
        shear_membrane=float(plane[2, 2]) * thickness,
        mass=made_of.whole.density * thickness,
        nonstructural=float(prop.nsm or 0.0),
        expansion=np.append(made_of.whole.expansion, np.zeros(3)),
        reference=made_of.whole.reference,
        directed=made_of.directed,
    )


def _materials(model: Model, prop: Any) -> Materials:
    owner = f"PSHELL {prop.pid}"
    if prop.mid2 is not None and prop.mid2 < 0:
        raise unsupported(f"MID2 -1 (PLANE STRAIN) ON {owner}")
    if not prop.mid1 and not prop.mid2:
        raise Fatal(f"{owner} NAMES NO MATERIAL.")
    if prop.mid4 and not (prop.mid1 and prop.mid2):
        raise Fatal(f"MID4 ON {owner} COUPLES MID1 AND MID2: GIVE BOTH.")
    membrane, bending = (
        model.plane_material(mid, owner) if mid else None for mid in (prop.mid1, prop.mid2)
    )
    coupling = model.coupling_material(prop.mid4, owner) if prop.mid4 else None
    across = model.shear_material(prop.mid3, owner) if prop.mid3 and prop.mid2 else None
    return Materials(membrane, bending, across, coupling)


def _need_sound(elastic: Floats, prop: Any) -> None:
    """Refuse a coupling with which some motion sets energy free."""
    size = np.sqrt(np.diag(elastic))
    scale = np.where(size > 0, size, 1.0)
    if np.linalg.eigvalsh(elastic / np.outer(scale, scale))[0] < -1e-9:
        raise Fatal(f"PSHELL {prop.pid}: MID4 IS TOO LARGE FOR MID1 AND MID2.")


def own_fibres(prop: Any) -> tuple[float | None, float | None]:
    """Z1 and Z2 of a PSHELL, None where half its thickness is meant; the reader fills that in."""
    half = None if prop.t is None else float(prop.t) / 2.0
    return (None if prop.z1 is None or prop.z1 == (half and -half) else float(prop.z1)), (
        None if prop.z2 is None or prop.z2 == half else float(prop.z2)
    )


def _fibres(prop: Any, thickness: float) -> Floats:
    lower, upper = own_fibres(prop)
    return np.array(
        [
            -thickness / 2.0 if lower is None else lower,
            thickness / 2.0 if upper is None else upper,
        ]
    )
