"""Simcenter Nastran, NX Nastran and MSC Nastran: an outside program with one command line."""
