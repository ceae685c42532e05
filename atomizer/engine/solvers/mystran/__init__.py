"""MYSTRAN: an open Nastran that runs beside Atomizer."""
