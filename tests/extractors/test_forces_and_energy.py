"""Strain energy, element forces and modal effective mass, by hand and through a solve."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Results
from atomizer.extractors.bar_stress import BarStress
from atomizer.extractors.element_forces import COLUMNS, ElementForces
from atomizer.extractors.modal_effective_mass import ModalEffectiveMass
from atomizer.extractors.strain_energy import StrainEnergy
from tests.engine.solvers.decks import grid, solved
from tests.extractors.states import everything


def test_the_subcase_with_most_energy_gives_all_numbers() -> None:
    assert StrainEnergy().measure(everything()) == {
        "strain_energy": 20.0,
        "share": 100.0,
        "max_element_energy": 20.0,
        "max_density": 4.0,
    }
    first = StrainEnergy(subcase=1).measure(everything())
    assert (first["strain_energy"], first["share"]) == (10.0, 100.0)


def test_energy_of_some_elements_or_properties() -> None:
    assert StrainEnergy(elements=(2,)).measure(everything())["share"] == 10.0
    of_property = StrainEnergy(properties=(5,)).measure(everything())
    assert (of_property["strain_energy"], of_property["max_density"]) == (3.0, 0.5)


def test_energy_of_a_mode_is_its_own() -> None:
    found = StrainEnergy(mode=2, elements=(1,)).measure(everything())
    assert (found["strain_energy"], found["share"]) == (6.0, 60.0)
    with pytest.raises(SolveFailed, match="no strain energy"):
        StrainEnergy(mode=1).measure(everything())
    with pytest.raises(SolveFailed, match="holds 3 of natural mode, not 4"):
        StrainEnergy(mode=4).measure(everything())


def test_a_component_is_taken_over_all_families_that_have_it() -> None:
    found = ElementForces().measure(everything())
    assert found == {"max_force": 40.0, "min_force": -60.0, "max_abs_force": 60.0}
    moment = ElementForces(component="moment_1").measure(everything())
    assert (moment["max_force"], moment["min_force"]) == (7.0, -8.0)
    assert ElementForces(component="bending_y", elements=(2,)).measure(everything()) == {
        "max_force": -4.0,
        "min_force": -4.0,
        "max_abs_force": 4.0,
    }


def test_a_component_nobody_reports_is_refused_with_what_there_is() -> None:
    with pytest.raises(SolveFailed, match=r"no bushing force\. They hold: .*CBAR force"):
        ElementForces(component="bushing_fx").measure(everything())


def test_every_table_of_forces_has_a_component() -> None:
    assert {table for columns in COLUMNS.values() for table in columns} == set(ElementForces.tables)


def test_effective_masses_are_counted_up_to_a_mode_or_a_frequency() -> None:
    state = everything()
    whole = ModalEffectiveMass(mode=2).measure(state)
    assert whole["effective_mass"] == 3.0
    assert whole["fraction"] == pytest.approx(0.3)
    assert (whole["cumulative_fraction"], whole["modes_counted"]) == (pytest.approx(0.9), 3.0)
    assert ModalEffectiveMass(last_mode=2).measure(state)["cumulative_fraction"] == 0.8
    by_frequency = ModalEffectiveMass(last_frequency=4.0).measure(state)
    assert (by_frequency["cumulative_fraction"], by_frequency["modes_counted"]) == (0.8, 2.0)
    assert ModalEffectiveMass(direction="rx").measure(state)["fraction"] == 0.25


def test_without_known_masses_there_are_no_effective_ones() -> None:
    with pytest.raises(SolveFailed, match="not all known"):
        ModalEffectiveMass().measure(replace(everything(), effective_mass=None))
    with pytest.raises(SolveFailed, match="no mass in direction rz"):
        ModalEffectiveMass(direction="rz").measure(everything())


def test_stress_of_beams_counts_with_that_of_bars(tmp_path: Path) -> None:
    """M y / I at the clamped end of a cantilever of 100 by 2 x 3 with 5 upward at its tip."""
    bulk = ["MAT1,1,200.,,.3", grid(1, (0, 0, 0)), grid(2, (100, 0, 0)), "PBEAML,1,1,,BAR\n,2.,3."]
    bulk += ["CBEAM,1,1,1,2,0.,1.,0.", "SPC1,1,123456,1", "FORCE,1,2,,5.,0.,1.,0."]
    found = BarStress().measure(solved(tmp_path, bulk))
    most = 5 * 100 * 1.5 / (2 * 3**3 / 12)
    assert [found["max_stress"], found["min_stress"]] == pytest.approx([most, -most])


def rods(folder: Path, case: tuple[str, ...], sol: str) -> Results:
    """Two rods in a row along x, 10 units of mass at the free end."""
    bulk = ["MAT1,1,200.,,.3", grid(1, (0, 0, 0)), grid(2, (10, 0, 0)), grid(3, (20, 0, 0))]
    bulk += ["CONROD,1,1,2,1,5.", "CONROD,2,2,3,1,10.", "SPC1,1,23456,1,2,3", "SPC1,1,1,1"]
    bulk += ["CONM2,9,3,,10.", "CONM2,8,2,,4.", "FORCE,1,3,,6.,1.,0.,0.", "EIGRL,1,,,2"]
    return solved(folder, [*bulk, "PARAM,WTMASS,.5"], case, sol)


def test_a_solved_rod_has_its_force_and_its_energy(tmp_path: Path) -> None:
    results = rods(tmp_path, ("SPC = 1", "LOAD = 1"), "SOL 101")
    assert ElementForces().measure(results)["max_force"] == pytest.approx(6.0)
    energy = StrainEnergy(elements=(1,)).measure(results)
    assert energy["strain_energy"] == pytest.approx(36 * 10 / (2 * 200 * 5))
    assert energy["share"] == pytest.approx(200 / 3)


def test_effective_masses_of_all_modes_are_all_mass(tmp_path: Path) -> None:
    results = rods(tmp_path, ("SPC = 1", "METHOD = 1"), "SOL 103")
    found = ModalEffectiveMass().measure(results)
    assert found["cumulative_fraction"] == pytest.approx(1.0)
    assert results.rigid_mass is not None
    assert results.rigid_mass[:3] == pytest.approx(np.full(3, 7.0))
    energy = StrainEnergy(mode=2).measure(results)
    assert energy["strain_energy"] == pytest.approx(results.eigenvalues[1] / 2, rel=1e-5)
