"""The binary: there and back, and read with nothing but what docs/http.md says."""

import json
from pathlib import Path

import numpy as np
import pytest

from atomizer.engine.fields.asking import FieldsJob, Shown, Wish
from atomizer.engine.fields.binary import decode
from atomizer.engine.fields.job import show_fields
from atomizer.engine.solvers.embedded.plugin import Embedded
from tests.engine.fields.models import PULL, pulled_bulk, ringing_deck
from tests.engine.solvers.decks import put


def shown(folder: Path, deck: Path, *wishes: Wish) -> Shown:
    op2 = Embedded().solve(deck, folder).op2
    units = {"length": "mm", "stress": "MPa"}
    job = FieldsJob(op2=op2, deck=deck, folder=folder, wishes=wishes, units=units)
    return show_fields(job.model_copy(update={"result_sha256": "a" * 64}))


@pytest.fixture(scope="module")
def block(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("block")
    deck = put(folder, pulled_bulk(3), PULL)
    found = shown(folder, deck, Wish(field="displacement"), Wish(field="von_mises"))
    return [path.read_bytes() for path in found.scenes]


def test_a_scene_comes_back_as_it_was(block: list[bytes]) -> None:
    header, scene = decode(block[1])
    assert scene.faces.shape == (6 * 3**2, 4)
    assert scene.face_elements.shape == (54,)
    assert header.result_sha256 == "a" * 64
    assert header.about == scene.about
    assert header.about.unit == "MPa"


@pytest.mark.parametrize("number", [0, 1], ids=["of grid points", "of elements"])
def test_the_documented_layout_is_enough_to_read_it(block: list[bytes], number: int) -> None:
    content = block[number]
    assert content[:8] == b"ATOMMESH"
    length = int.from_bytes(content[8:12], "little")
    assert (12 + length) % 8 == 0
    header = json.loads(content[12 : 12 + length])
    arrays = {
        name: np.frombuffer(
            content,
            {"float32": "<f4", "uint32": "<u4"}[place["dtype"]],
            int(np.prod(place["shape"])),
            place["offset"],
        ).reshape(place["shape"])
        for name, place in header["arrays"].items()
    }
    triangles, points = arrays["triangles"], len(arrays["positions"])
    assert len(triangles) == 2 * header["arrays"]["triangles"]["quads"] == 2 * 6 * 3**2
    for name in ("triangles", "bare_triangles", "bars", "bare_bars", "edges"):
        assert (arrays[name] < points).all()
    for name in ("positions", "deformation", "values"):
        assert np.isfinite(arrays[name]).all()
    a, b, c = np.moveaxis(arrays["positions"][triangles].astype(float), 1, 0)
    assert np.einsum("ni,ni->", a, np.cross(b - a, c - a)) / 6.0 == pytest.approx(1.0)
    assert arrays["values"].max() == pytest.approx(header["about"]["max"]["value"])
    end = max(p["offset"] + 4 * int(np.prod(p["shape"])) for p in header["arrays"].values())
    assert end == len(content)


def test_modes_and_buckling_come_as_files_in_the_order_of_the_wishes(tmp_path: Path) -> None:
    found = shown(tmp_path, ringing_deck(tmp_path), Wish(field="mode_shape", most=3), Wish(mode=2))
    modes = [decode(path.read_bytes())[0].about.case.mode for path in found.scenes]
    assert modes == [1, 2, 3, 2]


def test_a_wish_that_cannot_be_fulfilled_leaves_the_others(tmp_path: Path) -> None:
    found = shown(tmp_path, ringing_deck(tmp_path), Wish(field="von_mises"), Wish())
    assert len(found.scenes) == 1
    (refused,) = found.refused
    assert refused.code == "E011" and "mode_shape" in refused.message
