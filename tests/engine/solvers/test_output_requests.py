"""Which results are written and printed: SETs, NONE, PLOT, and what is not computed."""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Results, read_results
from atomizer.engine.solvers.embedded.plugin import Embedded
from tests.engine.solvers.decks import STATIC, grid, mesh, put, read_op2

STEEL = "MAT1,1,2.1+5,,.3,7.85-9"
PLATE = [
    STEEL, "PSHELL,1,1,.5,1", *mesh(3, 2, 30.0), "SPC1,1,123456,1,5,9", "FORCE,1,4,,5.,1.,2.,3.",
    grid(90, (40, 0, 0)), "CBAR,20,2,4,90,0.,0.,1.", "PBAR,2,1,100.,2000.,800.,1500.\n,5.,2.",
    "RBE2,99,4,123456,8", "EIGRL,5,,,2",
]  # fmt: skip
"""Six shells, a bar at their corner, and a rigid body."""
SETS = ("SET 5 = 4,90", "SET 6 = 1 THRU 4 EXCEPT 2,20", "SET 7 = 777")
PARTS = ("DISPLACEMENT = 5", "SPCFORCES = 5", "STRESS = 6", "FORCE = 6", "ESE = 6")
SOLUTIONS = {
    "statics": (STATIC, "SOL 101", 0),
    "modes": (("SPC = 1", "METHOD = 5"), "SOL 103", 1),
    "buckling": ((*STATIC, "METHOD = 5"), "SOL 105", 1),
}


def ran(folder: Path, case: tuple[str, ...], sol: str = "SOL 101") -> tuple[Results, str]:
    """The results of the plate, and what is printed."""
    path = put(folder, PLATE, case, sol)
    done = Embedded().solve(path, folder)
    return read_results(done.op2, path), done.f06.read_text()


def elements(results: Results, table: str, mode: int = 0) -> list[int]:
    found = [t for t in results.element_tables if (t.table, t.mode) == (table, mode)]
    return sorted({int(eid) for t in found for eid in t.elements})


@pytest.mark.parametrize("solution", SOLUTIONS)
def test_a_set_names_what_is_written(tmp_path: Path, solution: str) -> None:
    case, sol, mode = SOLUTIONS[solution]
    results, _ = ran(tmp_path, (*SETS, *case, *PARTS), sol)
    fields = {"statics": results.displacement, "modes": results.mode_shapes}
    motion = fields.get(solution, results.buckling_shapes)
    there = np.isfinite(motion[0]).all(axis=1)
    assert results.nodes[there].tolist() == [4, 90]
    for table, expected in (
        ("shell_stress", [1, 3, 4]), ("shell_force", [1, 3, 4]), ("bar_stress", [20]),
        ("bar_force", [20]), ("strain_energy", [1, 3, 4, 20]),
    ):  # fmt: skip
        assert elements(results, table, mode) == expected, table


def test_what_a_set_leaves_out_does_not_change_what_it_names(tmp_path: Path) -> None:
    whole, _ = ran(tmp_path, STATIC)
    part, _ = ran(tmp_path, (*SETS, *STATIC, *PARTS))
    for few in part.element_tables:
        (every,) = (t for t in whole.element_tables if (t.table, t.card) == (few.table, few.card))
        rows = np.isin(every.elements, few.elements)
        assert (every.values[rows] == few.values).all(), few.what
    rows = np.isin(part.nodes, [4, 90])
    assert (whole.displacement[:, rows] == part.displacement[:, rows]).all()


def test_the_subtotal_of_energies_is_that_of_the_set(tmp_path: Path) -> None:
    path = put(tmp_path, PLATE, (*SETS, *STATIC, "ESE = 6"))
    (table,) = read_op2(path).op2_results.strain_energy.cquad4_strain_energy.values()
    energies = table.data[0, :, 0]
    assert table.element[0].tolist() == [1, 3, 4, 100000000]
    assert energies[-1] == pytest.approx(energies[:-1].sum(), rel=1e-6)
    assert table.data[0, :3, 1].sum() < 99


def test_what_is_left_out_is_said_and_not_called_an_imbalance(tmp_path: Path) -> None:
    results, _ = ran(tmp_path, (*SETS, *STATIC, "DISPLACEMENT = 5", "SPCFORCES = 5", "STRESS = 6"))
    said = " ".join(results.warnings)
    assert "no displacement of 11 of 13 grid points" in said
    assert "SPCFORCES asks for a part of the forces of constraint" in said
    assert "no stress of 3 of 6 CQUAD4" in said
    assert "balance the loads" not in said


def test_effective_masses_need_whole_modes(tmp_path: Path) -> None:
    case, sol, _ = SOLUTIONS["modes"]
    assert ran(tmp_path, case, sol)[0].effective_mass is not None
    assert ran(tmp_path, (*SETS, *case, "DISPLACEMENT = 5"), sol)[0].effective_mass is None


def test_none_leaves_a_result_out(tmp_path: Path) -> None:
    none = ("DISPLACEMENT = NONE", "SPCFORCES = NONE", "FORCE = NONE", "ESE = NONE")
    results, printed = ran(tmp_path, (*STATIC, *none))
    assert {t.table for t in results.element_tables} == {"shell_stress", "bar_stress"}
    assert not len(results.subcases) and not results.reactions.any()
    assert "D I S P L A C E M E N T" not in printed and "F O R C E S   O F" not in printed


