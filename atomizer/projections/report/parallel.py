"""The picture of all designs at once: parallel coordinates."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from textwrap import fill
from typing import TYPE_CHECKING, Any

from atomizer.domain.items import DesignVariable
from atomizer.domain.run import TrialCompleted
from atomizer.projections.report.account import Account, critical, position, used
from atomizer.projections.report.theme import Picture, Theme, legend, picture
from atomizer.projections.report.words import clipped, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_VARIABLES, MOST_OBJECTIVES, MOST_CONSTRAINTS = 12, 3, 4
UPRIGHT = 10
"""Names stand level above as many axes, slanted above more."""
Heights = dict[int, float]


@dataclass(frozen=True)
class Scale:
    """One of the parallel axes.

    Attributes:
        name: What it shows.
        low: What stands at its lower end.
        high: What stands at its upper end.
        heights: Where each trial crosses it, 0 to 1, by trial number.
        limit: Height of a limit to mark.
    """

    name: str
    low: str
    high: str
    heights: Heights
    limit: float | None = None


def draw_parallel(account: Account, outcome: TrialCompleted) -> Picture:
    """Every measured trial as a line across its variables, objectives and constraints."""
    scales = [*_variables(account), *_objectives(account), *_constraints(account, outcome)]

    def draw(figure: "Figure", theme: Theme) -> None:
        axes = figure.subplots()
        _draw_lines(axes, scales, account, theme)
        _draw_shown(axes, scales, outcome, theme)
        _draw_scales(axes, scales, theme)
        _explain(figure, account, outcome, theme)

    return picture("parallel", ("Designs", _caption(account)), draw, 4.4)


def _caption(account: Account) -> str:
    shown = {
        "design variables": (len(account.variables), MOST_VARIABLES),
        "objectives": (len(account.objectives), MOST_OBJECTIVES),
        "constraints": (len(account.constraints), MOST_CONSTRAINTS),
    }
    cut = [f"{most} of {count} {what}" for what, (count, most) in shown.items() if count > most]
    more = f" Shown are {' and '.join(cut)}." if cut else ""
    return (
        "Each line is a design. Constraints show the used part of their limit, "
        f"the most critical ones first.{more}"
    )


def _variables(account: Account) -> Iterator[Scale]:
    for item_id, variable in islice(account.variables.items(), MOST_VARIABLES):
        designs = {o.number: account.parameters(o).get(item_id) for o in account.measured}
        heights = {n: position(variable, x) for n, x in designs.items() if x is not None}
        unit = f" ({variable.units})" if variable.units else ""
        yield Scale(f"{clipped(variable.name, 18)}{unit}", *_ends(variable), heights)


def _ends(variable: DesignVariable) -> tuple[str, str]:
    """What stands at the ends of a variable's axis."""
    if variable.bounds is None:
        first, last = variable.values[0], variable.values[-1]
        return clipped(str(first), 10), clipped(str(last), 10)
    return number(variable.bounds.min), number(variable.bounds.max)


def _objectives(account: Account) -> Iterator[Scale]:
    for item_id, objective in islice(account.objectives.items(), MOST_OBJECTIVES):
        values = {
            o.number: o.objectives[item_id] for o in account.measured if item_id in o.objectives
        }
        low, high = min(values.values(), default=0.0), max(values.values(), default=1.0)
        yield Scale(
            clipped(objective.name, 34), number(low), number(high), _spread(values, low, high)
        )


def _constraints(account: Account, outcome: TrialCompleted) -> Iterator[Scale]:
    for item_id, constraint in islice(critical(account, outcome).items(), MOST_CONSTRAINTS):
        found = {o.number: o.margins[item_id] for o in account.measured if item_id in o.margins}
        parts = {n: min(used(margin), 2.0) for n, margin in found.items()}
        high = max(1.05, *parts.values())
        end = ">200 %" if high == 2.0 else f"{100.0 * high:.0f} %"
        heights = {n: part / high for n, part in parts.items()}
        yield Scale(clipped(constraint.name, 34), "0 %", end, heights, limit=1.0 / high)


def _spread(values: Mapping[int, float], low: float, high: float) -> Heights:
    span = high - low
    return {n: (value - low) / span if span > 0.0 else 0.5 for n, value in values.items()}


def _draw_lines(axes: "Axes", scales: list[Scale], account: Account, theme: Theme) -> None:
    from matplotlib.collections import LineCollection

    dim = min(1.0, 12.0 / math.sqrt(len(account.measured) + 1.0))
    for feasible, colour, alpha in ((False, theme.muted, 0.35), (True, theme.feasible, 0.42)):
        lines = [_line(scales, o.number) for o in account.measured if o.feasible is feasible]
        axes.add_collection(
            LineCollection(lines, colors=colour, alpha=alpha * dim, linewidths=1.0, zorder=2)
        )


def _line(scales: list[Scale], trial: int) -> list[tuple[float, float]]:
    """Where the line of a trial crosses the axes that it has a value on."""
    return [(float(x), s.heights[trial]) for x, s in enumerate(scales) if trial in s.heights]


def _draw_shown(axes: "Axes", scales: list[Scale], outcome: TrialCompleted, theme: Theme) -> None:
    line = _line(scales, outcome.number)
    look: dict[str, Any] = {"color": theme.best, "linewidth": 2.4, "marker": "o", "markersize": 5.5}
    axes.plot([x for x, _ in line], [y for _, y in line], zorder=5, **look)


def _draw_scales(axes: "Axes", scales: list[Scale], theme: Theme) -> None:
    axes.vlines(range(len(scales)), 0.0, 1.0, color=theme.muted, linewidth=0.9, zorder=3)
    slanted = len(scales) > UPRIGHT
    words: dict[str, Any] = {"ha": "center", "size": 7.5 if slanted else 8.5, "color": theme.muted}
    for x, scale in enumerate(scales):
        axes.text(x, -0.03, scale.low, va="top", **words)
        axes.text(x, 1.03, scale.high, va="bottom", **words)
        if scale.limit is not None:
            ends = x - 0.16, x + 0.16
            axes.plot(ends, (scale.limit, scale.limit), color=theme.failed, linewidth=2, zorder=4)
    axes.xaxis.tick_top()
    names = [clipped(s.name, 26) if slanted else fill(s.name, 120 // len(scales)) for s in scales]
    axes.set_xticks(range(len(scales)), names)
    turn = {"rotation": 40, "ha": "left", "rotation_mode": "anchor"} if slanted else {}
    axes.tick_params(axis="x", length=0, pad=16, labelcolor=theme.ink)
    for label in axes.get_xticklabels():
        label.update(turn)
    axes.set_xlim(-0.35, len(scales) - 0.65)
    axes.set_ylim(-0.09, 1.02)
    axes.yaxis.set_visible(False)
    axes.spines[:].set_visible(False)


def _explain(figure: "Figure", account: Account, outcome: TrialCompleted, theme: Theme) -> None:
    from matplotlib.lines import Line2D

    what = "best" if account.best else "nearest"
    best: dict[str, Any] = {"color": theme.best, "linewidth": 2.4, "marker": "o", "markersize": 5.5}
    lines = [
        Line2D([], [], label=f"{what}, trial {outcome.number}", **best),
        Line2D([], [], label="feasible", color=theme.feasible, alpha=0.7),
        Line2D([], [], label="infeasible", color=theme.muted, alpha=0.6),
    ]
    if account.constraints:
        lines.append(Line2D([], [], label="limit", color=theme.failed, linewidth=2))
    legend(figure, list(lines))
