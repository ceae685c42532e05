"""PCOMP and PCOMPG: laminates of plies of MAT1, MAT2 and MAT8.

LAM is blank, SYM (the plies of one half), MEM (membrane alone), BEND (bending alone) or SMEAR (the
plies mixed into one layer about the reference plane, without transverse shear). The reference
temperature is that of the property, not of its materials (MSC Nastran Quick Reference
Guide, entry PCOMP).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.elements.laminate import Laminate, Ply
from atomizer.engine.solvers.embedded.elements.one_section import Layers, OneSection
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported
from atomizer.engine.solvers.embedded.model import Model

KEPT = {
    None: slice(0, 6), "SYM": slice(0, 6), "SMEAR": slice(0, 6), "MEM": slice(0, 3),
    "BEND": slice(3, 6),
}  # fmt: skip
"""Which of strains and curvatures a laminate resists, by LAM."""
MOST_PLIES = 1000


def read_laminate(model: Model, prop: Any) -> Laminate:
    """The plies of a PCOMP or PCOMPG.

    Raises:
        Fatal: LAM is not supported, a ply has no thickness or its material is missing.
    """
    if prop.lam not in KEPT or (prop.lam == "SYM" and prop.type == "PCOMPG"):
        raise unsupported(f"LAM {prop.lam} ON {prop.type}", str(prop.pid))
    count = ply_count(prop) or len(prop.mids)
    if count > MOST_PLIES:
        said = f"{prop.type} {prop.pid} HAS {count} PLIES"
        raise Fatal(f"{said}; THE EMBEDDED SOLVER TAKES {MOST_PLIES}.")
    half = [_ply(model, prop, k) for k in range(len(prop.mids))]
    if prop.lam != "SYM":
        return Laminate(half, float(prop.z0))
    return Laminate([*half, *_mirrored(half)], float(prop.z0))


def is_laminate(prop: Any) -> bool:
    """Whether a property lists plies."""
    return prop.type in ("PCOMP", "PCOMPG")


def ply_count(prop: Any) -> int:
    """How many plies a property has; 0 for one that has none, or mixes them."""
    if not is_laminate(prop) or prop.lam == "SMEAR":
        return 0
    return len(prop.mids) * (2 if prop.lam == "SYM" else 1)


def read_pcomp(model: Model, prop: Any) -> OneSection:
    """The section of a PCOMP or PCOMPG."""
    laminate = read_laminate(model, prop)
    if prop.lam == "SMEAR":
        return _smeared(prop, laminate)
    kept = KEPT[prop.lam]
    elastic, expansion = np.zeros((6, 6)), np.zeros(6)
    elastic[kept, kept] = laminate.elastic[kept, kept]
    expansion[kept] = _expansion(laminate, kept)
    return OneSection(
        elastic=elastic,
        shear=laminate.shear if prop.lam != "MEM" else np.zeros((2, 2)),
        fibres=laminate.bounds[[0, -1]],
        fibre_stress=np.zeros((2, 3, 6)),
        thickness=float(np.ptp(laminate.bounds)),
        shear_membrane=float(elastic[2, 2]),
        mass=laminate.mass,
        nonstructural=float(prop.nsm or 0.0),
        expansion=expansion,
        reference=float(prop.tref or 0.0),
        directed=True,
        layers=_layers(laminate),
    )


def _smeared(prop: Any, laminate: Laminate) -> OneSection:
    """A layer of the mean stiffness of the plies; MID1 and MID2 of a PSHELL would be equal."""
    thickness = float(np.ptp(laminate.bounds))
    mean = laminate.elastic[:3, :3] / thickness
    none, fibres = np.zeros((3, 3)), thickness * np.array([-0.5, 0.5])
    elastic = np.block([[mean * thickness, none], [none, mean * thickness**3 / 12.0]])
    membrane = slice(0, 3)
    return OneSection(
        elastic=elastic,
        shear=np.zeros((2, 2)),
        fibres=fibres,
        fibre_stress=np.array([np.hstack([mean, z * mean]) for z in fibres]),
        thickness=thickness,
        shear_membrane=float(elastic[2, 2]),
        mass=laminate.mass,
        nonstructural=float(prop.nsm or 0.0),
        expansion=np.append(_expansion(laminate, membrane), np.zeros(3)),
        reference=float(prop.tref or 0.0),
        directed=True,
    )


def _expansion(laminate: Laminate, kept: slice) -> Floats:
    """What is free to expand expands as it would among those it is coupled to."""
    return np.linalg.solve(laminate.elastic[kept, kept], laminate.heating[kept])


def _layers(laminate: Laminate) -> Layers:
    held = [ply.made_of.elastic @ ply.made_of.expansion for ply in laminate.plies]
    numbers = np.array([ply.number for ply in laminate.plies], np.int64)
    return Layers(numbers, laminate.ply_stress(), np.array(held), laminate.shear_flow)


def _ply(model: Model, prop: Any, k: int) -> Ply:
    owner = f"{prop.type} {prop.pid}"
    number = int(prop.global_ply_ids[k]) if prop.type == "PCOMPG" else k + 1
    thickness = float(prop.thicknesses[k] or 0.0)
    if not thickness > 0:
        raise Fatal(f"PLY {number} OF {owner} HAS THICKNESS {thickness:g}.")
    if not prop.mids[k]:
        raise Fatal(f"PLY {number} OF {owner} NAMES NO MATERIAL.")
    made_of = model.plane_material(prop.mids[k], owner)
    return Ply(number, int(prop.mids[k]), made_of, thickness, np.radians(float(prop.thetas[k])))


def _mirrored(half: Sequence[Ply]) -> list[Ply]:
    """The upper half of a symmetric laminate."""
    upper = reversed(half)
    return [replace(ply, number=number) for number, ply in enumerate(upper, len(half) + 1)]
