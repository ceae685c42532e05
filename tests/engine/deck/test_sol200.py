from pathlib import Path

import pytest

from atomizer.domain.items import Bounds
from atomizer.engine.deck import DeckRejected, read_bdf
from atomizer.engine.deck.sol200 import DesignModel, read_design_model
from tests.engine.deck.decks import put

CONTROL = """\
SOL 200
CEND
TITLE = Two loads
SPC = 1
DESOBJ(MIN) = 1
DESGLB = 9
ANALYSIS = STATICS
SUBCASE 1
  LOAD = 2
  DESSUB = 10
SUBCASE 2
  LOAD = 3
  DESSUB = 30
BEGIN BULK
"""
MODEL = """\
$ skin
PSHELL         1       1     2.5       1
PROD           3       1      1.
PBARL          4       1             BAR
             10.     20.
MAT1           1   2.1+5              .3  7.85-9
GRID           1              0.      0.      0.
GRID           2             10.      0.      0.
GRID           3             10.     10.      0.
GRID           4              0.     10.      0.
GRID           5              5.      5.      9.       2
CORD2R         2              0.      0.      0.      0.      0.      1.
              1.      0.      0.
CQUAD4         1       1       1       2       3       4
CQUAD4         2       1       4       3       2       1
CROD           3       3       1       3
CBAR           4       4       1       2      0.      0.      1.
FORCE          2       3              1.      1.      0.      0.
FORCE          3       4              1.      1.      0.      0.
SPC1           1  123456       1
"""
SIZING = """\
DESVAR         1   t_rib      2.      .5     10.
DESVAR,2,a_rod,1.,.1,5.
DVPREL1       11  PSHELL       1       T
               1      1.
DVPREL1       12    PROD       3       A
               2      1.
DRESP1         1  weight  WEIGHT
DRESP1         2    down    DISP                      12               3
               4
DRESP1         3     rod  STRESS    PROD               2               3
DRESP1*                4             top          STRESS          PSHELL*
*                                      9                               1*
*
DRESP1,5,bottom,STRESS,PSHELL,,17,,1
DRESP1         6     bar  STRESS    ELEM               7               4
DCONSTR        9       1              5.
DCONSTR       10       2     -.2      .2
DCONSTR       20       3   -150.    150.
DCONSTR       21       4            200.
DCONSTR       21       5            200.
DCONSTR       22       6            120.
DCONADD       30      10      20      21      22
ENDDATA
"""


def taken(tmp_path: Path, text: str) -> DesignModel:
    return read_design_model(put(tmp_path, text, "deck.bdf"))


def with_entries(tmp_path: Path, entries: str, control: str = CONTROL) -> DesignModel:
    """The study of a deck with these design entries and a control that selects 1, 9 and 10."""
    return taken(tmp_path, control + MODEL + entries + "ENDDATA\n")


def one_goal(tmp_path: Path, entries: str) -> DesignModel:
    """Likewise, where above all subcases response 1 and limit 10 are selected if they are there."""
    wanted = "DESOBJ(MIN) = 1\n" if "DRESP1,1," in entries else ""
    limited = "DESSUB = 10\n" if "DCONSTR,10," in entries else ""
    control = f"SOL 200\nCEND\nANALYSIS = STATICS\n{wanted}{limited}LOAD = 2\nSPC = 1\n"
    return with_entries(tmp_path, entries, control + "BEGIN BULK\n")


def held(model: DesignModel) -> list[tuple[str, dict[str, object], str, str, float]]:
    """Every constraint as extractor, its options, output, operator and threshold."""
    return [
        (
            model.extractors[c.source.extractor_id].type,
            dict(model.extractors[c.source.extractor_id].config),
            c.source.output_key,
            c.operator,
            c.threshold,
        )
        for c in model.constraints
        if c.source
    ]


def reasons(model: DesignModel) -> dict[str, str]:
    return {each.entry: f"{each.where} {each.why}" for each in model.not_taken_over}


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


@pytest.mark.parametrize(
    ("limit", "threshold", "listed"),
    [
        ("-2.,2.", 2.0, ""),
        (",2.", 2.0, "either sign"),
        ("-2.", 2.0, "either sign"),
        ("-3.,2.", 2.0, "either sign"),
        ("1.,2.", None, "around zero"),
    ],
)
def test_a_displacement_is_held_by_its_size(
    tmp_path: Path, limit: str, threshold: float | None, listed: str
) -> None:
    model = one_goal(tmp_path, f"DRESP1,7,u,DISP,,,3,,3\nDCONSTR,10,7,{limit}\n")
    assert [row[2:] for row in held(model)] == (
        [("max_z", "<=", threshold)] if threshold is not None else []
    )
    assert listed in reasons(model).get("DCONSTR 10", "")
    assert bool(listed) == ("DCONSTR 10" in reasons(model))


