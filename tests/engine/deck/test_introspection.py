import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from atomizer.engine.deck import Bounds, DeckRejected, Introspection, introspect
from tests.engine.deck.decks import PLATE, SIZING, bulk, put

COMPOSITE = bulk(
    "PCOMP,6,,,,,,,\n,1,.1,45.,YES,1,.2,-45.,YES\nMAT8,1,1.4+5,1.+4,.3,5000.\n"
    "PBUSH,8,K,1.+3,1.+3,,,,\nPELAS,9,100.,,,10,200.\nPTUBE,5,1,50.,2.\n"
    "PBEAM,7,1,100.,10.,20.,,5.,\n,NO,1.,120.,12.\nPBEAML,11,1,,ROD\n,4.,,YES,1.,5."
)


def names(found: Introspection) -> list[str]:
    return [one.name for one in found.parameters]


def test_a_deck_is_described_at_a_glance(tmp_path: Path) -> None:
    found = introspect(put(tmp_path, PLATE))
    assert (found.solution, found.title, found.units) == (101, "Plate with ribs", "unknown")
    assert (found.grids, found.elements) == (4, 5)
    assert found.cards["PSHELL"] == 2
    assert [(one.id, one.subtitle, one.load, one.spc) for one in found.subcases] == [
        (1, "pull", "2", "1"),
        (2, "", "3", "1"),
    ]


def test_named_fields_are_parameters_in_a_fixed_order(tmp_path: Path) -> None:
    found = introspect(put(tmp_path, PLATE))
    assert names(found) == [
        "PSHELL:1:T",
        "PSHELL:2:T",
        "PROD:3:A",
        "PROD:3:NSM",
        "PBARL:4:DIM1",
        "PBARL:4:DIM2",
        "MAT1:1:E",
        "MAT1:1:NU",
        "MAT1:1:RHO",
        "CONM2:7:M",
    ]
    rib = found.parameters[0]
    assert (rib.value, rib.kind, rib.description) == (2.5, "property", "thickness")
    assert rib.remark == "rib plates"


def test_design_variables_come_first_with_what_they_drive(tmp_path: Path) -> None:
    found = introspect(put(tmp_path, SIZING))
    rib, skin, width, copy, thickness, area, *_ = found.parameters
    assert (rib.name, rib.value, rib.kind) == ("t_rib", 2.0, "design variable")
    assert rib.bounds == Bounds(min=0.5, max=10.0)
    assert rib.drives == ("PSHELL:1:T = 0.5 + 0.5*t_rib + t_skin",)
    assert skin.bounds is None
    assert width.drives == ("GRID:2 moves", "GRID:3 moves")
    assert copy.formula == "2*t_rib"
    assert thickness.formula == "0.5 + 0.5*t_rib + t_skin"
    assert area.formula == "0.25*t_copy"


def test_thicknesses_areas_dimensions_and_variables_are_candidates(tmp_path: Path) -> None:
    found = introspect(put(tmp_path, PLATE))
    assert [(one.name, one.score) for one in found.candidates] == [
        ("PSHELL:1:T", 1.0),
        ("PSHELL:2:T", 0.8),
        ("PROD:3:A", 0.8),
        ("PBARL:4:DIM1", 0.8),
        ("PBARL:4:DIM2", 0.8),
    ]


def test_what_follows_from_something_else_is_no_candidate(tmp_path: Path) -> None:
    found = introspect(put(tmp_path, SIZING))
    assert [(one.name, one.score) for one in found.candidates] == [
        ("t_rib", 1.0),
        ("t_skin", 0.8),
        ("width", 0.6),
    ]


def test_at_most_ten_candidates_are_shown_the_best_first(tmp_path: Path) -> None:
    rods = "\n".join(f"PROD,{i},1,1." for i in range(1, 20))
    found = introspect(put(tmp_path, bulk(f"{rods}\n$ web\nPSHELL,1,1,2.")))
    assert len(names(found)) == 20
    assert len(found.candidates) == 10
    assert found.candidates[0].name == "PSHELL:1:T"


def test_bounds_are_those_of_the_deck_or_around_the_value(tmp_path: Path) -> None:
    text = bulk("DESVAR,1,near,2.,1.,4.\nDESVAR,2,far,2.,-1.+9,1.+9\nPSHELL,1,1,3.")
    found = {one.name: one.suggested_bounds for one in introspect(put(tmp_path, text)).candidates}
    assert found == {
        "near": Bounds(min=1.0, max=4.0),
        "far": Bounds(min=1.0, max=4.0),
        "PSHELL:1:T": Bounds(min=1.5, max=6.0),
    }


