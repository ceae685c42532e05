from pathlib import Path

import pytest

from atomizer.engine.deck import Deck, DeckRejected
from atomizer.engine.deck.slopes import Slopes
from tests.engine.deck.decks import SIZING, put


def slopes(tmp_path: Path, text: str = SIZING) -> Slopes:
    return Slopes(Deck.read(put(tmp_path, text)))


def test_a_variable_drives_fields_itself_and_through_those_linked_to_it(tmp_path: Path) -> None:
    """T = 0.5 + 0.5 rib + skin, A = 0.25 copy with copy = 2 rib."""
    driver = slopes(tmp_path).driver("t_rib")
    found = {field.target.name: (field.value, field.slope) for field in driver.fields}
    assert driver.value == 2.0
    assert found == {"PSHELL:1:T": (2.5, 0.5), "PROD:3:A": (1.0, 0.5)}


def test_grid_points_move_along_their_vectors(tmp_path: Path) -> None:
    found = {f.target.name: f.slope for f in slopes(tmp_path).driver("width").fields}
    assert found == {"GRID:2:X1": 2.0, "GRID:2:X3": -2.0, "GRID:3:X2": 1.0}


def test_a_field_drives_itself(tmp_path: Path) -> None:
    (field,) = slopes(tmp_path).driver("MAT1:1:E").fields
    assert (field.value, field.slope) == (2.1e5, 1.0)


def test_independent_variables_have_names(tmp_path: Path) -> None:
    assert slopes(tmp_path).names() == ("t_rib", "t_skin", "width")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("t_copy", "follows from"),
        ("PROD:3:A", "follows from"),
        ("PROD:3:J", "no real number"),
        ("thick", "no parameter"),
    ],
)
def test_what_cannot_vary_by_itself_is_refused(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(DeckRejected, match=said):
        slopes(tmp_path).driver(name)


def test_a_variable_that_feeds_an_equation_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    text = SIZING.replace(
        "DVPREL1       11", "DVPREL2,21,PSHELL,1,T,,,7\n,DESVAR,2\nDVPREL1       11"
    )
    found = slopes(tmp_path, text)
    with pytest.raises(DeckRejected, match="DEQATN"):
        found.driver("t_skin")
    assert {target.name for target, _ in found.standing} >= {"PROD:3:A"}
