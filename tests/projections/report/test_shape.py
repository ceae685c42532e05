"""Pictures of meshes: real solves of the studies, and the outside of solids."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from atomizer.domain.items import DesignVariable, Extractor
from atomizer.domain.run import Run, Trial, TrialCompleted, TrialStarted
from atomizer.engine.files import ITERATIONS
from atomizer.engine.trial import TrialJob, TrialResult, run_trial
from atomizer.projections.report import write_report
from atomizer.projections.report.colours import scale
from atomizer.projections.report.projection import looking, view_of
from tests.projections.report.pages import need_picture, read
from tests.projections.report.stories import STATE, WRITTEN
from tests.studies.playing import STUDIES, baseline, constraint_margins, objectives, play


def solved(name: str, folder: Path) -> TrialResult:
    study = play(name)
    job = TrialJob(
        number=0,
        attempt=1,
        deck=STUDIES / name / "1_setup/model.bdf",
        parameters=baseline(study),
        solver="embedded",
        extractors={i: (e.type, e.config) for i, e in study.all(Extractor).items()},
        folder=folder / ITERATIONS / "run-1" / "trial-0000",
    )
    result = run_trial(job)
    assert isinstance(result, TrialResult)
    return result


@pytest.mark.parametrize(("name", "stress"), [("bracket", "design"), ("beam", "bars")])
def test_the_best_design_is_drawn(name: str, stress: str, tmp_path: Path) -> None:
    study, result = play(name), solved(name, tmp_path)
    today = {i: v.baseline for i, v in study.all(DesignVariable).items() if v.baseline is not None}
    started = TrialStarted(number=0, attempt=1, parameters=today, runner="r", cause="proposed")
    outcome = TrialCompleted(
        number=0,
        attempt=1,
        outputs=result.outputs,
        objectives=objectives(study, result.outputs),
        margins=constraint_margins(study, result.outputs),
        feasible=True,
        provenance=result.provenance,
    )
    run = Run(version=2, trials={0: Trial(started, outcome)})
    study = replace(study, runs={"run-1": STATE})
    page = read(write_report(study, "run-1", run, tmp_path, WRITTEN))
    assert "Stress" in page.text
    assert "Displacement of trial 0" in page.text
    for picture in (stress, "displacement"):
        need_picture((tmp_path / f"3_results/{picture}.png").read_bytes())


def test_a_view_turns_without_stretching() -> None:
    view = looking(40.0, 24.0)
    assert view.turn @ view.turn.T == pytest.approx(np.eye(3), abs=1e-12)
    assert np.linalg.det(view.turn) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("flat", "right", "up"), [("x", "y", "z"), ("y", "x", "z"), ("z", "x", "y")]
)
def test_a_model_in_a_plane_is_seen_straight_on(flat: str, right: str, up: str) -> None:
    axes = dict(zip("xyz", np.eye(3), strict=True))
    points = np.array([axes[right], axes[up], axes[right] + axes[up], 0 * axes[flat]])
    view = view_of(points, 0.1 * points)
    assert view.place(axes[right]) == pytest.approx([1.0, 0.0, 0.0], abs=1e-12)
    assert view.place(axes[up]) == pytest.approx([0.0, 1.0, 0.0], abs=1e-12)


def test_a_plate_that_bends_out_of_its_plane_is_seen_from_the_side() -> None:
    points = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [0.0, 1.0, 0.0]])
    view = view_of(points, np.array([[0.0, 0.0, 1.0]]))
    assert view.turn == pytest.approx(looking(40.0, 24.0).turn)


@pytest.mark.parametrize(
    ("low", "high", "kind", "wanted"),
    [
        (1.0, 9.0, "stress", (0.0, 9.0)),
        (8.0, 9.0, "stress", (8.0, 9.0)),
        (29.91, 29.9100001, "stress", (0.0, 59.8200002)),
        (0.0, 0.0, "stress", (0.0, 1.0)),
        (60.0, 71.0, "temperature", (60.0, 71.0)),
        (20.0, 20.0, "temperature", (19.5, 20.5)),
    ],
)
def test_colours_do_not_show_the_rounding_of_an_even_field(
    low: float, high: float, kind: str, wanted: tuple[float, float]
) -> None:
    assert scale(low, high, kind) == wanted
