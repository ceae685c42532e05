"""The plugin: CalculiX as an outside program."""

import re
import subprocess
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import Field

from atomizer.engine.failure import SolverMissing
from atomizer.engine.outside import OutsideSolver, Program, Run
from atomizer.engine.port import Solved
from atomizer.engine.solvers.calculix.cards import read_deck, refusal, solution
from atomizer.engine.solvers.calculix.dat import read_dat
from atomizer.engine.solvers.calculix.frd import read_frd
from atomizer.engine.solvers.calculix.inp import translate
from atomizer.engine.solvers.calculix.layout import layout
from atomizer.engine.solvers.calculix.model import read_model
from atomizer.engine.solvers.calculix.results import Found, op2_content
from atomizer.engine.solvers.calculix.verdict import judge

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

NAME = "calculix"
PROGRAM = Program(
    title="CalculiX",
    names=("ccx",),
    variable="ATOMIZER_CALCULIX",
    hint="Install it (Debian: apt install calculix-ccx).",
)
VERSION = re.compile(r"[Vv]ersion\s+(\d[\w.]*)")
PATIENCE = 10.0


class Calculix(OutsideSolver):
    """CalculiX, an open-source solver, given a translation: statics, modes, buckling."""

    triangles: Annotated[
        Literal["refuse", "membrane"],
        Field(
            description="CTRIA3: refused, or S3, which is right in its plane alone: in bending it "
            "is far too stiff."
        ),
    ] = "refuse"
    threads: Annotated[int, Field(ge=1, le=64, description="How many it may use.")] = 1

    def version(self) -> str:
        """The name and the version it says it has."""
        return f"{NAME} {_version(PROGRAM.find(self.executable))}"

    def solve(self, deck: Path, folder: Path) -> Solved:
        """Translate a deck, solve it, and leave `<stem>.op2` in the folder.

        Raises:
            SolveFailed: the deck holds what is not translated; see `verdict`; or there is no
                CalculiX on this machine.
        """
        start, run = perf_counter(), self._run(deck, folder)
        bdf = read_deck(deck)
        model = read_model(bdf)
        if self.triangles == "refuse" and any(group.card == "CTRIA3" for group in model.groups):
            raise refusal("CTRIA3 is too stiff in bending (see the option 'triangles')")
        (folder / f"{deck.stem}_ccx.inp").write_text(translate(bdf, model), encoding="ascii")
        evidence = self.run(run)
        frd = read_frd(folder / f"{deck.stem}_ccx.frd")
        dat = read_dat(folder / f"{deck.stem}_ccx.dat")
        blocks = layout(model.steps, dat.values)
        if failed := judge(evidence, frd, blocks, _size(bdf)):
            raise failed
        assert frd, "the verdict needs it"
        op2 = folder / f"{deck.stem}.op2"
        _write(op2, op2_content(bdf, model, Found(frd, dat, blocks)))
        return Solved(
            solver=NAME,
            version=self.version(),
            solution=solution(bdf),
            op2=op2,
            seconds=perf_counter() - start,
        )

    def _run(self, deck: Path, folder: Path) -> Run:
        stem = f"{deck.stem}_ccx"
        return Run(
            argv=[str(PROGRAM.find(self.executable)), "-i", stem],
            folder=folder,
            output=f"{stem}.out.log",
            op2=[f"{deck.stem}.op2"],
            results=[f"{stem}.frd", f"{stem}.dat"],
            threads=self.threads,
        )


def _write(op2: Path, content: bytes) -> None:
    """Write the OP2 so that nobody ever sees half of it."""
    partial = op2.with_suffix(".part")
    partial.write_bytes(content)
    partial.replace(op2)


def _size(bdf: "BDF") -> float:
    """The diagonal of the model's box."""
    places = np.array([node.get_position() for node in bdf.nodes.values()])
    return float(np.linalg.norm(np.ptp(places, axis=0)))


@cache
def _version(program: Path) -> str:
    """What the program answers when it is asked for its version."""
    try:
        said = subprocess.run(
            [str(program), "-v"],
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            stdin=subprocess.DEVNULL,
        ).stdout.decode("latin-1")
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SolverMissing(
            f"not found: {program} cannot be asked for its version: {error}"
        ) from error
    found = VERSION.search(said)
    return found[1] if found else "of unknown version"
