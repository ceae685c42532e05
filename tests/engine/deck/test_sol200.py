from pathlib import Path

import pytest

from atomizer.domain.items import Bounds
from atomizer.engine.deck import DeckRejected, read_bdf
from tests.engine.deck.decks import put
from tests.engine.deck.designs import (
    CONTROL,
    MODEL,
    SIZING,
    held,
    one_goal,
    reasons,
    taken,
)


def test_variables_responses_limits_and_objective_become_a_study(tmp_path: Path) -> None:
    model = taken(tmp_path, CONTROL + MODEL + SIZING)
    assert [(v.expression_name, v.bounds, v.baseline) for v in model.variables] == [
        ("t_rib", Bounds(min=0.5, max=10.0), 2.0),
        ("a_rod", Bounds(min=0.1, max=5.0), 1.0),
    ]
    (objective,) = model.objectives
    assert objective.source is not None
    assert (objective.direction, objective.source.output_key) == ("minimize", "mass")
    assert held(model) == [
        ("mass", {}, "mass", "<=", 5.0),
        ("displacement", {"nodes": [3, 4]}, "max_x", "<=", 0.2),
        ("displacement", {"nodes": [3, 4]}, "max_y", "<=", 0.2),
        ("bar_stress", {"properties": [3], "subcase": 2}, "max_abs_stress", "<=", 150.0),
        ("shell_stress", {"subcase": 2}, "max_stress", "<=", 200.0),
        ("bar_stress", {"elements": [4], "subcase": 2}, "max_stress", "<=", 120.0),
    ]
    assert len({c.name for c in model.constraints}) == len(model.constraints)
    assert reasons(model) == {"DCONSTR 22": "deck.bdf:55 Item 14 is held too: max_stress has both."}


def test_alike_responses_share_one_extractor(tmp_path: Path) -> None:
    model = taken(tmp_path, CONTROL + MODEL + SIZING)
    kinds = [(e.type, str(e.config)) for e in model.extractors.values()]
    assert len(kinds) == len(set(kinds)) == 5


def test_the_model_keeps_every_byte_but_the_solution_and_its_analysis(tmp_path: Path) -> None:
    text = CONTROL.replace("\n", "\r\n") + MODEL + SIZING
    model = taken(tmp_path, text)
    wanted = text.replace("SOL 200", "SOL 101").replace("ANALYSIS = STATICS\r\n", "")
    assert model.files == {"model.bdf": wanted}
    assert model.solution == 101


def test_equations_are_commented_out_so_that_the_model_can_be_read(tmp_path: Path) -> None:
    more = (
        "DEQATN         7 F(A)=A**2\nDRESP2         7     sum       7\n          DRESP1       1\n"
    )
    more += "DRESP3         8     own       A       B\nDSCREEN     DISP     -.5\n"
    model = taken(tmp_path, CONTROL + MODEL + more + SIZING)
    for entry in ("DEQATN 7", "DRESP2 7", "DRESP3 8", "DSCREEN"):
        assert "deck.bdf:" in reasons(model)[entry]
    written = put(tmp_path, model.files["model.bdf"], "out/model.bdf")
    assert read_bdf(written).card_count["DRESP1"] == 6
    assert "$ DEQATN         7 F(A)=A**2\n$ DRESP2" in model.files["model.bdf"]


def test_an_include_is_written_beside_the_model(tmp_path: Path) -> None:
    put(tmp_path, SIZING.replace("ENDDATA\n", ""), "design/size.inc")
    model = taken(tmp_path, CONTROL + MODEL + "INCLUDE 'design/size.inc'\nENDDATA\n")
    assert list(model.files) == ["model.bdf", "design/size.inc"]
    assert len(model.variables) == 2


@pytest.mark.parametrize(
    ("entries", "kind", "values"),
    [
        ("DDVAL,5,1.,2.5,4.", "categorical", (1.0, 2.5, 4.0)),
        ("DDVAL,5,1.,THRU,2.,BY,.5", "categorical", (1.0, 1.5, 2.0)),
        ("DDVAL,5,1.,THRU,2.2,BY,.5", "categorical", (1.0, 1.5, 2.0, 2.2)),
        ("DDVAL,5,1.,50.,2.,60.", "categorical", (1.0, 2.0)),
        ("DDVAL,5,1.,THRU,6.,BY,1.", "integer", ()),
    ],
)
def test_discrete_values_within_the_bounds_are_the_choices(
    tmp_path: Path, entries: str, kind: str, values: tuple[float, ...]
) -> None:
    model = one_goal(tmp_path, f"DESVAR,1,t,1.,.5,10.,,5\n{entries}\n")
    (variable,) = model.variables
    assert (variable.type, variable.values, variable.baseline) == (kind, values, 1.0)


def test_variables_that_follow_from_others_are_no_variables(tmp_path: Path) -> None:
    model = one_goal(tmp_path, "DESVAR,1,a,1.,.5,10.\nDESVAR,2,b,2.,.5,10.\nDLINK,1,2,0.,2.,1,1.\n")
    assert [variable.name for variable in model.variables] == ["a"]


