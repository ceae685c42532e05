"""The solver port: what every solver, embedded or outside, takes and gives."""

from pathlib import Path
from typing import Protocol

from atomizer.domain.values import Value


class Solved(Value):
    """A finished solve: where its files are and who made them.

    Attributes:
        op2: The results.
        f06: What was printed.
        deck: The deck that was solved, where the solver wrote it itself.
        expressions: The expressions of the model that was solved, where it has such; beside the
            OP2, under its name.
    """

    solver: str
    version: str
    solution: int
    op2: Path
    f06: Path | None = None
    deck: Path | None = None
    expressions: Path | None = None
    seconds: float


class Solver(Protocol):
    """A solver plugin: a frozen model whose fields are its options.

    A plugin that solves models of its own, and no decks, says so by a class variable `own_model`.
    """

    def solve(self, deck: Path, folder: Path) -> Solved:
        """Solve a deck and leave its files in the folder.

        Raises:
            SolveFailed: no usable results; quotes what the solver said.
        """
        ...

    def version(self) -> str:
        """Name and version of the program that would run, part of every result's provenance.

        Raises:
            SolverMissing: it is not on this machine.
        """
        ...
