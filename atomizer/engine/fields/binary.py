"""A scene as one binary for a browser, and back; docs/http.md tells the layout byte by byte."""

import math
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from atomizer.domain.values import Value
from atomizer.engine.fields.asking import FieldEntry
from atomizer.engine.fields.scene import About, Scene, Words

MAGIC = b"ATOMMESH"
START = len(MAGIC) + 4
STEP = 8
"""The header is padded with blanks so that arrays begin at a multiple of this."""
Dtype = Literal["float32", "uint32"]


class Place(Value):
    """Where an array is in the binary; its numbers are little-endian, the last index runs first."""

    offset: Annotated[int, Field(description="Bytes from the beginning of the binary.")]
    dtype: Dtype
    shape: tuple[int, ...]
    quads: Annotated[
        int | None, Field(description="Of triangles: so many quads come first, two for each.")
    ] = None


class Header(Value):
    """The JSON in front of the arrays."""

    version: Literal[1] = 1
    about: About
    result_sha256: Annotated[str, Field(description="Of the sealed result file; may be empty.")]
    fields: Annotated[tuple[FieldEntry, ...], Field(description="All that can be asked for.")]
    arrays: dict[str, Place]


def encode(scene: Scene, fields: tuple[FieldEntry, ...], result_sha256: str) -> bytes:
    """A scene as bytes."""
    quads = {"triangles": _quads(scene.faces), "bare_triangles": _quads(scene.bare_faces)}
    arrays = _arrays(scene)
    sizes = [array.nbytes for array in arrays.values()]
    starts = dict(zip(arrays, np.cumsum([0, *sizes[:-1]]).tolist(), strict=True))
    parts = {"about": scene.about, "result_sha256": result_sha256, "fields": fields}

    def front(length: int) -> bytes:
        places = {
            name: Place(
                offset=START + length + starts[name],
                dtype="float32" if array.dtype.kind == "f" else "uint32",
                shape=array.shape,
                quads=quads.get(name),
            )
            for name, array in arrays.items()
        }
        said = Header.model_validate(parts | {"arrays": places}).model_dump_json().encode()
        return said.ljust(length)

    length = -START % STEP
    while len(said := front(length)) > length:
        length = len(said) + -(START + len(said)) % STEP
    little = (array.astype(array.dtype.newbyteorder("<")).tobytes() for array in arrays.values())
    return b"".join([MAGIC, length.to_bytes(4, "little"), said, *little])


def decode(content: bytes) -> tuple[Header, Scene]:
    """A scene from its bytes, as `encode` wrote them."""
    assert content.startswith(MAGIC), "only what `encode` wrote is decoded"
    length = int.from_bytes(content[len(MAGIC) : START], "little")
    header = Header.model_validate_json(content[START : START + length])
    arrays = {name: _array(content, place) for name, place in header.arrays.items()}
    for name in ("", "bare_"):
        quads = header.arrays[f"{name}triangles"].quads or 0
        arrays[f"{name}faces"] = _faces(arrays.pop(f"{name}triangles"), quads)
        owners = arrays.pop(f"{name}triangle_elements")
        arrays[f"{name}face_elements"] = _once(owners, quads)
    return header, Scene(about=header.about, **arrays)


def _arrays(scene: Scene) -> dict[str, NDArray[Any]]:
    """The arrays in the order they are written."""
    return {
        "positions": scene.positions,
        "deformation": scene.deformation,
        "values": scene.values,
        "nodes": scene.nodes,
        "triangles": _triangles(scene.faces),
        "triangle_elements": _twice(scene.face_elements, _quads(scene.faces)),
        "bare_triangles": _triangles(scene.bare_faces),
        "bare_triangle_elements": _twice(scene.bare_face_elements, _quads(scene.bare_faces)),
        "bars": scene.bars,
        "bar_elements": scene.bar_elements,
        "bare_bars": scene.bare_bars,
        "bare_bar_elements": scene.bare_bar_elements,
        "edges": scene.edges,
    }


def _quads(faces: Words) -> int:
    """How many faces have four corners; they come first."""
    return int((faces[:, 2] != faces[:, 3]).sum())


def _triangles(faces: Words) -> Words:
    """A quad (a, b, c, d) as (a, b, c) and (a, c, d), shape (n_triangles, 3)."""
    quads = faces[: _quads(faces)]
    halves = quads[:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3)
    return np.concatenate([halves, faces[len(quads) :, :3]])


def _faces(triangles: Words, quads: int) -> Words:
    """Back again."""
    first, second = triangles[: 2 * quads : 2], triangles[1 : 2 * quads : 2]
    rest = triangles[2 * quads :]
    return np.concatenate([np.c_[first, second[:, 2]], rest[:, [0, 1, 2, 2]]])


def _twice(owners: Words, quads: int) -> Words:
    return np.concatenate([np.repeat(owners[:quads], 2), owners[quads:]])


def _once(owners: Words, quads: int) -> Words:
    return np.concatenate([owners[: 2 * quads : 2], owners[2 * quads :]])


def _array(content: bytes, place: Place) -> NDArray[Any]:
    kind = {"float32": "<f4", "uint32": "<u4"}[place.dtype]
    count = math.prod(place.shape)
    return np.frombuffer(content, kind, count, place.offset).reshape(place.shape)
