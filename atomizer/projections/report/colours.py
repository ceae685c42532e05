"""Colours of a field: from where to where they go, and which they are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from atomizer.engine.fields.scene import Scene
from atomizer.projections.report.theme import Theme

if TYPE_CHECKING:
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Colormap

EVEN = 1e-4
"""Values that differ by less, in parts of the largest one, have no place where they are largest."""
NEAR_ZERO = 0.5
"""A scale of positive values begins at zero if the smallest is below this part of the largest."""
WITHOUT_ZERO = "temperature"
"""What its unit measures if its zero says nothing: the scale goes from the smallest value on."""


def colours_of(scenes: Sequence[Scene], theme: Theme) -> "ScalarMappable":
    """One scale for all: symmetrical for values of both signs, else from zero if that is near."""
    from matplotlib import colormaps
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    low = min(scene.about.min.value for scene in scenes)
    high = max(scene.about.max.value for scene in scenes)
    kind = scenes[0].about.unit_kind
    if kind != WITHOUT_ZERO and low < 0.0:
        top = max(-low, high)
        return ScalarMappable(Normalize(-top, top), colormaps["coolwarm"])
    return ScalarMappable(Normalize(*scale(low, high, kind)), _sequential(theme))


def scale(low: float, high: float, unit_kind: str) -> tuple[float, float]:
    """From where to where colours go, for values between two.

    An even field stands in the middle of a scale from zero, or of one a unit wide where zero says
    nothing: else rounding would be shown as if it were the answer.
    """
    has_zero = unit_kind != WITHOUT_ZERO
    if high - low > EVEN * abs(high):
        return (0.0 if has_zero and low <= NEAR_ZERO * high else low), high
    return (0.0, 2.0 * high or 1.0) if has_zero else (low - 0.5, high + 0.5)


def _sequential(theme: Theme) -> "Colormap":
    """Perceptually uniform, from near the paper to far from it: what is large stands out."""
    from matplotlib import colormaps
    from matplotlib.colors import ListedColormap

    name, low, high = {"light": ("magma_r", 0.06, 0.9), "dark": ("magma", 0.24, 0.98)}[theme.mode]
    return ListedColormap(colormaps[name](np.linspace(low, high, 256)))
