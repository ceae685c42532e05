"""DRESP1 of motions, forces, energies and failure: taken from a deck, and written into one."""

import math
from pathlib import Path
from typing import Any

import pytest

from atomizer import registry
from atomizer.engine.results import read_results
from tests.engine.deck.decks import put
from tests.engine.deck.designs import MODEL, held, one_goal, reasons, taken, with_entries
from tests.engine.deck.exported import same, study, there_and_back
from tests.engine.solvers.oscillators import CASE, MASS, ONE, STEADY, STIFFNESS

LAMINATE = "PCOMP,9,,,,TSAI\n,1,.1,0.,YES\nCQUAD4,9,9,1,2,3,4\n"
PHASE = "DISPLACEMENT(PHASE) = ALL\nVELOCITY(SORT1,PHASE) = ALL\nACCELERATION(PHASE) = ALL\n"
DECK = f"CEND\n{PHASE}LOAD = 2\nSPC = 1\nDESSUB = 10\nBEGIN BULK\n{LAMINATE}"


def limited(folder: Path, response: str, limit: str) -> list[tuple[Any, ...]]:
    """Extractor, options, output, operator and threshold of what holds one response."""
    entries = f"DRESP1,7,r,{response}\nDCONSTR,10,7,{limit}\n"
    return held(with_entries(folder, entries, f"SOL 200\n{DECK}"))


def motion(quantity: str, component: str, **more: Any) -> dict[str, Any]:
    return {"nodes": [3], "quantity": quantity, "component": component, **more}


@pytest.mark.parametrize(
    ("response", "limit", "expected"),
    [
        ("FRDISP,,,3,,3", ",2.", ("frequency_response_peak", motion("displacement", "z"), "peak")),
        ("FRVELO,,,1,MAX,3", ",2.", ("frequency_response_peak", motion("velocity", "x"), "peak")),
        (
            "FRACCL,,,5,40.,3",
            ",2.",
            (
                "frequency_response_peak",
                motion("acceleration", "ry", lowest=40 * 0.9999, highest=40 * 1.0001),
                "peak",
            ),
        ),
        ("TDISP,,,2,,3", "-2.,2.", ("transient_peak", motion("displacement", "y"), "peak")),
        ("TVELO,,,2,,3", "-2.,2.", ("transient_peak", motion("velocity", "y"), "peak")),
        ("TACCL,,,6,MAX,3", "-2.,2.", ("transient_peak", motion("acceleration", "rz"), "peak")),
        ("ESE,ELEM,,2,,3", ",2.", ("strain_energy", {"elements": [3]}, "max_element_energy")),
        (
            "ESE,PROD,,4,2,3",
            ",2.",
            ("strain_energy", {"properties": [3], "mode": 2}, "max_density"),
        ),
        (
            "FORCE,PROD,,3,,3",
            ",2.",
            ("element_forces", {"properties": [3], "component": "torque"}, "max_force"),
        ),
        (
            "FORCE,ELEM,,8,,4",
            "-2.,2.",
            ("element_forces", {"elements": [4], "component": "axial"}, "max_abs_force"),
        ),
        ("SPCFORCE,,,2,,1", ",2.", ("reactions", {"nodes": [1]}, "fy")),
        (
            "CFAILURE,PCOMP,,5,3,9",
            ",2.",
            ("composite_failure", {"criterion": "property"}, "max_failure_index"),
        ),
        (
            "CFAILURE,ELEM,,7,,9",
            ",2.",
            ("composite_failure", {"elements": [9], "criterion": "property"}, "max_bond_index"),
        ),
    ],
)
def test_a_limit_of_a_response_is_held_and_written_back(
    tmp_path: Path, response: str, limit: str, expected: tuple[str, dict[str, Any], str]
) -> None:
    found = limited(tmp_path, response, limit)
    assert found == [(*expected, "<=", 2.0)]
    kind, options, output = expected
    wanted = study({"w": ("mass", {}), "x": (kind, options)}, {"con": (f"x.{output}", "<=", 2.0)})
    deck = put(tmp_path, f"SOL 101\n{DECK}{MODEL}ENDDATA\n")
    model, left = there_and_back(tmp_path, deck, wanted)
    same(model, wanted)
    assert [each.entry for each in left] == []


def test_the_real_part_is_held_by_the_amplitude_and_listed(tmp_path: Path) -> None:
    model = one_goal(tmp_path, "DRESP1,7,r,FRDISP,,,3,,3\nDCONSTR,10,7,-2.,2.\n")
    assert [row[2:] for row in held(model)] == [("peak", "<=", 2.0)]
    assert "real part" in reasons(model)["DRESP1 7"]
    wanted = study(
        {"w": ("mass", {}), "x": ("frequency_response_peak", motion("displacement", "z"))},
        {"con": ("x.peak", "<=", 2.0)},
    )
    plain = put(tmp_path, f"SOL 111\n{DECK.replace(PHASE, '')}{MODEL}ENDDATA\n")
    _, left = there_and_back(tmp_path, plain, wanted)
    assert "DISPLACEMENT(PHASE)" in next(each.why for each in left if each.entry == "con")


def test_a_motion_that_no_result_would_hold_is_listed(tmp_path: Path) -> None:
    entries = "DRESP1,7,r,TACCL,,,3,,3\nDCONSTR,10,7,-2.,2.\n"
    assert "no ACCELERATION" in reasons(one_goal(tmp_path, entries))["DRESP1 7"]
    entries = entries.replace("TACCL", "TDISP")
    assert "DRESP1 7" not in reasons(one_goal(tmp_path, entries))


