"""What a published case is: a deck for every element and mesh, and what is read from results."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from atomizer.engine.results import Results
from tests.bench.solver.bodies import BARS, SHELLS, Cells, Kind
from tests.engine.solvers.decks import STATIC, solved

Measured = Mapping[str, float]
Measure = Callable[[Results], Measured]


@dataclass(frozen=True)
class Problem:
    """A deck, and how its answers are read."""

    bulk: Sequence[str]
    measure: Measure
    case: Sequence[str] = STATIC
    sol: str = "SOL 101"


@dataclass(frozen=True)
class Case:
    """A published case.

    Attributes:
        name: As its source calls it.
        statement: Geometry, material, supports and loads.
        source: Where the targets are published.
        targets: By what is measured.
        kinds: Elements it can be built of.
        cells: Of its coarsest mesh, along, across and through.
        problem: Its deck for one element and one mesh.
        refined: By what the cells are multiplied; the first is the published mesh.
        through: Whether the mesh is refined through the thickness too.
        remark: What a reader of the table should know.
    """

    name: str
    statement: str
    source: str
    targets: Measured
    kinds: Sequence[Kind]
    cells: Cells
    problem: Callable[[Kind, Cells], Problem]
    refined: Sequence[int] = (1, 2, 4)
    through: bool = True
    remark: str = ""

    def mesh(self, factor: int) -> Cells:
        """The cells of one refinement."""
        along, across, through = self.cells
        return along * factor, across * factor, through * (factor if self.through else 1)

    def solve(self, folder: Path, kind: Kind, factor: int = 1) -> Measured:
        """What one element gives on one mesh."""
        problem = self.problem(kind, self.mesh(factor))
        return problem.measure(solved(folder, problem.bulk, problem.case, problem.sol))

    def ratios(self, folder: Path, kind: Kind, factor: int = 1) -> Measured:
        """The same over the targets."""
        found = self.solve(folder, kind, factor)
        return {name: found[name] / target for name, target in self.targets.items()}


def mesh_name(kind: Kind, cells: Cells) -> str:
    """The cells a kind of element has a use for."""
    used = 1 if kind in BARS else 2 if kind in SHELLS else 3
    return " x ".join(map(str, cells[:used]))


def kind_name(kind: Kind) -> str:
    """CHEXA20, but CQUAD4 and CBAR, which have their number of nodes in the name or none."""
    return kind[0] if kind in (*BARS, *SHELLS) else f"{kind[0]}{kind[1]}"
