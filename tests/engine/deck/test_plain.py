from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atomizer.engine.deck import DeckRejected, read_bdf, reading
from tests.engine.deck.decks import put

PLAIN = (
    "GRID,1,,0.,1.5,-2.E-3",
    "GRID,2,0,.5,0.,0.,3",
    "GRID    3               1.      2.      3.",
    "GRID*   4                               1.0E+00         2.\n*       3.",
    "CQUAD4,1,9,1,2,3,4",
    "CTRIA3  2       9       1       2       3",
    "CTETRA,3,9,1,2,3,4",
    "CHEXA,4,9,1,2,3,4,5,6\n,7,8",
    "CHEXA   5       9       1       2       3       4       5       6       +A\n+A      7       8",
    "cpenta,6,9,1,2,3,4,5,6",
    "CQUAD4,1,9,4,3,2,1",
    "GRID,1,,0.,1.5,-2.E-3\n\n",
)
ODD = (
    "GRID,7,,1.+3,0.,0.",
    "GRID,8,,1,0.,0.",
    "GRID,9,,,0.,0.",
    "GRID,9,,1.D+0,0.,0.",
    "GRID,10,,1.,0.,0.,0,123",
    "GRID,11,,1.,0.,0. $ corner",
    "GRID,13,-1,1.,0.,0.",
    "GRID,0,,1.,0.,0.",
    "GRID,\xb2,,1.,0.,0.",
    "GRID\t14\t\t1.\t2.\t3.",
    "CQUAD4,7,,1,2,3,4",
    "CQUAD4,8,9,1,2,3,4,45.,.5",
    "CTRIA3,10,9,1,2,3\n$ between\n,,,,.1,.2,.3",
    "CTETRA,11,9,1,2,3,4,5,6\n,7,8,9",
    "CHEXA,12,9,1,2,3,4,5,6\n,7,8,word",
    "GRID,20,,0.,0.,0.\n=,*1,=,*1.,==\n=2",
    "MAT1,1,7.+4,,.3",
    "ENDDATA",
)


def outcome(deck: Path) -> Any:
    """All entries as their fields, and how many of a kind there are; or that there is no deck."""
    try:
        model = read_bdf(deck, "plain")
    except DeckRejected:
        return "refused"
    cards = (*model.nodes.values(), *model.elements.values(), *model.materials.values())
    found = {(type(card), card.raw_fields()[1]): card.raw_fields() for card in cards}
    ids = {name: sorted(ids) for name, ids in model._type_to_id_map.items() if ids}
    return found, ids, dict(model.card_count)


def lines_left(lines: list[str]) -> list[int]:
    """Which lines are for pyNastran."""
    with reading._quiet():
        from atomizer.engine.deck.plain import take_plain
    return take_plain(lines).left


@given(st.lists(st.sampled_from(PLAIN + ODD), min_size=1, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_deck_is_read_as_pynastran_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entries: list[str]
) -> None:
    deck = put(tmp_path, "\n".join([*entries, ""]), "mesh.nas")
    ours = outcome(deck)
    with monkeypatch.context() as without_ours:
        without_ours.delattr("atomizer.engine.deck.restricted.RestrictedBDF._parse_all_cards")
        assert ours == outcome(deck)


@pytest.mark.parametrize("entry", PLAIN)
def test_a_plain_entry_leaves_nothing_to_pynastran(entry: str) -> None:
    assert lines_left(entry.split("\n")) == []


@pytest.mark.parametrize("entry", ODD)
def test_an_entry_out_of_the_ordinary_is_left_whole(entry: str) -> None:
    lines = entry.split("\n")
    assert lines_left(lines) == list(range(len(lines)))


def test_nothing_after_the_end_is_read() -> None:
    assert lines_left(["GRID,1,,0.,0.,0.", "ENDDATA", "GRID,2,,0.,0.,0."]) == [1, 2]


def test_an_id_that_was_there_before_is_left() -> None:
    assert lines_left(["GRID,1,,0.,0.,0.", "GRID,1,,0.,0.,0."]) == [1]
