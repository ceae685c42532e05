"""The sparse factorisation: right on every graph, bounded in memory, honest about singularity."""

from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from atomizer.engine.failure import SolveFailed
from atomizer.engine.solvers.embedded.plugin import Embedded
from atomizer.engine.solvers.embedded.sparse.cholesky import decompose
from atomizer.engine.solvers.embedded.sparse.factor import Singular, factorize
from atomizer.engine.solvers.embedded.sparse.fronts import read_fronts
from tests.engine.solvers.decks import mesh, put


def springs(nodes: int, links: int, seed: int) -> tuple[sp.csc_matrix, np.ndarray, np.ndarray]:
    """Points joined at random by springs in one to four freedoms, each held a little."""
    random = np.random.default_rng(seed)
    owner = np.repeat(np.arange(nodes), random.integers(1, 5, nodes))
    size = len(owner)
    ends = random.integers(0, size, (2, links))
    stretch = sp.coo_matrix(
        (np.repeat([1.0, -1.0], links), (np.tile(np.arange(links), 2), ends.ravel())), (links, size)
    ).tocsr()
    held = sp.diags(random.uniform(0.1, 1.0, size))
    return (stretch.T @ stretch + held).tocsc(), owner, random.uniform(0, 9, (nodes, 3))


@given(
    nodes=st.integers(1, 400),
    density=st.floats(0.0, 2.0),
    seed=st.integers(0, 99),
    columns=st.integers(1, 3),
)
@settings(max_examples=25)
def test_it_solves_what_a_dense_matrix_solves(
    nodes: int, density: float, seed: int, columns: int
) -> None:
    matrix, owner, points = springs(nodes, int(density * nodes), seed)
    right = np.random.default_rng(seed).normal(size=(matrix.shape[0], columns))
    found = factorize(matrix, owner, points).solve(right)
    assert found == pytest.approx(np.linalg.solve(matrix.toarray(), right), rel=1e-8, abs=1e-10)


@given(nodes=st.integers(60, 500), seed=st.integers(0, 99))
@settings(max_examples=15)
def test_every_row_is_eliminated_once_and_the_panels_fit_the_estimate(
    nodes: int, seed: int
) -> None:
    matrix, owner, points = springs(nodes, nodes, seed)
    fronts = read_fronts(matrix, owner, points)
    assert sorted(fronts.order.tolist()) == list(range(matrix.shape[0]))
    panels = decompose(matrix, fronts).panels
    held = sum(panel.pivots.nbytes + panel.below.nbytes for panel in panels)
    assert held <= fronts.memory() <= 4 * matrix.shape[0] ** 2 * 8


def test_a_flat_mesh_fills_in_little() -> None:
    """Nested dissection of an n by n grid leaves O(n^2 log n) entries."""
    line = sp.diags([2.1, -1.0, -1.0], [0, 1, -1], shape=(60, 60))
    matrix = (sp.kron(line, sp.eye(60)) + sp.kron(sp.eye(60), line)).tocsc()
    x, y = np.meshgrid(np.arange(60.0), np.arange(60.0))
    points = np.stack([x.ravel(), y.ravel(), 0 * x.ravel()], axis=1)
    panels = decompose(matrix, read_fronts(matrix, np.arange(3600), points)).panels
    filled = sum(panel.pivots.size + panel.below.size for panel in panels)
    assert filled < 31 * 3600 * np.log2(60)


def test_a_matrix_that_is_not_positive_names_its_row() -> None:
    matrix, owner, points = springs(90, 90, 1)
    broken = matrix.tolil()
    broken[7, 7] = -1.0
    with pytest.raises(Singular) as found:
        factorize(broken.tocsc(), owner, points)
    assert found.value.row == 7


def test_a_factor_that_needs_too_much_memory_is_refused_in_words(tmp_path: Path) -> None:
    bulk = ["MAT1,1,2.1+5,,.3", "PSHELL,1,1,2.,1,,1", *mesh(6, 6)]
    path = put(tmp_path, [*bulk, "SPC1,1,123456,1,2,3", "FORCE,1,9,,1.,0.,0.,1."])
    with pytest.raises(SolveFailed) as refused:
        Embedded(memory=1e-4).solve(path, tmp_path)
    assert refused.value.kind == "fatal"
    assert "GB OF MEMORY, MORE THAN THE 0.0001 GB IT MAY TAKE" in refused.value.message
    assert Embedded(memory=1.0).solve(path, tmp_path).op2.exists()
