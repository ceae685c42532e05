"""How pictures look: colours for light and dark, one typeface, and the way from drawing to PNG.

matplotlib is imported by the first picture. Its settings are global, so pictures are drawn one at
a time under a lock, without pyplot.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 150
WIDTH = 8.0
"""Inches; 1200 pixels."""
TYPEFACES = ("Inter", "Helvetica Neue", "Helvetica", "Segoe UI", "Arial", "Liberation Sans")
"""The first one that is installed is taken, else the one matplotlib brings."""
Mode = Literal["light", "dark"]
_DRAWING = Lock()


@dataclass(frozen=True)
class Theme:
    """The colours of a picture."""

    mode: Mode
    paper: str
    ink: str
    muted: str
    grid: str
    feasible: str
    infeasible: str
    failed: str
    best: str


LIGHT = Theme(
    mode="light",
    paper="#ffffff",
    ink="#1c2330",
    muted="#667085",
    grid="#e6e9ef",
    feasible="#2f6fde",
    infeasible="#e08a1e",
    failed="#c8372d",
    best="#0b7a55",
)
DARK = Theme(
    mode="dark",
    paper="#161b24",
    ink="#e8ecf3",
    muted="#98a2b3",
    grid="#2a3240",
    feasible="#6ea3ff",
    infeasible="#f0a94a",
    failed="#ff7a6e",
    best="#3ddc9c",
)
Draw = Callable[["Figure", Theme], None]


@dataclass(frozen=True)
class Picture:
    """A picture in both modes, as PNG.

    Attributes:
        name: Of its file, without the suffix.
        title: What it shows.
        caption: What a reader should know.
    """

    name: str
    title: str
    caption: str
    light: bytes
    dark: bytes


def picture(name: str, words: tuple[str, str], draw: Draw, height: float) -> Picture:
    """Draw a picture in both modes.

    Args:
        name: Of its file, without the suffix.
        words: Title and caption.
        draw: Draws on an empty figure in the colours of a theme.
        height: In inches.
    """
    return Picture(name, *words, _png(draw, LIGHT, height), _png(draw, DARK, height))


def _png(draw: Draw, theme: Theme, height: float) -> bytes:
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    with _DRAWING, matplotlib.rc_context(_settings(theme)), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        layout = ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.07)
        figure = Figure(figsize=(WIDTH, height), dpi=DPI, layout=layout)
        FigureCanvasAgg(figure)
        draw(figure, theme)
        content = BytesIO()
        figure.savefig(content, format="png", metadata={"Software": None})
    return content.getvalue()


def _settings(theme: Theme) -> dict[Any, Any]:
    """Settings of matplotlib; names of users are never read as mathematics."""
    return {
        "font.family": [*typeface(), "DejaVu Sans"],
        "font.size": 9.5,
        "text.parse_math": False,
        "text.color": theme.ink,
        "figure.facecolor": theme.paper,
        "savefig.facecolor": theme.paper,
        "axes.facecolor": theme.paper,
        "axes.edgecolor": theme.muted,
        "axes.labelcolor": theme.ink,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": False,
        "axes.axisbelow": True,
        "xtick.color": theme.muted,
        "ytick.color": theme.muted,
        "xtick.labelcolor": theme.muted,
        "ytick.labelcolor": theme.muted,
        "xtick.major.size": 3.0,
        "ytick.major.size": 3.0,
        "legend.frameon": False,
        "grid.color": theme.grid,
        "grid.linewidth": 0.8,
    }


@cache
def typeface() -> tuple[str, ...]:
    """The typeface of the pictures, if one of the wanted ones is installed."""
    from matplotlib.font_manager import fontManager

    installed = {font.name for font in fontManager.ttflist}
    return next(((name,) for name in TYPEFACES if name in installed), ())


def legend(figure: "Figure", handles: "list[Artist]") -> None:
    """A legend in a row above the drawing, outside of the data."""
    figure.legend(
        handles=handles,
        loc="outside upper left",
        ncols=min(len(handles), 6),
        handletextpad=0.5,
        columnspacing=1.8,
        borderaxespad=0.2,
    )


def scalar_ticks(axes: "Axes", *which: Literal["x", "y"]) -> None:
    """Plain numbers at the ticks: no offset, no powers of ten between 1e-5 and 1e7."""
    from matplotlib.ticker import ScalarFormatter

    for name in which:
        form = ScalarFormatter(useOffset=False)
        form.set_powerlimits((-5, 7))
        getattr(axes, f"{name}axis").set_major_formatter(form)
