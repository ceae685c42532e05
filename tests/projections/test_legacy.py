"""The format before the spec."""

from typing import Any

import pytest

from atomizer.commands.spec import EditSpec
from atomizer.commands.studies import Studies
from atomizer.domain.spec import as_document, as_spec
from atomizer.domain.values import Refused
from atomizer.projections.legacy import as_spec as convert
from atomizer.projections.legacy import is_legacy
from tests.projections.story import Story

VARIABLE: dict[str, Any] = {"name": "t", "bounds": [1, 5]}


def converted(**sections: Any) -> dict[str, Any]:
    """A spec that the domain can read."""
    spec = convert(sections)
    as_document(spec)
    return spec


def test_a_whole_configuration_becomes_a_study(studies: Studies, story: Story) -> None:
    config = {
        "study_name": "Old bracket",
        "description": "From before",
        "design_variables": [
            {"parameter": "web_thickness", "bounds": [1, 5], "units": "mm", "description": "Web"}
        ],
        "objectives": [
            {
                "name": "Mass",
                "goal": "minimize",
                "extraction": {"action": "extract_mass_from_bdf", "params": {}},
            }
        ],
        "constraints": [
            {"name": "Stiff", "physics": "displacement", "type": "upper", "value": 2, "unit": "mm"}
        ],
        "optimization_settings": {"n_trials": 40, "sampler": "TPESampler", "seed": 7},
        "model": {"path": "C:\\parts\\bracket.bdf", "type": "nx_part"},
        "solver": {"type": "embedded", "solution": 101},
        "reporting": {"pdf": True},
    }
    story.create()
    studies.handle("bracket", EditSpec(spec=convert(config)))
    spec = as_spec(studies.study("bracket"))
    assert spec["meta"]["study_name"] == "Old bracket"
    assert spec["model"]["sim"]["path"] == "1_setup/bracket.bdf"
    [variable] = spec["design_variables"]
    assert (variable["id"], variable["expression_name"]) == ("dv_web_thickness", "web_thickness")
    assert (variable["bounds"], variable["description"]) == ({"min": 1.0, "max": 5.0}, "Web")
    source = {"extractor_id": "ext_displacement", "output_key": "max_displacement"}
    assert (spec["constraints"][0]["operator"], spec["constraints"][0]["source"]) == ("<=", source)
    assert [extractor["type"] for extractor in spec["extractors"]] == ["mass", "displacement"]
    assert spec["optimization"]["algorithm"]["type"] == "TPE"
    assert (spec["optimization"]["budget"]["max_trials"], spec["optimization"]["seed"]) == (40, 7)
    assert spec["legacy"] == {"reporting": {"pdf": True}, "model": {"type": "nx_part"}}


@pytest.mark.parametrize(
    "given",
    [
        {"name": "t", "bounds": [1, 5]},
        {"name": "t", "bounds": {"min": 1, "max": 5}},
        {"name": "t", "min": 1, "max": 5},
        {"name": "t", "lower": 1, "upper": 5, "type": "real"},
        {"parameter": "t", "range": [1, 5]},
    ],
)
def test_bounds_are_found_under_every_known_name(given: dict[str, Any]) -> None:
    [variable] = converted(design_variables=[given])["design_variables"]
    assert variable["bounds"] == {"min": 1, "max": 5}
    assert (variable["name"], variable["expression_name"]) == ("t", "t")
    assert variable["type"] == "continuous"


def test_variables_may_be_an_object_by_name() -> None:
    spec = converted(design_variables={"t": {"min": 1, "max": 5, "nominal": 2}})
    [variable] = spec["design_variables"]
    assert (variable["expression_name"], variable["baseline"]) == ("t", 2)


@pytest.mark.parametrize("kind", ["categorical", "choice", None])
def test_choices_are_categorical(kind: str | None) -> None:
    given = {"name": "steel", "choices": ["S235", "S355"], "type": kind}
    [variable] = converted(design_variables=[given])["design_variables"]
    assert (variable["type"], variable["values"]) == ("categorical", ["S235", "S355"])


def test_names_used_twice_get_ids_of_their_own() -> None:
    spec = converted(design_variables=[VARIABLE, VARIABLE])
    assert [variable["id"] for variable in spec["design_variables"]] == ["dv_t", "dv_t_2"]


