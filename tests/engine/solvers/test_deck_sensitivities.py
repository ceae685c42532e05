"""Derivatives of what a deck itself measures, and the example of the documentation."""

import re
from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.deck import Deck, DeckRejected, read_bdf
from atomizer.engine.sensitivity import SensitivityTable
from atomizer.engine.solvers.embedded.plugin import Embedded
from atomizer.engine.solvers.embedded.sensitivity import (
    BucklingFactor,
    Compliance,
    Displacement,
    Frequency,
    Mass,
    Stress,
)
from atomizer.engine.solvers.embedded.sensitivity.dresp import Asked, read_responses
from tests.engine.solvers.designs import QUADS

PAGE = Path(__file__).parents[3] / "docs" / "sensitivities.md"
SUBCASES = """SOL 200
CEND
SUBCASE 1
ANALYSIS = STATICS
SUBCASE 2
ANALYSIS = STATICS
SUBCASE 3
ANALYSIS = MODES
METHOD = 1
BEGIN BULK
"""


def example() -> str:
    found = re.search(r"```\n(SOL 200.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def cantilever(tmp_path: Path) -> SensitivityTable:
    deck = tmp_path / "cantilever.bdf"
    deck.write_text(example(), encoding="ascii")
    return Embedded().sensitivities(deck)


def test_the_example_of_the_documentation_is_true(cantilever: SensitivityTable) -> None:
    rows = re.findall(r"^\| (\w.*?) \| ([-\d.e+]+) \| (\S+) \| (\S+) \|$", PAGE.read_text(), re.M)
    assert [row[0] for row in rows] == list(cantilever.responses)
    assert cantilever.variables == ("width", "height")
    assert [float(row[1]) for row in rows] == pytest.approx(cantilever.values, rel=1e-4)
    written = np.array([[float(part) for part in row[2:]] for row in rows])
    assert np.abs(written - np.array(cantilever.normalized(), float)).max() < 6e-5


def test_a_cantilever_goes_with_the_powers_of_beam_theory(cantilever: SensitivityTable) -> None:
    """Mass w h, displacement 1 / w h^3, frequency w, buckling h w^3."""
    theory = [[1, 1], [-1, -3], [-1, -2], [1, 0], [3, 1]]
    assert np.array(cantilever.normalized(), float) == pytest.approx(np.array(theory), abs=6e-3)


def asked(tmp_path: Path, *lines: str) -> Asked:
    path = tmp_path / "responses.bdf"
    sheet = [line for line in QUADS.bulk if not line.startswith(("DESVAR", "DV"))]
    bulk = [*sheet, "CROD,91,9,1,2", "PROD,9,1,.1", "CELAS2,92,5.,1,1,2,1", *lines]
    path.write_text(SUBCASES + "\n".join([*bulk, "ENDDATA\n"]), encoding="ascii")
    return read_responses(Deck.read(path), read_bdf(path, "plain"))


def test_responses_are_taken_in_every_subcase_of_their_analysis(tmp_path: Path) -> None:
    found = asked(
        tmp_path,
        "DRESP1,1,w,WEIGHT",
        "DRESP1,2,u,DISP,,,13,,5",
        "DRESP1,3,f,FREQ,,,2",
        "DRESP1,4,c,COMP",
    )
    moved = [Displacement(subcase=n, grid=5, component=k) for n in (1, 2) for k in (1, 3)]
    worked = [Compliance(subcase=n) for n in (1, 2)]
    assert found.responses == [Mass(), *moved, Frequency(subcase=3, mode=2), *worked]
    assert found.labels == ["w", "u", "u", "u", "u", "f", "c", "c"]
    assert not found.left


@pytest.mark.parametrize(
    ("entry", "item", "place"),
    [
        ("ELEM,,9,,2", "von Mises", "Z1"),
        ("ELEM,,16,,2", "minor", "Z2"),
        ("ELEM,,4,,91", "torsional", ""),
        ("PROD,,2,,9", "axial", ""),
        ("ELEM,,2,,92", "spring", ""),
    ],
)
def test_item_codes_are_places_and_stresses(
    tmp_path: Path, entry: str, item: str, place: str
) -> None:
    first = asked(tmp_path, f"DRESP1,1,s,STRESS,{entry}").responses[0]
    assert isinstance(first, Stress)
    assert (first.item, first.place) == (item, place)


def test_a_property_stands_for_all_its_elements(tmp_path: Path) -> None:
    found = asked(tmp_path, "DRESP1,1,s,STRESS,PSHELL,,9,,1").responses
    stresses = [each for each in found if isinstance(each, Stress) and each.subcase == 2]
    assert [each.element for each in stresses] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("DRESP1,1,x,WEIGHT,,,1,2", "masses along the axes"),
        ("DRESP1,1,x,LAMA,,,1", "No subcase has its analysis"),
        ("DRESP1,1,x,FREQ", "names no mode"),
        ("DRESP1,1,x,DISP,,,7,,5", "no component"),
        ("DRESP1,1,x,DISP,,,1", "does not name its ids"),
        ("DRESP1,1,x,STRESS,ELEM,,6,,2", "Item 6 of CQUAD4 2"),
        ("DRESP1,1,x,STRESS,ELEM,,9,,777", "no element 777"),
        ("DRESP1,1,x,FRDISP,,,1,5.,5", "type FRDISP"),
        ("DRESP2,1,x,7\n,DRESP1,2", "not run"),
    ],
)
def test_what_has_no_derivatives_is_listed(tmp_path: Path, line: str, said: str) -> None:
    found = asked(tmp_path, line, "DRESP1,2,w,WEIGHT")
    assert found.responses == [Mass()]
    assert said in str(found.left[0])


def test_a_deck_that_measures_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeckRejected, match="no DRESP1"):
        asked(tmp_path)


def test_buckling_subcases_of_another_solution_are_those_with_a_method(tmp_path: Path) -> None:
    path = tmp_path / "buckling.bdf"
    lines = ("ENDDATA", "DRESP1,1,b,LAMA,,,1\nDRESP1,2,c,COMP\nENDDATA")
    path.write_text(QUADS.text.replace(*lines), encoding="ascii")
    found = read_responses(Deck.read(path), read_bdf(path, "plain")).responses
    assert found == [BucklingFactor(subcase=n, mode=1) for n in (2, 3)] + [Compliance(subcase=1)]
