"""Maps of surfaces, bars of terms and curves of responses, from files to the page."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.image import imread

from atomizer.commands.store import open_store
from atomizer.commands.studies import Studies
from atomizer.commands.vocabulary import parse
from atomizer.domain.events import Parameters
from atomizer.domain.items import Extractor
from atomizer.domain.run import Run, Trial, TrialCompleted, TrialStarted
from atomizer.domain.study import Study
from atomizer.engine.files import ITERATIONS
from atomizer.engine.results.plots import CurvePlot, SurfacePlot
from atomizer.engine.trial import TrialJob, TrialResult, run_trial
from atomizer.projections.report import write_report
from atomizer.projections.report.curves import draw_curves
from atomizer.projections.report.surfaces import draw_surfaces, draw_terms
from tests.projections.report.pages import need_picture, read
from tests.projections.report.stories import STATE, WRITTEN
from tests.studies.playing import constraint_margins, objectives

SHAKER = """SOL {sol}
CEND
SPC = 1
METHOD = 1
DLOAD = 7
DISPLACEMENT = ALL
{asked}
BEGIN BULK
GRID,1,,0.,0.,0.
GRID,2,,1.,0.,0.
CROD,1,1,1,2
PROD,1,1,1.
MAT1,1,1000.,,0.
CONM2,2,2,,2.5
SPC1,1,123456,1
SPC1,1,23456,2
EIGRL,1,,,1
DAREA,3,2,1,10.
TABLED1,9
,0.,1.,99.,1.,ENDT
{load}
DESVAR,1,AREA,1.,.5,4.
DVPREL1,1,PROD,1,A
,1,1.
ENDDATA
"""
"""A mass of 2.5 on a rod of stiffness 1000 times its area."""
SOLUTIONS = {
    "frequency_response_peak": {
        "sol": 111,
        "asked": "FREQUENCY = 8",
        "load": "PARAM,G,.1\nRLOAD1,7,3,,,9\nFREQ1,8,.5,.1,80",
    },
    "transient_peak": {
        "sol": 112,
        "asked": "TSTEP = 8",
        "load": "TLOAD1,7,3,,,9\nTSTEP,8,80,.01,1",
    },
}


def shaken(folder: Path, extractor: str) -> tuple[Study, Run]:
    """A study of the peak, with its baseline and a stiffer design that is better."""
    studies = Studies(open_store("memory:"))
    source = {"extractor_id": "ext", "output_key": "peak"}
    given: list[tuple[str, dict[str, Any]]] = [
        ("create_study", {"name": "Shaker"}),
        ("set_model", {"path": "1_setup/model.bdf"}),
        ("set_solver", {"solver": "embedded"}),
        ("add_design_variable", {"id": "dv", "name": "area", "expression_name": "AREA",
                                 "bounds": {"min": 0.5, "max": 4.0}, "baseline": 1.0}),
        ("add_extractor", {"id": "ext", "name": "Shaking", "type": extractor}),
        ("add_objective", {"id": "obj", "name": "Peak", "source": source}),
        ("add_constraint", {"id": "con", "name": "Gap", "threshold": 0.5, "units": "mm",
                            "source": source}),
    ]  # fmt: skip
    for command, arguments in given:
        studies.handle("shaker", parse(command, arguments))
    study = replace(studies.study("shaker"), runs={"run-1": STATE})
    deck = folder / "model.bdf"
    deck.write_text(SHAKER.format(**SOLUTIONS[extractor]), encoding="ascii")
    trials = {k: _trial(study, deck, k, {"dv": area}) for k, area in enumerate((1.0, 3.0))}
    return study, Run(version=4, trials=trials)


def _trial(study: Study, deck: Path, number: int, design: Parameters) -> Trial:
    job = TrialJob(
        number=number,
        attempt=1,
        deck=deck,
        parameters={"AREA": design["dv"]},
        solver="embedded",
        extractors={i: (e.type, e.config) for i, e in study.all(Extractor).items()},
        folder=deck.parent / ITERATIONS / "run-1" / f"trial-{number:04}",
    )
    result = run_trial(job)
    assert isinstance(result, TrialResult)
    started = TrialStarted(
        number=number, attempt=1, parameters=design, runner="r", cause="proposed"
    )
    outcome = TrialCompleted(
        number=number,
        attempt=1,
        outputs=result.outputs,
        objectives=objectives(study, result.outputs),
        margins=constraint_margins(study, result.outputs),
        feasible=True,
        provenance=result.provenance,
    )
    return Trial(started, outcome)


@pytest.mark.parametrize(
    ("extractor", "field"),
    [
        ("frequency_response_peak", "frequency_response"),
        ("transient_peak", "transient_response"),
    ],
)
def test_a_report_shows_the_response_of_baseline_and_best(
    extractor: str, field: str, tmp_path: Path
) -> None:
    study, run = shaken(tmp_path, extractor)
    page = read(write_report(study, "run-1", run, tmp_path, WRITTEN))
    assert "Shaking: response" in page.text
    assert "Displacement of trial 1 at the peak" in page.text
    assert "There is no picture" not in page.text
    for name in ("response-ext", field):
        need_picture((tmp_path / f"3_results/{name}.png").read_bytes())


def test_a_baseline_whose_files_are_gone_is_left_out(tmp_path: Path) -> None:
    study, run = shaken(tmp_path, "frequency_response_peak")
    for file in (tmp_path / ITERATIONS / "run-1/trial-0000").iterdir():
        file.unlink()
    page = read(write_report(study, "run-1", run, tmp_path, WRITTEN))
    assert "Shaking: response" in page.text


def disc(sign: float) -> SurfacePlot:
    """A tilt along x over a disc of 41 points."""
    turns = np.linspace(0.0, 2.0 * np.pi, 41)[:-1]
    x, y = np.append(0.0, np.cos(turns)), np.append(0.0, np.sin(turns))
    triangles = [(0, k, k % 40 + 1) for k in range(1, 41)]
    return SurfacePlot(
        subcase=2, x=tuple(x), y=tuple(y), values=tuple(sign * 100.0 * x), unit="nm",
        triangles=tuple(triangles), rms=50.0, pv=200.0, removed=("piston",),
    )  # fmt: skip


def test_a_map_is_red_where_it_is_high_and_blue_where_it_is_low() -> None:
    drawn = draw_surfaces("surface", "Mirror", {"trial 3, best": disc(1.0)})
    need_picture(drawn.light)
    assert "without piston" in drawn.caption
    assert "RMS 50 nm, PV 200 nm" in drawn.caption
    pixels = imread(BytesIO(drawn.light), format="png")[80:620]
    red = pixels[..., 0] - pixels[..., 2]
    columns = np.arange(red.shape[1])
    right, left = (columns[(part > 0.3).any(axis=0)] for part in (red, -red))
    assert left.max() < right.min()


def test_designs_are_drawn_beside_each_other() -> None:
    both = draw_surfaces("surface", "Mirror", {"baseline": disc(1.0), "best": disc(-1.0)})
    pixels = imread(BytesIO(both.light), format="png")[80:620]
    red = (pixels[..., 0] - pixels[..., 2] > 0.3).any(axis=0)
    assert red[450:600].any() and red[600:750].any()


def test_terms_that_are_removed_are_named_and_not_drawn() -> None:
    outputs = {
        "baseline": {"defocus": 9.0, "coma_x": -3.0},
        "best": {"defocus": 1.0, "coma_x": 2.0},
    }
    drawn = draw_terms("terms", "Mirror", outputs, ("defocus",))
    assert drawn is not None
    need_picture(drawn.light)
    assert "Removed: defocus." in drawn.caption
    assert draw_terms("terms", "Mirror", {"best": {"surface_rms": 1.0}}, ()) is None


def test_a_curve_that_touches_zero_keeps_a_plain_scale() -> None:
    flat = CurvePlot(
        over="frequency", what="displacement", subcase=1, node=7, at=(0.0, 1.0, 2.0),
        values=(0.0, 2.0, 1.0), peak_at=1.0, peak=2.0,
    )  # fmt: skip
    need_picture(draw_curves("response", "Shaking", {"best": flat}, "mm").dark)
