"""Stresses and forces of elements over frequencies and times, through pyNastran."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results.op2_tables import COMPLEX
from atomizer.engine.solvers.embedded.plugin import Embedded
from tests.engine.round_trips.table_list import PANEL
from tests.engine.solvers.bricks import block
from tests.engine.solvers.decks import STATIC, grid, mesh, opened, put
from tests.engine.solvers.oscillators import CASE, MASS, ONE, STEADY, STIFFNESS, commands

STEEL = "MAT1,1,2.1+5,,.3,7.85-9"
LOADS = ["FORCE,1,9,,50.,1.,2.,3.", "FORCE,1,103,,70.,1.,2.,3.", "MOMENT,1,103,,70.,1.,2.,3."]
PRESSED = "PLOAD1,1,202,FYE,FR,0.,2.,1.,2."
"""Between the ends of the bar."""


def everything() -> list[str]:
    """One or more of every element that has stresses or forces, and loads on them."""
    bulk = [STEEL, "PBEAM,1,1,100.,2000.,800.,,1500.\n,5.,2.,-5.,2.", "PROD,5,1,3.,4.,1."]
    bulk += ["PBAR,2,1,100.,2000.,800.,1500.\n,5.,2.,-5.,2.", "PSHEAR,31,1,.2", "PTUBE,21,1,5."]
    bulk += [grid(101, (400, 0, 0)), grid(102, (400, 9, 0)), grid(103, (400, 0, 50))]
    bulk += ["CBEAM,201,1,101,103,0.,1.,0.", "CBAR,202,2,102,103,0.,1.,0."]
    bulk += ["CROD,205,5,101,102", "CONROD,60,102,103,1,3.", "CTUBE,61,21,3,101"]
    bulk += ["CELAS2,203,50.,101,1,103,1,,2.", "CBUSH,204,4,102,103,0.,1.,0."]
    bulk += ["PBUSH,4,K,1.,2.,3.,4.,5.,6.\n,,RCV,2.,3."]
    bulk += [*mesh(2, 2, 30.0, pid=8), "CTRIA3,51,8,1,2,4", "PSHELL,8,1,2.,1,,1"]
    bulk += [grid(10, (45, 0, 0)), grid(11, (45, 15, 0)), "CQUAD4,21,9,3,10,11,6"]
    bulk += ["PCOMP,9\n,1,.5,0.,YES,1,.5,45.,YES", "CSHEAR,31,31,2,3,6,5"]
    solid = block(("CHEXA", 8), (1, 1, 1), lambda unit: unit * 30.0 + [0.0, 0.0, 60.0])
    lines = [line.replace("GRID,", "GRID,30") for line in solid.bulk() if line[:4] == "GRID"]
    nodes = [f"30{n}" for n in next(x for x in solid.bulk() if x[:5] == "CHEXA").split(",")[3:]]
    bulk += [*lines, f"CHEXA,301,302,{','.join(nodes[:6])}\n,{','.join(nodes[6:])}", "PSOLID,302,1"]
    bulk += [f"CELAS2,4{n}0,500.,30{n},{c},9,{c}" for n, c in ((5, 1), (6, 2), (8, 3))]
    bulk += ["SPC1,1,123456,1,4,7", "SPC1,1,456,301,THRU,308", "SPC1,1,123,301,302,303"]
    return [*bulk, "SPC1,1,123456,101", "PARAM,AUTOSPC,YES"]


def tables(folder: Path, bulk: list[str], case: tuple[str, ...], sol: str) -> dict[str, Any]:
    """pyNastran's tables of stresses and forces by their names."""
    folder.mkdir()
    path = put(folder, bulk, case, sol)
    op2 = opened(Embedded().solve(path, folder).op2).op2_results
    found = {}
    for family in (op2.stress, op2.force):
        for name, by_key in vars(family).items():
            if isinstance(by_key, dict) and by_key:
                (found[name],) = by_key.values()
    return found


ASKED = ("STRESS(CORNER,{}) = ALL", "FORCE({}) = ALL")


def asked(form: str) -> tuple[str, ...]:
    return tuple(line.format(form) for line in ASKED)


