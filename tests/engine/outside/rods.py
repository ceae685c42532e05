"""A rod of one element, pulled or pressed: the deck outside programs are tried with."""

BULK = """\
GRID,1,,0.,0.,0.
GRID,2,,1.,0.,0.
CROD,1,1,1,2
PROD,1,1,1.
MAT1,1,1.+7,,.3
SPC1,1,123456,1
SPC1,1,23456,2
FORCE,1,2,,1.,1.
ENDDATA
"""
DECK = f"SOL 101\nCEND\nSPC = 1\nLOAD = 1\nBEGIN BULK\n{BULK}"
