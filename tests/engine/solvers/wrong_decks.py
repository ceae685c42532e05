"""Bulk data the solver must refuse, and what it has to say of each."""

from tests.engine.solvers.decks import grid, mesh

PLATE = ["MAT1,1,2.1+5,,.3", "PSHELL,1,1,2.,1,,1", *mesh(2, 2)]
HELD = ["SPC1,1,123456,1,2,3", "FORCE,1,9,,1.,0.,0.,1."]
AXES = "0.,0.,0.,0.,0.,1.\n,1.,0.,0."
GOOD = [*PLATE, *HELD]
BEAM = [
    "MAT1,1,2.1+5,,.3",
    "PBAR,1,1,1.,1.,1.,1.",
    grid(1, (0, 0, 0)),
    grid(2, (1, 0, 0)),
    *HELD[:1],
]
FRAME_UP = "CORD2R,3,,0.,0.,0.,1.,0.,0.\n,0.,0.,1."
"""Its x axis is the basic z axis."""

WRONG = {
    "a card this solver does not know": (
        [*GOOD, "CQUAD8,77,1,1,2,3,4,5,6\n,7,8"],
        "CQUAD8 77 AT LINE 24",
    ),
    "a load it does not know": ([*GOOD, "SLOAD,1,9,1."], "SLOAD"),
    "a property it does not know": ([*GOOD, "PSHEAR,5,1,.1", "CTRIA3,9,5,1,2,5"], "PSHEAR"),
    "a parameter that changes the answer": ([*GOOD, "PARAM,INREL,-1"], "PARAM INREL -1"),
    "a missing grid point": (
        [*GOOD, "CQUAD4,9,1,1,2,5,99"],
        "ELEMENT 9 REFERENCES UNDEFINED GRID POINT 99",
    ),
    "a blank grid point": ([*GOOD, "CQUAD4,9,1,1,2,0,5"], "UNDEFINED GRID POINT 0"),
    "a number out of range": ([*GOOD, "PSHELL,8,1,1.+200,1", "CTRIA3,9,8,1,2,5"], "OUT OF RANGE"),
    "a mass too large for the file": (
        [*GOOD, "CONM2,80,9,,1.+60"],
        "TOO LARGE FOR SINGLE PRECISION",
    ),
    "gravity in a curved frame": (
        [*GOOD, f"CORD2C,3,0,{AXES}", "GRAV,1,3,9.81,1.,0.,0."],
        "GRAV IN A CURVED FRAME",
    ),
    "a missing property": (
        [*GOOD, "CTRIA3,9,8,1,2,5"],
        "ELEMENT 9 REFERENCES UNDEFINED PROPERTY 8",
    ),
    "a missing material": (
        [*GOOD, "PSHELL,8,7,1.", "CTRIA3,9,8,1,2,5"],
        "MATERIAL 7 REFERENCED BY PSHELL 8",
    ),
    "a missing frame": ([*GOOD, "GRID,50,6,0.,0.,0."], "COORDINATE SYSTEM 6 REFERENCED BY GRID 50"),
    "a missing load set": (PLATE + HELD[:1], "LOAD SET 1 IS NOT DEFINED"),
    "a missing set of constraints": (PLATE + HELD[1:], "UNDEFINED SINGLE-POINT CONSTRAINT SET 1"),
    "a constraint on a missing grid point": ([*GOOD, "SPC,1,70,3"], "UNDEFINED GRID POINT 70"),
    "a load on a missing grid point": (
        [*GOOD, "FORCE,1,71,,1.,1.,0.,0."],
        "UNDEFINED GRID POINT 71",
    ),
    "a pressure on no element": ([*GOOD, "PLOAD2,1,1.,66"], "UNDEFINED ELEMENT 66"),
    "a load set that contains itself": (
        [*PLATE, *HELD[:1], "LOAD,1,1.,1.,1"],
        "LOAD 1 CONTAINS ITSELF",
    ),
    "a frame that defines itself": (
        [*GOOD, "GRID,50,3,0.,0.,0.", f"CORD2R,3,4,{AXES}", f"CORD2R,4,3,{AXES}"],
        "COORDINATE SYSTEM 3 IS DEFINED BY ITSELF",
    ),
    "a shell without area": ([*GOOD, "CTRIA3,9,1,1,2,3"], "ELEMENT 9 .CTRIA3. HAS BAD GEOMETRY"),
    "a folded quadrilateral": (
        [*GOOD, "CQUAD4,9,1,1,2,4,5"],
        "ELEMENT 9 .CQUAD4. HAS BAD GEOMETRY",
    ),
    "a shell without thickness": (
        [*GOOD, "PSHELL,8,1", "CTRIA3,9,8,1,2,5"],
        "PSHELL 8 OF CTRIA3 9 HAS NO THICKNESS",
    ),
    "a ply without material": (
        [*GOOD, "PCOMP,8\n,7,.1", "CTRIA3,9,8,1,2,5"],
        "MATERIAL 7 REFERENCED BY PCOMP 8",
    ),
    "a ply without thickness": (
        [*GOOD, "PCOMP,8\n,1,.1,,,1,0.", "CTRIA3,9,8,1,2,5"],
        "PLY 2 OF PCOMP 8 HAS THICKNESS 0",
    ),
    "a laminate with a core": (
        [*GOOD, "PCOMP,8,,,,,,,SMCORE\n,1,.1", "CTRIA3,9,8,1,2,5"],
        "LAM SMCORE ON PCOMP 8",
    ),
    "a laminate with a thickness on its element": (
        [*GOOD, "PCOMP,8\n,1,.1", "CTRIA3,9,8,1,2,5\n,,,.3,.3,.3"],
        "THICKNESS ON CTRIA3 9 OF PCOMP 8",
    ),
    "a material axis across the shell": (
        [*GOOD, "MAT8,7,9.,3.,.3,1.", "PSHELL,8,7,.1", FRAME_UP, "CTRIA3,9,8,1,2,5,3"],
        "X AXIS OF MCID 3 IS NORMAL TO CTRIA3 9",
    ),
    "an orthotropic material that cannot be": (
        [*GOOD, "MAT8,7,9.,3.,4.,1.", "PSHELL,8,7,.1", "CTRIA3,9,8,1,2,5"],
        "MAT8 7: E1 9, E2 3, NU12 4",
    ),
    "half of the shear moduli across": (
        [*GOOD, "MAT8,7,9.,3.,.3,1.,2.", "PSHELL,8,7,.1", "CTRIA3,9,8,1,2,5"],
        "GIVE BOTH OR NONE",
    ),
    "an anisotropic material that cannot be": (
        [*GOOD, "MAT2,7,1.,5.,0.,1.,0.,1.", "PSHELL,8,7,.1", "CTRIA3,9,8,1,2,5"],
        "MAT2 7 IS NOT POSITIVE DEFINITE",
    ),
    "a coupling that frees energy": (
        [*GOOD, "PSHELL,8,1,.1,1,,,,\n,,,1", "CTRIA3,9,8,1,2,5"],
        "MID4 IS TOO LARGE",
    ),
    "a bar without length": (
        [*BEAM, grid(3, (0, 0, 0)), "CBAR,9,1,1,3,0.,1.,0."],
        "ELEMENT 9 .CBAR. HAS BAD GEOMETRY",
    ),
    "a bar without direction": ([*BEAM, "CBAR,9,1,1,2,1.,0.,0."], "ORIENTATION VECTOR IS PARALLEL"),
    "a shape of bar that cannot be": (
        [*BEAM[2:], BEAM[0], "PBARL,1,1,,BOX\n,1.,2.,.1,.6", "CBAR,9,1,1,2,0.,1.,0."],
        "PBARL 1: -0.2 IS LEFT FOR A PART OF THE SHAPE",
    ),
    "a shape of bar there is not": (
        [*BEAM[2:], BEAM[0], "PBARL,1,1,,BLOB\n,1.,2.", "CBAR,9,1,1,2,0.,1.,0."],
        "BLOB",
    ),
    "a point dependent twice": ([*GOOD, "RBE2,80,9,123,8", "RBE2,81,7,123,8"], "GRID POINT 8"),
    "a dependent point held": ([*GOOD, "RBE2,80,9,123,1"], "GRID POINT 1 COMPONENT 1"),
    "an id no result file can name": ([*GOOD, "GRID,300000000"], "GRID POINT ID 300000000"),
    "an element with such an id": (
        [*GOOD, "CTRIA3,100000000,1,1,2,5"],
        "ELEMENT ID 100000000 IS NOT BELOW 100000000",
    ),
    "no grid points": ([], "NO GRID POINTS"),
    "a material without stiffness": (
        [*GOOD, "MAT1,9,0.,0.,.3", "PSHELL,8,9,1.", "CTRIA3,9,8,1,2,5"],
        "MAT1 9 AT LINE 24: E 0, G 0",
    ),
    "a material lighter than nothing": (
        [*GOOD, "MAT1,9,2.1+5,,.3,-7.9-9", "PSHELL,8,9,1.", "CTRIA3,9,8,1,2,5"],
        "MAT1 9 AT LINE 24: RHO IS -7.9e-09 AND MUST BE 0 OR MORE",
    ),
    "a ply lighter than nothing": (
        [*GOOD, "MAT8,9,9.,3.,.3,1.,,,-1.", "PCOMP,8\n,9,.1", "CTRIA3,9,8,1,2,5"],
        "MAT8 9 AT LINE 24: RHO IS -1",
    ),
    "a material that swells when pressed": (
        [*GOOD, "MAT1,9,2.1+5,,.6", "PSHELL,8,9,1.", "CTRIA3,9,8,1,2,5"],
        "MAT1 9 AT LINE 24: .*NU 0.6 IS NOT A MATERIAL: .* NU IS ABOVE -1, AT MOST 0.5",
    ),
    "a solid that cannot be pressed": (
        [*GOOD, "MAT1,9,2.1+5,,.5", "PSOLID,8,9", "GRID,50,,0.,0.,1.", "CTETRA,9,8,1,2,4,50"],
        "MAT1 9 AT LINE 24: .*NU 0.5 IS NOT A MATERIAL OF SOLIDS ON PSOLID 8: NU IS BELOW 0.5",
    ),
    "everything without stiffness": (
        [*GOOD, "PARAM,EPZERO,.5"],
        "PARAM EPZERO AT LINE 24: IT IS 0.5 AND MUST BE BETWEEN 0 AND 0.001",
    ),
    "a drilling that frees energy": (
        [*GOOD, "PARAM,K6ROT,-1."],
        "PARAM K6ROT AT LINE 24: IT IS -1",
    ),
    "a ratio no matrix has": ([*GOOD, "PARAM,MAXRATIO,0."], "PARAM MAXRATIO AT LINE 24"),
    "a mass times less than nothing": ([*GOOD, "PARAM,WTMASS,-1."], "PARAM WTMASS AT LINE 24"),
    "normals farther apart than opposite": ([*GOOD, "PARAM,SNORM,400."], "PARAM SNORM AT LINE 24"),
    "bending that frees energy": (
        [*GOOD, "PSHELL,8,1,.1,1,-1.", "CTRIA3,9,8,1,2,5"],
        r"PSHELL 8 AT LINE 24: 12I/T\*\*3 IS -1 AND MUST BE 0 OR MORE",
    ),
    "shear that frees energy": (
        [*GOOD, "PSHELL,8,1,.1,1,,1,-.8", "CTRIA3,9,8,1,2,5"],
        "PSHELL 8 AT LINE 24: TS/T IS -0.8",
    ),
    "a beam that twists by itself": (
        [*BEAM, "PBEAM,8,1,1.,1.,1.,,-1.", "CBEAM,9,8,1,2,0.,1.,0."],
        "PBEAM pid=8 j=",
    ),
    "a rod of negative area": ([*GOOD, "PROD,8,1,-1.", "CROD,9,8,1,9"], "PROD 8: AREA -1"),
    "a bar of negative radius": (
        [*BEAM[2:], BEAM[0], "PBARL,1,1,,ROD\n,-1.", "CBAR,9,1,1,2,0.,1.,0."],
        "PBARL 1: DIMENSION -1 IS NEGATIVE",
    ),
    "a beam of negative radius": (
        [*BEAM[2:], BEAM[0], "PBEAML,1,1,,ROD\n,-1.", "CBEAM,9,1,1,2,0.,1.,0."],
        "PBEAML 1: DIMENSION -1 IS NEGATIVE",
    ),
    "a laminate of too many plies": (
        [*GOOD, "PCOMP,8" + "\n,1,.1,,,1,.1" * 501, "CTRIA3,9,8,1,2,5"],
        "PCOMP 8 HAS 1002 PLIES; THE EMBEDDED SOLVER TAKES 1000",
    ),
    "negative thickness at a corner": (
        [*GOOD, "CTRIA3,9,1,1,2,5\n,,,-1.,1.,1."],
        "PSHELL 1 OF CTRIA3 9 HAS THICKNESS -1",
    ),
    "a solid without volume": (
        [*GOOD, "PSOLID,8,1", "CTETRA,9,8,1,2,4,5"],
        "ELEMENT 9 .CTETRA. HAS BAD GEOMETRY",
    ),
    "a solid folded onto itself": (
        [*GOOD, "PSOLID,8,1", "CHEXA,9,8,1,2,5,4,1,2\n,5,4"],
        "ELEMENT 9 .CHEXA. HAS BAD GEOMETRY",
    ),
    "a rod without length": (
        [*GOOD, "PROD,8,1,1.", "CROD,9,8,1,1"],
        "ELEMENT 9 .CROD. HAS BAD GEOMETRY",
    ),
    "supports that contain themselves": ([*GOOD, "SPCADD,1,1"], "SPCADD 1 CONTAINS ITSELF"),
    "supports in a circle": (
        [*PLATE, HELD[1], "SPCADD,1,2", "SPCADD,2,1"],
        "SPCADD 1 CONTAINS ITSELF",
    ),
    "loads in a circle": (
        [*PLATE, HELD[0], "LOAD,1,1.,1.,2", "LOAD,2,1.,1.,1"],
        "LOAD 1 CONTAINS ITSELF",
    ),
    "a frame on points of its own": (
        [*GOOD, *(f"GRID,5{n},3,{n}.,{n * n}.,0." for n in range(3)), "CORD1R,3,50,51,52"],
        "COORDINATE SYSTEM 3 IS DEFINED BY ITSELF",
    ),
    "rigid elements in a circle": ([*GOOD, "RBE2,80,9,123,8", "RBE2,81,8,123,9"], "CIRCLE"),
}
