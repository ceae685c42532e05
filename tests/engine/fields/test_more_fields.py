"""Heat, failing plies, energies of modes, links and peaks of responses, in closed form."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from atomizer.domain.values import Refused
from atomizer.engine.failure import SolveFailed
from atomizer.engine.fields.asking import Wish
from atomizer.engine.fields.choosing import choose, entries
from atomizer.engine.fields.scene import Scene, scene_of
from atomizer.engine.fields.skin import skin_of
from atomizer.engine.results import Results
from atomizer.extractors.composite_failure import CompositeFailure
from atomizer.extractors.frequency_response_peak import FrequencyResponsePeak
from atomizer.extractors.strain_energy import StrainEnergy
from atomizer.extractors.transient_peak import TransientPeak
from tests.engine.fields.models import pulled, ringing_bulk
from tests.engine.solvers.decks import grid, solved
from tests.engine.solvers.laminates import QUAD, SQUARE

CONDUCTIVITY, FLUX, LENGTH = 0.2, 0.6, 30.0


def scene(results: Results, wish: Wish) -> Scene:
    skin = skin_of(results.cells, results.positions)
    return scene_of(results, skin, choose(results, wish)[0], {"temperature": "degC"})


def names(results: Results) -> set[str]:
    return {entry.name for entry in entries(results)}


@pytest.fixture(scope="module")
def rods(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Three rods of area 2 along x, 20 degrees at their beginning, heat at their end."""
    points = [grid(n, (10.0 * (n - 1), 0.0, 0.0)) for n in (1, 2, 3, 4)]
    bulk = [f"MAT4,1,{CONDUCTIVITY}", "PROD,1,1,2.", *points, "SPC,1,1,1,20."]
    bulk += [f"CROD,{n},1,{n},{n + 1}" for n in (1, 2, 3)] + [f"SLOAD,1,4,{2.0 * FLUX}"]
    return solved(tmp_path_factory.mktemp("rods"), bulk, sol="SOL 153")


def test_a_heated_rod_has_a_straight_profile(rods: Results) -> None:
    """Incropera and DeWitt, 5th ed., equation 3.4: T = T1 + q x / k."""
    assert names(rods) == {"temperature", "thermal_gradient", "heat_flux"}
    shown = scene(rods, Wish())
    assert (shown.about.field, shown.about.kind, shown.about.unit) == (
        "temperature",
        "thermal",
        "degC",
    )
    x = shown.positions[:, 0]
    assert shown.values == pytest.approx(20.0 + FLUX / CONDUCTIVITY * x, rel=1e-5)
    assert (shown.about.max.id, shown.about.min.id) == (4, 1)
    assert not shown.deformation.any()


def test_gradient_and_flux_are_sizes(rods: Results) -> None:
    assert scene(rods, Wish(field="heat_flux")).values == pytest.approx(FLUX, rel=1e-5)
    gradient = scene(rods, Wish(field="thermal_gradient")).values
    assert gradient == pytest.approx(FLUX / CONDUCTIVITY, rel=1e-5)


def test_heat_has_no_modes(rods: Results) -> None:
    with pytest.raises(Refused, match="thermal subcases, which have no modes"):
        choose(rods, Wish(field="temperature", mode=1))


def test_the_largest_shear_of_a_pulled_block_is_half_of_its_stress(tmp_path: Path) -> None:
    """Mohr's circle: Timoshenko and Goodier, article 9."""
    block = pulled(tmp_path, cells=1)
    assert scene(block, Wish(field="max_shear", subcase=1)).values == pytest.approx(50.0, rel=1e-5)
    density = scene(block, Wish(field="energy_density", subcase=2)).values
    assert density == pytest.approx(300.0**2 / 2.1e5 / 2.0, rel=1e-5)


