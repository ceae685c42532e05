"""Decks with results of MSC Nastran: what the embedded solver gives beside them, or its refusal."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from rich.progress import Progress

from atomizer.engine.failure import SolveFailed
from atomizer.engine.results import ElementTable, Results, read_results
from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.plugin import Embedded

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
    for table in theirs.element_tables:
        yield from _elements(deck, ours.element_tables, table)


def _elements(deck: str, ours: Sequence[ElementTable], theirs: ElementTable) -> Iterator[Compared]:
    """The columns both files have, at the places both have; no directions or margins."""
    key = (theirs.table, theirs.card, theirs.subcase)
    for mine in ours:
        columns = [name for name in theirs.headers if name in mine.headers]
        if theirs.table.endswith("stress"):
            columns = [name for name in columns if name in COMPONENTS]
        rows, others = _common(mine, theirs)
        if (mine.table, mine.card, mine.subcase) == key and columns and rows:
            first, second = mine.columns(*columns)[:, rows], theirs.columns(*columns)[:, others]
            yield _difference(deck, f"{theirs.what}, subcase {theirs.subcase}", first, second)


COMPONENTS = {
    *("o11", "o22", "t12", "t1z", "t2z"),
    *("oxx", "oyy", "ozz", "txy", "tyz", "txz", "axial", "torsion", "von_mises"),
    *("s1a", "s2a", "s3a", "s4a", "s1b", "s2b", "s3b", "s4b", "sxc", "sxd", "sxe", "sxf"),
}


def _common(mine: ElementTable, theirs: ElementTable) -> tuple[list[int], list[int]]:
    """Rows of the same element, place and layer in both."""
    first, second = _keys(mine), _keys(theirs)
    common = sorted(first.keys() & second.keys())
    return [first[key] for key in common], [second[key] for key in common]


def _keys(stress: ElementTable) -> dict[tuple[int, int, int], int]:
    """Row by element, place and how often the two came before: layers have the same."""
    keys: dict[tuple[int, int, int], int] = {}
    seen: dict[tuple[int, int], int] = {}
    pairs = zip(stress.elements.tolist(), stress.places.tolist(), strict=True)
    for row, pair in enumerate(pairs):
        seen[pair] = seen.get(pair, 0) + 1
        keys[(*pair, seen[pair])] = row
    return keys


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
