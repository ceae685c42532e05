"""Applied loads and heat of a deck, to see whether what a result file says balances them."""

from contextlib import suppress

import numpy as np

from atomizer.engine.results.leaks import leaks
from atomizer.engine.results.results import Floats, Ints, Thermal
from atomizer.engine.solvers.embedded.cases import Discipline, read_cases
from atomizer.engine.solvers.embedded.conduction.model import HeatModel
from atomizer.engine.solvers.embedded.conduction.network import read_network
from atomizer.engine.solvers.embedded.elements import FAMILIES, read_elements
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.loads import Loads
from atomizer.engine.solvers.embedded.mass import read_masses
from atomizer.engine.solvers.embedded.model import Model
from atomizer.engine.solvers.embedded.requests import SILENT

TOLERANCE = 1e-3
DISCIPLINES: tuple[Discipline, ...] = ("structure", "heat")


def left_out(model: Model) -> str:
    """A sentence if the deck asks for only some of the forces of constraint, else empty.

    Such forces balance no loads, so that nothing can be checked by them.
    """
    control = model.bdf.case_control_deck
    asked = []
    for discipline in DISCIPLINES:
        with suppress(Fatal):
            asked += [case.asked("spc_forces", SILENT) for case in read_cases(control, discipline)]
            break
    if all(request is not None and request.members is None for request in asked):
        return ""
    return "SPCFORCES asks for a part of the forces of constraint; no balance was checked."


def applied_heat(model: Model, subcases: Ints) -> Floats | None:
    """Sum of the heat loads of each subcase, shape (n_subcases,).

    None if the embedded solver does not know all of the deck, or if heat leaves to a ground.
    """
    try:
        network = read_network(HeatModel(model.bdf))
        cases = read_cases(model.bdf.case_control_deck, "heat")
        sets = {case.id: case.load for case in cases}
        heat = [network.loads.heat(sets.get(int(subcase), 0)).sum() for subcase in subcases]
    except Fatal:
        return None
    return None if network.links.grounded else np.array(heat)


def heat_imbalance(thermal: Thermal) -> str:
    """A sentence if the heat of constraint does not balance the heat loads, else empty."""
    if thermal.applied is None or not thermal.constraint.any():
        return ""
    left = np.abs(thermal.applied + thermal.constraint.sum(axis=1))
    size = np.abs(thermal.constraint).sum(axis=1) + np.abs(thermal.applied)
    wrong = thermal.subcases[left > TOLERANCE * size]
    if not len(wrong):
        return ""
    return f"The heat of constraint of subcase {wrong[0]} does not balance the heat of the loads."


def applied_loads(model: Model, subcases: Ints) -> Floats | None:
    """Sum of forces and of moments about the origin of each subcase, shape (n_subcases, 6).

    None if the deck holds elements or loads the embedded solver does not know, or if loads may
    leave by other ways than single-point constraints: scalar points, springs, equations.
    """
    if set(model.cards) - set(FAMILIES):
        return None
    try:
        if model.grid.scalar.any():
            return None
        elements = read_elements(model)
        loads = Loads(model, elements, read_masses(model, elements))
        cases = read_cases(model.bdf.case_control_deck)
        if leaks(model, elements, {case.mpc for case in cases}):
            return None
        sets = {case.id: case.load for case in cases}
        forces = [loads.forces(sets.get(int(subcase), 0)) for subcase in subcases]
    except Fatal:
        return None
    totals = [model.grid.resultant(force) for force in forces]
    return np.array(totals).reshape(-1, 6)


def imbalance(subcases: Ints, applied: Floats | None, reactions: Floats) -> str:
    """A sentence if reactions do not balance the applied forces, else empty.

    Args:
        applied: Shape (n_subcases, 6).
        reactions: At the grid points, shape (n_subcases, n_nodes, 6).
    """
    if applied is None or not reactions.any():
        return ""
    left = np.abs(applied[:, :3] + reactions[..., :3].sum(axis=1)).max(axis=1)
    size = np.abs(reactions[..., :3]).sum(axis=(1, 2)) + np.abs(applied[:, :3]).sum(axis=1)
    wrong = subcases[left > TOLERANCE * size]
    if not len(wrong):
        return ""
    return f"The reactions of subcase {wrong[0]} do not balance the loads of the deck."