@pytest.mark.parametrize(
    ("response", "hertz"),
    [("FRDISP,,,1,3.,2", 3.0), ("FRDISP,,,1,MAX,2", 3.25), ("FRACCL,,,1,5.,2", 5.0)],
)
def test_the_goal_of_a_deck_is_measured_on_its_own_solution(
    tmp_path: Path, response: str, hertz: float
) -> None:
    """F / (k - m w^2), at a frequency or at that nearest to the resonance of 3.18 Hz."""
    control = "SOL 200\nCEND\nANALYSIS = MFREQ\nDESOBJ(MIN) = 4\nFREQUENCY = 8\n" + "\n".join(
        f"{name}{'(PHASE)' if value == 'ALL' else ''} = {value}" for name, value in CASE.items()
    )
    bulk = "\n".join((*ONE, *STEADY, f"DRESP1,4,top,{response}", "ENDDATA\n"))
    model = taken(tmp_path, f"{control}\nBEGIN BULK\n{bulk}")
    deck = put(tmp_path / "solve", model.files["model.bdf"], "model.bdf")
    (extractor,) = model.extractors.values()
    results = read_results(registry.make("solvers", "embedded").solve(deck, deck.parent).op2, deck)
    peak = registry.make("extractors", extractor.type, extractor.config).measure(results)["peak"]
    omega = 2 * math.pi * hertz
    amplitude = abs(10.0 / (STIFFNESS - MASS * omega**2))
    assert peak == pytest.approx(amplitude * (omega**2 if "ACCL" in response else 1.0), rel=1e-5)
    assert model.solution == 111 and model.objectives


def test_every_ply_is_held_and_that_is_listed(tmp_path: Path) -> None:
    entries = f"{LAMINATE}DRESP1,7,r,CFAILURE,PCOMP,,5,2,9\nDCONSTR,10,7,,1.\n"
    assert "every ply" in reasons(one_goal(tmp_path, entries))["DRESP1 7"]


def test_both_ends_of_a_bar_are_held_and_that_is_listed(tmp_path: Path) -> None:
    model = one_goal(tmp_path, "DRESP1,7,r,FORCE,ELEM,,2,,4\nDCONSTR,10,7,,5.\n")
    options = {"elements": [4], "component": "moment_1"}
    assert held(model) == [("element_forces", options, "max_force", "<=", 5.0)]
    assert "Item 4" in reasons(model)["DCONSTR 10"]


def test_what_is_of_one_subcase_is_held_in_each(tmp_path: Path) -> None:
    """The extractor of energies gives those of one subcase: the worst of both is not its own."""
    entries = "DRESP1,7,r,ESE,ELEM,,2,,3\nDCONSTR,10,7,,5.\nDESVAR,1,a,1.,.5,2.\n"
    control = "SOL 200\nCEND\nDESSUB = 10\nSUBCASE 1\nLOAD = 2\nSUBCASE 2\nLOAD = 3\nBEGIN BULK\n"
    found = held(with_entries(tmp_path, entries, control))
    assert [row[1] for row in found] == [
        {"elements": [3], "subcase": 1},
        {"elements": [3], "subcase": 2},
    ]
    study_of_all = study(
        {"w": ("mass", {}), "x": ("strain_energy", {"elements": [3]})},
        {"con": ("x.max_element_energy", "<=", 2.0)},
    )
    deck = put(tmp_path, control.replace("200", "101").replace("DESSUB = 10\n", "") + MODEL)
    _, left = there_and_back(tmp_path, deck, study_of_all)
    assert "name it" in next(each.why for each in left if each.entry == "con")


@pytest.mark.parametrize(
    ("extractor", "of", "operator", "why"),
    [
        (("transient_peak", {"nodes": [3]}), "x.peak", "<=", "no magnitude"),
        (("transient_peak", {"quantity": "von_mises"}), "x.peak", "<=", "is not written as DRESP1"),
        (("transient_peak", motion("velocity", "x")), "x.rms", "<=", "nothing like rms"),
        (("transient_peak", motion("velocity", "x")), "x.peak", ">=", "lower limit"),
        (("transient_peak", motion("velocity", "x", begin=1.0)), "x.peak", "<=", "'begin'"),
        (
            ("frequency_response_peak", motion("velocity", "x", lowest=1.0, highest=9.0)),
            "x.peak",
            "<=",
            "no band",
        ),
        (("reactions", {}), "x.fx", "<=", "sum over several"),
        (("reactions", {"nodes": [1]}), "x.max_force", "<=", "nothing like max_force"),
        (("strain_energy", {"elements": [3]}), "x.share", "<=", "No ese item"),
        (("composite_failure", {}), "x.max_failure_index", "<=", "No cfailure item"),
        (("element_forces", {"elements": [1]}), "x.max_force", "<=", "No force item"),
    ],
)
def test_what_no_response_says_is_listed(
    tmp_path: Path, extractor: tuple[str, dict[str, Any]], of: str, operator: str, why: str
) -> None:
    wanted = study({"w": ("mass", {}), "x": extractor}, {"con": (of, operator, 1.0)})
    deck = put(tmp_path, f"SOL 101\n{DECK}{MODEL}ENDDATA\n")
    _, left = there_and_back(tmp_path, deck, wanted)
    assert why in next(each.why for each in left if each.entry == "con")


def test_a_peak_is_an_objective_by_its_largest_value(tmp_path: Path) -> None:
    options = motion("acceleration", "x")
    wanted = study({"x": ("frequency_response_peak", options)}, {}, "x.peak")
    deck = put(tmp_path, f"SOL 111\n{DECK}{MODEL}ENDDATA\n")
    model, left = there_and_back(tmp_path, deck, wanted)
    same(model, wanted)
    assert left == []
