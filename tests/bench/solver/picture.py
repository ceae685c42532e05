"""The ratio farthest from one over the refinement: a panel a case, a line an element."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tests.bench.solver.accuracy import FAIR, NEAR, Row
from tests.bench.solver.case import kind_name

PICTURE = Path(__file__).parents[3] / "docs" / "images" / "verification.png"
COLUMNS, LOW, HIGH = 4, 0.5, 1.2


def draw(rows: Sequence[Row], path: Path = PICTURE) -> None:
    """Write the picture; the same rows give the same bytes."""
    names = list(dict.fromkeys(row.case.name for row in rows))
    lines = -(-len(names) // COLUMNS)
    figure = Figure(figsize=(13, 2.6 * lines + 0.6), layout="constrained")
    panels = figure.subplots(lines, COLUMNS, squeeze=False).ravel()
    for panel, name in zip(panels, names, strict=False):
        _panel(panel, [row for row in rows if row.case.name == name])
    for panel in panels[len(names) :]:
        panel.set_axis_off()
    known = {line.get_label(): line for panel in panels for line in panel.get_lines()}
    known = {label: line for label, line in known.items() if not str(label).startswith("_")}
    figure.legend(known.values(), known.keys(), loc="outside lower center", ncols=len(known))
    figure.savefig(path, dpi=70, metadata={"Software": None})


def _panel(panel: Axes, rows: Sequence[Row]) -> None:
    kinds = [kind_name(row.kind) for row in rows]
    for kind in dict.fromkeys(kinds):
        own = [row for row, name in zip(rows, kinds, strict=True) if name == kind]
        ratios = [min(max(row.worst, LOW), HIGH) for row in own]
        panel.plot([row.factor for row in own], ratios, label=kind, color=COLOURS[kind], marker=".")
    panel.axhspan(1 - FAIR, 1 + FAIR, color="#eeeeee", zorder=0)
    panel.axhspan(1 - NEAR, 1 + NEAR, color="#dddddd", zorder=0)
    panel.set(ylim=(LOW - 0.02, HIGH + 0.02), xticks=rows[0].case.refined)
    panel.set_title(rows[0].case.name, fontsize=8)


COLOURS = {
    **{"CBAR": "#000000", "CBEAM": "#777777", "CQUAD4": "#d62728", "CTRIA3": "#ff9896"},
    **{"CHEXA8": "#1f77b4", "CHEXA20": "#17becf", "CPENTA6": "#2ca02c", "CPENTA15": "#98df8a"},
    **{"CTETRA4": "#9467bd", "CTETRA10": "#e377c2"},
}
