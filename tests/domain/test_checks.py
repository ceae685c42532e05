"""What is wrong with a study as a whole, before a run finds out."""

from typing import Any

import pytest

from atomizer.commands.plugins import validate
from atomizer.domain.checks import Problem, check
from atomizer.domain.events import Event, ItemChanged, ItemRemoved
from atomizer.domain.items import Bounds, DesignVariable, Extractor, Kind, Objective
from atomizer.domain.values import Refused
from tests.given import CREATED, READY, STRONG, WEB, WEIGHED, added, told


def changed(kind: Kind, item: str, **after: Any) -> ItemChanged:
    return ItemChanged(kind=kind, id=item, before={}, after=after)


def error(code: str, message: str, item_id: str | None = None) -> Problem:
    return Problem(severity="error", code=code, message=message, item_id=item_id)


def warning(message: str, item_id: str) -> Problem:
    return Problem(severity="warning", code="E030", message=message, item_id=item_id)


def test_a_study_that_is_ready_has_no_problems() -> None:
    assert check(told(*READY)) == validate(told(*READY)) == []


def test_a_new_study_lacks_everything() -> None:
    assert check(told(CREATED)) == [
        error("E012", "There is no model. Set one with set_model."),
        error("E031", "There is no solver. Set one with set_solver."),
        error("E031", "There is no design variable that is enabled. Add one."),
        error("E031", "There is no objective that is enabled. Add one."),
    ]


PROFILE = DesignVariable(
    name="Profile", expression_name="P", type="categorical", values=("I", "U"), baseline="T"
)
RIBS = DesignVariable(
    name="Ribs", expression_name="N", bounds=Bounds(min=0, max=9), baseline="many"
)


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        (
            changed("objective", "obj_light", source=None),
            error("E032", "'Light' is not connected to an extractor.", "obj_light"),
        ),
        (
            changed("extractor", "ext_gauge", enabled=False),
            error("E032", "'Strong' needs 'ext_gauge', missing or disabled.", "con_strong"),
        ),
        (
            changed("design_variable", "dv_web", baseline=8.5),
            error("E011", "The bounds [1, 8] of 'Web' do not contain its baseline 8.5.", "dv_web"),
        ),
        (
            added(RIBS, "dv_ribs", 1),
            error(
                "E011", "The bounds [0, 9] of 'Ribs' do not contain its baseline many.", "dv_ribs"
            ),
        ),
        (
            added(PROFILE, "dv_profile", 1),
            error("E011", "The values of 'Profile' lack its baseline.", "dv_profile"),
        ),
        (
            changed("constraint", "con_strong", threshold="high"),
            error(
                "E011",
                "The constraint 'con_strong' breaks a rule of today: threshold: Input should be a "
                "valid number, unable to parse string as a number. Change or remove it.",
                "con_strong",
            ),
        ),
        (
            changed("constraint", "con_strong", enabled=False),
            warning(
                "A mass objective without a constraint may produce paper-thin designs.",
                "obj_light",
            ),
        ),
        (
            added(Extractor(name="Spare", type="scale"), "ext_spare", 2),
            warning("Nothing uses the extractor 'Spare'.", "ext_spare"),
        ),
    ],
)
def test_each_rule_names_the_item_it_is_about(event: Event, problem: Problem) -> None:
    assert problem in check(told(*READY, event))


def test_what_the_next_run_does_not_use_is_not_checked() -> None:
    thick = changed("design_variable", "dv_ribs", enabled=False)
    assert check(told(*READY, added(RIBS, "dv_ribs", 1), thick)) == []
    loose = added(Objective(name="Loose", enabled=False), "obj_loose", 1)
    assert check(told(*READY, loose)) == []


def test_a_heavier_design_is_not_paper_thin() -> None:
    heavy = changed("objective", "obj_light", direction="maximize")
    free = ItemRemoved(kind="constraint", id="con_strong", values=STRONG.values)
    unused = [warning("Nothing uses the extractor 'Gauge'.", "ext_gauge")]
    assert check(told(*READY, heavy, free)) == unused


def test_two_items_of_one_name_and_two_variables_of_one_parameter_are_told_of_each() -> None:
    twin = added(WEB, "dv_twin", 1)
    assert check(told(*READY, twin)) == [
        warning("Another design variable is named 'Web' too.", "dv_web"),
        warning("Another design variable is named 'Web' too.", "dv_twin"),
        warning("Two design variables drive 'PSHELL:1:T'.", "dv_web"),
        warning("Two design variables drive 'PSHELL:1:T'.", "dv_twin"),
    ]


def test_errors_stand_before_warnings() -> None:
    spare = added(Extractor(name="Spare", type="scale"), "ext_spare", 2)
    alone = changed("objective", "obj_light", source=None)
    assert [p.severity for p in check(told(*READY, spare, alone))] == [
        "error",
        "warning",
        "warning",
    ]


def test_plugins_are_checked_beside_everything_else() -> None:
    lost = added(Extractor(name="Lost", type="uninstalled"), "ext_lost", 2)
    study = told(
        *READY,
        lost,
        added(Objective(name="Lost", source=WEIGHED), "obj_lost", 1),
        changed("extractor", "ext_gauge", config={"subcse": 1}),
        changed("solver", "solver", solver="nastran"),
        changed("objective", "obj_light", source=WEIGHED.model_dump() | {"output_key": "mas"}),
        changed("design_variable", "dv_web", baseline=9.0),
    )
    errors = [p for p in validate(study) if p.severity == "error"]
    assert {p.item_id for p in errors} == {
        "dv_web",
        "ext_lost",
        "ext_gauge",
        "solver",
        "obj_light",
    }


def test_an_item_that_breaks_its_rules_is_told_of_although_nothing_else_can_be_asked() -> None:
    study = told(*READY, changed("extractor", "ext_gauge", type=None))
    assert [p.item_id for p in validate(study)] == ["ext_gauge"]
    with pytest.raises(Refused, match="breaks a rule of today"):
        study.all(Extractor)
