"""The picture of sensitivities: how much each design variable moves each response."""

from typing import TYPE_CHECKING

import numpy as np

from atomizer.engine.sensitivity import SensitivityTable
from atomizer.projections.report.theme import Picture, Theme, legend, picture
from atomizer.projections.report.words import clipped

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_RESPONSES, MOST_VARIABLES = 12, 6
"""What is drawn; the table has the rest."""
CAPTION = "Percent of a response for one percent of a design variable, at the initial design."


def draw_slopes(table: SensitivityTable) -> Picture:
    """Bars of the normalized sensitivities, a group a response."""
    whole = np.array(table.normalized(), float).reshape(len(table.responses), -1)
    normalized = np.nan_to_num(whole)[:MOST_RESPONSES]
    strongest = np.argsort(-np.abs(normalized).max(axis=0), kind="stable")[:MOST_VARIABLES]
    shown = np.sort(strongest)

    def draw(figure: "Figure", theme: Theme) -> None:
        from matplotlib import colormaps
        from matplotlib.patches import Patch

        axes = figure.subplots()
        width, rows = 0.8 / len(shown), np.arange(len(normalized))
        names = {n: clipped(table.variables[column], 20) for n, column in enumerate(shown)}
        colours = colormaps["tab10"].colors  # type: ignore[attr-defined]  # a listed colour map
        for n, column in enumerate(shown):
            at = rows + (n - (len(shown) - 1) / 2) * width
            axes.barh(at, normalized[:, column], 0.9 * width, color=colours[n], zorder=3)
        axes.axvline(0.0, color=theme.ink, linewidth=1.0, zorder=4)
        axes.set_yticks(rows, [clipped(each, 44) for each in table.responses[:MOST_RESPONSES]])
        axes.set_ylim(len(normalized) - 0.4, -0.6)
        axes.set_xlabel("% of the response for 1 % of the variable")
        axes.grid(axis="x")
        legend(figure, [Patch(color=colours[n], label=name) for n, name in names.items()])

    height = 1.4 + len(normalized) * max(0.4, 0.16 * len(shown))
    return picture("sensitivities", ("Sensitivities", CAPTION), draw, height)
