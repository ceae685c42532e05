"""The picture of the search: the objectives over the trials."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from atomizer.domain.items import Objective
from atomizer.domain.run import TrialCompleted
from atomizer.domain.values import ItemId
from atomizer.projections.report.account import Account
from atomizer.projections.report.theme import Picture, Theme, legend, picture, scalar_ticks
from atomizer.projections.report.words import clipped, number

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 4
"""Objectives that get a row of their own."""
CAPTION = "Every point is a solved design."


def draw_history(account: Account) -> Picture:
    """Objectives over trial numbers; with a single one also the best so far."""
    shown = dict(list(account.objectives.items())[:MOST])
    height = 1.1 + (3.4 if len(shown) < 2 else 2.1 * len(shown))

    def draw(figure: "Figure", theme: Theme) -> None:
        rows = figure.subplots(len(shown), 1, sharex=True, squeeze=False)[:, 0]
        for axes, objective in zip(rows, shown.items(), strict=True):
            _draw_row(axes, account, objective, theme)
        rows[-1].set_xlabel("trial")
        legend(figure, handles(account, theme))

    return picture("history", ("Optimization history", CAPTION), draw, height)


def _draw_row(
    axes: "Axes", account: Account, objective: tuple[ItemId, Objective], theme: Theme
) -> None:
    from matplotlib.ticker import MaxNLocator

    objective_id, item = objective
    scatter(axes, account, lambda o: (o.number, o.objectives[objective_id]), theme)
    _draw_best_so_far(axes, account, theme)
    _draw_failed(axes, account, theme)
    axes.set_ylabel(clipped(item.name, 32))
    axes.set_xlim(-0.6, max(len(account.run.trials), 2) - 0.4)
    axes.xaxis.set_major_locator(MaxNLocator(steps=[1, 2, 5, 10], integer=True))
    axes.grid(axis="y")
    scalar_ticks(axes, "x", "y")


def scatter(
    axes: "Axes",
    account: Account,
    place: Callable[[TrialCompleted], tuple[float, float]],
    theme: Theme,
) -> None:
    """Trials as points: feasible full, infeasible hollow, baseline and best set off."""
    wanted = account.objectives.keys()
    measured = [o for o in account.measured if wanted <= o.objectives.keys()]
    for feasible in (False, True):
        points = [place(o) for o in measured if o.feasible is feasible]
        axes.scatter(*_columns(points), **_look(theme, "feasible" if feasible else "infeasible"))
    if account.baseline in measured and account.baseline:
        axes.scatter(*_columns([place(account.baseline)]), **_look(theme, "baseline"))
    if account.best:
        axes.scatter(*_columns([place(account.best)]), **_look(theme, "best"))


def _columns(points: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [x for x, _ in points], [y for _, y in points]


def _look(theme: Theme, what: str) -> dict[str, Any]:
    """Marker of a kind of trial; shape and filling tell them apart without colour."""
    return {
        "feasible": {"s": 26, "color": theme.feasible, "alpha": 0.85, "linewidths": 0, "zorder": 4},
        "infeasible": {
            "s": 24,
            "marker": "s",
            "facecolors": "none",
            "edgecolors": theme.infeasible,
            "linewidths": 1.1,
            "zorder": 3,
        },
        "baseline": {
            "s": 95,
            "marker": "D",
            "facecolors": "none",
            "edgecolors": theme.ink,
            "linewidths": 1.3,
            "zorder": 5,
        },
        "best": {
            "s": 190,
            "marker": "*",
            "facecolors": theme.best,
            "edgecolors": theme.paper,
            "linewidths": 1.0,
            "zorder": 6,
        },
    }[what]


def _draw_best_so_far(axes: "Axes", account: Account, theme: Theme) -> None:
    steps = account.best_so_far()
    if not steps:
        return
    end = max(account.run.trials)
    numbers = [n for n, _ in steps] + [end]
    values = [value for _, value in steps] + [steps[-1][1]]
    axes.plot(numbers, values, drawstyle="steps-post", color=theme.best, linewidth=1.6, zorder=2)


def _draw_failed(axes: "Axes", account: Account, theme: Theme) -> None:
    """Crosses on the lower edge: a failed trial has no value."""
    numbers = [float(o.number) for o in account.failed]
    crosses = axes.plot(
        numbers,
        [0.0] * len(numbers),
        "x",
        color=theme.failed,
        markersize=6,
        markeredgewidth=1.6,
        transform=axes.get_xaxis_transform(),
        clip_on=False,
        zorder=7,
    )
    crosses[0].set_in_layout(False)


def handles(account: Account, theme: Theme) -> "list[Artist]":
    """What the legend explains: the kinds of trials there are, with their numbers."""
    from matplotlib.lines import Line2D

    infeasible = len(account.measured) - len(account.feasible)
    feasible = {"marker": "o", "color": theme.feasible, "markersize": 5.5}
    hollow = {"marker": "s", "color": theme.infeasible, "markersize": 5, "fillstyle": "none"}
    failed = {"marker": "x", "color": theme.failed, "markersize": 6, "markeredgewidth": 1.6}
    baseline = {"marker": "D", "color": theme.ink, "markersize": 7, "fillstyle": "none"}
    best = {"marker": "*", "color": theme.best, "markersize": 11}
    named: list[tuple[Any, str, dict[str, Any]]] = [
        (len(account.feasible), "feasible ({})", feasible),
        (infeasible, "infeasible ({})", hollow),
        (len(account.failed), "failed ({})", failed),
        (account.baseline, "baseline", baseline),
        (account.best, _best_label(account), best),
    ]
    points: list[Artist] = [
        Line2D([], [], linestyle="none", label=label.format(count), **look)
        for count, label, look in named
        if count
    ]
    if account.best_so_far():
        points.append(Line2D([], [], color=theme.best, linewidth=1.6, label="best so far"))
    return points


def _best_label(account: Account) -> str:
    """`best: 3.135, trial 25`, safe to format."""
    if account.best is None:
        return ""
    where = f"trial {account.best.number}"
    if account.single is None:
        return f"best compromise, {where}"
    return f"best: {number(account.best.objectives.get(account.single[0]))}, {where}"
