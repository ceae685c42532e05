"""The ten-bar truss against the best design known."""

from pathlib import Path

import pytest

from atomizer.commands.plugins import validate
from tests.studies.playing import baseline, constraint_margins, objectives, play, solve

BEST = (
    30.521799428488364, 0.1, 23.199886460892547, 15.222907152745732, 0.1,
    0.5513554957718834, 7.457201178451169, 21.03643606825096, 21.52843886029665, 0.1,
)  # fmt: skip
"""Areas in in^2; 5060.85 lb is what the literature reports since Haftka and Gurdal."""


def test_it_is_ready_to_run() -> None:
    assert validate(play("truss10")) == []


def test_the_baseline_weighs_what_its_bars_weigh_and_bends_too_far(tmp_path: Path) -> None:
    study = play("truss10")
    outputs = solve(study, baseline(study), tmp_path)
    assert objectives(study, outputs)["obj_weight"] == pytest.approx(4196.4678, rel=1e-7)
    assert constraint_margins(study, outputs)["con_y"] > 0.3


def test_the_best_known_design_weighs_5060_85_lb_with_its_limits_active(tmp_path: Path) -> None:
    study = play("truss10")
    outputs = solve(study, {f"A{i}": area for i, area in enumerate(BEST, 1)}, tmp_path)
    assert objectives(study, outputs)["obj_weight"] == pytest.approx(5060.8537, abs=1e-3)
    distances = constraint_margins(study, outputs)
    assert distances["con_y"] == pytest.approx(0.0, abs=1e-4)
    assert distances["con_stress"] == pytest.approx(0.0, abs=1e-4)
    assert distances["con_x"] < -0.5
