"""Which modes are wanted: EIGRL, and EIGB for buckling.

MSC Nastran Quick Reference Guide: V1 and V2 bound the frequency in Hz or the buckling factor, ND is
how many.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from atomizer.engine.solvers.calculix.cards import refusal
from atomizer.engine.solvers.calculix.cases import Step

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

MODES, FACTORS = 10, 1
"""How many with neither ND nor V2, as in the embedded solver."""


@dataclass(frozen=True)
class Wanted:
    """Which modes.

    Attributes:
        count: How many.
        first: Lower bound of the frequency in Hz, None without.
        last: Upper bound, None without.
        largest: Whether the largest component of each is one, instead of its generalized mass.
    """

    count: int
    first: float | None
    last: float | None
    largest: bool


def read_wanted(bdf: "BDF", step: Step) -> Wanted:
    """What the METHOD of a subcase asks for.

    Raises:
        DeckRejected: there is none, or it asks for what CalculiX cannot give.
    """
    card = bdf.methods.get(step.method)
    if card is None or card.type not in ("EIGRL", "EIGB"):
        raise refusal(f"SUBCASE {step.id} has no METHOD with an EIGRL")
    if card.type == "EIGB":
        return Wanted(int(card.ndp or card.nep or FACTORS), None, None, largest=True)
    if card.options or card.norm not in (None, "MASS", "MAX"):
        raise refusal(f"the options of EIGRL {card.sid} are not translated")
    if card.nd is None and card.v2 is not None:
        raise refusal(f"EIGRL {card.sid} must say how many modes: ND")
    count = int(card.nd or (MODES if step.kind == "modes" else FACTORS))
    if step.kind == "buckling" and (card.v1 is not None or card.v2 is not None):
        raise refusal(f"EIGRL {card.sid} bounds buckling factors")
    return Wanted(count, _number(card.v1), _number(card.v2), card.norm == "MAX")


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
