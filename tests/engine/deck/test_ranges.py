"""A few characters that ask for billions of things are refused before they are written out."""

import re
from pathlib import Path

import pytest

from atomizer.engine.deck import DeckRejected, introspect, prescan, read_bdf
from atomizer.engine.deck.ranges import MOST_IDS, MOST_POINTS, MOST_SUBCASES
from atomizer.engine.deck.sources import LONGEST_LINE
from tests.engine.deck.decks import PLATE, bulk, put

TOO_MUCH = {
    "a range of ids": ("SPC1,1,1,1,THRU,1000000000", "more than 10,000,000 ids"),
    "a range in small fields": ("SPC1           1       1       1    THRU99999999", "10,000,000"),
    "ranges that are too much together": (
        f"SPC1,1,1,1,THRU,{MOST_IDS // 2}\nSPC1,1,2,1,thru,{MOST_IDS // 2 + 1}",
        r"plate\.bdf:5: .* more than 10,000,000 ids",
    ),
    "a range of elements under pressure": ("PLOAD4,1,7,1.5,,,,THRU,99999999", "10,000,000"),
    "a range with a number no integer holds": (f"SPOINT,1,THRU,{'9' * 60}", "10,000,000"),
    "a range that ends below its beginning": ("SPC1,1,1,9,THRU,1", "9 THRU 1 ends below"),
    "frequencies": (f"FREQ1,6,1.,1.,{MOST_POINTS + 1}", "100001 frequencies"),
    "frequencies in octaves": ("FREQ2   6       1.      2.      99999999", "99999999 frequencies"),
}


@pytest.mark.parametrize("case", TOO_MUCH)
def test_it_is_refused_with_its_line_before_it_is_read(tmp_path: Path, case: str) -> None:
    entry, words = TOO_MUCH[case]
    deck = put(tmp_path, bulk(entry))
    for door in (prescan, read_bdf):
        with pytest.raises(DeckRejected) as refused:
            door(deck)
        assert re.match(r"plate\.bdf:[45]: ", str(refused.value))
        assert re.search(words, str(refused.value))


@pytest.mark.parametrize("line", ["GRID,5,,", "$", ","])
def test_a_line_no_editor_wrote_is_refused(tmp_path: Path, line: str) -> None:
    """100 MB of one comment would take a quarter of a minute to take apart."""
    deck = put(tmp_path, bulk(line.ljust(LONGEST_LINE + 1, "1")))
    for door in (introspect, read_bdf):
        with pytest.raises(DeckRejected, match=r"plate\.bdf:4: This line has 10,001 characters"):
            door(deck)


@pytest.mark.parametrize(
    "entry",
    [
        "SPC1,1,1,1,THRU,10",
        "PLOAD4,1,99999990,1.500,,,,THRU,99999999",
        "PLOAD4  1       99999990     1.5                            THRU99999999",
        "SPC1,1,1,99999990,THRU,99999999",
        f"SPC1,1,1,1,THRU,{MOST_IDS}",
        f"FREQ1,6,1.,1.,{MOST_POINTS}",
        "FREQ1,6",
        "$ ids 1 THRU 1000000000",
        "$" * LONGEST_LINE,
    ],
)
def test_what_real_decks_say_is_read(tmp_path: Path, entry: str) -> None:
    prescan(put(tmp_path, bulk(entry)))


def test_a_set_of_the_case_control_is_counted_too(tmp_path: Path) -> None:
    deck = PLATE.replace("BEGIN BULK", "SET 5 = 1 THRU 99999999\nBEGIN BULK")
    with pytest.raises(DeckRejected, match="or ALL in case control"):
        prescan(put(tmp_path, deck))


def test_subcases_are_counted(tmp_path: Path) -> None:
    cases = "\n".join(f"SUBCASE {number}" for number in range(1, MOST_SUBCASES + 2))
    with pytest.raises(DeckRejected, match="has 5,001 subcases"):
        prescan(put(tmp_path, f"SOL 101\nCEND\n{cases}\nBEGIN BULK\nENDDATA\n"))


@pytest.mark.parametrize("number", ["0", "-1", "-0"])
def test_a_subcase_without_a_positive_number_is_refused(tmp_path: Path, number: str) -> None:
    with pytest.raises(DeckRejected, match=f"SUBCASE {number} is no number"):
        prescan(put(tmp_path, f"SOL 101\nCEND\nSUBCASE {number}\nBEGIN BULK\nENDDATA\n"))


@pytest.mark.parametrize("number", ["100000000", "9" * 40])
def test_a_subcase_that_no_result_file_can_name_is_refused(tmp_path: Path, number: str) -> None:
    with pytest.raises(DeckRejected, match=f"SUBCASE {number} is beyond"):
        prescan(put(tmp_path, f"SOL 101\nCEND\nSUBCASE {number}\nBEGIN BULK\nENDDATA\n"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_deck_in_another_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    deck = put(tmp_path, "")
    deck.write_bytes(PLATE.encode(encoding))
    with pytest.raises(DeckRejected, match="is not text"):
        prescan(deck)
