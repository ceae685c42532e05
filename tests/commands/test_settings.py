"""Setting what a study has one of."""

import pytest

from atomizer.commands.settings import (
    SetAlgorithm,
    SetBudget,
    SetModel,
    SetSolver,
    SetSurrogate,
)
from atomizer.commands.vocabulary import parse
from atomizer.domain.events import ItemChanged
from atomizer.domain.items import Algorithm, Budget, Model, Solver, Surrogate
from tests.given import CREATED, MODEL, READY, SOLVER, added, given, story


@story(SetModel)
def test_the_model_is_a_file_inside_the_study() -> None:
    given(CREATED).when(SetModel(path="1_setup/bracket.bdf")).then(MODEL)
    given(CREATED, MODEL).when(SetModel(path="1_setup/bracket.bdf")).then()
    changed = ItemChanged(
        kind="model", id="model", before={"path": MODEL.values["path"]}, after={"path": "b.bdf"}
    )
    given(CREATED, MODEL).when(SetModel(path="b.bdf")).then(changed)


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../other/model.bdf",
        "1_setup/../../model.bdf",
        "1_setup/..",
        "C:/model.bdf",
        "C:model.bdf",
        "c:\\model.bdf",
        "\\\\server\\share\\model.bdf",
        "//server/share/model.bdf",
        "\\model.bdf",
        "1_setup\\..\\..\\model.bdf",
        "1_setup/.. /model.bdf",
        "1_setup/.../model.bdf",
        "model.bdf:hidden",
        "model\0.bdf",
        "model\n.bdf",
        ".",
        "./",
        "..",
    ],
)
def test_a_path_that_leaves_the_study_is_refused_on_every_system(path: str) -> None:
    spec_too = parse("update_spec_field", {"path": "model.sim.path", "value": path})
    for command in (SetModel(path=path), spec_too):
        refusal = given(*READY).when(command).refused("E042", "is not a path inside the study.")
        assert refusal.field == "path"


@pytest.mark.parametrize("path", ["model.bdf", "1_setup/a b.bdf", "1_setup\\a.bdf", "..a/b..", "ä"])
def test_a_path_inside_the_study_is_taken(path: str) -> None:
    given(CREATED).when(SetModel(path=path)).then(added(Model(path=path)))


@story(SetSolver)
def test_a_solver_is_an_installed_plugin_with_options_it_takes() -> None:
    given(CREATED).when(SetSolver(solver="springs")).then(SOLVER)
    refusal = given(CREATED).when(SetSolver(solver="nastran")).refused("E011")
    assert str(refusal) == "No solver is named 'nastran'. Installed: dampers, springs."
    wrong = parse("set_solver", {"solver": "springs", "options": {"tolerence": 1}})
    given(CREATED).when(wrong).refused("E011", "It takes: tolerance.")


def test_options_alone_are_those_of_the_solver_the_study_has() -> None:
    changed = ItemChanged(
        kind="solver", id="solver", before={"options": {}}, after={"options": {"tolerance": 0.1}}
    )
    given(*READY).when(parse("set_solver", {"options": {"tolerance": 0.1}})).then(changed)


@pytest.mark.parametrize(
    ("command", "item", "field", "old", "new"),
    [
        ("set_solver", Solver(solver="springs", options={"a": 1}), "solver", "springs", "dampers"),
        ("set_algorithm", Algorithm(type="TPE", options={"a": 1}), "type", "TPE", "CMA-ES"),
    ],
)
def test_another_plugin_does_not_inherit_options(
    command: str, item: Solver | Algorithm, field: str, old: str, new: str
) -> None:
    changed = ItemChanged(
        kind=item.kind,
        id=item.kind,
        before={field: old, "options": {"a": 1}},
        after={field: new, "options": {}},
    )
    given(CREATED, added(item)).when(parse(command, {field: new})).then(changed)
    unchanged = given(CREATED, added(item)).when(parse(command, {field: old}))
    unchanged.then()


@story(SetAlgorithm, SetSurrogate, SetBudget)
def test_what_is_not_given_keeps_its_value() -> None:
    for name, item, first, second in (
        ("set_algorithm", Algorithm(seed=3), {"seed": 3}, {"type": "TPE"}),
        ("set_surrogate", Surrogate(type="gp"), {"type": "gp"}, {"train_after": 5}),
        ("set_budget", Budget(max_trials=7), {"max_trials": 7}, {"timeout_hours": 0.5}),
    ):
        given(CREATED).when(parse(name, first)).then(added(item))
        ((field, new),) = second.items()
        changed = ItemChanged(
            kind=item.kind, id=item.kind, before={field: getattr(item, field)}, after={field: new}
        )
        given(CREATED, added(item)).when(parse(name, second)).then(changed)
        given(CREATED, added(item)).when(parse(name, first)).then()