def test_energies_of_a_mode_add_up_to_half_of_its_eigenvalue(tmp_path: Path) -> None:
    """With a modal mass of 1 the energy is omega^2 / 2; the clamped end bends most."""
    case = ("SPC = 1", "METHOD = 5", "ESE = ALL")
    bar = solved(tmp_path, ringing_bulk(8), case, "SOL 103")
    shown = scene(bar, Wish(field="modal_energy", mode=2))
    sums = shown.values[shown.bars[:, 0]].astype(np.float64).sum()
    assert sums == pytest.approx(bar.eigenvalues[1] / 2.0, rel=1e-5)
    assert scene(bar, Wish(field="modal_energy")).about.max.id == 1
    density = scene(bar, Wish(field="modal_energy_density", mode=2)).about.max.value
    assert density == StrainEnergy(mode=2).measure(bar)["max_density"]


def test_stresses_of_modes_and_of_buckling_shapes_are_fields_of_their_own(tmp_path: Path) -> None:
    bulk = [*ringing_bulk(8), "FORCE,1,9,,1.,-1.,0.,0."]
    case = ("SPC = 1", "LOAD = 1", "METHOD = 5", "STRESS = ALL")
    modes = solved(tmp_path, bulk, ("SPC = 1", "METHOD = 5", "STRESS = ALL"), "SOL 103")
    assert {"modal_normal_stress"} < names(modes) and "normal_stress" not in names(modes)
    assert scene(modes, Wish(field="modal_normal_stress")).about.max.id == 1
    column = solved(tmp_path, bulk, case, "SOL 105")
    assert {"normal_stress", "buckling_normal_stress"} < names(column)
    assert "modal_normal_stress" not in names(column)
    bent = scene(column, Wish(field="buckling_normal_stress", mode=2)).about
    assert (bent.kind, bent.case.mode) == ("buckling", 2)
    assert scene(column, Wish(field="normal_stress")).about.max.value == pytest.approx(-1 / 200)


CARBON = "MAT8,1,1.4+5,1.+4,.3,5.+3,5.+3,3.5+3,,\n,,,,{x},1200.,50.,250.,70."
PLIES = "PCOMP,1,,,30.,HILL\n,1,.5,90.,YES\n,1,.5,0.,YES"
HELD = ("SPC1,1,123,1", "SPC1,1,13,4", "SPC1,1,3,2,3")
PULL = ("FORCE,1,2,,25.,1.,0.,0.", "FORCE,1,3,,25.,1.,0.,0.")


def laminate(folder: Path, strength: str = "1500.") -> Results:
    bulk = [CARBON.format(x=strength), PLIES, *SQUARE, QUAD, *HELD, *PULL]
    return solved(folder, bulk)


@pytest.mark.parametrize("criterion", ["tsai_wu", "hill", "hoffman", "max_stress"])
def test_the_worst_ply_is_the_one_of_the_extractor(tmp_path: Path, criterion: str) -> None:
    found = laminate(tmp_path)
    shown = scene(found, Wish(field=f"failure_{criterion}"))
    worst = CompositeFailure(criterion=criterion).measure(found)["max_failure_index"]
    assert shown.about.max.value == worst > 0.0
    assert (shown.about.unit_kind, shown.about.location) == ("factor", "element")


def test_a_laminate_without_strengths_says_which_is_missing(tmp_path: Path) -> None:
    found = laminate(tmp_path, "")
    assert not any(name.startswith("failure") for name in names(found))
    with pytest.raises(Refused, match=r"of PCOMP 1 has no strength Xt\. They hold: displacement"):
        choose(found, Wish(field="failure_hill"))


def test_a_link_pulls_with_what_it_carries(tmp_path: Path) -> None:
    """Two rods in line, tied in the middle: the tie carries the force of the end."""
    points = [grid(n, (x, 0, 0)) for n, x in ((1, 0.0), (2, 1.0), (3, 1.0), (4, 2.0))]
    bulk = [*points, "MAT1,1,1000.,,0.", "PROD,1,1,1.", "CROD,1,1,1,2", "CROD,2,1,3,4"]
    bulk += ["SPC1,1,123456,1", "SPC1,1,23456,2,3,4", "MPC,5,3,1,1.,2,1,-1.", "FORCE,1,4,,7.,1."]
    tied = solved(tmp_path, bulk, ("SPC = 1", "LOAD = 1", "MPC = 5", "MPCFORCES = ALL"))
    shown = scene(tied, Wish(field="mpc_force"))
    assert dict(zip(shown.nodes.tolist(), shown.values.tolist(), strict=True)) == pytest.approx(
        {1: 0.0, 2: 7.0, 3: 7.0, 4: 0.0}, abs=1e-6
    )
    assert scene(tied, Wish(field="reaction")).about.max.value == pytest.approx(7.0)


