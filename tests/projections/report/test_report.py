"""Reports on runs of every shape."""

from pathlib import Path

import pytest

from atomizer.domain.run import Run
from atomizer.domain.study import Study
from atomizer.domain.values import Refused
from atomizer.projections.report import write_report
from tests.projections.report.pages import Page, need_picture, read
from tests.projections.report.stories import WRITTEN, continuous, limit, run, study

SINGLE = study([continuous(baseline=6.0)], limits=[limit(150.0)])


def report(made_of: Study, trials: Run, folder: Path) -> Page:
    path = write_report(made_of, "run-1", trials, folder, WRITTEN)
    assert path == folder / "3_results" / "report.html"
    page = read(path)
    files = sorted((folder / "3_results").glob("*.png"))
    assert len(page.pictures) == 2 * len(files)
    for picture in [*page.pictures, *(file.read_bytes() for file in files)]:
        need_picture(picture)
    return page


def pictures(folder: Path) -> set[str]:
    return {path.stem for path in (folder / "3_results").glob("*.png")}


def test_a_run_with_every_kind_of_trial(tmp_path: Path) -> None:
    page = report(SINGLE, run(SINGLE, 30, failing=(5, 9)), tmp_path)
    assert pictures(tmp_path) == {"history", "margins", "parallel"}
    assert "Minimize Goal 0 (kg) over 1 design variable under 1 constraint." in page.text
    assert "after 30 trials." in page.text
    assert "against the baseline" in page.text
    assert "*** USER FATAL MESSAGE 9137 <PIVOT> & more" in page.text
    assert "There is no picture of trial" in page.text
    for word in ("run-1", "TPE: one objective", "embedded 0.1.0", "d" * 64, "2026-05-04 12:30 UTC"):
        assert word in page.text


def test_the_tables_name_the_best_design(tmp_path: Path) -> None:
    trials = run(SINGLE, 10)
    page = read(write_report(SINGLE, "run-1", trials, tmp_path, WRITTEN))
    best = min(
        (t for t in trials.trials.values() if t.state == "feasible"),
        key=lambda t: t.started.parameters["dv_t"],
    )
    assert f"Trial {best.number}, best" in page.text
    assert f"{best.started.parameters['dv_t']:.4g} mm" in page.text
    assert "≤ 150 MPa" in page.text


def test_a_baseline_that_nothing_beats_is_said_to_be_the_best(tmp_path: Path) -> None:
    page = report(SINGLE, run(SINGLE, 1), tmp_path)
    assert "6 in trial 0, the baseline: nothing better was found after 1 trial." in page.text
    assert "+0.0 %" not in page.text


def test_a_run_without_trials_says_so(tmp_path: Path) -> None:
    page = report(SINGLE, Run(), tmp_path)
    assert "No trial was started yet." in page.text
    assert page.pictures == []


def test_a_run_with_failed_trials_only(tmp_path: Path) -> None:
    page = report(SINGLE, run(SINGLE, 3, failing=range(3)), tmp_path)
    assert "None of 3 trials gave a result." in page.text
    assert page.pictures == []
    assert "Failed trials" in page.text


def test_a_run_without_a_feasible_design_shows_the_nearest(tmp_path: Path) -> None:
    strict = study([continuous()], limits=[limit(1.0), limit(0.1, "mass")])
    page = report(strict, run(strict, 12), tmp_path)
    assert "No feasible design in 12 trials. The nearest, trial" in page.text
    assert ", nearest" in page.text
    assert pictures(tmp_path) == {"history", "margins", "parallel"}


@pytest.mark.parametrize("objectives", [2, 4])
def test_several_objectives_get_a_front(objectives: int, tmp_path: Path) -> None:
    several = study([continuous()], objectives=objectives)
    page = report(several, run(several, 15, failing=(3,)), tmp_path)
    assert pictures(tmp_path) == {"front", "history", "parallel"}
    assert "on the Pareto front after 15 trials." in page.text


def test_a_single_trial_of_categorical_and_integer_variables(tmp_path: Path) -> None:
    variables = [
        {
            "id": "dv_steel",
            "name": "Steel",
            "expression_name": "STEEL",
            "type": "categorical",
            "values": ["S235", "S355", 4.0],
            "baseline": "S235",
        },
        continuous("dv_n", type="integer", bounds={"min": 1, "max": 5}, baseline=3.0),
    ]
    mixed = study(variables, limits=[limit(40.0, "cg_y", ">=")])
    page = report(mixed, run(mixed, 1), tmp_path)
    assert "one of S235, S355, 4" in page.text


def test_a_study_without_objectives_or_variables(tmp_path: Path) -> None:
    bare = study(objectives=0)
    page = report(bare, run(bare, 2), tmp_path)
    assert "Nothing to optimize over 0 design variables under 0 constraints." in page.text


def test_many_variables_and_constraints_are_cut_in_pictures_not_in_tables(tmp_path: Path) -> None:
    variables = [continuous(f"dv_{n}") for n in range(30)]
    limits = [limit(100.0 + n) for n in range(20)]
    large = study(variables, limits=limits)
    page = report(large, run(large, 10), tmp_path)
    assert "Shown are 12 of 30 design variables and 4 of 20 constraints." in page.text
    assert "dv_29" in page.text and "cg_x limit 119" in page.text


def test_names_are_escaped_and_never_read_as_mathematics(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script> & $\\frac$ {{ 7*7 }} 厚度"
    named = study([continuous(name=evil)], limits=[limit(150.0) | {"name": evil}], name=evil)
    page = report(named, run(named, 6), tmp_path)
    assert "script" not in page.tags
    assert page.text.count(evil) >= 4


def test_an_edited_study_is_reported_as_the_run_pinned_it(tmp_path: Path) -> None:
    later = study([continuous(name="Renamed")], limits=[limit(1.0)])
    failed = run(SINGLE, 2, failing=range(2))
    path = write_report(later, "run-1", failed, tmp_path, WRITTEN, SINGLE)
    assert "Renamed" not in read(path).text
    assert "150 MPa" in read(path).text


def test_a_second_report_takes_the_place_of_the_first(tmp_path: Path) -> None:
    report(SINGLE, Run(), tmp_path)
    failed = run(SINGLE, 4, failing=range(4))
    assert "None of 4 trials" in report(SINGLE, failed, tmp_path).text


def test_a_run_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"no run 'run-9'. There is: run-1."):
        write_report(SINGLE, "run-9", Run(), tmp_path, WRITTEN)
