"""The picture of the constraints: how much of each limit a design uses."""

from typing import TYPE_CHECKING, Any

from atomizer.domain.feasibility import holds
from atomizer.domain.items import Constraint
from atomizer.domain.run import TrialCompleted
from atomizer.domain.values import ItemId
from atomizer.projections.report.account import Account, answer, critical, used
from atomizer.projections.report.theme import Picture, Theme, legend, picture
from atomizer.projections.report.words import clipped, limit, number, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 16
"""Constraints that are drawn, the most critical ones."""
FARTHEST = 2.0
"""Bars end here; their label says how far they would reach."""
CAPTION = (
    "A bar is the response over its limit (the limit over the response where the limit is below); "
    "where their signs differ, an equivalent of their distance."
)


def draw_margins(account: Account, outcome: TrialCompleted) -> Picture:
    """Bars of the used part of each limit, the most critical one on top."""
    shown = list(critical(account, outcome).items())[:MOST]

    def draw(figure: "Figure", theme: Theme) -> None:
        axes = figure.subplots()
        for row, (item_id, constraint) in enumerate(shown):
            _draw_bar(axes, row, (item_id, constraint), outcome, theme)
            _draw_baseline(axes, row, item_id, account, theme)
        axes.axvline(1.0, color=theme.ink, linewidth=1.3, zorder=4)
        _draw_names(axes, [constraint for _, constraint in shown])
        _explain(figure, account, theme)

    title = f"Constraints of trial {outcome.number}"
    return picture("margins", (title, CAPTION), draw, 1.35 + 0.4 * max(len(shown), 2))


def _draw_bar(
    axes: "Axes",
    row: int,
    entry: tuple[ItemId, Constraint],
    outcome: TrialCompleted,
    theme: Theme,
) -> None:
    item_id, constraint = entry
    part = used(outcome.margins[item_id])
    value = answer(outcome, constraint)
    kept = value is not None and holds(value, constraint.operator, constraint.threshold)
    colour = theme.feasible if kept else theme.failed
    axes.barh(row, min(part, FARTHEST), height=0.56, color=colour, alpha=0.85, zorder=3)
    words: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "center"}
    words["color"] = theme.ink if kept else theme.failed
    axes.text(1.11, row, percent(part), ha="right", **words)
    axes.text(1.14, row, _compared(value, constraint), **words)


def _compared(value: float | None, constraint: Constraint) -> str:
    """`159.6 <= 160 MPa`, with the sign a reader knows."""
    limit_said = limit(constraint.operator, constraint.threshold, constraint.units)
    return f"{number(value)} {limit_said}"


def _draw_baseline(axes: "Axes", row: int, item_id: ItemId, account: Account, theme: Theme) -> None:
    if account.baseline and item_id in account.baseline.margins:
        part = min(used(account.baseline.margins[item_id]), FARTHEST)
        axes.plot(part, row, "D", color=theme.ink, fillstyle="none", markersize=6, zorder=5)


def _draw_names(axes: "Axes", constraints: list[Constraint]) -> None:
    from matplotlib.ticker import FuncFormatter

    axes.set_yticks(range(len(constraints)), [clipped(c.name, 30) for c in constraints])
    axes.tick_params(axis="y", length=0, labelcolor=axes.xaxis.label.get_color())
    axes.set_ylim(len(constraints) - 0.4, -0.6)
    axes.set_xlim(0.0, max(1.1, axes.get_xlim()[1]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda part, _: f"{100.0 * part:.0f} %"))
    axes.set_xlabel("used part of the limit")
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")


def _explain(figure: "Figure", account: Account, theme: Theme) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    kept = Patch(color=theme.feasible, alpha=0.85, linewidth=0, label="keeps the limit")
    broken = Patch(color=theme.failed, alpha=0.85, linewidth=0, label="breaks it")
    look: dict[str, Any] = {"marker": "D", "fillstyle": "none", "markersize": 6}
    baseline = Line2D([], [], color=theme.ink, label="baseline", linestyle="none", **look)
    legend(figure, [kept, broken, *([baseline] if account.baseline else [])])
