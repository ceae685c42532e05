"""The picture of a trade-off: objectives against each other, with the Pareto front."""

from itertools import combinations
from typing import TYPE_CHECKING

from atomizer.projections.report.account import Account
from atomizer.projections.report.history import handles, scatter
from atomizer.projections.report.theme import Picture, Theme, legend, picture, scalar_ticks
from atomizer.projections.report.words import clipped, plural

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 3
"""Pairs of objectives that are drawn."""


def draw_front(account: Account) -> Picture:
    """The first objectives in pairs; with two of them the Pareto front as a line."""
    pairs = list(combinations(account.objectives, 2))[:MOST]

    def draw(figure: "Figure", theme: Theme) -> None:
        columns = figure.subplots(1, len(pairs), squeeze=False)[0]
        for axes, pair in zip(columns, pairs, strict=True):
            _draw_pair(axes, account, pair, theme)
        legend(figure, handles(account, theme))

    return picture(
        "front", ("Pareto front", _caption(account)), draw, 4.6 if len(pairs) < 2 else 3.6
    )


def _caption(account: Account) -> str:
    if not account.front:
        return "No design is feasible, so there is no front yet."
    return (
        f"{plural(len(account.front), 'design')} on the front: "
        "in each of them an objective can only get better at the expense of another."
    )


def _draw_pair(axes: "Axes", account: Account, pair: tuple[str, str], theme: Theme) -> None:
    one, other = pair
    scatter(axes, account, lambda o: (o.objectives[one], o.objectives[other]), theme)
    if len(account.objectives) == 2:
        front = sorted((o.objectives[one], o.objectives[other]) for o in account.front)
        x, y = [a for a, _ in front], [b for _, b in front]
        axes.plot(x, y, color=theme.best, linewidth=1.4, zorder=2)
    axes.set_xlabel(clipped(account.objectives[one].name, 32))
    axes.set_ylabel(clipped(account.objectives[other].name, 32))
    axes.grid()
    scalar_ticks(axes, "x", "y")
