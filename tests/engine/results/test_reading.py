"""From files to numbers: what is read, and how what cannot be read is refused."""

from collections.abc import Collection
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atomizer.engine.failure import SolveFailed
from atomizer.engine.op2.records import Op2File
from atomizer.engine.results import Table, read_results
from atomizer.engine.results.reading import ALL
from atomizer.engine.solvers.embedded.plugin import Embedded
from tests.engine.results.foreign import corner_stress, displacements, tetra_stress
from tests.engine.solvers.decks import grid, mesh, put

PLATE = ["MAT1,1,2.1+5,,.3,7.85-9", "PSHELL,1,1,2.,1,,1", *mesh(2, 2, 10.0)]
LOADED = [*PLATE, "SPC1,1,123456,1,2,3", "FORCE,1,9,,1.,0.,0.,1."]
TETRA = ["MAT1,1,2.1+5,,.3,2.", "PSOLID,1,1", "CTETRA,5,1,1,2,3,4"]
TETRA += [grid(n, p) for n, p in enumerate([(0, 0, 0), (3, 0, 0), (0, 2, 0), (0, 0, 1)], start=1)]


def write(folder: Path, *parts: object) -> Path:
    file = Op2File("TEST")
    for part in parts:
        part(file)
    path = folder / "other.op2"
    path.write_bytes(file.content())
    return path


def test_results_hold_the_mesh_by_name(tmp_path: Path) -> None:
    deck = put(tmp_path, LOADED)
    results = read_results(Embedded().solve(deck, tmp_path).op2, deck)
    (cells,) = results.cells
    assert (cells.card, cells.ids.tolist()) == ("CQUAD4", [1, 2, 3, 4])
    assert cells.properties.tolist() == [1, 1, 1, 1]
    assert results.nodes[cells.nodes[0]].tolist() == [1, 2, 5, 4]
    assert results.positions[4] == pytest.approx([5, 5, 0])
    assert results.warnings == ()


def test_reactions_balance_the_loads_of_the_deck(tmp_path: Path) -> None:
    deck = put(tmp_path, LOADED)
    op2 = Embedded().solve(deck, tmp_path).op2
    results = read_results(op2, deck)
    assert results.applied is not None
    assert results.applied[0] == pytest.approx([0, 0, 1, 10, -10, 0])
    assert results.reaction_sum == pytest.approx(-results.applied, abs=1e-4)
    heavier = [card.replace("FORCE,1,9,,1.", "FORCE,1,9,,1.01") for card in LOADED]
    (warning,) = read_results(op2, put(tmp_path, heavier)).warnings
    assert "reactions of subcase 1 do not balance" in warning


def test_elements_without_stress_are_counted(tmp_path: Path) -> None:
    rows = np.zeros((5, 2, 4))
    op2 = write(
        tmp_path,
        lambda file: displacements(file, range(1, 10), np.zeros((9, 6))),
        lambda file: corner_stress(file, 1, (1, 2, 5, 4), rows),
    )
    (warning,) = read_results(op2, put(tmp_path, PLATE)).warnings
    assert warning == "The file reports no stress of 3 of 4 CQUAD4."


def test_only_the_tables_asked_for_are_read(tmp_path: Path) -> None:
    deck = put(tmp_path, LOADED)
    op2 = Embedded().solve(deck, tmp_path).op2
    assert not read_results(op2, deck, ("displacement",)).element_tables
    assert len(read_results(op2, deck, ("shell_stress",)).element_tables) == 1


def test_corner_stresses_keep_their_places(tmp_path: Path) -> None:
    """Type 144: the row of the centre has node 0."""
    rows = np.arange(40.0).reshape(5, 2, 4)
    op2 = write(
        tmp_path,
        lambda file: displacements(file, range(1, 10), np.zeros((9, 6))),
        lambda file: corner_stress(file, 1, (1, 2, 5, 4), rows),
    )
    (stress,) = read_results(op2, put(tmp_path, PLATE)).element_tables
    assert stress.card == "CQUAD4"
    assert stress.elements.tolist() == [1] * 10
    assert stress.places.tolist() == [0, 0, 1, 1, 2, 2, 5, 5, 4, 4]
    assert (rows[..., 1:].reshape(10, 3) == stress.columns("oxx", "oyy", "txy").T).all()


def test_solids_of_other_solvers_are_read_and_weighed(tmp_path: Path) -> None:
    state = np.array([[1.0, 2, 3, 4, 5, 6]] * 5)
    op2 = write(
        tmp_path,
        lambda file: displacements(file, range(1, 5), np.zeros((4, 6))),
        lambda file: tetra_stress(file, 5, (1, 2, 3, 4), state),
    )
    results = read_results(op2, put(tmp_path, TETRA))
    (stress,) = results.element_tables
    names = ("oxx", "oyy", "ozz", "txy", "tyz", "txz")
    assert stress.columns(*names)[:, 0] == pytest.approx([1, 2, 3, 4, 5, 6])
    assert results.mass is not None
    assert results.mass.mass == pytest.approx(2.0)
    assert results.mass.centre == pytest.approx([0.75, 0.5, 0.25])


