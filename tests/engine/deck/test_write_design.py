import math
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atomizer.engine.deck import DeckRejected, read_bdf, write_design
from tests.engine.deck.decks import PLATE, bulk, changed_lines, put


def written(tmp_path: Path, text: str, **parameters: float | str) -> str:
    """The deck after a design; `PSHELL_1_T` stands for the address `PSHELL:1:T`."""
    named = {name.replace("_", ":"): value for name, value in parameters.items()}
    path = write_design(put(tmp_path, text), named, tmp_path / "out")
    assert path == tmp_path / "out" / "model.bdf"
    return path.read_bytes().decode("latin-1")


def test_a_small_field_entry_is_written_anew_in_large_field(tmp_path: Path) -> None:
    after = written(tmp_path, PLATE, PSHELL_1_T=1 / 3)
    old, new = changed_lines(PLATE, after)
    assert old == ["PSHELL         1       1     2.5       1               1\n"]
    assert new == [
        "PSHELL*                1               1.333333333333333               1*\n",
        "*                                      1\n",
    ]


def test_in_large_field_only_the_sixteen_columns_change(tmp_path: Path) -> None:
    old, new = changed_lines(PLATE, written(tmp_path, PLATE, PSHELL_2_T=1 / 3))
    assert old == ["PSHELL*                2               1    1.2500000000               1*\n"]
    assert new == ["PSHELL*                2               1.333333333333333               1*\n"]


def test_a_short_number_goes_between_the_commas(tmp_path: Path) -> None:
    old, new = changed_lines(PLATE, written(tmp_path, PLATE, PROD_3_A=0.125))
    assert old == ["PROD,3,1,0.75,,,.01\n"]
    assert new == ["PROD,3,1,0.125,,,.01\n"]


def test_a_long_number_in_free_field_needs_large_field(tmp_path: Path) -> None:
    """Nastran rounds a real of more than 8 characters in free field."""
    _, new = changed_lines(PLATE, written(tmp_path, PLATE, PROD_3_A=0.123456789))
    assert new == [
        "PROD*                  3               1     0.123456789                *\n",
        "*                                    .01\n",
    ]


def test_free_large_field_takes_sixteen_characters_in_place(tmp_path: Path) -> None:
    text = bulk("PROD*,3,1,0.75,\n*,.01")
    _, new = changed_lines(text, written(tmp_path, text, PROD_3_A=1 / 3))
    assert new == ["PROD*,3,1,.333333333333333,\n"]


def test_a_continued_entry_keeps_its_other_fields(tmp_path: Path) -> None:
    old, new = changed_lines(PLATE, written(tmp_path, PLATE, PBARL_4_DIM2=22.5))
    assert len(old) == 2
    assert [line.split() for line in new] == [
        ["PBARL*", "4", "1", "BAR*"],
        ["*", "*"],
        ["*", "10.", "22.5", "*"],
        ["*"],
    ]


def test_a_value_that_stands_there_changes_nothing(tmp_path: Path) -> None:
    same = {"PSHELL_1_T": 2.5, "PSHELL_2_T": 1.25, "PROD_3_A": 0.75, "MAT1_1_E": 2.1e5}
    assert written(tmp_path, PLATE, **same) == PLATE


def test_equal_designs_give_equal_bytes(tmp_path: Path) -> None:
    one = written(tmp_path, PLATE, PSHELL_1_T=0.1 + 0.2, MAT1_1_E=7e4)
    assert written(tmp_path, PLATE, MAT1_1_E=7e4, PSHELL_1_T=0.3) == one


def test_the_deck_of_the_study_is_never_touched(tmp_path: Path) -> None:
    deck = put(tmp_path, PLATE, "model.bdf")
    with pytest.raises(DeckRejected, match="never written over its own deck"):
        write_design(deck, {"PSHELL:1:T": 1.0}, tmp_path)
    write_design(deck, {"PSHELL:1:T": 1.0}, tmp_path / "out")
    assert deck.read_text() == PLATE


def test_windows_line_ends_and_a_missing_last_one_are_kept(tmp_path: Path) -> None:
    text = "GRID,1,,0.,0.,0.\r\nPSHELL         1       1     2.5"
    after = written(tmp_path, text, PSHELL_1_T=3.0)
    assert after.startswith("GRID,1,,0.,0.,0.\r\nPSHELL*")
    assert after.count("\r\n") == after.count("\n") == 2
    assert not after.endswith("\n")


def test_tabs_count_as_blanks_up_to_the_next_field(tmp_path: Path) -> None:
    text = bulk("PSHELL\t1\t1\t2.5\t1\nPROD*\t3\t\t1\t\t0.75 $ rod")
    after = written(tmp_path, text, PSHELL_1_T=3.0, PROD_3_A=0.5)
    (tmp_path / "out" / "again").mkdir()
    model = read_bdf(put(tmp_path / "out" / "again", after), "plain")
    assert (model.properties[1].t, model.properties[3].A) == (3.0, 0.5)
    assert "$ rod" in after


def test_comments_inside_an_entry_are_kept(tmp_path: Path) -> None:
    text = bulk("PBARL,4,1,,BAR $ section\n$ width, height\n,10.,20. $ mm\n$ after\nGRID,1")
    after = written(tmp_path, text, PBARL_4_DIM1=12.3456789)
    kept = [line for line in after.splitlines() if line.startswith("$")]
    assert kept == ["$ section", "$ width, height", "$ mm", "$ after"]
    assert after.index("$ mm") < after.index("PBARL*") < after.index("$ after")


