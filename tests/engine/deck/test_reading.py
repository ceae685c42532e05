from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atomizer.engine.deck import DeckRejected, introspect, read_bdf, write_design
from tests.engine.deck.decks import PLATE, SIZING, bulk, put

DESIGN = {"PSHELL:1:T": 1.23456789}
MUTATIONS = [
    *("*", ",", "\t", "+", "$", "=", "\r", "\n", "-", "'", "\xb2", "\x85", "\xff", "\x0b"),
    *("1.+999", "nan", "PVAL", "1e5", "9" * 30, "INCLUDE '", "BEGIN", "ENDDATA", "SUBCASE 1\n"),
]


def test_a_deck_is_read_and_its_entries_refer_to_each_other(tmp_path: Path) -> None:
    model = read_bdf(put(tmp_path, PLATE))
    assert (model.sol, len(model.nodes), len(model.elements)) == (101, 4, 4)
    assert model.elements[1].pid_ref.t == 2.5


def test_references_can_be_left_open(tmp_path: Path) -> None:
    model = read_bdf(put(tmp_path, bulk("CROD,1,9,1,2")), "plain")
    assert model.elements[1].pid == 9


def test_a_punch_file_is_recognised_without_being_told(tmp_path: Path) -> None:
    model = read_bdf(put(tmp_path, "GRID,1,,0.,0.,0.\nGRID,2,,1.,0.,0.\n", "mesh.nas"))
    assert sorted(model.nodes) == [1, 2]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("GRID,1,,word,0.,0.", "word"),
        ("CROD,1,9,1,2", "9"),
        ("PSHELL,1,1,.1\nPSHELL,1,1,.2", "."),
        ("GRID,one,,0.,0.,0.", "one"),
    ],
)
def test_what_pynastran_cannot_read_is_said_in_words(tmp_path: Path, entry: str, said: str) -> None:
    with pytest.raises(DeckRejected, match="pyNastran cannot read the deck") as refused:
        read_bdf(put(tmp_path, bulk(entry)))
    assert said in refused.value.what
    assert "\n" not in str(refused.value)


def test_nothing_is_printed_at_a_bad_deck(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(DeckRejected):
        read_bdf(put(tmp_path, bulk("GRID,1,,word,0.,0.")))
    assert capfd.readouterr() == ("", "")


def test_control_without_bulk_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeckRejected, match=r"plate\.bdf:2: The control section never ends"):
        read_bdf(put(tmp_path, "SOL 101\nCEND\nGRID,1,,0.,0.,0.\n"))


def test_old_windows_text_with_odd_characters_is_read(tmp_path: Path) -> None:
    text = bulk("$ caf\xe9 \x85 \xb5m\r\nGRID,1,,0.,0.,0.").replace("\n", "\r\n") + "\x1a"
    assert list(read_bdf(put(tmp_path, text)).nodes) == [1]


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from([PLATE, SIZING]),
    st.lists(st.tuples(st.integers(0, 1500), st.integers(0, 9), st.sampled_from(MUTATIONS))),
)
def test_a_broken_deck_is_refused_and_never_breaks_the_reader(
    tmp_path: Path, text: str, changes: list[tuple[int, int, str]]
) -> None:
    for at, length, piece in changes:
        text = text[:at] + piece + text[at + length :]
    deck = put(tmp_path, text)
    for look in (introspect, read_bdf, lambda path: write_design(path, DESIGN, tmp_path / "out")):
        with suppress(DeckRejected):
            look(deck)


def test_an_entry_that_the_reader_cannot_even_quote_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeckRejected, match="pyNastran cannot read the deck"):
        read_bdf(put(tmp_path, bulk("GRID,1,,0.,0.,0.\nLOAD,5,1.,2.,0,1.,2")))
