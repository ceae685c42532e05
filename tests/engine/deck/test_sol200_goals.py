"""Responses, limits and objectives of a deck: what is measured, and what is listed."""

from pathlib import Path

import pytest

from tests.engine.deck.designs import CONTROL, held, one_goal, reasons, with_entries


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
        ("DRESP1,7,r,DISP,,,4,,3", "Component 4"),
        ("DRESP1,7,r,DISP,,,3,,5", "frame"),
        ("DRESP1,7,r,DISP,,,3,9.,3", "ATTB"),
        ("DRESP1,7,r,DISP,,,3", "name its ids"),
        ("DRESP1,7,r,STRESS,PSHELL,,3,,1", "item 3"),
        ("DRESP1,7,r,STRESS,PSHELL,,9,2,1", "ATTB"),
        ("DRESP1,7,r,STRESS,PBEAM,,9,,1", "PBEAM"),
        ("DRESP1,7,r,STRESS,ELEM,,9,,1\n,3", "ELEM"),
        ("DRESP1,7,r,STRAIN,PSHELL,,9,,1", "STRAIN"),
        ("DRESP1,7,r,FRSTRE,PSHELL,,9,,1", "FRSTRE"),
        ("DRESP1,7,r,FRDISP,,,9,,3", "Component 9"),
        ("DRESP1,7,r,FRDISP,,,3,,5", "frame"),
        ("DRESP1,7,r,FRACCL,,,3,RSS,3", "RSS over frequencies"),
        ("DRESP1,7,r,TVELO,,,3,.5,3", ".5 over time"),
        ("DRESP1,7,r,SPCFORCE,,,4,,1", "Component 4"),
        ("DRESP1,7,r,FORCE,PROD,,4,,3", "item 4"),
        ("DRESP1,7,r,FORCE,PBEAM,,4,,3", "the force of PBEAM"),
        ("DRESP1,7,r,ESE,PROD,,3,,3", "only 2, 4"),
        ("DRESP1,7,r,CFAILURE,PSHELL,,5,,1", "PSHELL"),
    ],
)
def test_a_response_that_nothing_measures_is_listed_with_its_limit(
    tmp_path: Path, response: str, why: str
) -> None:
    model = one_goal(tmp_path, f"{response}\nDCONSTR,10,7,,2.\n")
    assert model.constraints == ()
    assert why in reasons(model)["DRESP1 7"]
    assert "DRESP1 7 is not measured" in reasons(model)["DCONSTR 10"]


@pytest.mark.parametrize(
    ("response", "extractor", "output"),
    [
        ("FREQ", "frequency", "frequency"),
        ("EIGN", "frequency", "eigenvalue"),
        ("LAMA", "buckling", "buckling_factor"),
    ],
)
def test_a_mode_is_measured_by_its_number(
    tmp_path: Path, response: str, extractor: str, output: str
) -> None:
    model = one_goal(tmp_path, f"DRESP1,7,r,{response},,,2\nDCONSTR,10,7,,2.\n")
    [made] = [e for e in model.extractors.values() if e.type == extractor]
    [limit] = [c.source for c in model.constraints if c.source]
    assert made.config == {"mode": 2}
    assert limit.output_key == output


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
        ("EIGN,,,1", {"mode": 1}, "minimize", ""),
        ("VOLUME", None, "minimize", "DRESP1 1 is not measured"),
        ("ESE,ELEM,,2,,3", {"elements": [3]}, "minimize", ""),
        ("ESE,PROD,,2,,3", None, "minimize", "not one number"),
        ("FRDISP,,,3,,3", None, "minimize", "not one number"),
        ("SPCFORCE,,,1,,1", {"nodes": [1]}, "minimize", ""),
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


def test_modes_of_a_subcase_that_is_commented_out_are_listed(tmp_path: Path) -> None:
    """A study of statics would ask its results for a frequency and fail in every trial."""
    cases = "SUBCASE 1\nLOAD = 2\nSUBCASE 2\nANALYSIS = MODES\nMETHOD = 3\nBEGIN BULK\n"
    control = f"SOL 200\nCEND\nANALYSIS = STATICS\nDESOBJ(MIN) = 1\nSPC = 1\n{cases}"
    model = with_entries(tmp_path, "DRESP1,1,w,WEIGHT\nDRESP1,8,f,FREQ,,,1\n", control)
    assert [each.type for each in model.extractors.values()] == ["mass"]
    assert "Subcase 2 is commented out: the study solves SOL 101" in reasons(model)["DRESP1 8"]
