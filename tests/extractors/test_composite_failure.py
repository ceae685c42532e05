"""E24 on results made by hand, and on a laminate that was solved."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Results
from atomizer.engine.results.strength import LaminateStrength
from atomizer.extractors.composite_failure import CompositeFailure
from tests.engine.solvers.decks import solved
from tests.engine.solvers.laminates import QUAD, SQUARE
from tests.extractors.states import CARBON, results, stress

ROWS = [[1, 300, 25, 0, 4, -9], [2, 600, 5, 14, 0, 0], [1, 0, -125, 35, 1, 2], [2, 9, 9, 0, 0, 0]]


def state(theory: str = "HILL", bond: float = 45.0, **changed: float) -> Results:
    """Elements 1 of property 5 and 2 of property 6, two plies each."""
    table = stress("ply_stress", "CQUAD4", 1, [1, 1, 2, 2], ROWS)
    plies = dict.fromkeys((1, 2), replace(CARBON, **changed))
    laminates = {5: LaminateStrength(theory, bond, plies), 6: LaminateStrength(theory, 0.0, plies)}
    return replace(results([table]), laminates=laminates)


def test_it_names_the_worst_element_and_ply() -> None:
    measured = CompositeFailure(criterion="max_stress").measure(state())
    assert measured == {
        "max_failure_index": pytest.approx(0.5),
        "min_reserve_factor": pytest.approx(2.0),
        "max_bond_index": pytest.approx(9 / 45),
        "worst_element": 1.0,
        "worst_ply": 1.0,
    }


def test_each_criterion_is_its_own() -> None:
    hill = (300 / 1500) ** 2 - 300 * 25 / 1500**2 + 0.25
    mixed = 125**2 / 12500 + 0.25 - (1 / 50 - 1 / 250) * 125
    measured = {
        name: CompositeFailure(criterion=name, elements=[1]).measure(state())["max_failure_index"]
        for name in ("hill", "tsai_wu", "hoffman")
    }
    whole = -0.05 + 0.4 + 300**2 / 1.8e6 + 25**2 / 12500
    assert measured["hill"] == pytest.approx(hill)
    assert measured["tsai_wu"] == pytest.approx(whole)
    assert measured["hoffman"] == pytest.approx(whole - 300 * 25 / 1.8e6)
    alone = CompositeFailure(elements=[2], subcase=1).measure(state())
    assert (
        mixed
        < alone["max_failure_index"]
        == pytest.approx(9 * (1 / 1500 - 1 / 1200) + 9 * 0.016 + 81 / 1.8e6 + 81 / 12500)
    )


def test_the_property_may_choose_the_criterion() -> None:
    chosen = CompositeFailure(criterion="property").measure(state("HOFF"))
    assert chosen == CompositeFailure(criterion="hoffman").measure(state())


@pytest.mark.parametrize(
    ("broken", "criterion", "words"),
    [
        (state(""), "property", "FT of PCOMP 5 is blank"),
        (state("STRN"), "property", "FT of PCOMP 5 is STRN"),
        (state(shear=0.0), "hill", "Material 1 of ply 1 of PCOMP 5 has no strength S"),
        (state(x_tension=0.0, y_compression=0.0), "hill", "has no strength Xt, Yc"),
        (state(interaction=1e-3), "tsai_wu", "F12 0.001 of material 1 is too large"),
        (replace(state(), laminates={}), "hill", "The deck has no PCOMP 5"),
        (
            replace(
                state(), laminates={5: LaminateStrength("", 0.0), 6: LaminateStrength("", 0.0)}
            ),
            "hill",
            "Ply 1 of PCOMP 5 has no MAT8",
        ),
        (replace(state(), cells=()), "hill", "The deck does not have every CQUAD4"),
    ],
)
def test_it_refuses_what_it_cannot_judge(broken: Results, criterion: str, words: str) -> None:
    with pytest.raises(SolveFailed, match=words):
        CompositeFailure(criterion=criterion).measure(broken)


def test_without_stress_there_is_no_reserve() -> None:
    table = stress("ply_stress", "CQUAD4", 1, [1], [[1, 0, 0, 0, 0, 0]])
    with pytest.raises(SolveFailed, match="No ply has a stress"):
        CompositeFailure().measure(replace(state(), element_tables=(table,)))


@pytest.mark.parametrize("criterion", ["tsai_wu", "hill", "hoffman", "max_stress"])
def test_a_ply_pulled_to_its_strength_across_fails(tmp_path: Path, criterion: str) -> None:
    """From the deck's MAT8 to the index through the OP2: a [90] square pulled along x by Yt."""
    carbon = "MAT8,1,1.4+5,1.+4,.3,5.+3,5.+3,3.5+3,,\n,,,,1500.,1200.,50.,250.,70."
    plies = "PCOMP,1,,,30.,HILL,,,SYM\n,1,.5,90.,YES"
    bulk = [carbon, plies, *SQUARE, QUAD, "SPC1,1,123,1", "SPC1,1,13,4", "SPC1,1,3,2,3"]
    bulk += ["FORCE,1,2,,25.,1.,0.,0.", "FORCE,1,3,,25.,1.,0.,0."]
    found = solved(tmp_path, bulk)
    assert sorted(found.laminates[1].plies) == [1, 2]
    measured = CompositeFailure(criterion=criterion).measure(found)
    assert measured["max_failure_index"] == pytest.approx(1.0, rel=1e-5)
    assert measured["min_reserve_factor"] == pytest.approx(1.0, rel=1e-5)
    assert np.isfinite(measured["max_bond_index"])
