"""Samplers: each proposes the next design. They do not know each other.

A module here is cheap to import; what it needs to propose is imported by its first proposal.
"""
