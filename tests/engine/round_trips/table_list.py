"""Every table the solvers write, one a line; a new table costs one line."""

from atomizer.engine.op2.modes import BUCKLING, VIBRATION
from atomizer.engine.solvers.embedded.conduction.conductors import CONDUCTORS
from atomizer.engine.solvers.embedded.conduction.surfaces import READERS
from atomizer.engine.solvers.embedded.elements.solid_shapes import SOLID_SHAPES
from atomizer.engine.solvers.embedded.op2.elements import FORCE, PLY_STRESS, STRESS
from atomizer.engine.solvers.embedded.recovery import Mode
from tests.engine.round_trips.elements import (
    CORNERS,
    bar_force,
    beam_stress,
    energy,
    flux,
    inflow,
    of_elements,
    rods_of_any_solver,
)
from tests.engine.round_trips.points import (
    eigenvalues,
    mode_shapes,
    nodal,
    response,
    temperatures,
    weight,
)
from tests.engine.round_trips.responding import over_steps

FACE, PLY = "oxx oyy txy", "o11 o22 t12 t1z t2z"
BODY = "oxx oyy ozz txy tyz txz"
BAR = "s1a s2a s3a s4a s1b s2b s3b s4b axial"
SHELL = "mx my mxy bmx bmy bmxy tx ty"
ENDS = (
    "bending_moment_a1 bending_moment_a2 shear1 shear2 axial torque "
    "bending_moment_b1 bending_moment_b2"
)
BEAM = "bending_moment1 bending_moment2 shear1 shear2 axial_force total_torque"
PANEL = (
    "force41 force21 force12 force32 force23 force43 force34 force14 kick_force1 shear12 "
    "kick_force2 shear23 kick_force3 shear34 kick_force4 shear41"
)
FIRST, BUCKLED = Mode(1, 40.0, 1.0, VIBRATION), Mode(1, 40.0, 0.0, BUCKLING)

