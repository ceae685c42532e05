"""Decks with results of MSC Nastran: what the embedded solver gives beside them, or its refusal."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from rich.progress import Progress

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import Results, read_results
from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.plugin import Embedded
from tests.bench.solver.reference_elements import compare_elements

SUFFIXES = (".bdf", ".dat")


@dataclass(frozen=True)
class Edit:
    """What turns a deck into the one its results are of.

    Attributes:
        without: What the lines begin with that are left out, blanks aside.
        instead: Lines that stand for others, by how the latter begin.
    """

    without: tuple[str, ...]
    instead: Mapping[str, str]


AS_SOLVED = {
    "buckling_solid_shell_bar.bdf": Edit(
        ("PARAM    AUTOSPC", "CELAS", "PELAS", "CSHEAR", "PSHEAR", "CDAMP", "CONROD", "SPCD"),
        {"EIGB,42": "EIGRL,42,,,4"},
    )
}
"""Its results know none of these elements, hold the points that nothing holds, and are the four
factors nearest to zero, whereas its EIGB asks for those between 0 and 100."""


@dataclass(frozen=True)
class Compared:
    """One table of a deck: the largest difference over the largest magnitude."""

    deck: str
    table: str
    size: float
    difference: float


@dataclass(frozen=True)
class Refusal:
    """A deck that was not solved, or not compared, and why."""

    deck: str
    reason: str


Outcome = Compared | Refusal


def compare_decks(folder: Path, progress: Progress) -> list[Outcome]:
    """Every deck of a folder that has an OP2 whose name begins as its own."""
    pairs = list(_pairs(folder))
    task = progress.add_task("reference decks", total=len(pairs))
    found: list[Outcome] = []
    with TemporaryDirectory(prefix="atomizer-bench-") as temporary:
        copy = Path(shutil.copytree(folder, Path(temporary) / "decks"))
        out = Path(temporary) / "out"
        out.mkdir()
        for deck, op2 in pairs:
            progress.update(task, description=deck)
            found += _outcomes(copy / deck, copy / op2, out)
            if deck in AS_SOLVED:
                found += _outcomes(_edited(copy / deck, AS_SOLVED[deck]), copy / op2, out)
            progress.advance(task)
    return found


def _edited(deck: Path, edit: Edit) -> Path:
    """The deck its results are of, beside it."""
    lines = deck.read_text(encoding="latin-1").splitlines()
    kept = [line for line in lines if not line.startswith(edit.without)]
    for begin, other in edit.instead.items():
        kept = [other if line.startswith(begin) else line for line in kept]
    edited = deck.with_name(f"{deck.stem}, as solved{deck.suffix}")
    edited.write_text("\n".join(kept), encoding="latin-1")
    return edited


def _pairs(folder: Path) -> Iterator[tuple[str, str]]:
    for deck in sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES):
        results = sorted(folder.glob(f"{deck.stem}*.op2"), key=lambda path: len(path.name))
        if results:
            yield deck.name, results[0].name


def _outcomes(deck: Path, op2: Path, out: Path) -> list[Outcome]:
    try:
        ours = read_results(Embedded().solve(deck, out).op2, deck)
        return list(_compared(deck.name, ours, read_results(op2, deck)))
    except SolveFailed as failed:
        return [Refusal(deck.name, " ".join(failed.message.split()))]


def _compared(deck: str, ours: Results, theirs: Results) -> Iterator[Compared]:
    for table, mine, other in (
        ("displacement", ours.displacement, theirs.displacement),
        ("SPC forces", ours.reactions, theirs.reactions),
    ):
        if other.size and mine.shape == other.shape:
            yield _difference(deck, f"{table}, translations", mine[..., :3], other[..., :3])
            yield _difference(deck, f"{table}, rotations", mine[..., 3:], other[..., 3:])
    mine, other = ours.thermal.temperature, theirs.thermal.temperature
    if other.size and mine.shape == other.shape:
        yield _difference(deck, "temperature", mine, other)
    for table, mine, other in (
        ("frequencies (each by its own)", ours.frequencies, theirs.frequencies),
        ("buckling factors (each by its own)", ours.buckling_factors, theirs.buckling_factors),
    ):
        count = min(len(mine), len(other))
        if count:
            yield _difference(deck, table, mine[:count] / other[:count], np.ones(count))
    for table, mine, other in compare_elements(ours, theirs):
        yield _difference(deck, table, mine, other)


def _difference(deck: str, table: str, mine: Floats, theirs: Floats) -> Compared:
    size = float(np.nanmax(np.abs(theirs), initial=0.0))
    return Compared(deck, table, size, float(np.nanmax(np.abs(mine - theirs), initial=0.0)))


def deck_lines(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """A table of all comparisons, then the refusals."""
    yield "Results of MSC Nastran for public models of pyNastran (BSD-3-Clause). The largest"
    yield "difference of a table over its largest magnitude. Where the meshes are coarse, shells"
    yield "and solids of different formulations differ by some per cent or more, and what hangs"
    yield "on them with them; rods, bars and beams alone agree, as they do where the displacements"
    yield "of MSC Nastran are put in: small shear forces of bars in the mixed decks are what the"
    yield "shells and solids beside them differ by. Rotations about the normal of shells, and their"
    yield "moments, are those of a weak spring: nothing else notices. The deck of the buckling case"
    yield "is not the one its results are of: they have none of its springs and shear panel, and as"
    yield "it stands point 24 hangs on a rod alone. Without these elements, with AUTOSPC and for"
    yield "the factors nearest to zero it is solved, 'as solved' below: its mesh is one element"
    yield "wide, and the factors differ as the shells and solids do."
    yield ""
    yield "| deck | table | largest magnitude | difference / magnitude |"
    yield "|---|---|---|---|"
    for each in (outcome for outcome in outcomes if isinstance(outcome, Compared)):
        ratio = f"{each.difference / each.size:.1e}" if each.size else "both zero"
        yield f"| {each.deck} | {each.table} | {each.size:.4g} | {ratio} |"
    yield ""
    for refusal in (outcome for outcome in outcomes if isinstance(outcome, Refusal)):
        yield f"- {refusal.deck} is refused: {refusal.reason}"
