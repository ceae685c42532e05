"""The plugin: NX as an outside program that updates a model and has Nastran solve it."""

import re
import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from time import perf_counter
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from atomizer.engine.deck import DeckRejected
from atomizer.engine.nx import DESIGN, PROGRAM, Answer, Request, ask, copy_model, read_nx_design
from atomizer.engine.nx.design import NxDesign, design_of, is_nx
from atomizer.engine.nx.expressions import SUFFIX, write_expressions
from atomizer.engine.outside import Evidence, OutsideSolver, Text, look_into, solution_of
from atomizer.engine.outside.nastran import printed_release
from atomizer.engine.port import Solved
from atomizer.engine.solvers.nx.verdict import judge

NAME, KEPT = "nx", "model"
RELEASE = re.compile(r"(?:nx|simcenter(?:3d)?)[_ -]?v?(\d{2,}(?:\.\d+)*)", re.IGNORECASE)
RESULTS = (".op2", ".f06", ".dat", ".log")


class NX(OutsideSolver):
    """Siemens NX or Simcenter 3D: solves a .sim whose expressions are the design variables."""

    own_model: ClassVar[bool] = True

    solution_name: Annotated[
        str, Field(description="Of the solution that is solved; the active one when empty.")
    ] = ""
    keep: Annotated[
        Literal["results", "model"],
        Field(description="Whether each trial keeps its parts, saved, beside its results."),
    ] = "results"

    def version(self) -> str:
        """The name, the release if the path tells it, and the path."""
        path = PROGRAM.find(self.executable)
        releases = RELEASE.findall(str(path))
        return f"{NAME} {releases[-1] if releases else 'of unknown release'} ({path})"

    def solve(self, deck: Path, folder: Path) -> Solved:
        """Solve a design, or a .sim as it stands, in copies of its parts.

        It leaves `<stem>.op2`, `.f06`, `.log`, the `.dat` that NX wrote, and the expressions of
        the updated model.

        Raises:
            SolveFailed: see `verdict`; or there is no NX on this machine.
        """
        start, design = perf_counter(), _design(deck)
        work = Path(mkdtemp(prefix="nx-", dir=folder))
        try:
            sim = copy_model(design, deck.parent, work)
            answer, ran = ask(self, self._request(design, sim, folder), folder)
            _collect(answer, sim, folder)
        finally:
            self._put_away(work, folder)
        solved = _solved(answer, ran, sim.stem, folder)
        release = printed_release(solved.print or "")
        return Solved(
            solver=NAME,
            version=f"{NAME} {answer.release}".strip() + f": {release}" * bool(release),
            solution=solution_of(folder / f"{sim.stem}.dat"),
            op2=folder / f"{sim.stem}.op2",
            f06=folder / f"{sim.stem}.f06",
            deck=folder / f"{sim.stem}.dat",
            expressions=folder / f"{sim.stem}{SUFFIX}" if answer.expressions else None,
            seconds=perf_counter() - start,
        )

    def _request(self, design: NxDesign, sim: Path, folder: Path) -> Request:
        return Request(
            action="solve",
            model=sim.relative_to(folder).as_posix(),
            expressions=design.parameters,
            solution=self.solution_name,
            save="model" if self.keep == "model" else "nothing",
        )

    def _put_away(self, work: Path, folder: Path) -> None:
        """Give the parts their place, or remove them; a place that is taken is left alone."""
        if self.keep == "results":
            shutil.rmtree(work, ignore_errors=True)
        elif not (folder / KEPT).exists():
            work.rename(folder / KEPT)


def _design(deck: Path) -> NxDesign:
    """What is to be solved.

    Raises:
        DeckRejected: it is a deck, or a part alone.
    """
    if deck.name == DESIGN:
        return read_nx_design(deck)
    if not is_nx(deck):
        hint = "Solve a deck with another solver, such as nastran or embedded."
        raise DeckRejected(f"{deck.name} is no simulation of NX (.sim).", hint=hint)
    return design_of(deck, {}, deck.parent)


def _collect(answer: Answer, sim: Path, folder: Path) -> None:
    """Bring the results beside the design, under the name of the simulation.

    Of several solutions the last one counts: it is what was asked for, after those it needs. A
    journal that failed does not name its files.
    """
    names = answer.files or [path.name for path in sim.parent.iterdir()]
    for suffix in RESULTS:
        (folder / f"{sim.stem}{suffix}").unlink(missing_ok=True)
        made = (sim.parent / Path(name).name for name in names if name.lower().endswith(suffix))
        if there := [path for path in made if path.is_file()]:
            newest = max(there, key=lambda path: path.stat().st_mtime_ns)
            shutil.move(newest, folder / f"{sim.stem}{suffix}")
    if answer.expressions:
        write_expressions(folder / f"{sim.stem}{SUFFIX}", answer.expressions)


def _solved(answer: Answer, ran: Evidence, stem: str, folder: Path) -> Evidence:
    """The evidence of a run that gave results.

    Raises:
        SolveFailed: it gave none.
    """
    evidence = replace(
        ran,
        printed=Text.read(folder / f"{stem}.f06"),
        log=Text.read(folder / f"{stem}.log"),
        op2=look_into(folder / f"{stem}.op2"),
    )
    if failed := judge(answer, evidence):
        raise failed
    return evidence