def test_layouts_that_depend_on_their_content_are_understood(tmp_path: Path) -> None:
    values = {one.name: one.value for one in introspect(put(tmp_path, COMPOSITE)).parameters}
    expected = {
        "PCOMP:6:T1": 0.1,
        "PCOMP:6:THETA1": 45.0,
        "PCOMP:6:T2": 0.2,
        "PCOMP:6:THETA2": -45.0,
        "PBUSH:8:K1": 1e3,
        "PELAS:9:K1": 100.0,
        "PELAS:10:K1": 200.0,
        "PTUBE:5:OD": 50.0,
        "PTUBE:5:T": 2.0,
        "PBEAM:7:I1(A)": 10.0,
        "PBEAM:7:A(B)": 120.0,
        "PBEAML:11:DIM1(A)": 4.0,
        "PBEAML:11:DIM1(B)": 5.0,
        "MAT8:1:E1": 1.4e5,
        "MAT8:1:NU12": 0.3,
    }
    assert values | expected == values


def test_an_angle_is_a_candidate_within_a_right_angle(tmp_path: Path) -> None:
    found = {one.name: one for one in introspect(put(tmp_path, COMPOSITE)).candidates}
    assert found["PCOMP:6:THETA1"].suggested_bounds == Bounds(min=-90.0, max=90.0)


def test_an_entry_that_was_commented_out_is_no_title(tmp_path: Path) -> None:
    found = introspect(put(tmp_path, bulk("$PSHELL,1,1,9.\nPSHELL,1,1,2.")))
    assert found.parameters[0].remark == ""


def test_names_of_solutions_and_abbreviations_are_known(tmp_path: Path) -> None:
    text = "SOL SEMODES\nCEND\nMETH = 10\nSUBT = modes\nBEGIN BULK\nENDDATA\n"
    found = introspect(put(tmp_path, text))
    assert found.solution == 103
    assert [(one.id, one.method, one.subtitle) for one in found.subcases] == [(1, "10", "modes")]


def test_a_load_case_overrides_what_holds_for_all(tmp_path: Path) -> None:
    control = "SUBTITLE = all\nSPC = 1\nSUBCASE 5\n SUBTITLE = own\n LABEL = more\n SPC(1) = 2"
    text = f"SOL 101\nCEND\n{control}\nSUBCASE 6\nBEGIN BULK\n"
    found = introspect(put(tmp_path, text)).subcases
    assert [(one.id, one.subtitle, one.spc) for one in found] == [(5, "own", "2"), (6, "all", "1")]


def test_a_punch_file_has_parameters_but_no_solution(tmp_path: Path) -> None:
    found = introspect(put(tmp_path, "PSHELL,1,1,2.\n", "mesh.nas"))
    assert (found.solution, found.subcases, names(found)) == (None, (), ["PSHELL:1:T"])


def test_included_files_are_part_of_the_model(tmp_path: Path) -> None:
    put(tmp_path, "PSHELL,1,1,2.\n", "parts/shell.inc")
    found = introspect(put(tmp_path, bulk("INCLUDE 'parts/shell.inc'")))
    assert (found.includes, names(found)) == (("parts/shell.inc",), ["PSHELL:1:T"])


def test_text_in_utf8_is_shown_as_its_author_saw_it(tmp_path: Path) -> None:
    path = tmp_path / "plate.bdf"
    path.write_text("SOL 101\nCEND\nTITLE = Träger\nBEGIN BULK\n", encoding="utf-8")
    assert introspect(path).title == "Träger"


def test_an_introspection_cannot_be_changed_and_becomes_json(tmp_path: Path) -> None:
    found = introspect(put(tmp_path, SIZING))
    with pytest.raises(ValidationError):
        found.title = "other"
    assert Introspection.model_validate_json(found.model_dump_json()) == found


def test_a_number_that_overflows_is_no_parameter(tmp_path: Path) -> None:
    assert names(introspect(put(tmp_path, bulk("PROD,3,1,1.+999,2.")))) == ["PROD:3:J"]


def test_a_cad_file_is_refused_saying_what_is_supported(tmp_path: Path) -> None:
    with pytest.raises(DeckRejected, match=r"Supported: \.bdf.*export the solver input"):
        introspect(put(tmp_path, "x", "bracket.prt"))


def test_a_large_deck_is_looked_into_quickly(tmp_path: Path) -> None:
    grids = "".join(f"GRID    {i:8d}        {i:7d}.      0.      0.\n" for i in range(1, 50_001))
    rods = "".join(f"CROD    {i:8d}       1{i:8d}{i + 1:8d}\n" for i in range(1, 50_000))
    deck = put(tmp_path, bulk(f"{grids}{rods}PROD           1       1      2."))
    started = time.perf_counter()
    assert introspect(deck).elements == 49_999
    assert time.perf_counter() - started < 3.0