def columns(table: Any) -> list[str]:
    """Its columns but those that are no linear function of the motion."""
    derived = ("angle", "omax", "omin", "von_mises", "max_shear", "smaxa", "smina", "smaxb",
               "sminb", "smax", "smin", "o1", "o2", "o3", "major", "minor", "fiber_distance",
               "MS_tension", "MS_compression", "MST", "MSC", "SMt", "SMa", "margin",
               "p")  # fmt: skip
    return [name for name in headers_of(table) if name not in derived]


MOMENT = re.compile(r"^bending_moment_(\d)([ab])$")


def headers_of(table: Any) -> list[str]:
    """Its columns, complex ones named as those of statics are."""
    headers = tuple(map(str, table.get_headers()))
    if "force14" in headers:
        return PANEL.split()  # pyNastran's names of complex ones are in another order than they
    named = [MOMENT.sub(r"bending_moment_\2\1", name) for name in headers]
    return list(COMPLEX.get(headers, named))


def values(table: Any, step: int, names: list[str]) -> np.ndarray:
    headers = headers_of(table)
    return np.asarray(table.data[step][:, [headers.index(name) for name in names]])


EXPECTED = {
    "crod_stress", "conrod_stress", "ctube_stress", "cbar_stress", "cbeam_stress",
    "celas2_stress", "cbush_stress", "cquad4_stress", "ctria3_stress", "chexa_stress",
    "cshear_stress", "crod_force", "conrod_force", "ctube_force", "cbar_force", "cbeam_force",
    "celas2_force", "cbush_force", "cquad4_force", "ctria3_force", "cshear_force",
}  # fmt: skip


@pytest.mark.parametrize("form", ["REAL", "PHASE"])
def test_a_response_so_slow_that_it_is_static_has_the_stresses_of_statics(
    tmp_path: Path, form: str
) -> None:
    bulk = [*everything(), *LOADS, PRESSED]
    static = tables(tmp_path / "static", bulk, (*STATIC, *asked("REAL")), "SOL 101")
    dynamic = ["EIGRL,5,,,3", "RLOAD1,7,1,,,1.", "FREQ,8,.001,.002"]
    case = ("SPC = 1", "METHOD = 5", "DLOAD = 7", "FREQUENCY = 8", *asked(form))
    slow = tables(tmp_path / "slow", [*bulk, *dynamic], case, "SOL 111")
    assert set(slow) == EXPECTED
    for name, table in slow.items():
        names = [each for each in columns(static[name]) if each in columns(table)]
        assert len(names) == len(headers_of(table)) - ("max_shear" in headers_of(table)), name
        exact = values(static[name], 0, names)
        for step in (0, 1):
            found = values(table, step, names)
            close = 2e-5 * np.abs(exact).max()
            assert found.real == pytest.approx(exact, abs=close), (name, names)
            assert np.abs(found.imag).max() <= close


def test_the_largest_shear_of_a_panel_is_that_of_statics_too(tmp_path: Path) -> None:
    bulk = [*everything(), *LOADS]
    static = tables(tmp_path / "static", bulk, (*STATIC, *asked("REAL")), "SOL 101")
    dynamic = ["EIGRL,5,,,3", "RLOAD1,7,1,,,1.", "FREQ,8,.001"]
    case = ("SPC = 1", "METHOD = 5", "DLOAD = 7", "FREQUENCY = 8", *asked("PHASE"))
    slow = tables(tmp_path / "slow", [*bulk, *dynamic], case, "SOL 111")["cshear_stress"]
    exact = static["cshear_stress"].data[0, :, 0]
    assert np.abs(slow.data[0, :, 0]) == pytest.approx(exact, rel=1e-5)


