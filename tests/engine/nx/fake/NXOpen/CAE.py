"""The simulation side: a mesh is a deck with holes for expressions, solved by Atomizer itself."""

from enum import Enum, auto
from pathlib import Path
from types import SimpleNamespace

from NXOpen import ILL, BasePart, NXException, Session

FATAL = "0*** USER FATAL MESSAGE 9137 (SEKRRS)\n     RUN TERMINATED DUE TO EXCESSIVE PIVOT RATIOS\n"
END = "1 * * * END OF JOB * * *\n"


class FemPart(BasePart):
    """A mesh; it knows its idealized part only while that is loaded."""

    @property
    def IdealizedPart(self) -> BasePart | None:
        return self.session.Parts.loaded(self.said["idealized"])

    @property
    def BaseFEModel(self) -> SimpleNamespace:
        return SimpleNamespace(UpdateFemodel=self._update_mesh)

    def _update_mesh(self) -> None:
        assert self.session.Parts.Display is self, "NX updates the mesh that is displayed"
        if ILL == "mesh":
            raise NXException("Mesh 3d_mesh(1) failed to update")
        assert self.IdealizedPart
        self.geometry = {**self.IdealizedPart.values, **self.values}


class AssyFemPart(BasePart):
    """A mesh of an assembly."""


class SimPart(BasePart):
    """A simulation."""

    @property
    def Simulation(self) -> SimpleNamespace:
        solutions = [SimSolution(self, name) for name in self.said["solutions"]]
        return SimpleNamespace(Solutions=solutions, ActiveSolution=solutions[0])


class SimSolution:
    class SolveOption(Enum):
        Solve = auto()

    class SetupCheckOption(Enum):
        CompleteCheckAndOutputErrors = auto()

    class SolveMode(Enum):
        Foreground = auto()
        Background = auto()

    def __init__(self, sim: SimPart, name: str) -> None:
        self.sim, self.Name = sim, name

    def solve(self) -> None:
        from atomizer import registry

        path = Path(self.sim.FullPath)
        fem = self.sim.session.Parts.loaded(self.sim.said["components"][0])
        stem = f"{path.stem}-{self.Name.lower().replace(' ', '_')}"
        deck, f06 = path.parent / f"{stem}.dat", path.parent / f"{stem}.f06"
        deck.write_text(fem.said["deck"].format(**fem.geometry))
        (path.parent / f"{stem}.log").write_text("A licence was checked out.\n")
        if ILL in ("fatal", "fatal_told_by_nx"):
            f06.write_text(FATAL + END)
            if ILL == "fatal_told_by_nx":
                raise NXException("The solver failed")
            return
        registry.make("solvers", "embedded").solve(deck, path.parent)
        if ILL == "no_op2":
            (path.parent / f"{stem}.op2").unlink()


class SimSolveManager:
    @classmethod
    def GetSimSolveManager(cls, session: Session) -> "SimSolveManager":
        return cls()

    def SolveChainOfSolutions(self, chain, option, check, mode) -> tuple[int, int, int]:
        assert mode is SimSolution.SolveMode.Foreground, "nobody would wait for the results"
        if ILL == "deny_solve":
            raise NXException("A license for NX Nastran is not available: error -4")
        if ILL == "skip":
            return 0, 0, 1
        for solution in chain:
            solution.solve()
        return len(chain), 0, 0