def test_grid_points_the_file_does_not_report_are_not_zero(tmp_path: Path) -> None:
    op2 = write(tmp_path, lambda file: displacements(file, [2, 4], np.ones((2, 6))))
    results = read_results(op2, put(tmp_path, PLATE))
    silent = np.isnan(results.displacement[0]).all(axis=1)
    assert results.nodes[~silent].tolist() == [2, 4]
    assert "7 of 9 grid points" in results.warnings[0]


def test_stress_of_elements_the_deck_does_not_have_is_of_another_deck(tmp_path: Path) -> None:
    """The grid points of the file are all there, its elements are not."""
    op2 = write(
        tmp_path,
        lambda file: displacements(file, [1, 2, 3, 4], np.zeros((4, 6))),
        lambda file: tetra_stress(file, 1, (1, 2, 3, 4), np.zeros((5, 6))),
    )
    with pytest.raises(SolveFailed, match="CTETRA stress is of element 1, which is no CTETRA"):
        read_results(op2, put(tmp_path, PLATE))


def test_a_mass_that_is_not_the_decks_is_a_warning(tmp_path: Path) -> None:
    op2 = Embedded().solve(put(tmp_path, LOADED), tmp_path).op2
    heavier = [line.replace("PSHELL,1,1,2.", "PSHELL,1,1,2.001") for line in LOADED]
    (warning,) = read_results(op2, put(tmp_path, heavier)).warnings
    assert "grid point weight generator" in warning


def test_a_deck_that_cannot_be_weighed_has_no_mass(tmp_path: Path) -> None:
    op2 = Embedded().solve(put(tmp_path, LOADED), tmp_path).op2
    broken = [line for line in LOADED if not line.startswith("MAT1")]
    results = read_results(op2, put(tmp_path, broken))
    assert results.mass is None
    assert "MATERIAL 1" in results.warnings[0]


def failure(op2: Path, deck: Path) -> SolveFailed:
    return failure_of(op2, deck, ALL)


def failure_of(op2: Path, deck: Path, tables: Collection[Table]) -> SolveFailed:
    """Why some tables of a file cannot be read."""
    with pytest.raises(SolveFailed) as failed:
        read_results(op2, deck, tables)
    return failed.value


def test_values_that_are_not_numbers_are_refused(tmp_path: Path) -> None:
    values = np.ones((9, 6))
    values[3, 2] = np.nan
    op2 = write(tmp_path, lambda file: displacements(file, range(1, 10), values))
    assert failure(op2, put(tmp_path, PLATE)).kind == "non_finite"


def test_an_op2_of_another_deck_is_refused(tmp_path: Path) -> None:
    op2 = write(tmp_path, lambda file: displacements(file, [1, 77], np.ones((2, 6))))
    failed = failure(op2, put(tmp_path, PLATE))
    assert (failed.kind, "grid point 77" in failed.message) == ("parse", True)


def test_an_op2_with_stresses_alone_is_read(tmp_path: Path) -> None:
    rows = np.zeros((5, 2, 4))
    op2 = write(tmp_path, lambda file: corner_stress(file, 1, (1, 2, 5, 4), rows))
    results = read_results(op2, put(tmp_path, PLATE))
    assert (len(results.subcases), len(results.element_tables)) == (0, 1)
    refused = failure_of(op2, put(tmp_path, PLATE), ("reactions",))
    assert "no displacements" in refused.message


def test_an_empty_op2_is_refused(tmp_path: Path) -> None:
    assert "cut off" in failure(write(tmp_path), put(tmp_path, PLATE)).message


def test_a_missing_op2_is_refused(tmp_path: Path) -> None:
    assert failure(tmp_path / "no.op2", put(tmp_path, PLATE)).kind == "parse"


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    folder = tmp_path_factory.mktemp("solved")
    deck = put(folder, LOADED)
    return deck, Embedded().solve(deck, folder).op2.read_bytes()


@given(part=st.floats(0, 1, exclude_max=True))
@settings(max_examples=25)
def test_half_a_file_is_refused(solved: tuple[Path, bytes], part: float) -> None:
    deck, content = solved
    cut = deck.with_name("cut.op2")
    cut.write_bytes(content[: int(part * len(content))])
    assert failure(cut, deck).kind == "parse"


@given(place=st.integers(0, 10**6), byte=st.integers(0, 255))
@settings(max_examples=40)
def test_a_damaged_file_is_read_or_refused(
    solved: tuple[Path, bytes], place: int, byte: int
) -> None:
    """An OP2 has no checksum: some damage reads as other numbers, none is any other error."""
    deck, content = solved
    damaged = bytearray(content)
    damaged[place % len(content)] = byte
    path = deck.with_name("damaged.op2")
    path.write_bytes(bytes(damaged))
    try:
        read_results(path, deck)
    except SolveFailed as failed:
        assert failed.kind in ("parse", "non_finite")
