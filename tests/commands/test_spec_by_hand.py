"""A spec that somebody changed in an editor."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from atomizer.commands.spec import EditSpec
from atomizer.commands.vocabulary import parse
from atomizer.domain.events import Event, ItemChanged, ItemRemoved, NodesMoved
from atomizer.domain.items import DesignVariable, Extractor
from atomizer.domain.spec import as_spec
from tests.given import (
    CREATED,
    GAUGE,
    LIGHT,
    READY,
    STRONG,
    THICKNESS,
    WEB,
    added,
    given,
    story,
    told,
)

RIB = added(DesignVariable(**WEB.model_dump() | {"name": "Rib 1.5"}), "dv.rib", 1)
BOUNDS = {"min": 1.0, "max": 8.0}


def changed(kind: str, item: str, before: dict[str, Any], after: dict[str, Any]) -> ItemChanged:
    return ItemChanged(kind=kind, id=item, before=before, after=after)


def by_hand(edit: Callable[[dict[str, Any]], object], *history: Event) -> EditSpec:
    """The spec of a study as somebody changed it in an editor."""
    spec = json.loads(json.dumps(as_spec(told(*(history or READY)))))
    edit(spec)
    return EditSpec(spec=spec)


@story(EditSpec)
def test_a_spec_that_says_what_is_there_is_no_edit() -> None:
    given(*READY).when(by_hand(lambda spec: None)).then()
    given(CREATED).when(by_hand(lambda spec: None, CREATED)).then()


def test_a_whole_study_is_read_from_its_spec() -> None:
    spec = as_spec(told(*READY))
    events = list(given(CREATED).when(EditSpec(spec=spec)).decide())
    built = told(CREATED, *events)
    assert built.document == told(*READY).document
    assert as_spec(built) == spec | {"meta": spec["meta"] | {"spec_version": built.spec_version}}


def test_only_what_differs_is_edited() -> None:
    def edit(spec: dict[str, Any]) -> None:
        spec["constraints"] = []
        spec["design_variables"][0]["baseline"] = 5
        spec["extractors"].append({"name": "Late", "type": "scale"})
        spec["objectives"][0]["source"]["extractor_id"] = "ext_late"

    late = {"extractor_id": "ext_late", "output_key": "mass"}
    given(*READY).when(by_hand(edit)).then(
        ItemRemoved(kind="constraint", id="con_strong", values=STRONG.values),
        added(Extractor(name="Late", type="scale"), "ext_late", 2),
        changed("design_variable", "dv_web", {"baseline": 4.0}, {"baseline": 5.0}),
        changed("objective", "obj_light", {"source": LIGHT.values["source"]}, {"source": late}),
    )


def test_the_order_of_a_list_is_the_order_a_user_sees() -> None:
    history = (*READY, RIB)
    command = by_hand(lambda spec: spec["design_variables"].reverse(), *history)
    events = list(given(*history).when(command).decide())
    assert events == [
        changed("design_variable", "dv.rib", {"rank": 1}, {"rank": 0}),
        changed("design_variable", "dv_web", {"rank": 0}, {"rank": 1}),
    ]
    assert list(told(*history, *events).cells("design_variable")) == ["dv.rib", "dv_web"]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_new_item_stands_where_it_was_written(place: int) -> None:
    gap = ItemRemoved(kind="design_variable", id="dv_web", values=THICKNESS.values)
    after = added(WEB, "dv_after", 5)
    history = (*READY, RIB, after, gap)
    new = {"id": "dv_new", "name": "New", "expression_name": "N", "bounds": BOUNDS}
    command = by_hand(lambda spec: spec["design_variables"].insert(place, new), *history)
    events = list(given(*history).when(command).decide())
    expected = ["dv.rib", "dv_after"]
    expected.insert(place, "dv_new")
    assert list(told(*history, *events).cells("design_variable")) == expected


def test_nodes_that_nobody_moved_follow_the_layout() -> None:
    history = (*READY, RIB)
    command = by_hand(lambda spec: spec["design_variables"].pop(0), *history)
    gone = ItemRemoved(kind="design_variable", id="dv_web", values=THICKNESS.values)
    given(*history).when(command).then(gone)


def test_a_node_moved_by_hand_moves() -> None:
    def edit(spec: dict[str, Any]) -> None:
        spec["canvas"]["nodes"][0]["position"] = [7, 8]
        spec["canvas"]["nodes"].append({"id": "nobody", "position": [0, 0]})

    first = as_spec(told(*READY))["canvas"]["nodes"][0]["id"]
    given(*READY).when(by_hand(edit)).then(NodesMoved(positions={first: (7.0, 8.0)}))


TABLES: list[Callable[[dict[str, Any]], dict[str, Any]]] = [
    lambda spec: spec,
    lambda spec: spec["meta"],
    lambda spec: spec["model"],
    lambda spec: spec["model"]["sim"],
    lambda spec: spec["optimization"],
    lambda spec: spec["optimization"]["algorithm"],
    lambda spec: spec["optimization"]["budget"],
    lambda spec: spec["optimization"].setdefault("surrogate", {}),
    lambda spec: spec["canvas"],
    lambda spec: spec["design_variables"][0],
    lambda spec: spec["design_variables"][0]["bounds"],
    lambda spec: spec["extractors"][0],
    lambda spec: spec["objectives"][0],
    lambda spec: spec["objectives"][0]["source"],
    lambda spec: spec["constraints"][0]["source"],
]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("key", ["note", "a/b", "a~1b", "~", "", "rank", "extra", "keys"])
def test_unknown_keys_survive_at_every_level(
    table: Callable[[dict[str, Any]], dict[str, Any]], key: str
) -> None:
    unknown = {"deep": [1, 1.0, True, None, {"x/y": "ä"}]}

    def write(spec: dict[str, Any]) -> None:
        table(spec)[key] = unknown

    events = list(given(*READY).when(by_hand(write)).decide())
    assert len(events) == 1
    noted = told(*READY, *events)
    assert table(copy.deepcopy(as_spec(noted)))[key] == unknown
    given(*READY, *events).when(EditSpec(spec=as_spec(noted))).then()

    rubbed_out = copy.deepcopy(as_spec(noted))
    del table(rubbed_out)[key]
    gone = list(given(*READY, *events).when(EditSpec(spec=rubbed_out)).decide())
    assert told(*READY, *events, *gone).document == told(*READY).document


def test_an_unknown_key_below_bounds_waits_while_there_are_none() -> None:
    def write(spec: dict[str, Any]) -> None:
        spec["design_variables"][0]["bounds"]["note"] = "from test"

    history = [*READY, *given(*READY).when(by_hand(write)).decide()]
    choice = parse(
        "change_design_variable",
        {"id": "dv_web", "type": "categorical", "values": [1, 2], "bounds": None},
    )
    history += given(*history).when(choice).decide()
    assert as_spec(told(*history))["design_variables"][0]["bounds"] is None
    given(*history).when(EditSpec(spec=as_spec(told(*history)))).then()


@pytest.mark.parametrize(
    ("edit", "code", "because"),
    [
        (lambda s: s.update(meta=[]), "E011", "meta must be an object, not a list."),
        (lambda s: s.update(model=None), "E011", "model must be an object, not null."),
        (lambda s: s.update(extractors={}), "E011", "extractors must be a list."),
        (lambda s: s["meta"].update(version="1.0"), "E011", "spec version '1.0'; 2.0 is read."),
        (lambda s: s["meta"].pop("study_name"), "E011", "meta.study_name is needed."),
        (
            lambda s: s["extractors"].append(dict(s["extractors"][0])),
            "E011",
            "extractors[2]: the id 'ext_scale' is used twice.",
        ),
        (
            lambda s: s["objectives"].append({"id": "ext_scale", "name": "A"}),
            "E011",
            "objectives[1]: the id 'ext_scale' is used twice.",
        ),
        (
            lambda s: s["objectives"].append({"id": "solver", "name": "A"}),
            "E011",
            "objectives[1]: the id 'solver' is reserved.",
        ),
        (
            lambda s: s["objectives"].append({"id": "no spaces", "name": "A"}),
            "E011",
            "objectives[1]: 'no spaces' cannot be an id.",
        ),
        (
            lambda s: s["objectives"].append({"id": 7, "name": "A"}),
            "E011",
            "objectives[1]: 7 cannot be an id.",
        ),
        (lambda s: s["objectives"].append({}), "E011", "objectives[1]: name: is needed."),
        (
            lambda s: s["extractors"].pop(0),
            "E032",
            "The objective 'obj_light' refers to extractor 'ext_scale', which would be gone.",
        ),
        (
            lambda s: s["objectives"].append(
                {"name": "A", "source": {"extractor_id": "gone", "output_key": "mass"}}
            ),
            "E032",
            "There is no extractor 'gone'.",
        ),
        (
            lambda s: s["extractors"].append({"name": "A", "type": "guage"}),
            "E011",
            "Did you mean 'gauge'?",
        ),
        (
            lambda s: s["design_variables"][0].update(baseline=float("inf")),
            "E011",
            "design_variables[0]: a number is not finite.",
        ),
    ],
)
def test_a_hand_edit_that_is_not_valid_is_refused_with_its_place(
    edit: Callable[[dict[str, Any]], object], code: str, because: str
) -> None:
    spec = copy.deepcopy(as_spec(told(*READY)))
    edit(spec)
    given(*READY).when(EditSpec.model_construct(spec=spec)).refused(code, because)


def test_what_refers_to_an_item_goes_before_it() -> None:
    def edit(spec: dict[str, Any]) -> None:
        spec["constraints"] = []
        spec["extractors"].pop()
        spec["meta"]["study_name"] = "B"

    events = list(given(*READY).when(by_hand(edit)).decide())
    assert [event.type for event in events] == ["item_removed", "item_removed", "item_changed"]
    assert isinstance(events[1], ItemRemoved)
    assert (events[1].id, events[1].values) == ("ext_gauge", GAUGE.values)
