"""CalculiX: an open solver of another language, given a translation of the deck.

The deck becomes an input file of CalculiX, its results become an OP2, so that they take the one
road of all results.
"""
