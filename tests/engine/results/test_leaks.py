"""Loads that leave by springs to the ground or by equations are no sign of a wrong result."""

from pathlib import Path

import pytest

from atomizer.engine.results import read_results
from atomizer.engine.solvers.embedded.plugin import Embedded
from tests.engine.solvers.decks import put

ROD = ["GRID,1,,0.,0.,0.,,123456", "GRID,2,,2.,0.,0.,,3456", "CROD,1,1,1,2", "PROD,1,1,.5"]
ROD += ["MAT1,1,1000.,,.3", "FORCE,1,2,,10.,1.,0.,0.", "CELAS2,9,1.,1,2,2,2"]
"""A rod of stiffness 250 pulled by 10; a spring across keeps it straight."""
THIRD = "GRID,3,,3.,0.,0.,,23456"

LEAKS = {
    "a spring to the ground": ["CELAS2,2,250.,2,1"],
    "a bushing to the ground": ["CBUSH,2,5,2,,,,,0", "PBUSH,5,K,250."],
    "a spring between directions": ["CELAS2,2,250.,2,1,1,2", "CELAS2,3,250.,2,2,1,2"],
    "a lever": [THIRD, "CELAS2,2,100.,3,1,1,1", "MPC,1,3,1,1.,2,1,-2."],
}
TIGHT = {
    "a spring between two points": ["CELAS2,2,250.,2,1,1,1"],
    "a bushing between two points": ["CBUSH,2,5,1,2,,,,0", "PBUSH,5,K,250."],
    "two points that move alike": [THIRD, "CELAS2,2,100.,3,1,1,1", "MPC,1,3,1,1.,2,1,-1."],
}


def case(cards: list[str]) -> list[str]:
    return ["LOAD = 1", *["MPC = 1"] * any(card.startswith("MPC") for card in cards)]


@pytest.mark.parametrize("name", LEAKS)
def test_what_holds_beside_the_supports_is_no_imbalance(name: str, tmp_path: Path) -> None:
    deck = put(tmp_path, [*ROD, *LEAKS[name]], case(LEAKS[name]))
    results = read_results(Embedded().solve(deck, tmp_path).op2, deck)
    assert abs(results.reaction_sum[0, 0] + 10.0) > 1.0
    assert (results.applied, results.warnings) == (None, ())


@pytest.mark.parametrize("name", TIGHT)
def test_what_passes_every_force_on_is_still_checked(name: str, tmp_path: Path) -> None:
    deck = put(tmp_path, [*ROD, *TIGHT[name]], case(TIGHT[name]))
    op2 = Embedded().solve(deck, tmp_path).op2
    assert read_results(op2, deck).warnings == ()
    deck.write_text(deck.read_text().replace("FORCE,1,2,,10.", "FORCE,1,2,,11."))
    (warning,) = read_results(op2, deck, ("displacement",)).warnings
    assert "do not balance the loads" in warning
