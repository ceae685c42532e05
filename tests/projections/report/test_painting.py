"""Scenes painted off-screen: what is in front hides what is behind, colours are those of values."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.image import imread

from atomizer.engine.fields.asking import Case, FieldsJob, Wish
from atomizer.engine.fields.binary import decode
from atomizer.engine.fields.job import show_fields
from atomizer.engine.fields.scene import About, Peak, Scene
from atomizer.engine.solvers.embedded.plugin import Embedded
from atomizer.projections.report.layout import Layout
from atomizer.projections.report.painting import is_hidden, outline
from atomizer.projections.report.projection import looking
from atomizer.projections.report.shape import draw_scenes
from atomizer.projections.report.theme import Picture
from tests.engine.fields.models import PULL, pulled_bulk, ringing_deck
from tests.engine.solvers.decks import put
from tests.projections.report.pages import need_picture

Floats = np.ndarray


def made(deck: Path, *wishes: Wish) -> list[Scene]:
    op2 = Embedded().solve(deck, deck.parent).op2
    job = FieldsJob(op2=op2, deck=deck, folder=deck.parent, wishes=wishes)
    return [decode(path.read_bytes())[1] for path in show_fields(job).scenes]


def drawn(scenes: list[Scene]) -> Picture:
    return draw_scenes("picture", ("Title", "Caption"), scenes)


def pixels(content: bytes) -> Floats:
    return imread(BytesIO(content), format="png")[..., :3]


def colourful(content: bytes) -> float:
    """The part of a picture that is neither paper nor grey."""
    found = pixels(content)
    return float((np.ptp(found, axis=2) > 0.25).mean())


@pytest.fixture(scope="module")
def block(tmp_path_factory: pytest.TempPathFactory) -> list[Scene]:
    deck = put(tmp_path_factory.mktemp("block"), pulled_bulk(3), PULL)
    return made(deck, Wish(field="displacement", most=2), Wish(field="von_mises"))


def test_a_block_is_drawn_in_light_and_dark_and_without_a_screen(block: list[Scene]) -> None:
    picture = drawn(block[:2])
    for content in (picture.light, picture.dark):
        need_picture(content)
        assert colourful(content) > 0.1
    assert picture.light != picture.dark
    assert mpl.get_backend().lower() == "agg"


def test_modes_are_drawn_four_to_a_picture(tmp_path: Path) -> None:
    scenes = made(ringing_deck(tmp_path), Wish(field="mode_shape", most=4))
    picture = drawn(scenes)
    need_picture(picture.light)
    upper, lower = np.array_split(pixels(picture.light), 2)
    for half in (upper, lower):
        for side in np.array_split(half, 2, axis=1):
            assert (np.ptp(side, axis=2) > 0.25).mean() > 0.001  # each panel has its bar


def test_an_even_field_has_one_colour_and_no_error(block: list[Scene]) -> None:
    need_picture(drawn(block[2:]).light)


def test_free_edges_of_a_block_are_its_twelve_sides(block: list[Scene]) -> None:
    places = looking(40.0, 24.0).place(block[0].positions.astype(float))
    lines = outline(block[0], places)
    assert len(lines) == 12 * 3
    assert np.linalg.norm(lines[:, 0] - lines[:, 1], axis=1) == pytest.approx(1 / 3, rel=1e-6)


def test_the_far_corner_of_a_block_is_hidden_and_the_near_one_is_not(block: list[Scene]) -> None:
    places = looking(40.0, 24.0).place(block[0].positions.astype(float))
    order = np.argsort(places[:, 2])
    assert is_hidden(block[0], places, places[order[0]])
    assert not is_hidden(block[0], places, places[order[-1]])


def squares(front: float, back: float) -> Scene:
    """Two squares over each other that face the reader, the front one drawn first."""
    square = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]], np.float32)
    up = np.array([0.0, 0.0, 0.2], np.float32)
    positions = np.concatenate([square + up, square - up])
    none = np.zeros((0, 2), np.uint32)
    about = About(
        field="von_mises",
        title="Von Mises stress",
        unit_kind="stress",
        unit="",
        location="element",
        kind="static",
        case=Case(subcase=1),
        min=Peak(value=min(front, back), id=2, point=None),
        max=Peak(value=max(front, back), id=1, point=None),
        largest_deformation=0.0,
        closed=False,
    )
    return Scene(
        about=about,
        positions=positions,
        deformation=np.zeros_like(positions),
        values=np.repeat(np.array([front, back], np.float32), 4),
        nodes=np.arange(1, 9, dtype=np.uint32),
        faces=np.arange(8, dtype=np.uint32).reshape(2, 4),
        face_elements=np.array([1, 2], np.uint32),
        bars=none,
        bar_elements=none[:, 0],
        bare_faces=np.zeros((0, 4), np.uint32),
        bare_face_elements=none[:, 0],
        bare_bars=none,
        bare_bar_elements=none[:, 0],
        edges=none,
    )


def test_what_is_in_front_hides_what_is_behind() -> None:
    """Seen from 24 degrees above, the upper square covers most of the lower one."""
    high, low = (drawn([squares(*pair)]).light for pair in ((1.0, 0.0), (0.0, 1.0)))
    assert pixels(high).mean() < pixels(low).mean()  # on light paper large values are dark


def test_what_is_narrower_than_the_paper_is_drawn_in_its_middle() -> None:
    flat = squares(1.0, 0.5)
    tall = replace(flat, positions=flat.positions * np.array([0.3, 0.3, 4.0], np.float32))
    drawing = pixels(drawn([tall]).light)
    rows = drawing[len(drawing) // 8 : 4 * len(drawing) // 5]
    columns = np.flatnonzero((rows < 0.9).any(axis=(0, 2)))
    assert columns[0] > 100
    assert columns[0] == pytest.approx(drawing.shape[1] - columns[-1], abs=5)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
@pytest.mark.parametrize("ratio", [0.0, 0.4, 30.0])
def test_panels_stay_on_the_paper_and_off_each_other(count: int, ratio: float) -> None:
    layout = Layout(ratio, count)
    places = list(layout.panels())
    assert len(places) == count
    for left, bottom, width, height in [*places, layout.scale()]:
        assert left > 0.0 and left + width < 1.0
        assert bottom > 0.0 and bottom + height < 1.0
    corners = {(round(left, 6), round(bottom, 6)) for left, bottom, *_ in places}
    assert len(corners) == count
    assert min(bottom for _, bottom, *_ in places) > sum(layout.scale()[1::2])