@pytest.mark.parametrize(
    ("given", "limits"),
    [
        ({"type": "upper", "value": 2}, [("<=", 2)]),
        ({"type": "less_than", "threshold": 2}, [("<=", 2)]),
        ({"operator": ">=", "threshold": 2}, [(">=", 2)]),
        ({"type": "lower", "lower": 2}, [(">=", 2)]),
        ({"type": "upper", "upper": 2}, [("<=", 2)]),
        ({"type": "equality", "value": 2}, [("==", 2)]),
        ({"type": "range", "lower": 1, "upper": 2}, [(">=", 1), ("<=", 2)]),
        ({"min": 1, "max": 2}, [(">=", 1), ("<=", 2)]),
        ({"max": 2}, [("<=", 2)]),
        ({"min": 1}, [(">=", 1)]),
        ({"type": "max", "value": 0}, [("<=", 0)]),
    ],
)
def test_limits_are_found_in_every_known_form(
    given: dict[str, Any], limits: list[tuple[str, float]]
) -> None:
    found = converted(constraints=[{"name": "c", **given}])["constraints"]
    assert [(limit["operator"], limit["threshold"]) for limit in found] == limits


@pytest.mark.parametrize(
    ("given", "type_", "trials", "hours"),
    [
        ({"optimization": {"algorithm": "NSGA-II", "n_trials": 9}}, "NSGA-II", 9, None),
        ({"optimization": {"algorithm": {"name": "CMA-ES", "trials": 9}}}, "CMA-ES", 9, None),
        ({"optimization_settings": {"sampler": "NSGAIISampler"}}, "NSGA-II", None, None),
        ({"algorithm": {"name": "IMSO", "timeout_hours": 2}}, "IMSO", None, 2),
        ({"sampler": "RandomSampler", "n_trials": 9, "timeout": 7200}, "Random", 9, 2),
        ({"n_trials": 9}, "auto", 9, None),
    ],
)
def test_the_algorithm_and_its_budget_are_found(
    given: dict[str, Any], type_: str, trials: int | None, hours: float | None
) -> None:
    spec = converted(**given)
    found = spec["optimization"]
    assert found["algorithm"]["type"] == type_
    assert found["budget"].get("max_trials") == trials
    assert found["budget"].get("timeout_hours") == hours
    assert "legacy" not in spec


def test_what_is_not_known_is_kept() -> None:
    spec = converted(
        optimization={"algorithm": "annealing", "n_startup_trials": 5},
        objectives=[{"name": "Noise", "physics": "acoustics", "room": "A"}],
        surrogate={"type": "auto"},
        version=1,
    )
    assert spec["legacy"] == {
        "optimization": {"algorithm": "annealing", "n_startup_trials": 5},
        "version": 1,
    }
    [objective] = spec["objectives"]
    assert (objective["physics"], objective["room"]) == ("acoustics", "A")
    assert "source" not in objective


def test_one_extractor_serves_all_that_measure_the_same() -> None:
    stress = {"action": "extract_solid_stress", "params": {"subcase": 2}}
    spec = converted(
        objectives=[{"name": "a", "physics": "stress"}, {"name": "b", "physics": "von_mises"}],
        constraints=[{"name": "c", "extraction": stress, "max": 1}],
    )
    assert [extractor["id"] for extractor in spec["extractors"]] == [
        "ext_solid_stress",
        "ext_solid_stress_2",
    ]
    assert spec["constraints"][0]["source"]["extractor_id"] == "ext_solid_stress_2"


@pytest.mark.parametrize(
    ("section", "entry", "words"),
    [
        ("design_variables", {"name": "t"}, "'t' has no bounds"),
        ("constraints", {"name": "c"}, "'c' has no limit"),
        ("constraints", {"name": "c", "value": 1}, "says nothing, not whether"),
        ("constraints", {"name": "c", "type": "soft", "value": 1}, "says soft, not whether"),
        ("objectives", 3, "must hold objects, not int"),
    ],
)
def test_what_has_no_meaning_is_refused(section: str, entry: Any, words: str) -> None:
    with pytest.raises(Refused, match=words):
        convert({section: [entry]})


def test_the_two_formats_are_told_apart() -> None:
    assert is_legacy({"design_variables": []})
    assert not is_legacy({"meta": {}, "design_variables": []})
    assert not is_legacy({"name": "x"})
