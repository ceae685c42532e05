"""The wall bracket: its mesh, its baseline and a lighter design that holds."""

import runpy
from pathlib import Path

import pytest

from atomizer.commands.plugins import validate
from atomizer.domain.feasibility import feasible
from atomizer.domain.items import Constraint
from tests.studies.playing import STUDIES, baseline, objectives, play, solve

LIGHTER = {"T_WALL": 6.8, "T_SHELF": 5.9, "T_RIB": 3.0, "T_LIP": 2.0}


def test_it_is_ready_to_run() -> None:
    assert validate(play("bracket")) == []


def test_the_deck_is_what_the_script_writes() -> None:
    script = runpy.run_path(str(STUDIES / "bracket" / "make_model.py"))
    written = "\n".join(script["deck"](script["bracket"]())) + "\n"
    assert (STUDIES / "bracket/1_setup/model.bdf").read_text(encoding="ascii") == written


def test_the_baseline_holds_but_is_heavy(tmp_path: Path) -> None:
    study = play("bracket")
    outputs = solve(study, baseline(study), tmp_path)
    assert objectives(study, outputs)["obj_mass"] == pytest.approx(4.3947, abs=1e-4)
    assert outputs["ext_vertical"]["max_stress"] == pytest.approx(108.8, abs=0.5)
    assert outputs["ext_lateral"]["max_stress"] == pytest.approx(97.6, abs=0.5)
    assert outputs["ext_displacement"]["max_z"] == pytest.approx(0.181, abs=0.002)
    assert feasible(outputs, study.all(Constraint))


def test_thinner_plates_save_a_third_and_hold(tmp_path: Path) -> None:
    study = play("bracket")
    outputs = solve(study, LIGHTER, tmp_path)
    assert objectives(study, outputs)["obj_mass"] < 0.65 * 4.3947
    assert feasible(outputs, study.all(Constraint))
