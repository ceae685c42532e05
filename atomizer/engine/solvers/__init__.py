"""Solvers: a deck goes in, an OP2 and an F06 come out. One package or file a solver."""