def shaken(folder: Path, sol: int = 111, asked: str = "ALL") -> Results:
    """A mass of 2.5 on a rod of stiffness 1000, damped by 2 x 5 %, pushed by 10."""
    bulk = [
        grid(1, (0, 0, 0)),
        grid(2, (1, 0, 0)),
        "MAT1,1,1000.,,0.",
        "PROD,1,1,1.",
        "CROD,1,1,1,2",
    ]
    bulk += [
        "CONM2,2,2,,2.5",
        "SPC1,1,123456,1",
        "SPC1,1,23456,2",
        "EIGRL,1,,,1",
        "DAREA,3,2,1,10.",
    ]
    bulk += ["PARAM,G,.1", "RLOAD1,7,3,,,9", "TABLED1,9\n,0.,1.,99.,1.,ENDT", "FREQ1,8,.5,.25,30"]
    if sol == 112:
        bulk = [card for card in bulk if not card.startswith(("PARAM", "RLOAD", "FREQ"))]
        bulk += ["TLOAD1,7,3,,,9", "TSTEP,8,100,.01,1"]
    case = ["SPC = 1", "METHOD = 1", "DLOAD = 7", f"DISPLACEMENT = {asked}"]
    case += ["FREQUENCY = 8" if sol == 111 else "TSTEP = 8", "SET 5 = 2"]
    return solved(folder, bulk, case, f"SOL {sol}")


def test_a_response_is_shown_at_its_peak(tmp_path: Path) -> None:
    """Near sqrt(1000 / 2.5) / 2 pi = 3.18 Hz; Craig and Kurdila, 2nd ed., section 4.2."""
    found = shaken(tmp_path)
    shown = scene(found, Wish(field="frequency_response"))
    peak = FrequencyResponsePeak().measure(found)
    assert (shown.about.max.value, shown.about.max.id) == (peak["peak"], 2)
    assert shown.about.case.value == peak["frequency"] == 3.25
    omega = 2.0 * np.pi * 3.25
    exact = 10.0 / abs(1000.0 * (1 + 0.1j) - 2.5 * omega**2)
    assert shown.about.max.value == pytest.approx(exact, rel=1e-5)
    assert shown.about.largest_deformation == pytest.approx(exact, rel=1e-5)


def test_a_history_is_shown_at_its_peak(tmp_path: Path) -> None:
    """A force applied at once moves twice as far as one at rest: Craig and Kurdila, eq. 5.13."""
    found = shaken(tmp_path, 112)
    about = scene(found, Wish(field="transient_response")).about
    peak = TransientPeak().measure(found)
    assert (about.max.value, about.case.value) == (peak["peak"], peak["time"])
    assert about.max.value == pytest.approx(2.0 * 10.0 / 1000.0, rel=5e-3)
    with pytest.raises(Refused, match="transient subcases, which have no modes"):
        choose(found, Wish(field="transient_response", mode=1))


def test_a_response_of_some_grid_points_is_not_drawn_on_the_mesh(tmp_path: Path) -> None:
    found = shaken(tmp_path, asked="5")
    assert "frequency_response" not in names(found)
    whole = shaken(tmp_path)
    (moved,) = (r for r in whole.responses if r.quantity == "displacement")
    other = replace(moved, quantity="velocity")
    assert names(replace(whole, responses=(other,))) == set()


def test_a_temperature_nobody_reports_is_no_field(rods: Results) -> None:
    silent = replace(rods.thermal, temperature=np.full_like(rods.thermal.temperature, np.nan))
    dark = replace(rods, thermal=silent, element_tables=())
    with pytest.raises((Refused, SolveFailed), match="They hold: none"):
        choose(dark, Wish(field="temperature"))
