"""Element axes of shells, warp, and nodal normals.

The x axis of a CQUAD4 bisects its diagonals, that of a CTRIA3 runs along its first side (MSC
Nastran Quick Reference Guide). A warped quadrilateral is computed on its mean plane, to which rigid
offsets lead from the grid points (MacNeal, Finite Elements: Their Design and Performance, 1994,
section 10.3).

Nodal normals (PARAM,SNORM, MacNeal 1994, section 10.4): where the normals of the shells at a node
differ by less than an angle, the rotation about the mean normal does not bend the facets; it is
replaced by the element's own rotation, which its translations give.
"""

from dataclasses import dataclass

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Floats, inverse, transpose, unit
from atomizer.engine.solvers.embedded.elements.shapes import Shape, jacobian


@dataclass(frozen=True)
class ShellFrame:
    """Where n shells with m nodes lie.

    Attributes:
        axes: Rows are the element's x, y, z axes in the basic frame, shape (n, 3, 3).
        plane: Positions in the element plane, shape (n, m, 2).
        height: Of the nodes above the mean plane, shape (n, m).
    """

    axes: Floats
    plane: Floats
    height: Floats


def shell_frame(corners: Floats) -> ShellFrame:
    """Element axes and plane positions.

    Args:
        corners: Positions in the basic frame, shape (n, m, 3).
    """
    along, normal = _quad_axes(corners) if corners.shape[1] == 4 else _triangle_axes(corners)
    x = unit(along - (along * normal).sum(-1, keepdims=True) * normal)
    axes = np.stack([x, np.cross(normal, x), normal], axis=1)
    local = (corners - corners.mean(axis=1, keepdims=True)) @ transpose(axes)
    return ShellFrame(axes, local[..., :2], local[..., 2])


def _quad_axes(corners: Floats) -> tuple[Floats, Floats]:
    first, second = corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1]
    return unit(first) - unit(second), unit(np.cross(first, second))


def _triangle_axes(corners: Floats) -> tuple[Floats, Floats]:
    along = corners[:, 1] - corners[:, 0]
    return along, unit(np.cross(along, corners[:, 2] - corners[:, 0]))


def to_plane(shape: Shape, frame: ShellFrame, normals: Floats, lift: Floats) -> Floats:
    """Motion of the mean plane in element axes from that of the nodes, shape (n, 6 m, 6 m).

    Args:
        normals: Unit normal at each node in the basic frame, shape (n, m, 3).
        lift: Height of the nodes above the reference plane, shape (n, m).
    """
    full = np.zeros((*normals.shape[:2], 6, shape.nodes, 6))
    for node in range(shape.nodes):
        full[:, node, :3, node, :3] = frame.axes
        full[:, node, 3:, node, 3:] = frame.axes
    _replace_drilling(full, shape, frame, normals)
    full[:, :, 0] -= lift[..., None, None] * full[:, :, 4]
    full[:, :, 1] += lift[..., None, None] * full[:, :, 3]
    return full.reshape(len(normals), 6 * shape.nodes, -1)


def onto_plane(
    shape: Shape, frame: ShellFrame, normals: Floats, lift: Floats, motion: Floats
) -> Floats:
    """One motion of the nodes as `to_plane` turns it, shape (n, 6 m), without its matrices.

    Args:
        motion: In the basic frame, shape (n, 6 m).
    """
    moved = motion.reshape(*normals.shape[:2], 2, 3) @ transpose(frame.axes)[:, None]
    shift, turn = moved[:, :, 0], moved[:, :, 1]
    upward = normals @ transpose(frame.axes)
    drilled = (upward * (_facet_turn(shape, frame, shift)[:, None] - turn)).sum(axis=-1)
    turn[..., :2] += upward[..., :2] * drilled[..., None]
    shift[..., 0] -= lift * turn[..., 1]
    shift[..., 1] += lift * turn[..., 0]
    return np.asarray(moved.reshape(len(moved), -1))


def _facet_turn(shape: Shape, frame: ShellFrame, shift: Floats) -> Floats:
    """Rotation of the facet at its centre in element axes, shape (n, 3).

    Args:
        shift: Translations of the nodes in element axes, shape (n, m, 3).
    """
    slopes = shape.slopes(shape.centre)
    by_x, by_y = np.moveaxis(inverse(jacobian(slopes, frame.plane)) @ slopes.T @ shift, 1, 0)
    return np.stack([by_y[:, 2], -by_x[:, 2], (by_x[:, 1] - by_y[:, 0]) / 2.0], axis=1)


def _replace_drilling(full: Floats, shape: Shape, frame: ShellFrame, normals: Floats) -> None:
    """Take the rotation about the nodal normal from the element's translations (in place)."""
    about = normals[..., :, None] * normals[..., None, :]
    tilt = (frame.axes[:, None] @ about)[:, :, :2]
    for node in range(shape.nodes):
        full[:, node, 3:5, node, 3:] -= tilt[:, node]
    own = _own_rotation(shape, frame)
    full[:, :, 3:5, :, :3] += np.einsum("niab,njbc->niajc", tilt, own)


def _own_rotation(shape: Shape, frame: ShellFrame) -> Floats:
    """Rotation of the facet at its centre by the translation of each node, shape (n, m, 3, 3).

    Half the curl of the membrane motion about z, the slope of w about x and y; basic frame.
    """
    slopes = shape.slopes(shape.centre)
    by_x, by_y = np.moveaxis(inverse(jacobian(slopes, frame.plane)) @ slopes.T, 1, 0)
    local = np.zeros((*by_x.shape, 3, 3))
    local[..., 0, 2], local[..., 1, 2] = by_y, -by_x
    local[..., 2, 0], local[..., 2, 1] = -by_y / 2.0, by_x / 2.0
    axes = frame.axes[:, None]
    return transpose(axes) @ local @ axes
