"""A deck that every door is tried with."""

ROD = """SOL 101
CEND
SPC = 1
LOAD = 1
DISPLACEMENT = ALL
STRESS = ALL
BEGIN BULK
PARAM,POST,-1
GRID,1,,0.,0.,0.,,123456
GRID,2,,2.,0.,0.,,23456
CROD,1,1,1,2
PROD,1,1,0.5
MAT1,1,1000.,,0.3,3.
SPC1,1,1,1
FORCE,1,2,0,10.,1.,0.,0.
DESVAR,1,AREA,0.5,0.1,2.
DVPREL1,1,PROD,1,A
,1,1.
ENDDATA
"""
"""A rod of length 2, area 0.5, E 1000, rho 3, pulled by 10: u = 0.04, stress 20, mass 3."""
