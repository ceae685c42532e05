"""Every published case with every element on every mesh."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.progress import Progress

from tests.bench.solver.bodies import Kind
from tests.bench.solver.case import Case, Measured, kind_name, mesh_name

NEAR, FAIR = 0.02, 0.05


@dataclass(frozen=True)
class Row:
    """What one element gives on one mesh of a case."""

    case: Case
    kind: Kind
    factor: int
    found: Measured

    @property
    def ratios(self) -> Mapping[str, float]:
        """Value over target of everything that is measured."""
        return {name: self.found[name] / target for name, target in self.case.targets.items()}

    @property
    def worst(self) -> float:
        """The ratio that is farthest from one."""
        return max(self.ratios.values(), key=lambda ratio: abs(ratio - 1.0))

    @property
    def mesh(self) -> str:
        """Its cells."""
        return mesh_name(self.kind, self.case.mesh(self.factor))


def measure(cases: Sequence[Case], progress: Progress) -> list[Row]:
    """All rows, in the order of the cases; tells the progress what it is at."""
    steps = [(case, kind, f) for case in cases for kind in case.kinds for f in case.refined]
    task = progress.add_task("accuracy", total=len(steps))
    rows = []
    with TemporaryDirectory(prefix="atomizer-bench-") as folder:
        for case, kind, factor in steps:
            progress.update(task, description=f"{case.name}, {kind_name(kind)}")
            rows.append(Row(case, kind, factor, case.solve(Path(folder), kind, factor)))
            progress.advance(task)
    return rows


def mark(ratio: float) -> str:
    """A ratio with what it is worth."""
    away = abs(ratio - 1.0)
    return f"{ratio:.3f} {'✓' if away <= NEAR else '~' if away <= FAIR else '✗'}"


def accuracy_lines(rows: Sequence[Row]) -> Iterator[str]:
    """The overview, then a table a case."""
    yield from _overview(rows)
    yield "![The same over the refinement of the mesh](images/verification.png)"
    yield ""
    yield "Grey: within 2 % and 5 %. Values beyond the frame are drawn on it."
    yield ""
    cases = list(dict.fromkeys(row.case.name for row in rows))
    for name in cases:
        yield from _case(name, [row for row in rows if row.case.name == name])


def _overview(rows: Sequence[Row]) -> Iterator[str]:
    """The ratio farthest from one of each element on the finest mesh of each case."""
    kinds = list(dict.fromkeys(kind_name(row.kind) for row in rows))
    finest = {
        (row.case.name, kind_name(row.kind)): row.worst
        for row in rows
        if row.factor == row.case.refined[-1]
    }
    yield "### Overview: the ratio farthest from one on the finest mesh"
    yield ""
    yield f"| case | {' | '.join(kinds)} |"
    yield "|---" * (1 + len(kinds)) + "|"
    for name in dict.fromkeys(case for case, _ in finest):
        found = [finest.get((name, kind)) for kind in kinds]
        yield f"| {name} | {' | '.join('' if r is None else mark(r) for r in found)} |"
    yield ""


def _case(name: str, rows: Sequence[Row]) -> Iterator[str]:
    case = rows[0].case
    yield f"### {name}"
    yield ""
    yield f"{case.statement} Source: {case.source}."
    yield ""
    heads = [f"{what}: {target:.5g} | ratio" for what, target in case.targets.items()]
    yield f"| element | mesh | {' | '.join(heads)} |"
    yield "|---" * (2 + 2 * len(heads)) + "|"
    for row in rows:
        parts = [f"{row.found[what]:.4g} | {mark(r)}" for what, r in row.ratios.items()]
        yield f"| {kind_name(row.kind)} | {row.mesh} | {' | '.join(parts)} |"
    yield ""
    if case.remark:
        yield case.remark
        yield ""
