"""Decks: read safely, looked into, and written for a design.

Importing this package is cheap; pyNastran is imported by the first `read_bdf`.
"""

from atomizer.engine.deck.deck import Deck
from atomizer.engine.deck.design import canonical_design, write_design
from atomizer.engine.deck.introspection import (
    Bounds,
    Candidate,
    Introspection,
    ModelParameter,
    Subcase,
    introspect,
)
from atomizer.engine.deck.numbers import format_field16
from atomizer.engine.deck.prescan import prescan
from atomizer.engine.deck.reading import read_bdf
from atomizer.engine.deck.rejected import DeckRejected

__all__ = [
    "Bounds",
    "Candidate",
    "Deck",
    "DeckRejected",
    "Introspection",
    "ModelParameter",
    "Subcase",
    "canonical_design",
    "format_field16",
    "introspect",
    "prescan",
    "read_bdf",
    "write_design",
]
