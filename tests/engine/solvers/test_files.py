"""The files of a solve: the OP2 is read back exactly, the F06 says what Nastran's would say."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.deck import read_bdf
from atomizer.engine.results import plane_principal, plane_von_mises
from atomizer.engine.results.op2_tables import element_tables, open_op2, vectors
from atomizer.engine.results.reading import ALL
from atomizer.engine.solvers.embedded.plugin import Embedded
from atomizer.engine.solvers.embedded.recovery import element_forces, element_stress
from atomizer.engine.solvers.embedded.run import Outcome, run
from atomizer.engine.solvers.embedded.solutions.statics import StaticAnswers
from atomizer.engine.solvers.embedded.static import Answer
from atomizer.registry import make
from tests.engine.solvers.decks import grid, mesh, put

BULK = [
    "MAT1,1,2.1+5,,.3,7.85-9", "PSHELL,1,1,2.,1,,1", *mesh(2, 2, 10.0),
    grid(20, (0, 0, 8)), "CTRIA3,50,1,1,2,20", "PROD,3,1,4.,2.,.5", "CROD,60,3,20,9",
    "CONROD,61,20,3,1,2.", "PBAR,4,1,9.,8.,7.,6.\n,1.,1.,-1.,1.,-1.,-1.,1.,-1.",
    "CBAR,70,4,7,20,1.,0.,0.", "CORD2C,7,0,0.,0.,0.,0.,0.,1.\n,1.,0.,0.",
    "GRID,21,7,10.,45.,5.,7", "CBAR,71,4,21,20,1.,0.,0.", "SPC1,1,123456,1,2,3",
    "FORCE,1,9,,50.,1.,2.,3.", "FORCE,2,21,7,9.,1.,1.,0.",
]  # fmt: skip
CASE = ["SPC = 1", "SUBCASE 2", "SUBTITLE = FIRST", "LOAD = 1", "SUBCASE 7", "LOAD = 2"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return put(tmp_path, BULK, CASE)


@pytest.fixture
def outcome(path: Path) -> Outcome:
    return run(read_bdf(path, "plain"), path)


def answers(outcome: Outcome) -> Sequence[Answer]:
    (found,) = (part for part in outcome.parts if isinstance(part, StaticAnswers))
    return found.answers


def single(values: object) -> np.ndarray:
    return np.asarray(values, np.float32)


def test_vectors_are_read_back_exactly(path: Path, outcome: Outcome) -> None:
    op2 = open_op2(Embedded().solve(path, path.parent).op2, ALL)
    for table, name in (("displacement", "displacement"), ("reactions", "spc_forces")):
        found = list(vectors(op2, table))
        assert [row[0] for row in found] == [2, 7]
        for (_, _, nodes, values), answer in zip(found, answers(outcome), strict=True):
            assert nodes.tolist() == outcome.problem.model.grid.ids.tolist()
            assert (single(values) == single(getattr(answer, name))).all()


def exact(path: Path, outcome: Outcome, what: str, columns: dict[str, tuple[str, ...]]) -> None:
    """Whether numbers of elements come back through pyNastran as they were computed."""
    computed = {"stress": element_stress, "force": element_forces}[what]
    op2 = open_op2(Embedded().solve(path, path.parent).op2, ALL)
    tables = (each for each in element_tables(op2, ALL) if each.table.endswith(what))
    found = {(each.card, each.subcase): each for each in tables}
    assert len(found) == 2 * len(outcome.problem.elements) == 10
    for answer in answers(outcome):
        for family in outcome.problem.elements:
            table, names = found[family.card, answer.case.id], columns[family.card]
            rows = computed(family, answer).reshape(len(table.elements), -1)[:, : len(names)]
            assert (single(table.columns(*names).T) == single(rows)).all()
            assert set(table.elements.tolist()) == set(family.ids.tolist())


def test_stresses_are_read_back_exactly(path: Path, outcome: Outcome) -> None:
    exact(path, outcome, "stress", COLUMNS)


def test_forces_are_read_back_exactly(path: Path, outcome: Outcome) -> None:
    exact(path, outcome, "force", FORCES)


SHELL = ("oxx", "oyy", "txy")
COLUMNS = {
    "CQUAD4": SHELL,
    "CTRIA3": SHELL,
    "CROD": ("axial", "torsion"),
    "CONROD": ("axial", "torsion"),
    "CBAR": (*(f"s{n}{end}" for end in "ab" for n in (1, 2, 3, 4)), "axial"),
}
SHELL_FORCES = ("mx", "my", "mxy", "bmx", "bmy", "bmxy", "tx", "ty")
AT_A = ("bending_moment_a1", "bending_moment_a2", "shear1", "shear2", "axial", "torque")
FORCES = {
    "CQUAD4": SHELL_FORCES,
    "CTRIA3": SHELL_FORCES,
    "CROD": ("axial", "torsion"),
    "CONROD": ("axial", "torsion"),
    "CBAR": (*AT_A, "bending_moment_b1", "bending_moment_b2"),
}


def test_derived_columns_agree_with_our_formulas(path: Path) -> None:
    op2 = open_op2(Embedded().solve(path, path.parent).op2, ALL)
    for stress in element_tables(op2, ["shell_stress"]):
        components = stress.columns(*SHELL)
        smallest, largest, mises = stress.columns("omin", "omax", "von_mises")
        assert plane_von_mises(components) == pytest.approx(mises, rel=1e-5)
        assert plane_principal(components) == pytest.approx(
            np.stack([smallest, largest]), rel=1e-4, abs=1e-4
        )


def test_the_grid_point_weight_is_read_back(path: Path, outcome: Outcome) -> None:
    op2 = open_op2(Embedded().solve(path, path.parent).op2, ALL)
    (weight,) = op2.grid_point_weight.values()
    assert single(weight.MO) == pytest.approx(single(outcome.problem.weight.rigid))
    assert weight.mass == pytest.approx([outcome.problem.weight.mass] * 3)


def test_the_same_deck_gives_the_same_bytes(path: Path) -> None:
    solver = Embedded()
    first = solver.solve(path, path.parent).op2.read_bytes()
    assert solver.solve(path, path.parent).op2.read_bytes() == first


def test_the_f06_prints_the_tables_and_ends(path: Path) -> None:
    printed = Embedded().solve(path, path.parent).f06
    assert printed is not None
    text = printed.read_text(encoding="ascii")
    for words in (
        "D I S P L A C E M E N T   V E C T O R", "F O R C E S   O F   S I N G L E - P O I N T",
        "G R I D   P O I N T   W E I G H T", "OLOAD    RESULTANT", "SUBCASE 7", "FIRST",
    ):  # fmt: skip
        assert words in text
    assert "FATAL" not in text
    assert text.rstrip().endswith("* * * END OF JOB * * *")


def test_the_plugin_says_what_it_solved_with(path: Path) -> None:
    solver = make("solvers", "embedded")
    solved = solver.solve(path, path.parent)
    assert (solved.solver, solved.solution) == ("embedded", 101)
    assert solved.version == solver.version()
    assert solved.op2.name == "model.op2"
    assert solved.seconds > 0


def test_a_deck_of_another_folder_leaves_its_files_in_the_folder_asked_for(
    path: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "attempt"
    folder.mkdir()
    Embedded().solve(path, folder)
    assert sorted(each.name for each in folder.iterdir()) == ["model.f06", "model.op2"]
