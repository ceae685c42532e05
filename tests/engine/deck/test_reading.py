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
        ("GRID,1,,word,0.,0.", "WORD"),
        ("CROD,1,9,1,2", "9"),
        ("PSHELL,1,1,.1\nPSHELL,1,1,.2", "."),
        ("GRID,one,,0.,0.,0.", "one"),
    ],
)
def test_what_pynastran_cannot_read_is_said_in_words(tmp_path: Path, entry: str, said: str) -> None:
    with pytest.raises(DeckRejected, match="pyNastran cannot read") as refused:
        read_bdf(put(tmp_path, bulk(entry)))
    assert said in refused.value.what
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        ("GRID,2,,word,0.,0.", "GRID 2: x1 = 'WORD'"),
        ("GRID           2            word      0.      0.", "GRID 2: x1 = 'WORD'"),
        ("GRID\t2\t\tword\t0.\t0.", "GRID 2: x1 = 'WORD'"),
        (f"GRID*   {2:16d}{'':16}{'word':16}{'0.':16}\n*       {'0.':16}", "GRID 2: x1 = 'WORD'"),
        ("grid,2,,word,0.,0. $ a word", "GRID 2: x1 = 'WORD'"),
        ("CQUAD4,2,1,1,2,2,3", "CQUAD4 2: nodes="),
    ],
)
def test_an_entry_that_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, entry: str, what: str
) -> None:
    (tmp_path / "mesh.inc").write_text(f"$ the mesh\nGRID,1,,0.,0.,0.\n{entry}\n")
    with pytest.raises(DeckRejected, match=f"cannot read {what}") as refused:
        read_bdf(put(tmp_path, bulk("INCLUDE 'mesh.inc'\nGRID,9,,0.,0.,0.")))
    assert refused.value.where == "mesh.inc:3"
    assert "card=" not in str(refused.value)


def test_nothing_is_printed_at_a_bad_deck(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(DeckRejected):
        read_bdf(put(tmp_path, bulk("GRID,1,,word,0.,0.")))
    assert capfd.readouterr() == ("", "")


def test_control_without_bulk_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeckRejected, match=r"plate\.bdf:2: The control section never ends"):
        read_bdf(put(tmp_path, "SOL 101\nCEND\nGRID,1,,0.,0.,0.\n"))


def test_a_solution_without_cend_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeckRejected, match=r"plate\.bdf:2: There is no CEND"):
        read_bdf(put(tmp_path, "$ plate\nSOL 101\nSPC = 1\nBEGIN BULK\nGRID,1,,0.,0.,0.\n"))


def test_a_byte_order_mark_is_named(tmp_path: Path) -> None:
    deck = put(tmp_path, bulk("GRID,1,,0.,0.,0."))
    deck.write_bytes(b"\xef\xbb\xbf" + deck.read_bytes())
    with pytest.raises(DeckRejected, match=r"plate\.bdf:1: The file begins with a byte-order mark"):
        read_bdf(deck)


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
    with pytest.raises(DeckRejected, match="pyNastran cannot read"):
        read_bdf(put(tmp_path, bulk("GRID,1,,0.,0.,0.\nLOAD,5,1.,2.,0,1.,2")))