def test_a_slow_ramp_ends_with_the_stresses_of_statics(tmp_path: Path) -> None:
    """What is left after a ramp of T is 1 / (w T) of the static answer (Craig and Kurdila, 5.2)."""
    bulk = [*everything(), *LOADS, PRESSED]
    static = tables(tmp_path / "static", bulk, (*STATIC, *asked("REAL")), "SOL 101")
    ramp = ["EIGRL,5,,,3", "TLOAD1,7,1,,,4", "TABLED1,4\n,0.,0.,1.+5,2.,9.+5,2.,ENDT"]
    case = ("SPC = 1", "METHOD = 5", "DLOAD = 7", "TSTEP = 8", *asked("REAL"))
    slow = tables(tmp_path / "slow", [*bulk, *ramp, "TSTEP,8,3,5.+4,1"], case, "SOL 112")
    assert set(slow) == {*EXPECTED, "cquad4_composite_stress"}
    for name, table in slow.items():
        names = [each for each in columns(static[name]) if each not in ("max_shear",)]
        assert table._times == pytest.approx([0, 5e4, 1e5, 1.5e5])
        for step, part in enumerate((0, 1, 2, 2)):
            exact = part * values(static[name], 0, names)
            close = 2e-4 * np.abs(values(static[name], 0, names)).max()
            assert values(table, step, names) == pytest.approx(exact, abs=close), (name, step)


