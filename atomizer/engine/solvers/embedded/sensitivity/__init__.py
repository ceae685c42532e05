"""Design sensitivities: derivatives of responses by the design variables of a deck.

    found = sensitivities(deck, [Mass(), Frequency(mode=1)], ["t_skin"])
    found.gradient[1, 0]  # Hz for a unit of t_skin

Design variables are DESVARs with what follows from them, or fields by their addresses.
"""

from atomizer.engine.solvers.embedded.sensitivity.gradient import (
    Sensitivities,
    deck_sensitivities,
    response_values,
    sensitivities,
)
from atomizer.engine.solvers.embedded.sensitivity.responses import (
    BucklingFactor,
    Compliance,
    Displacement,
    Frequency,
    Mass,
    Response,
    Stress,
)

__all__ = [
    "BucklingFactor",
    "Compliance",
    "Displacement",
    "Frequency",
    "Mass",
    "Response",
    "Sensitivities",
    "Stress",
    "deck_sensitivities",
    "response_values",
    "sensitivities",
]