TRIPS = [
    nodal("OUGV1", "displacements", "displacement"),
    nodal("OQG1", "spc_forces", "reactions"),
    nodal("OQMG1", "mpc_forces", "mpc_forces"),
    weight(),
    eigenvalues(VIBRATION, "eigenvalues"),
    eigenvalues(BUCKLING, "buckling_factors"),
    mode_shapes(VIBRATION, "mode_shapes"),
    mode_shapes(BUCKLING, "buckling_shapes"),
    response("displacement", "frequency", "displacements"),
    response("velocity", "frequency", "velocities"),
    response("acceleration", "frequency", "accelerations"),
    response("spc_forces", "frequency", "spc_forces"),
    response("displacement", "frequency", "displacements", "polar"),
    response("displacement", "time", "displacements"),
    response("velocity", "time", "velocities"),
    response("acceleration", "time", "accelerations"),
    response("spc_forces", "time", "spc_forces"),
    *(
        of_elements(STRESS, card, f"stress.{card.lower()}_stress", "axial torsion")
        for card in ("CROD", "CONROD", "CTUBE")
    ),
    of_elements(STRESS, "CBAR", "stress.cbar_stress", BAR),
    of_elements(STRESS, "CBEAM", "stress.cbeam_stress", "sxc sxd sxe sxf", beam_stress),
    of_elements(STRESS, "CELAS1", "stress.celas1_stress", "spring_stress"),
    of_elements(STRESS, "CELAS2", "stress.celas2_stress", "spring_stress"),
    of_elements(STRESS, "CELAS3", "stress.celas3_stress", "spring_stress"),
    of_elements(STRESS, "CBUSH", "stress.cbush_stress", "tx ty tz rx ry rz"),
    of_elements(STRESS, "CSHEAR", "stress.cshear_stress", "max_shear avg_shear"),
    of_elements(STRESS, "CQUAD4", "stress.cquad4_stress", FACE),
    of_elements(STRESS, "CQUAD4", "stress.cquad4_stress", FACE, of=CORNERS),
    of_elements(STRESS, "CTRIA3", "stress.ctria3_stress", FACE),
    *(
        of_elements(STRESS, f"{card}{nodes}", f"stress.{card.lower()}_stress", BODY)
        for card, nodes in SOLID_SHAPES
    ),
    of_elements(PLY_STRESS, "CQUAD4 of plies", "stress.cquad4_composite_stress", PLY),
    of_elements(PLY_STRESS, "CTRIA3 of plies", "stress.ctria3_composite_stress", PLY),
    *(
        of_elements(FORCE, card, f"force.{card.lower()}_force", "axial torsion")
        for card in ("CROD", "CONROD", "CTUBE")
    ),
    of_elements(FORCE, "CBAR", "force.cbar_force", ENDS, bar_force),
    of_elements(FORCE, "CBEAM", "force.cbeam_force", BEAM),
    of_elements(FORCE, "CELAS1", "force.celas1_force", "spring_force"),
    of_elements(FORCE, "CELAS2", "force.celas2_force", "spring_force"),
    of_elements(FORCE, "CELAS3", "force.celas3_force", "spring_force"),
    of_elements(FORCE, "CELAS4", "force.celas4_force", "spring_force"),
    of_elements(FORCE, "CBUSH", "force.cbush_force", "fx fy fz mx my mz"),
    of_elements(FORCE, "CSHEAR", "force.cshear_force", PANEL),
    of_elements(FORCE, "CQUAD4", "force.cquad4_force", SHELL),
    of_elements(FORCE, "CTRIA3", "force.ctria3_force", SHELL),
    of_elements(FORCE, "CQUAD4 of plies", "force.cquad4_force", SHELL),
    energy("CBAR", "strain_energy.cbar_strain_energy"),
    energy("CONROD", "strain_energy.conrod_strain_energy"),
    energy("CHEXA8", "strain_energy.chexa_strain_energy"),
    energy("CELAS2", "strain_energy.celas2_strain_energy"),
    energy("CELAS4", "strain_energy.celas4_strain_energy"),
    energy("CQUAD4", "strain_energy.cquad4_strain_energy", FIRST),
    energy("CQUAD4", "strain_energy.cquad4_strain_energy", BUCKLED),
    *(
        trip
        for mode in (FIRST, BUCKLED)
        for trip in (
            of_elements(STRESS, "CBAR", "stress.cbar_stress", BAR, of=mode),
            of_elements(STRESS, "CQUAD4", "stress.cquad4_stress", FACE, of=mode),
            of_elements(STRESS, "CHEXA8", "stress.chexa_stress", BODY, of=mode),
            of_elements(
                PLY_STRESS, "CQUAD4 of plies", "stress.cquad4_composite_stress", PLY, of=mode
            ),
            of_elements(FORCE, "CBAR", "force.cbar_force", ENDS, bar_force, of=mode),
            of_elements(FORCE, "CQUAD4", "force.cquad4_force", SHELL, of=mode),
        )
    ),
    *(
        over_steps(kind, name, theirs, headers, "frequency", form)
        for form in ("rectangular", "polar")
        for kind, name, theirs, headers in (
            (STRESS, "CROD", "stress.crod_stress", "axial torsion"),
            (STRESS, "CBUSH", "stress.cbush_stress", "tx ty tz rx ry rz"),
            (STRESS, "CQUAD4", "stress.cquad4_stress", FACE),
            (STRESS, "CTRIA3", "stress.ctria3_stress", FACE),
            (STRESS, "CHEXA8", "stress.chexa_stress", BODY),
            (STRESS, "CTETRA10", "stress.ctetra_stress", BODY),
            (FORCE, "CROD", "force.crod_force", "axial_force torque"),
            (FORCE, "CELAS1", "force.celas1_force", "spring_force"),
            (FORCE, "CTRIA3", "force.ctria3_force", SHELL),
        )
    ),
    *(
        over_steps(*line, "time")
        for line in (
            (STRESS, "CROD", "stress.crod_stress", "axial torsion"),
            (STRESS, "CQUAD4", "stress.cquad4_stress", FACE),
            (STRESS, "CPENTA6", "stress.cpenta_stress", BODY),
            (PLY_STRESS, "CQUAD4 of plies", "stress.cquad4_composite_stress", PLY),
            (FORCE, "CBUSH", "force.cbush_force", "fx fy fz mx my mz"),
            (FORCE, "CTRIA3", "force.ctria3_force", SHELL),
        )
    ),
    temperatures("OUGV1", "temperatures"),
    temperatures("OQG1", "thermal_gradient_and_flux"),
    *(flux(card, f"thermal_load.{card.lower()}_thermal_load") for card in CONDUCTORS),
    *(inflow(card, f"thermal_load.{card.lower()}_thermal_load") for card in READERS),
    rods_of_any_solver(),
]