def test_a_blank_field_behind_the_last_one_can_be_set(tmp_path: Path) -> None:
    for card in ("PROD,3,1,0.75", "PROD           3       1    0.75 $ rod"):
        text = bulk(card)
        after = written(tmp_path, text, PROD_3_NSM=0.5)
        path = put(tmp_path / "again", after)
        assert read_bdf(path, "plain").properties[3].nsm == 0.5
        assert ("$ rod" in after) == ("$ rod" in card)


def test_a_continuation_that_is_elsewhere_is_refused(tmp_path: Path) -> None:
    text = bulk(
        "PBARL          4       1             BAR" + " " * 32 + "+P4\n+P5          10.     20."
    )
    with pytest.raises(DeckRejected, match="continued by '\\+P4', but '\\+P5' follows"):
        written(tmp_path, text, PBARL_4_DIM1=1.0)


def test_an_included_file_is_written_beside_the_deck(tmp_path: Path) -> None:
    put(tmp_path, "PSHELL,1,1,2.5\r\n", "parts/shell.inc")
    put(tmp_path, "$ as it is\r\n", "parts/other.inc")
    text = bulk("INCLUDE 'parts/shell.inc'\nINCLUDE 'parts/other.inc'\nPROD,3,1,.5")
    after = written(tmp_path, text, PSHELL_1_T=3.0)
    assert after == text
    assert (tmp_path / "out/parts/shell.inc").read_bytes() == b"PSHELL,1,1,3.\r\n"
    assert (tmp_path / "out/parts/other.inc").read_bytes() == b"$ as it is\r\n"
    assert read_bdf(tmp_path / "out/model.bdf", "plain").properties[1].t == 3.0


def test_an_include_with_the_name_of_the_written_deck_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "PSHELL,1,1,2.5\n", "model.bdf")
    with pytest.raises(DeckRejected, match=r"named model\.bdf"):
        written(tmp_path, bulk("INCLUDE 'model.bdf'"), PSHELL_1_T=3.0)
    assert not (tmp_path / "out").exists()


def test_words_and_integers_are_written_as_such(tmp_path: Path) -> None:
    after = written(tmp_path, PLATE, **{"PBARL:4:#5": "TUBE", "PROD:3:#3": 2.0})
    model = read_bdf(put(tmp_path / "again", after), "plain")
    assert (model.properties[4].Type, model.properties[3].mid) == ("TUBE", 2)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PSHELL:9:T", 1.0, "no PSHELL 9. It has PSHELL 1, 2"),
        ("PSHEL:1:T", 1.0, "no PSHEL entry. Did you mean PSHELL"),
        ("PSHELL:1:THICK", 1.0, "no field 'THICK'"),
        ("PBARL:4:DIM3", 1.0, "Did you mean PBARL:4:DIM"),
        ("PSHELL:1:#10", 1.0, "continuation"),
        ("PSHELL:1:#2", 1.0, "the id"),
        ("thickness", 1.0, "no parameter 'thickness'"),
        ("PSHELL:one:T", 1.0, "no field address"),
        ("PSHELL:1:T", math.nan, "not a finite number"),
        ("PSHELL:1:T", math.inf, "not a finite number"),
        ("PSHELL:1:T", "thick", "needs a number"),
        ("PBARL:4:#5", "BAR,1", "cannot be"),
        ("PSHELL:1:#3", 1.5, "holds an integer"),
    ],
)
def test_what_cannot_be_written_is_refused_in_words(
    tmp_path: Path, name: str, value: float | str, said: str
) -> None:
    with pytest.raises(DeckRejected) as refused:
        written(tmp_path, PLATE, **{name: value})
    assert said in str(refused.value)
    assert not (tmp_path / "out").exists()


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeckRejected, match=r"plate\.bdf:5: PROD 3 stands twice"):
        written(tmp_path, bulk("PROD,3,1,1.\nPROD,3,1,2."), PROD_3_A=1.5)


def test_entries_after_the_end_are_not_part_of_the_deck(tmp_path: Path) -> None:
    with pytest.raises(DeckRejected, match="no PROD 3"):
        written(tmp_path, bulk("PROD,4,1,1.") + "PROD,3,1,1.\n", PROD_3_A=1.5)


VALUES = st.floats(1e-6, 1e6)
ADDRESSES = {
    "PSHELL:1:T": lambda model: model.properties[1].t,
    "PSHELL:2:T": lambda model: model.properties[2].t,
    "PROD:3:#4": lambda model: model.properties[3].A,
    "PBARL:4:DIM2": lambda model: model.properties[4].dim[1],
    "MAT1:1:E": lambda model: model.materials[1].e,
    "CONM2:7:M": lambda model: model.masses[7].mass,
    "GRID:3:X2": lambda model: model.nodes[3].xyz[1],
}


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(sorted(ADDRESSES)), VALUES))
def test_what_was_written_is_read_back(tmp_path: Path, design: dict[str, float]) -> None:
    path = write_design(put(tmp_path, PLATE), design, tmp_path / "out")
    model = read_bdf(path)
    for name, value in design.items():
        assert math.isclose(ADDRESSES[name](model), value, rel_tol=1e-11)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(ADDRESSES)), VALUES)
def test_only_the_lines_of_the_changed_entry_differ(
    tmp_path: Path, name: str, value: float
) -> None:
    after = written(tmp_path, PLATE, **{name: value})
    old, _ = changed_lines(PLATE, after)
    card, number, _ = name.split(":")
    assert len(old) <= (2 if card == "PBARL" else 1)
    if old:
        assert old[0].replace("*", " ").replace(",", " ").split()[:2] == [card, number]