def test_an_open_bound_is_replaced_and_listed(tmp_path: Path) -> None:
    model = one_goal(tmp_path, "DESVAR,1,a,4.\nDESVAR,2,b,4.,3.\n")
    assert [variable.bounds for variable in model.variables] == [
        Bounds(min=2.0, max=8.0),
        Bounds(min=3.0, max=8.0),
    ]
    assert "2 .. 8" in reasons(model)["DESVAR 1"]


def test_two_variables_of_one_label_are_named_by_their_ids(tmp_path: Path) -> None:
    model = one_goal(tmp_path, "DESVAR,1,a,1.,.5,2.\nDESVAR,2,A,1.,.5,2.\n")
    assert [variable.expression_name for variable in model.variables] == ["DESVAR:1", "DESVAR:2"]


def test_a_variable_of_an_equation_is_listed_with_the_relation(tmp_path: Path) -> None:
    model = one_goal(
        tmp_path, "DESVAR,1,a,1.,.5,2.\nDVPREL2,4,PROD,3,A,,,7\n,DESVAR,1\nDESVAR,2,b,1.,1.,1.\n"
    )
    assert model.variables == ()
    assert "DVPREL2 4" in reasons(model)["DESVAR 1"]
    assert "DEQATN" in reasons(model)["DVPREL2 4"]
    assert "held" in reasons(model)["DESVAR 2"]


def test_subcases_of_another_analysis_are_commented_out(tmp_path: Path) -> None:
    control = CONTROL.replace("SUBCASE 2\n", "SUBCASE 2\n  ANALYSIS = MODES\n")
    model = taken(tmp_path, control + MODEL + SIZING)
    assert "$ SUBCASE 2\n$   ANALYSIS = MODES\n$   LOAD = 3\n" in model.files["model.bdf"]
    assert "commented out" in reasons(model)["SUBCASE 2"]
    assert [row[0] for row in held(model)] == ["mass", "displacement", "displacement"]


@pytest.mark.parametrize(("analysis", "solution"), [("MODES", 103), ("BUCK", 105), ("MFREQ", 111)])
def test_the_solution_is_that_of_the_analysis(tmp_path: Path, analysis: str, solution: int) -> None:
    text = CONTROL.replace("STATICS", analysis) + MODEL + SIZING
    assert taken(tmp_path, text).solution == solution


def test_a_deck_that_is_no_optimization_gives_what_it_has(tmp_path: Path) -> None:
    text = "SOL 101\nCEND\nLOAD = 2\nBEGIN BULK\n" + MODEL + "DESVAR,1,t,2.,1.,3.\nENDDATA\n"
    model = taken(tmp_path, text)
    assert [variable.name for variable in model.variables] == ["t"]
    assert "no objective" in reasons(model)["DESOBJ"]
    assert model.files["model.bdf"] == text


def test_what_is_missing_from_a_bare_deck_is_said(tmp_path: Path) -> None:
    model = taken(tmp_path, MODEL)
    assert {"SOL", "DESVAR", "DESOBJ"} <= reasons(model).keys()


def test_commands_of_the_optimizer_are_listed(tmp_path: Path) -> None:
    control = CONTROL.replace("SPC = 1\n", "SPC = 1\nDESVAR = 4\n")
    more = "DOPTPRM,DESMAX,20\nDTABLE,A,1.\n"
    model = taken(tmp_path, control + MODEL + more + SIZING.replace(",5.\n", ",5.,.2\n"))
    assert {"DOPTPRM", "DTABLE", "DESVAR", "DESVAR 2"} <= reasons(model).keys()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CONTROL.replace("200", "106") + MODEL, "SOL 106"),
        (CONTROL.replace("STATICS", "FLUTTER") + MODEL, "FLUT"),
        (CONTROL.replace("DESGLB = 9", "DESGLB = ALL") + MODEL + SIZING, "names no id"),
        (CONTROL + MODEL + SIZING.replace("DESVAR         1", "DESVAR         x"), "integer"),
        (CONTROL + MODEL + SIZING.replace("     10.\n", "     1.0\n", 1), "outside"),
        (CONTROL + MODEL + SIZING.replace("DCONSTR       22       6", "DCONSTR       22      66"),
         "limits the response 66"),
        (CONTROL + MODEL + SIZING.replace("DCONADD       30", "DCONADD       31"), "DCONADD 30"),
        (CONTROL.replace("DESOBJ(MIN) = 1", "DESOBJ = 77") + MODEL + SIZING, "DRESP1 77"),
        (CONTROL + MODEL + SIZING.replace("DRESP1         2", "DRESP1         1"), "twice"),
        (CONTROL + MODEL + "DRESP1,1,u,DISP,,,1,,999\nDCONSTR,9,1,,5.\n", "no GRID 999"),
        (CONTROL + MODEL + SIZING + "", ""),
        (CONTROL + MODEL + "DDVAL,5,1.,THRU,1.+9,BY,.1\n", "1000"),
        (CONTROL + MODEL + "DDVAL,5,1.,THRU\n", "THRU"),
        (CONTROL + MODEL + "DDVAL,5,abc\n", "no number"),
        (CONTROL + MODEL + "INCLUDE '/etc/passwd'\n", "leave the folder"),
        (CONTROL + "\x00", "not text"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    if not said:
        assert taken(tmp_path, text).variables
        return
    with pytest.raises(DeckRejected, match=said):
        taken(tmp_path, text)