def test_a_file_without_anything_is_refused(tmp_path: Path) -> None:
    names = ("DISPLACEMENT", "SPCFORCES", "MPCFORCES", "STRESS", "FORCE", "ESE")
    with pytest.raises(SolveFailed, match="holds no displacements"):
        ran(tmp_path, (*STATIC, *(f"{name} = NONE" for name in names)))


def test_subcases_ask_for_themselves(tmp_path: Path) -> None:
    case = (*SETS, "SPC = 1", "SUBCASE 1", "LOAD = 1", "STRESS = 6", "SUBCASE 2", "LOAD = 1")
    results, _ = ran(tmp_path, case)
    rows = [len(t.elements) for t in results.element_tables if t.table == "shell_stress"]
    assert rows == [2 * 3, 2 * 6]


def test_pages_hold_what_the_set_names(tmp_path: Path) -> None:
    _, printed = ran(tmp_path, (*SETS, *STATIC, *PARTS))
    page = printed.split("D I S P L A C E M E N T")[1].split("F O R C E S   O F")[0]
    assert [line.split()[0] for line in page.splitlines() if " G " in line] == ["4", "90"]
    _, printed = ran(tmp_path, (*SETS, *STATIC, "DISPLACEMENT(PLOT) = 5", "SPCFORCES(PUNCH) = ALL"))
    assert "D I S P L A C E M E N T" not in printed and "F O R C E S   O F" not in printed


def test_a_set_without_members_of_the_mesh_writes_no_rows(tmp_path: Path) -> None:
    results, printed = ran(tmp_path, (*SETS, *STATIC, "STRESS = 7", "FORCE = 7", "ESE = 7"))
    assert results.element_tables == ()
    said = [line[27:] for line in printed.splitlines() if "WARNING" in line]
    assert said == [
        f"THE SET OF {x} NAMES NO ELEMENT OF THE DECK." for x in ("STRESS", "FORCE", "ESE")
    ]


@pytest.mark.parametrize("solution", SOLUTIONS)
def test_a_set_without_points_of_the_mesh_writes_no_vectors(tmp_path: Path, solution: str) -> None:
    case, sol, _ = SOLUTIONS[solution]
    parts = ("DISPLACEMENT = 7", "SPCFORCES = 7", "STRESS = 6")
    results, printed = ran(tmp_path, (*SETS, *case, *parts), sol)
    assert not len(results.subcases) and not len(results.mode_shapes)
    assert "THE SET OF DISPLACEMENT NAMES NO POINT OF THE DECK." in printed
    assert {t.table for t in results.element_tables} >= {"shell_stress", "bar_stress"}


def test_a_missing_set_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SolveFailed, match="STRESS NAMES SET 8, WHICH IS NOT DEFINED"):
        ran(tmp_path, (*STATIC, "STRESS = 8"))


def test_what_is_not_computed_is_said_once(tmp_path: Path) -> None:
    case = ("SPC = 1", "STRAIN = ALL", "GPFORCE = ALL", "OLOAD = NONE", "VELOCITY = ALL",
            "SUBCASE 1", "LOAD = 1", "SUBCASE 2", "LOAD = 1")  # fmt: skip
    _, printed = ran(tmp_path, case)
    said = [line for line in printed.splitlines() if "NOT COMPUTED" in line]
    assert [line.split()[4] for line in said] == ["GPFORCE", "STRAIN", "VELOCITY"]


def test_a_subcase_without_a_load_is_said(tmp_path: Path) -> None:
    """A LOAD that somebody forgot gives zeros, which look like a stiff structure."""
    said = "SUBCASE 2 SELECTS NEITHER LOAD NOR TEMPERATURE"
    _, printed = ran(tmp_path, ("SPC = 1", "SUBCASE 1", "LOAD = 1", "SUBCASE 2", "LABEL = X"))
    assert printed.count(said) == 1
    assert "SUBCASE 1 SELECTS" not in printed


def test_sort2_is_written_as_sort1_and_says_so(tmp_path: Path) -> None:
    _, printed = ran(tmp_path, (*STATIC, "DISPLACEMENT(SORT2) = ALL", "STRESS(SORT1) = ALL"))
    assert printed.count("SORT2 AND WRITTEN AS SORT1") == 1
    assert "DISPLACEMENT IS ASKED FOR AS SORT2" in printed


HEAT = [
    grid(1, (0, 0, 0)), grid(2, (1, 0, 0)), grid(3, (2, 0, 0)), "CROD,1,1,1,2", "CROD,2,1,2,3",
    "PROD,1,1,2.", "MAT4,1,5.", "SPC,1,1,1,20.", "SLOAD,1,3,7.",
]  # fmt: skip


def test_heat_obeys_sets_too(tmp_path: Path) -> None:
    case = ("SET 5 = 2,3", "SET 6 = 2", "ANALYSIS = HEAT", *STATIC, "THERMAL = 5", "FLUX = 6")
    path = put(tmp_path, HEAT, (*case, "SPCFORCES = 5"), "SOL 153")
    done = Embedded().solve(path, tmp_path)
    results = read_results(done.op2, path)
    there = np.isfinite(results.thermal.temperature[0])
    assert results.nodes[there].tolist() == [2, 3]
    assert elements(results, "element_flux") == [2]
    assert not any("balance that" in warning for warning in results.warnings)
    printed = done.f06.read_text().split("T E M P E R A T U R E   V E C T O R")[1]
    assert [line.split()[0] for line in printed.splitlines() if " S " in line][:1] == ["2"]
