"""The twenty-five-bar tower against the best design known."""

from pathlib import Path

import pytest

from atomizer.commands.plugins import validate
from tests.studies.playing import baseline, constraint_margins, objectives, play, solve

BEST = (
    0.01, 1.987042571241921, 2.993481246127552, 0.01, 0.01,
    0.6839619434236277, 1.676891137728859, 2.6621404720915915,
)  # fmt: skip
"""Areas of the groups in in^2."""


def test_it_is_ready_to_run() -> None:
    assert validate(play("truss25")) == []


def test_the_baseline_is_heavy_and_bends_too_far(tmp_path: Path) -> None:
    study = play("truss25")
    outputs = solve(study, baseline(study), tmp_path)
    assert objectives(study, outputs)["obj_weight"] == pytest.approx(661.4414, abs=1e-3)
    distances = constraint_margins(study, outputs)
    assert {i for i, distance in distances.items() if distance > 0.0} == {"con_y"}


def test_the_best_known_design_weighs_545_163_lb_with_its_limits_active(tmp_path: Path) -> None:
    study = play("truss25")
    outputs = solve(study, {f"A{i}": area for i, area in enumerate(BEST, 1)}, tmp_path)
    assert objectives(study, outputs)["obj_weight"] == pytest.approx(545.1627, abs=1e-3)
    distances = constraint_margins(study, outputs)
    active = {i for i, distance in distances.items() if distance > -1e-4}
    assert active == {"con_y", "con_group_7"}
    assert max(distances.values()) < 1e-4
