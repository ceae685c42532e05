"""OP2 files as other solvers write them, made with our record writer."""

from collections.abc import Sequence

import numpy as np

from atomizer.engine.op2.records import Op2File

STATICS = 11


def corner_stress(file: Op2File, element: int, nodes: Sequence[int], rows: np.ndarray) -> None:
    """One CQUAD4 of type 144: centre and corners, two fibres each.

    Args:
        rows: Fibre, xx, yy, xy at each place and fibre, shape (5, 2, 4).
    """
    place = np.dtype([("node", "<i4"), ("value", "<f4", (2, 8))])
    table = np.zeros(1, [("id", "<i4"), ("word", "S4"), ("place", place, 5)])
    table["id"], table["word"] = element * 10 + 1, b"CEN/"
    table["place"]["node"] = [4, *nodes]
    table["place"]["value"][..., :4] = rows
    _stress_block(file, 144, table)


def tetra_stress(file: Op2File, element: int, nodes: Sequence[int], stress: np.ndarray) -> None:
    """One CTETRA: centre and corners.

    Args:
        stress: xx, yy, zz, xy, yz, zx at each place, shape (5, 6).
    """
    place = np.dtype([("node", "<i4"), ("value", "<f4", 20)])
    form = [("id", "<i4"), ("cid", "<i4"), ("word", "S4"), ("n", "<i4"), ("place", place, 5)]
    table = np.zeros(1, form)
    table["id"], table["word"], table["n"] = element * 10 + 1, b"GRID", 4
    table["place"]["node"] = [0, *nodes]
    for column, component in zip((0, 8, 14, 1, 9, 15), range(6), strict=True):
        table["place"]["value"][..., column] = stress[:, component]
    _stress_block(file, 39, table)


def displacements(
    file: Op2File, nodes: Sequence[int], values: np.ndarray, approach: int = STATICS
) -> None:
    """OUGV1 of subcase 1; values of shape (n, 6)."""
    table = np.zeros(len(nodes), [("id", "<i4"), ("kind", "<i4"), ("value", "<f4", 6)])
    table["id"], table["kind"], table["value"] = np.array(nodes) * 10 + 1, 1, values
    file.begin("OUGV1")
    file.block({1: approach, 2: 1, 4: 1, 5: 1, 9: 1, 10: 8}, table.tobytes())
    file.end()


def _stress_block(file: Op2File, kind: int, table: np.ndarray) -> None:
    words = {1: STATICS, 2: 5, 3: kind, 4: 1, 5: 1, 9: 1, 10: table.itemsize // 4, 11: 1}
    file.begin("OES1X1")
    file.block(words, table.tobytes())
    file.end()