def spring(folder: Path, form: str, bulk: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Frequencies and the force in the spring of the oscillator."""
    more = {"FREQUENCY": "8", f"FORCE({form})": "ALL"}
    found = tables(folder / form, [*ONE, *bulk], tuple(commands({**CASE, **more})), "SOL 111")
    return found["celas2_force"]._times, found["celas2_force"].data[:, 0, 0]


@pytest.mark.parametrize("form", ["REAL", "IMAG", "PHASE"])
def test_the_force_in_a_spring_is_k_times_what_it_is_stretched(tmp_path: Path, form: str) -> None:
    """F k / (k - w^2 m + i w c) at its free end; positive where end A moves more than B."""
    at, found = spring(tmp_path, form, [*STEADY, "CDAMP2,9,4.,1,1,2,1"])
    w = 2 * np.pi * at
    exact = -10 * STIFFNESS / (STIFFNESS - w**2 * MASS + 4j * w)
    assert np.abs(found - exact).max() < 3e-6 * np.abs(exact).max()


def test_a_shaken_base_stretches_the_spring_by_the_relative_motion(tmp_path: Path) -> None:
    """Relative motion w^2 m b / (k - w^2 m + i w c) (Den Hartog, Mechanical Vibrations, 2.11)."""
    bulk = ["SPCD,3,1,1,.5", "RLOAD1,7,3,,,1.,,DISP", "FREQ1,8,.5,.25,30", "CDAMP2,9,4.,1,1,2,1"]
    shaken = [line for line in ONE if not line.startswith("DAREA")]
    more = {"FREQUENCY": "8", "FORCE": "ALL"}
    case = tuple(commands({**CASE, **more}))
    table = tables(tmp_path / "run", [*shaken, *bulk], case, "SOL 111")["celas2_force"]
    w = 2 * np.pi * table._times
    relative = 0.5 * w**2 * MASS / (STIFFNESS - w**2 * MASS + 4j * w)
    assert table.data[:, 0, 0] == pytest.approx(-STIFFNESS * relative, rel=1e-5)


def test_a_sudden_pull_stresses_a_rod_twice(tmp_path: Path) -> None:
    """Clough and Penzien, equation 5-7: sigma = F / A (1 - cos w t)."""
    bulk = [
        "GRID,1,,0.,0.,0.,,23456",
        "GRID,2,,100.,0.,0.,,23456",
        "SPC1,1,1,1",
        "MAT1,1,1000.,,.3",
    ]
    bulk += [
        "MAT1,1,1000.,,.3",
        "CONROD,1,1,2,1,10.",
        "CONM2,2,2,,1.",
        "EIGRL,5,,,1",
        "FORCE,1,2,,50.,1.,0.,0.",
    ]
    bulk += ["TLOAD1,7,1,,,1.", "TSTEP,8,40,.02,1"]
    case = ("SPC = 1", "METHOD = 5", "DLOAD = 7", "TSTEP = 8", "STRESS = ALL")
    table = tables(tmp_path / "run", bulk, case, "SOL 112")["conrod_stress"]
    exact = 5 * (1 - np.cos(10 * table._times))
    assert table.data[:, 0, 0] == pytest.approx(exact, abs=5e-5)


def test_a_set_narrows_what_is_recovered(tmp_path: Path) -> None:
    bulk = [*everything(), *LOADS, "EIGRL,5,,,3", "RLOAD1,7,1,,,1.", "FREQ,8,.001,9."]
    sets = ("SET 5 = 51,301,205", "SPC = 1", "METHOD = 5", "DLOAD = 7", "FREQUENCY = 8")
    sets = ("SET 7 = 777", *sets, "DISPLACEMENT = 7")
    whole = tables(tmp_path / "all", bulk, (*sets, "STRESS = ALL"), "SOL 111")
    part = tables(tmp_path / "part", bulk, (*sets, "STRESS = 5"), "SOL 111")
    assert set(part) == {"ctria3_stress", "chexa_stress", "crod_stress"}
    for name, table in part.items():
        assert np.array_equal(table.data, whole[name].data), name


def printed(folder: Path, more: tuple[str, ...], bulk: list[str]) -> str:
    """The F06 of a response over two frequencies."""
    loaded = [*everything(), *bulk, "EIGRL,5,,,3", "FREQ,8,.001,9."]
    case = ("SPC = 1", "METHOD = 5", "DLOAD = 7", "FREQUENCY = 8", *more)
    return Embedded().solve(put(folder, loaded, case, "SOL 111"), folder).f06.read_text()


def test_what_is_not_written_is_said(tmp_path: Path) -> None:
    text = printed(tmp_path, ("STRESS = ALL", "STRAIN = ALL"), [*LOADS, "RLOAD1,7,1,,,1."])
    said = [line[27:] for line in text.splitlines() if "WARNING" in line]
    assert said == [
        "STRAIN IS NOT COMPUTED IN SOLUTION 111.",
        "STRESS OF LAYERED SHELLS IS NOT WRITTEN OVER FREQUENCIES.",
    ]


def test_the_largest_numbers_are_printed_and_pages_of_a_set_over_time(tmp_path: Path) -> None:
    bulk = ["GRID,1,,0.,0.,0.,,23456", "GRID,2,,100.,0.,0.,,23456", "SPC1,1,1,1"]
    bulk += ["MAT1,1,1000.,,.3", "CONROD,1,1,2,1,10.", "CONM2,2,2,,1.", "EIGRL,5,,,1"]
    bulk += ["FORCE,1,2,,50.,1.,0.,0.", "TLOAD1,7,1,,,1.", f"TSTEP,8,4,{np.pi / 20:.12f},1"]
    case = ("SET 5 = 1", "SPC = 1", "METHOD = 5", "DLOAD = 7", "TSTEP = 8", "STRESS = 5")
    done = Embedded().solve(put(tmp_path, bulk, case, "SOL 112"), tmp_path)
    text = done.f06.read_text()
    (peak,) = (line.split() for line in text.splitlines() if line.startswith("   STRESS CONROD"))
    assert [float(peak[2]), float(peak[3])] == pytest.approx([10.0, np.pi / 10], rel=1e-5)
    assert peak[4] == "1"
    pages = text.split("S T R E S S E S   I N   R O D")
    assert len(pages) == 1 + 5
    assert "1.000000E+01" in pages[3]


def test_loads_between_the_ends_of_bars_need_one_delay(tmp_path: Path) -> None:
    delayed = [PRESSED, "RLOAD1,7,1,6,,1.", "DELAY,6,103,2,.1"]
    assert "P E A K S" in printed(tmp_path, ("DISPLACEMENT = ALL",), delayed)
    with pytest.raises(SolveFailed, match="PLOAD1 WITH SEVERAL DELAYS"):
        printed(tmp_path, ("FORCE = ALL",), delayed)


def test_memory_bounds_stresses_too(tmp_path: Path) -> None:
    bulk = [*everything(), *LOADS, "EIGRL,5,,,3", "RLOAD1,7,1,,,1.", "FREQ1,8,.01,.01,2000"]
    case = ("SET 5 = 9", "SPC = 1", "METHOD = 5", "DLOAD = 7", "FREQUENCY = 8", "DISPLACEMENT = 5")
    Embedded(memory=0.003).solve(put(tmp_path, bulk, case, "SOL 111"), tmp_path)
    path = put(tmp_path, bulk, (*case, "STRESS = ALL"), "SOL 111")
    with pytest.raises(SolveFailed, match="ASK FOR A SET OF GRID POINTS OR ELEMENTS"):
        Embedded(memory=0.003).solve(path, tmp_path)
