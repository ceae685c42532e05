"""DRESP1 of motions and of forces of constraint: DISP, FRDISP, TDISP and their kin, SPCFORCE.

Components and the meaning of ATTB as in the MSC Nastran Quick Reference Guide, DRESP1: a complex
response is limited by its real part unless case control asks for magnitude and phase (PHASE); then
components 1 to 6 are magnitudes. ATTB is a frequency or time, MAX and other sums over all of them,
or blank: then each is limited.
"""

from collections.abc import Mapping

from atomizer.domain.values import Json
from atomizer.engine.deck.deck import Deck
from atomizer.engine.deck.numbers import parse_real
from atomizer.engine.deck.sol200_cards import Response
from atomizer.engine.deck.sol200_control import motions_asked
from atomizer.engine.deck.sol200_measure import (
    AXES,
    Measure,
    NotMeasured,
    named_ids,
    need_basic_frame,
    of_nodes,
)

QUANTITIES: Mapping[str, str] = {"DISP": "displacement", "VELO": "velocity", "ACCL": "acceleration"}
OVER_FREQUENCY = {f"FR{kind}": quantity for kind, quantity in QUANTITIES.items()}
OVER_TIME = {f"T{kind}": quantity for kind, quantity in QUANTITIES.items()}
TRANSLATIONS = "123"
SAME = 1e-4
"""Within this part of a frequency an OP2 of single precision holds it."""
REAL_PART = "The deck limits the real part (no PHASE is asked for), the study the amplitude."


def displacements(deck: Deck, response: Response) -> list[Measure]:
    """A measure for each component of a static displacement."""
    if response.second:
        raise NotMeasured("Only displacements of static subcases are measured (ATTB is given).")
    foreign = [digit for digit in response.item if digit not in TRANSLATIONS]
    if foreign or not response.item:
        raise NotMeasured(f"Component {response.item or '(blank)'} is not measured: only 1, 2, 3.")
    nodes = named_ids(response)
    need_basic_frame(deck, nodes)
    config = of_nodes(deck, nodes)
    return [
        Measure(
            "displacement",
            config,
            upper=f"max_{AXES[digit]}",
            size=True,
            scalar=len(nodes) == 1 and len(response.item) == 1,
            in_subcases=True,
        )
        for digit in response.item
    ]


def over_frequencies(deck: Deck, response: Response) -> Measure:
    """The amplitude of a component over frequencies, or at one of them."""
    quantity, second = OVER_FREQUENCY[response.kind], response.second
    chosen, scalar = _where(response, quantity, deck)
    at = parse_real(second)
    if second in ("", "ALL", "MAX"):
        band: Json = {}
    elif at is None:
        raise NotMeasured(f"{second} over frequencies is not measured: only MAX.")
    else:
        band = {"lowest": at * (1.0 - SAME), "highest": at * (1.0 + SAME)}
    real = not motions_asked(deck).get(quantity)
    return Measure(
        "frequency_response_peak",
        chosen | band,
        upper="peak",
        size=real,
        scalar=scalar and second not in ("", "ALL"),
        in_subcases=True,
        note=" ".join(filter(None, (REAL_PART if real else "", _unasked(deck, quantity)))),
    )


def over_time(deck: Deck, response: Response) -> Measure:
    """The size of a component over time."""
    quantity = OVER_TIME[response.kind]
    chosen, scalar = _where(response, quantity, deck)
    if response.second not in ("", "ALL", "MAX"):
        raise NotMeasured(f"{response.second} over time is not measured: only MAX.")
    return Measure(
        "transient_peak",
        chosen,
        upper="peak",
        size=True,
        scalar=scalar and response.second == "MAX",
        in_subcases=True,
        note=_unasked(deck, quantity),
    )


def constraint_forces(deck: Deck, response: Response) -> list[Measure]:
    """A measure for each grid point: the force of constraint with its sign."""
    if response.item not in tuple(TRANSLATIONS):
        raise NotMeasured(f"Component {response.item or '(blank)'} is not measured: only 1, 2, 3.")
    nodes, output = named_ids(response), f"f{AXES[response.item]}"
    need_basic_frame(deck, nodes)
    return [
        Measure("reactions", {"nodes": [node]}, output, output, in_subcases=True, each_subcase=True)
        for node in sorted(set(nodes))
    ]


def _unasked(deck: Deck, quantity: str) -> str:
    """Why no trial would hold a motion: solvers write what is asked for, or displacements."""
    asked = motions_asked(deck) or {"displacement"}
    if quantity in asked:
        return ""
    return f"Case control asks for no {quantity.upper()}: give it, or no trial has one to measure."


def _where(response: Response, quantity: str, deck: Deck) -> tuple[Json, bool]:
    """Options for grid points, quantity and component; whether that is a single place."""
    component = AXES.get(response.item)
    if component is None:
        said = f"Component {response.item or '(blank)'} of {response.kind} is not measured"
        raise NotMeasured(f"{said}: only 1 to 6.")
    nodes = named_ids(response)
    need_basic_frame(deck, nodes)
    chosen: Json = {"quantity": quantity, "component": component}
    return of_nodes(deck, nodes) | chosen, len(nodes) == 1
