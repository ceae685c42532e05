"""Pictures of the fields of a result: stress, displacement, modes, buckling."""

from collections.abc import Mapping
from itertools import groupby
from typing import NamedTuple

from atomizer.engine.fields.asking import Wish
from atomizer.engine.fields.binary import decode
from atomizer.projections.report.shape import draw_scenes
from atomizer.projections.report.theme import Picture
from atomizer.projections.results import SealedResult, read_fields


class Plan(NamedTuple):
    """A picture of a field: the name of its file, its title, what a reader should know."""

    name: str
    title: str
    caption: str
    most: int


PLANS: Mapping[str, Plan] = {
    "von_mises": Plan(
        "design",
        "Stress in trial {}",
        "Von Mises stress under the worst subcases. An element has the colour of the largest "
        "value in it, over centre, corners and both faces of a shell.",
        2,
    ),
    "normal_stress": Plan(
        "bars",
        "Stress of bars in trial {}",
        "The normal stress of each bar that is largest in size, tension positive.",
        2,
    ),
    "displacement": Plan("displacement", "Displacement of trial {}", "Under the worst subcase.", 1),
    "failure_tsai_wu": Plan(
        "failure",
        "Failure of plies in trial {}",
        "The index of Tsai and Wu of the worst ply of each element; 1 is failure.",
        2,
    ),
    "temperature": Plan("temperature", "Temperature in trial {}", "In the warmest subcases.", 2),
    "heat_flux": Plan(
        "heat_flux",
        "Heat flux in trial {}",
        "Power through a unit of area in each element, whichever way it goes.",
        1,
    ),
    "mode_shape": Plan("modes", "Natural modes of trial {}", "The first modes of vibration.", 4),
    "buckling_shape": Plan(
        "buckling",
        "Buckling of trial {}",
        "The first shapes; the factor times the load is the load that buckles the design.",
        4,
    ),
    "frequency_response": Plan(
        "frequency_response",
        "Displacement of trial {} at the peak",
        "Amplitudes at the frequency of the largest one, deformed as at the moment it is reached.",
        2,
    ),
    "transient_response": Plan(
        "transient_response",
        "Displacement of trial {} at the peak",
        "At the time of the largest one.",
        2,
    ),
}
"""What a report shows of a result, as far as it is there."""


def draw_fields(found: SealedResult, units: Mapping[str, str]) -> list[Picture]:
    """The pictures of a sealed trial.

    Args:
        units: What is measured -> its unit, where it is known.

    Raises:
        SolveFailed: its files cannot be read.
    """
    wishes = tuple(Wish(field=name, most=plan.most) for name, plan in PLANS.items())
    shown = read_fields(found.files, wishes, units)
    scenes = [decode(content)[1] for content in shown.contents]
    pictures = []
    for name, group in groupby(scenes, key=lambda scene: scene.about.field):
        plan = PLANS[name]
        words = plan.title.format(found.sealed.number), plan.caption
        pictures.append(draw_scenes(plan.name, words, list(group)))
    return pictures
