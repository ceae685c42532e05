"""The files of a thermal solve: the OP2 is read back exactly, the F06 has Nastran's pages."""

from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.deck import read_bdf
from atomizer.engine.results.op2_tables import (
    CONSTRAINT,
    TEMPERATURES,
    element_tables,
    heat_at_points,
    open_op2,
)
from atomizer.engine.results.reading import ALL
from atomizer.engine.solvers.embedded.plugin import Embedded
from atomizer.engine.solvers.embedded.run import run
from atomizer.engine.solvers.embedded.solutions.steady_heat import HeatAnswers
from tests.engine.solvers.bricks import block
from tests.engine.solvers.decks import grid, mesh, put

BULK = [
    "MAT4,1,.2", "PSHELL,1,1,2.", *mesh(2, 2, 10.0), grid(20, (0, 0, 8)), "CTRIA3,50,1,1,2,20",
    "PROD,3,1,4.", "CROD,60,3,20,9", "CONROD,61,20,3,1,2.", "PBAR,4,1,9.", "PTUBE,6,1,2.,.5",
    "CBAR,70,4,7,20,1.,0.,0.", "CTUBE,71,6,8,20", "SPOINT,500", "SPC,1,500,1,20.", "SPC,1,1,1,90.",
    "MAT4,9,,,,5.-3", "PCONV,9,9", "CHBDYE,90,1,1", "CHBDYG,91,,AREA4\n,2,3,6,5",
    "CHBDYP,92,8,POINT,,,9", "PHBDY,8,4.", "CONV,90,9,,,500", "CONV,92,9,,,500",
    "QBDY1,1,.3,91", "SLOAD,2,20,4.",
]  # fmt: skip
CASE = ["SPC = 1", "THERMAL = ALL", "FLUX = ALL", "SUBCASE 2", "SUBTITLE = FIRST", "LOAD = 1"]
CASE += ["SUBCASE 7", "LOAD = 2"]


def single(values: object) -> np.ndarray:
    return np.asarray(values, np.float32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return put(tmp_path, BULK, CASE, "SOL 153")


@pytest.fixture
def found(path: Path) -> HeatAnswers:
    (answers,) = run(read_bdf(path, "plain"), path).parts
    assert isinstance(answers, HeatAnswers)
    return answers


def test_temperatures_and_heat_of_constraint_are_read_back_exactly(
    path: Path, found: HeatAnswers
) -> None:
    op2 = open_op2(Embedded().solve(path, path.parent).op2, ALL)
    for table, name in ((TEMPERATURES, "temperature"), (CONSTRAINT, "constraint")):
        read = list(heat_at_points(op2, table))
        assert [row[0] for row in read] == [2, 7]
        for (_, points, values), answer in zip(read, found.answers, strict=True):
            assert points.tolist() == found.network.model.grid.ids.tolist()
            assert (single(values) == single(getattr(answer, name))).all()


def test_gradients_and_fluxes_are_read_back_exactly(path: Path, found: HeatAnswers) -> None:
    op2 = open_op2(Embedded().solve(path, path.parent).op2, ALL)
    read = {(t.card, t.subcase): t for t in element_tables(op2, ["element_flux"])}
    assert len(read) == 2 * len(found.network.conductors) == 12
    for answer in found.answers:
        for family in found.network.conductors:
            table = read[family.card, answer.case.id]
            there = answer.temperature[family.nodes]
            both = np.concatenate([family.gradient(there), family.flux(there)], axis=1)
            names = ("grad1", "grad2", "grad3", "flux1", "flux2", "flux3")
            assert (single(table.columns(*names).T) == single(both)).all()
            assert table.elements.tolist() == family.ids.tolist()


def test_heat_into_surfaces_is_read_back(path: Path) -> None:
    op2 = open_op2(Embedded().solve(path, path.parent).op2, ALL)
    read = {(t.card, t.subcase): t for t in element_tables(op2, ["surface_heat"])}
    given, total = read["CHBDYG", 2].columns("fapplied", "ftotal")
    assert (given[0], total[0]) == pytest.approx((7.5, 7.5))
    assert read["CHBDYG", 7].values == pytest.approx(np.zeros((1, 5)))
    for card in ("CHBDYE", "CHBDYP"):
        given, convected, total = read[card, 2].columns("fapplied", "free_conv", "ftotal")
        assert given == pytest.approx(0.0)
        assert (convected < 0.0).all() and total == pytest.approx(convected)


def test_solids_are_read_back(tmp_path: Path) -> None:
    solid = block(("CPENTA", 6), (1, 1, 1), lambda points: points)
    bulk = ["MAT4,1,.2", "PSOLID,1,1", *solid.bulk(), "SPC,1,1,1,5.", "SLOAD,1,2,1."]
    path = put(tmp_path, bulk, sol="SOL 153")
    (table,) = element_tables(open_op2(Embedded().solve(path, tmp_path).op2, ALL), ALL)
    assert (table.card, table.elements.tolist(), table.what) == ("CPENTA", [1, 2], "CPENTA flux")


def test_the_f06_prints_the_tables_and_ends(path: Path) -> None:
    printed = Embedded().solve(path, path.parent).f06
    assert printed is not None
    text = printed.read_text(encoding="ascii")
    for words in (
        "T E M P E R A T U R E   V E C T O R", "F O R C E S   O F   S I N G L E - P O I N T",
        "T E M P E R A T U R E   G R A D I E N T S   A N D   F L U X E S", "FIRST",
        "H E A T   F L O W   I N T O   H B D Y   E L E M E N T S   (CHBDY)", "SUBCASE 7",
    ):  # fmt: skip
        assert words in text
    assert "FATAL" not in text
    assert text.rstrip().endswith("* * * END OF JOB * * *")


def test_consecutive_points_are_printed_six_a_line(path: Path) -> None:
    printed = Embedded().solve(path, path.parent).f06
    assert printed is not None
    text = printed.read_text(encoding="ascii")
    page = text.split("T E M P E R A T U R E   V E C T O R")[1].split("SUBCASE")[0]
    lines = [line.split() for line in page.splitlines() if "      S " in line]
    assert [(line[0], len(line) - 2) for line in lines] == [
        ("1", 6), ("7", 3), ("20", 1), ("500", 1),
    ]  # fmt: skip
