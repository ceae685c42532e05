"""`introspect`, `solve`, `extract`: the engine by hand, on files of your own.

Decks and results come from anywhere, so they are opened by a process of their own.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from cyclopts import Parameter
from rich.console import Console

from atomizer.adapters.cli.glance import tell
from atomizer.adapters.cli.output import Output, table
from atomizer.adapters.cli.settings import Settings
from atomizer.adapters.cli.targets import target_of
from atomizer.adapters.cli.wishes import read_wish
from atomizer.commands.plugins import require_plugin
from atomizer.domain.values import Json, Refused
from atomizer.engine.deck import Introspection
from atomizer.engine.nx import is_nx
from atomizer.engine.nx.looking import PATIENCE
from atomizer.engine.pool import call
from atomizer.engine.port import Solved
from atomizer.engine.tasks import (
    EXTRACT,
    INTROSPECT,
    SOLVE,
    SUMMARIZE,
    DeckFile,
    ExtractJob,
    ResultFiles,
    SolveJob,
)

LOOKING = 120.0
"""Seconds a file may take to be looked into."""


def introspect(model: Path) -> Output:
    """What a model offers: its parameters, and which of them make good design variables."""
    path = file_of(model)
    found = call(INTROSPECT, DeckFile(path=path), PATIENCE if is_nx(path) else LOOKING)
    return Output(found.model_dump(mode="json"), lambda console: _draw(console, found))


def solve(
    deck: Path,
    *,
    solver: str = "embedded",
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
) -> Output:
    """Solve a deck; the results lie beside it, or where --output says.

    Args:
        deck: The deck.
        solver: Who solves it; `atomizer plugins` lists them.
        output: A folder, or the result file (.op2); what else the solver leaves lies beside it.
    """
    require_plugin("solvers", solver, {})
    deck = file_of(deck)
    target = target_of(output, deck.with_suffix(".op2"))
    solved = _solved(deck, target, solver)
    op2, f06 = solved.op2, solved.f06
    summary = call(SUMMARIZE, ResultFiles(op2=op2, deck=solved.deck or deck, f06=f06), LOOKING)
    data: Json = {
        "solver": solved.solver,
        "version": solved.version,
        "solution": solved.solution,
        "seconds": solved.seconds,
        "op2": str(op2),
        **({"f06": str(f06)} if f06 else {}),
        **summary.model_dump(mode="json"),
    }
    return Output(data, lambda console: tell(console, data, summary))


def extract(result: Path, *wanted: str, deck: Path | None = None) -> Output:
    """Numbers out of a result file: mass, displacement:component=z, shell_stress:subcase=2 ..."""
    if not wanted:
        raise Refused("E011", "Say what to extract.", "As: extract model.op2 mass displacement")
    op2 = file_of(result)
    job = ExtractJob(
        op2=op2,
        deck=deck_of(op2, deck),
        extractors={f"x{n}": read_wish(text) for n, text in enumerate(wanted)},
    )
    found = call(EXTRACT, job, LOOKING)
    data = {text: found.outputs[f"x{n}"] for n, text in enumerate(wanted)}
    named: Json = {_key(text, wanted): {**numbers} for text, numbers in data.items()}
    if found.warnings:
        named["warnings"] = list(found.warnings)
    return Output(named, lambda console: _tell(console, data, found.warnings))


def _tell(console: Console, data: Mapping[str, Mapping[str, float]], notes: Sequence[str]) -> None:
    rows = [
        (text, name, value) for text, numbers in data.items() for name, value in numbers.items()
    ]
    console.print(table(("extractor", "output", "value"), rows))
    for note in notes:
        console.print(f"Note: {note}", markup=False, highlight=False)


def _key(text: str, wanted: tuple[str, ...]) -> str:
    """The plain type where it is asked for once, else the whole wish."""
    kind = text.split(":", 1)[0]
    return kind if sum(w.split(":", 1)[0] == kind for w in wanted) == 1 else text


def deck_of(op2: Path, deck: Path | None) -> Path:
    """The deck of a result file: the one given, or the one of the same name beside it."""
    if deck is not None:
        return file_of(deck)
    found = [op2.with_suffix(s) for s in (".bdf", ".dat", ".nas") if op2.with_suffix(s).is_file()]
    if not found:
        raise Refused("E012", f"There is no deck beside {op2.name}.", "Name it with --deck.")
    return found[0]


def file_of(path: Path) -> Path:
    """The whole path of a file; refuses one that is not there."""
    if not path.is_file():
        raise Refused("E012", f"There is no file {path}.")
    return path.resolve()


def _solved(deck: Path, target: Path, solver: str) -> Solved:
    """Solve a deck so that the result file is the target, and others beside it have its name.

    Solvers name their files as the deck is named. Where the target is named otherwise they work
    in a folder of their own, so that results of that name stay as they are.
    """
    if target.stem == deck.stem:
        return _solve_in(target.parent, deck, solver)
    for old in (target, target.with_suffix(".f06")):
        old.unlink(missing_ok=True)
    with TemporaryDirectory(prefix=".solve-", dir=target.parent) as name:
        scratch = Path(name)
        try:
            solved = _solve_in(scratch, deck, solver)
        finally:
            for made in [path for path in scratch.iterdir() if path.is_file()]:
                made.replace(target.with_name(_as_target(made.name, deck, target)))
    parts = ("op2", "f06", "deck", "expressions")
    made_now = {part: path for part in parts if (path := getattr(solved, part))}
    return solved.model_copy(
        update={
            part: target.with_name(_as_target(path.name, deck, target))
            for part, path in made_now.items()
        }
    )


def _solve_in(folder: Path, deck: Path, solver: str) -> Solved:
    return call(SOLVE, SolveJob(deck=deck, folder=folder, solver=solver), Settings().time_limit)


def _as_target(name: str, deck: Path, target: Path) -> str:
    """The name of a file that a solver made of the deck, as it is called beside the target."""
    return target.stem + name.removeprefix(deck.stem) if name.startswith(deck.stem) else name


def _draw(console: Console, found: Introspection) -> None:
    console.print(f"{found.path.name}: {_at_a_glance(found)}", markup=False, highlight=False)
    if found.told_by:
        console.print(f"Told by: {found.told_by}", markup=False, highlight=False)
    rows: list[tuple[Any, ...]] = [
        (
            c.name,
            c.value,
            c.units,
            c.suggested_bounds.min,
            c.suggested_bounds.max,
            c.score,
            c.description,
        )
        for c in found.candidates
    ]
    headers = ("parameter", "value", "unit", "min", "max", "score", "what it is")
    console.print(table(headers, rows, title="Candidates for design variables"))
    console.print(f"{len(found.parameters)} parameters in all; --json lists them.", highlight=False)


def _at_a_glance(found: Introspection) -> str:
    """What the model is; of one that NX told of, its expressions are known and nothing else."""
    if not found.grids and found.told_by:
        return f"{len(found.parameters)} expressions with a number."
    return (
        f"SOL {found.solution}, {found.grids} grid points, "
        f"{found.elements} elements, {len(found.subcases)} load cases. {found.title}"
    )
