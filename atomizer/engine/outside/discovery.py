"""Finding the program of an outside solver: by option, by environment variable, on PATH."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from atomizer.engine.failure import SolverMissing


@dataclass(frozen=True)
class Program:
    """A program as it may be found.

    Attributes:
        title: As people call it.
        names: Of its executable, the usual one first.
        variable: Environment variable that may hold its path.
        hint: How to bring it to this machine, a sentence.
        homes: Where it lies when it is installed: environment variables with the folders below
            what they name.
    """

    title: str
    names: tuple[str, ...]
    variable: str
    hint: str
    homes: tuple[tuple[str, str], ...] = ()

    def find(self, executable: str | None) -> Path:
        """Its absolute path.

        Args:
            executable: What the option says. It must be named like the program: who may edit a
                study may say which Nastran solves it, and not have any program run.

        Raises:
            SolverMissing: it is not there; says where it was looked for.
        """
        if executable:
            return self._option(executable)
        if named := os.environ.get(self.variable):
            return self._there(named, f"{self.variable} is {named!r}")
        for name in self.names:
            if found := shutil.which(name) or self._installed(name):
                return Path(found).absolute()
        raise SolverMissing(
            f"not found: {' or '.join(self.names)} is not {self._places()}. {self.hint} "
            f"Or point to it with the environment variable {self.variable} or the option "
            "'executable'."
        )

    def _installed(self, name: str) -> str | None:
        """Where its maker's environment variables say that it lies."""
        named = ((os.environ.get(variable), folder) for variable, folder in self.homes)
        folders = (str(Path(home) / folder) for home, folder in named if home)
        return next(
            (found for folder in folders if (found := shutil.which(name, path=folder))), None
        )

    def _places(self) -> str:
        """Where it was looked for."""
        variables = " or ".join(dict.fromkeys(variable for variable, _ in self.homes))
        return f"on PATH nor where {variables} says" if variables else "on PATH"

    def _option(self, executable: str) -> Path:
        if not Path(executable).name.lower().startswith(self.names):
            raise SolverMissing(
                f"not found: the option 'executable' is {executable!r}, which is not named like "
                f"{self.title} ({', '.join(self.names)} ...). "
                f"For another name set the environment variable {self.variable}."
            )
        return self._there(executable, f"the option 'executable' is {executable!r}")

    def _there(self, name: str, said: str) -> Path:
        if found := shutil.which(name):
            return Path(found).absolute()
        raise SolverMissing(f"not found: {said}, and no such program is there. {self.hint}")
