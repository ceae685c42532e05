"""The plugin: one deck in, OP2 and F06 out."""

from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Annotated

import psutil
from pydantic import Field

from atomizer.domain.values import Value
from atomizer.engine.failure import SolveFailed
from atomizer.engine.port import Solved
from atomizer.engine.sensitivity import SensitivityTable
from atomizer.engine.solvers.embedded import f06
from atomizer.engine.solvers.embedded.arrays import GIGABYTE
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.reading import read_deck
from atomizer.engine.solvers.embedded.run import run
from atomizer.engine.solvers.embedded.sensitivity import deck_sensitivities
from atomizer.engine.solvers.embedded.sparse.factor import Method

NAME = "embedded"


class Embedded(Value):
    """The finite-element core that comes with Atomizer: statics, modes, buckling and heat."""

    memory: Annotated[
        float | None,
        Field(
            gt=0,
            description="The most memory the factor, or the modes, may take, in GB; when not given "
            "what the machine has free as the solve begins.",
        ),
    ] = None
    factor: Annotated[
        Method,
        Field(
            description="Who factorises: our own Cholesky, or Intel's PARDISO where the extra "
            "'pardiso' is installed; memory is no limit for the latter."
        ),
    ] = "own"

    def version(self) -> str:
        """The name of the solver and the version of the program it is part of."""
        return f"{NAME} {version('atomizer')}"

    def solve(self, deck: Path, folder: Path) -> Solved:
        """Solve a deck and leave `<stem>.op2` and `<stem>.f06` in the folder.

        A run that fails leaves an F06 with its FATAL and no OP2.

        Raises:
            SolveFailed: the deck cannot be read, or the run stopped with a FATAL, which is quoted.
            OSError: the files cannot be written; none of them is left.
        """
        start = perf_counter()
        op2, printed = (folder / f"{deck.stem}{suffix}" for suffix in (".op2", ".f06"))
        op2.unlink(missing_ok=True)
        solution, content, text = self._outcome(deck, printed)
        try:
            _write(printed, text.encode("ascii", "replace"))
            _write(op2, content)
        except OSError:
            printed.unlink(missing_ok=True)
            raise
        return Solved(
            solver=NAME,
            version=self.version(),
            solution=solution,
            op2=op2,
            f06=printed,
            seconds=perf_counter() - start,
        )

    def _outcome(self, deck: Path, printed: Path) -> tuple[int, bytes, str]:
        """Solution, OP2 and F06 of a deck; a failure is printed before it is raised."""
        try:
            outcome = run(read_deck(deck), deck, self._room(), self.factor)
            return outcome.solution, outcome.op2(), outcome.f06()
        except Fatal as fatal:
            _print_fatal(printed, deck, fatal.f06)
            raise SolveFailed("fatal", fatal.f06) from fatal
        except SolveFailed as failed:
            _print_fatal(printed, deck, f"*** USER FATAL MESSAGE, {failed.message}")
            raise

    def _room(self) -> float:
        """How much memory may be taken, in GB."""
        return self.memory or psutil.virtual_memory().available / GIGABYTE

    def sensitivities(self, deck: Path) -> SensitivityTable:
        """The derivatives of every DRESP1 of a deck by every DESVAR.

        Raises:
            SolveFailed: the deck cannot be solved, or says nothing to differentiate.
        """
        found, asked = deck_sensitivities(deck, self._room())
        return SensitivityTable(
            variables=found.variables,
            design=tuple(found.design.tolist()),
            responses=tuple(response.label for response in found.responses),
            labels=tuple(asked.labels),
            values=tuple(found.values.tolist()),
            gradient=tuple(map(tuple, found.gradient.tolist())),
            not_taken_over=tuple(map(str, asked.left)),
        )


def _print_fatal(printed: Path, deck: Path, message: str) -> None:
    text = "\n".join([*f06.fatal_page(deck.name, message), ""])
    _write(printed, text.encode("ascii", "replace"))


def _write(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    partial = path.with_name(f"{path.name}.part")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
