"""The grid point weight generator's table and page."""

from dataclasses import dataclass

from atomizer.engine.op2.records import Op2File
from atomizer.engine.solvers.embedded import f06
from atomizer.engine.solvers.embedded.op2.weight import write_weight
from atomizer.engine.solvers.embedded.solutions.problem import Problem
from atomizer.engine.solvers.embedded.weight import Weight


@dataclass(frozen=True)
class Weighing:
    """The mass properties of a structure."""

    title: str
    weight: Weight

    def write(self, file: Op2File) -> None:
        """OGPWG."""
        write_weight(file, self.weight)

    def pages(self) -> list[str]:
        """The output of the grid point weight generator."""
        return f06.weight_page(self.title, self.weight)


def weighing(problem: Problem) -> Weighing:
    """The mass properties of the structure of a problem."""
    return Weighing(problem.title, problem.weight)
