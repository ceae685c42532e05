"""Extractors: results in, named numbers out; one physics a file, independent of each other."""