@pytest.mark.parametrize(
    ("response", "why"),
    [
        ("DRESP1,7,r,VOLUME", "VOLUME"),
        ("DRESP1,7,r", "without a type"),
        ("DRESP1,7,r,WEIGHT,,,1,5", "Term 1, 5"),
        ("DRESP1,7,r,WEIGHT,,,3,3,12", "superelement"),
        ("DRESP1,7,r,FREQ", "no mode"),
        ("DRESP1,7,r,FREQ,,,900", "frequency"),
        ("DRESP1,7,r,DISP,,,4,,3", "Component 4"),
        ("DRESP1,7,r,DISP,,,3,,5", "frame"),
        ("DRESP1,7,r,DISP,,,3,9.,3", "ATTB"),
        ("DRESP1,7,r,DISP,,,3", "name its ids"),
        ("DRESP1,7,r,STRESS,PSHELL,,3,,1", "item 3"),
        ("DRESP1,7,r,STRESS,PSHELL,,9,2,1", "ATTB"),
        ("DRESP1,7,r,STRESS,PBEAM,,9,,1", "PBEAM"),
        ("DRESP1,7,r,STRESS,ELEM,,9,,1\n,3", "ELEM"),
        ("DRESP1,7,r,FRDISP,,,3,9.,3", "FRDISP"),
    ],
)
def test_a_response_that_nothing_measures_is_listed_with_its_limit(
    tmp_path: Path, response: str, why: str
) -> None:
    model = one_goal(tmp_path, f"{response}\nDCONSTR,10,7,,2.\n")
    assert model.constraints == ()
    assert why in reasons(model)["DRESP1 7"]
    assert "DRESP1 7 is not measured" in reasons(model)["DCONSTR 10"]


def test_limits_that_cannot_be_held_are_listed(tmp_path: Path) -> None:
    model = one_goal(
        tmp_path,
        "DRESP1,7,r,STRESS,PSHELL,,9,,1\nDRESP1,8,w,WEIGHT\nDRESP2,9,s,4\n,DRESP1,8\n"
        "DCONSTR,10,7,3.,9.\nDCONSTR,11,8,,5.\nDCONSTR,12,8,,5.\nDCONSTR,13,9,,5.\n"
        "DCONSTR,14,8,,6\nDCONADD,10,12,13,14\n".replace("DCONADD,10", "DCONADD,40"),
    )
    assert held(model) == [("shell_stress", {}, "max_stress", "<=", 9.0)]
    said = [str(each) for each in model.not_taken_over]
    assert any(">= 3" in each and "DCONSTR 10" in each for each in said)
    assert any("No DESGLB or DESSUB" in each and "DCONSTR 11" in each for each in said)


def test_an_equality_is_one_constraint_and_a_table_none(tmp_path: Path) -> None:
    model = one_goal(
        tmp_path, "DRESP1,8,w,WEIGHT\nDCONSTR,10,8,5.,5.\nDCONSTR,10,8,,6\nDESVAR,1,a,1.,.5,2.\n"
    )
    assert held(model) == [("mass", {}, "mass", "==", 5.0)]
    assert "table" in reasons(model)["DCONSTR 10"]


def test_von_mises_limits_are_not_taken_where_the_deck_means_shear(tmp_path: Path) -> None:
    control = "SOL 200\nCEND\nSTRESS(MAXS) = ALL\nDESSUB = 10\nBEGIN BULK\n"
    entries = "DRESP1,7,r,STRESS,PSHELL,,9,,1\nDCONSTR,10,7,,9.\n"
    model = with_entries(tmp_path, entries, control)
    assert "maximum shear" in reasons(model)["DRESP1 7"]


@pytest.mark.parametrize(
    ("response", "options", "direction", "listed"),
    [
        ("DISP,,,2,,3", {"nodes": [3]}, "minimize", "without its sign"),
        ("STRESS,ELEM,,2,,3", {"elements": [3]}, "minimize", ""),
        ("DISP,,,2,,3\n,4", None, "minimize", "not one number"),
        ("STRESS,PROD,,2,,3", None, "minimize", "not one number"),
        ("EIGN,,,1", None, "minimize", "DRESP1 1 is not measured"),
    ],
)
def test_an_objective_is_one_number(
    tmp_path: Path, response: str, options: object, direction: str, listed: str
) -> None:
    model = one_goal(tmp_path, f"DRESP1,1,goal,{response}\nDRESP1,2,w,WEIGHT\nDCONSTR,10,2,,9.\n")
    found = [
        (model.extractors[o.source.extractor_id].config, o.direction)
        for o in model.objectives
        if o.source
    ]
    assert found == ([] if options is None else [(options, direction)])
    assert listed in reasons(model).get("DESOBJ 1", "")
    assert bool(listed) == ("DESOBJ 1" in reasons(model))


def test_an_objective_of_a_subcase_needs_to_say_which(tmp_path: Path) -> None:
    above = (
        CONTROL.replace("DESGLB = 9\n", "").replace("DESSUB = 10", "").replace("DESSUB = 30", "")
    )
    goal = "DRESP1,1,goal,DISP,,,2,,3\n"
    assert "which subcase" in reasons(with_entries(tmp_path, goal, above))["DESOBJ 1"]
    inside = above.replace("DESOBJ(MIN) = 1\n", "").replace(
        "LOAD = 3", "LOAD = 3\n  DESOBJ(MAX) = 1"
    )
    model = with_entries(tmp_path, goal, inside)
    (objective,) = model.objectives
    assert objective.direction == "maximize"
    assert [e.config for e in model.extractors.values()] == [{"nodes": [3], "subcase": 2}]


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
