"""A study written as a SOL 200 deck, and read back."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atomizer.domain.items import Bounds, DesignVariable, Objective
from atomizer.engine.deck import DeckRejected, canonical_design, read_bdf
from atomizer.engine.deck.sol200_export import Wanted, design_model_files
from tests.engine.deck.decks import put
from tests.engine.deck.designs import CONTROL, MODEL, SIZING
from tests.engine.deck.exported import same, source, study, there_and_back

TRUSS = Path(__file__).parents[3] / "studies" / "truss10" / "1_setup" / "model.bdf"
ANALYSIS = CONTROL.replace("200", "101").replace("ANALYSIS = STATICS\n", "")


def areas(values: list[tuple[float, float, float]]) -> tuple[DesignVariable, ...]:
    """The ten variables of the truss, each from lower bound, baseline and upper bound."""
    return tuple(
        DesignVariable(
            name=f"Area {n}",
            expression_name=f"A{n}",
            bounds=Bounds(min=lower, max=upper),
            baseline=baseline,
        )
        for n, (lower, baseline, upper) in enumerate(values, start=1)
    )


TRUSS_GOALS = {
    "stress": ("s.max_abs_stress", "<=", 25000.0),
    "x": ("d.max_x", "<=", 2.0),
    "y": ("d.max_y", "<=", 2.0),
}
TRUSS_EXTRACTORS: dict[str, tuple[str, dict[str, Any]]] = {
    "w": ("mass", {}),
    "s": ("bar_stress", {}),
    "d": ("displacement", {}),
}
EVERY = areas([(0.1, 10.0, 35.0)] * 10)


def test_the_ten_bar_truss_comes_back_as_it_was(tmp_path: Path) -> None:
    wanted = study(TRUSS_EXTRACTORS, TRUSS_GOALS, variables=EVERY)
    model, left = there_and_back(tmp_path, TRUSS, wanted)
    same(model, wanted)
    assert (left, model.not_taken_over, model.solution) == ([], (), 101)
    assert read_bdf(tmp_path / "there" / "model.bdf").sol == 200


def test_the_deck_keeps_every_line_of_the_model(tmp_path: Path) -> None:
    wanted = study(TRUSS_EXTRACTORS, TRUSS_GOALS, variables=EVERY)
    files, _ = design_model_files(TRUSS, wanted, tmp_path)
    lines = iter(files["model.bdf"].replace("SOL 200", "SOL 101").splitlines())
    assert all(line in lines for line in TRUSS.read_text(encoding="ascii").splitlines())


def numbers(smallest: float, largest: float) -> st.SearchStrategy[float]:
    """Numbers as a field of a deck holds them."""
    return st.floats(smallest, largest).map(lambda x: float(canonical_design({"x": x})["x"]))


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(numbers(0.1, 1.0), numbers(1.5, 9.0), numbers(10.0, 99.0)),
        min_size=10,
        max_size=10,
    ),
    st.integers(1, 10**9).map(lambda n: n / 1000),
    st.sampled_from(["<=", ">=", "=="]),
    st.sampled_from([{}, {"nodes": [2, 4]}]),
    st.sampled_from([{}, {"properties": [1, 7]}, {"elements": [3]}]),
)
def test_a_study_comes_back_as_it_was(
    values: list[tuple[float, float, float]],
    limit: float,
    operator: str,
    nodes: dict[str, Any],
    bars: dict[str, Any],
) -> None:
    extractors = {"w": ("mass", {}), "s": ("bar_stress", bars), "d": ("displacement", nodes)}
    held = {
        "weight": ("w.mass", operator, limit),
        "pull": ("s.max_stress", "<=", limit),
        "push": ("s.min_stress", ">=", -2.0 * limit),
        "down": ("d.max_y", "<=", limit),
    }
    with TemporaryDirectory() as folder:
        wanted = study(extractors, held, variables=areas(values))
        model, left = there_and_back(Path(folder), TRUSS, wanted)
    same(model, wanted)
    assert left == []


def test_constraints_of_one_subcase_stay_there(tmp_path: Path) -> None:
    wanted = study(
        {
            "w": ("mass", {}),
            "all": ("shell_stress", {}),
            "one": ("displacement", {"nodes": [3], "subcase": 1}),
            "two": ("bar_stress", {"properties": [3], "subcase": 2}),
        },
        {
            "c1": ("all.max_stress", "<=", 200.0),
            "c2": ("one.max_z", "<=", 0.5),
            "c3": ("two.max_abs_stress", "<=", 150.0),
            "c4": ("all.min_principal", ">=", -90.0),
        },
        "one.max_z",
    )
    deck = put(tmp_path, ANALYSIS + MODEL + SIZING)
    model, left = there_and_back(tmp_path, deck, wanted)
    assert {each.entry for each in left} == {"DESVAR 1", "DESVAR 2", "obj_goal"}
    assert {each.entry for each in model.not_taken_over} >= {"DESVAR 1", "DESVAR 2"}
    same(model, wanted)
    text = (tmp_path / "there" / "model.bdf").read_text(encoding="ascii")
    assert text.index("SUBCASE 1") < text.index("DESOBJ(MIN) = 1") < text.index("SUBCASE 2")


def test_a_buckling_deck_says_which_of_its_subcases_is_static(tmp_path: Path) -> None:
    control = "SOL 105\nCEND\nSPC = 1\nSUBCASE 1\n  LOAD = 2\nSUBCASE 2\n  METHOD = 5\n"
    deck = put(tmp_path, control + "BEGIN BULK\n" + MODEL + "EIGRL,5,,,1\n" + SIZING)
    wanted = study(
        {"w": ("mass", {}), "b": ("buckling", {"mode": 1})},
        {"c1": ("b.buckling_factor", ">=", 1.5)},
    )
    model, _ = there_and_back(tmp_path, deck, wanted)
    text = (tmp_path / "there" / "model.bdf").read_text(encoding="ascii")
    assert "SUBCASE 1\n  ANALYSIS = STATICS\n" in text
    assert "SUBCASE 2\n  ANALYSIS = BUCK\n" in text
    assert text.count("ANALYSIS") == 2
    assert model.solution == 105
    same(model, wanted)


def test_choices_and_whole_numbers_come_back(tmp_path: Path) -> None:
    variables = (
        DesignVariable(name="t", expression_name="t_rib", type="categorical", values=(1.0, 2.5)),
        DesignVariable(
            name="a",
            expression_name="a_rod",
            type="integer",
            bounds=Bounds(min=2, max=9),
            baseline=3.0,
        ),
    )
    wanted = study({"w": ("mass", {})}, {"m": ("w.mass", "<=", 9.0)}, variables=variables)
    model, _ = there_and_back(tmp_path, put(tmp_path, ANALYSIS + MODEL + SIZING), wanted)
    assert [(v.type, v.values, v.bounds, v.baseline) for v in model.variables] == [
        ("categorical", (1.0, 2.5), None, None),
        ("integer", (), Bounds(min=2.0, max=9.0), 3.0),
    ]


def test_the_deck_is_that_of_the_baseline(tmp_path: Path) -> None:
    variables = (
        DesignVariable(
            name="a", expression_name="a_rod", bounds=Bounds(min=6.0, max=9.0), baseline=7.0
        ),
        DesignVariable(name="t", expression_name="t_rib", bounds=Bounds(min=4.0, max=5.0)),
    )
    wanted = study({"w": ("mass", {})}, {"m": ("w.mass", "<=", 9.0)}, variables=variables)
    there_and_back(tmp_path, put(tmp_path, ANALYSIS + MODEL + SIZING), wanted)
    model = read_bdf(tmp_path / "there" / "model.bdf")
    assert (model.properties[3].A, model.properties[1].t) == (7.0, 4.0)
    assert [model.desvars[n].xinit for n in (1, 2)] == [4.0, 7.0]


@pytest.mark.parametrize(
    ("extractor", "of", "operator", "why"),
    [
        (("temperature", {}), "x.max_temperature", "<=", "nothing like the extractor"),
        (("mass", {}), "x.cg_x", "<=", "nothing like cg_x"),
        (("displacement", {}), "x.max_displacement", "<=", "no magnitude"),
        (("displacement", {"nodes": [3]}), "x.max_x", ">=", "lower limit"),
        (("displacement", {"nodes": [5]}), "x.max_x", "<=", "frame"),
        (("shell_stress", {}), "x.max_stress", ">=", "No stress item"),
        (("bar_stress", {"elements": [3], "properties": [3]}), "x.max_stress", "<=", "not both"),
        (("bar_stress", {"elements": [1]}), "x.max_stress", "<=", "element 1"),
        (("bar_stress", {"properties": [3], "subcase": 8}), "x.max_stress", "<=", "subcase 8"),
        (("bar_stress", {"ends": 1}), "x.max_stress", "<=", "option 'ends'"),
        (("frequency", {}), "x.period", "<=", "nothing like period"),
    ],
)
def test_what_a_deck_cannot_say_is_listed(
    tmp_path: Path, extractor: tuple[str, dict[str, Any]], of: str, operator: str, why: str
) -> None:
    wanted = study({"w": ("mass", {}), "x": extractor}, {"con": (of, operator, 1.0)})
    deck = put(tmp_path, ANALYSIS + MODEL + SIZING)
    model, left = there_and_back(tmp_path, deck, wanted)
    assert why in next(each.why for each in left if each.entry == "con")
    assert model.constraints == ()


@pytest.mark.parametrize(
    ("extractor", "of", "why"),
    [
        (("bar_stress", {}), "x.max_stress", "worst of several"),
        (("bar_stress", {"properties": [3]}), "x.max_stress", "elements of a property"),
        (("bar_stress", {"elements": [3]}), "x.max_stress", "several subcases"),
        (("displacement", {"nodes": [3, 4]}), "x.max_x", "worst of several"),
    ],
)
def test_an_objective_that_is_no_single_number_is_listed(
    tmp_path: Path, extractor: tuple[str, dict[str, Any]], of: str, why: str
) -> None:
    deck = put(tmp_path, ANALYSIS + MODEL + SIZING)
    model, left = there_and_back(tmp_path, deck, study({"x": extractor}, {}, of))
    assert why in next(each.why for each in left if each.entry == "obj_goal")
    assert model.objectives == ()


def test_what_desvar_and_desobj_do_not_say_is_listed(tmp_path: Path) -> None:
    bounds = Bounds(min=1.0, max=9.0)
    variables = (
        DesignVariable(name="f", expression_name="PROD:3:A", bounds=bounds, baseline=2.0),
        DesignVariable(name="t", expression_name="t_rib", bounds=bounds, scale="linear"),
        DesignVariable(
            name="a", expression_name="a_rod", type="categorical", values=("BAR", "TUBE")
        ),
    )
    wanted = study({"w": ("mass", {})}, {"m": ("w.mass", "<", 9.0)}, variables=variables[1:])
    more = {"obj_more": Objective(name="more", target=3.0, source=source("w.mass"))}
    every = Wanted(
        wanted.variables, wanted.extractors, more | wanted.objectives, wanted.constraints
    )
    deck = put(tmp_path, ANALYSIS + MODEL + SIZING)
    _, left = there_and_back(tmp_path, deck, every)
    said = {each.entry: each.why for each in left}
    assert "linear" in said["dv_0"] and "words" in said["dv_1"]
    assert "target" in said["obj_more"] and "one objective" in said["obj_goal"]
    assert "strict" in said["m"]
    unrelated = ANALYSIS + MODEL + "ENDDATA\n"
    field = study({"w": ("mass", {})}, {}, variables=variables[:1])
    _, left = there_and_back(tmp_path / "field", put(tmp_path, unrelated, "field.bdf"), field)
    assert "no DESVAR" in next(each.why for each in left)


def test_a_deck_without_a_solution_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeckRejected, match="names no solution"):
        design_model_files(put(tmp_path, MODEL), study({"w": ("mass", {})}, {}), tmp_path / "s")
