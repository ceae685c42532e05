"""`run.py bench solver`: how near and how fast; writes docs/verification.md.

run.py bench solver [--small] [--only accuracy|decks|speed] [--decks FOLDER]
"""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from tests.bench.solver import page
from tests.bench.solver.accuracy import accuracy_lines, measure
from tests.bench.solver.catalogue import CASES
from tests.bench.solver.picture import draw
from tests.bench.solver.reference_decks import compare_decks, deck_lines
from tests.bench.solver.speed import REPEATS, measure_speed, speed_lines

DECKS = Path(__file__).parents[4] / "shared" / "decks"
SMALL = 3
"""How many cases the small form measures."""


def main(options: Sequence[str] = ()) -> None:
    """Measure what is asked for, print it, and write the page unless only a share is measured."""
    asked = _parser().parse_args(options)
    wanted = [asked.only] if asked.only else list(page.SECTIONS)
    found: dict[str, list[str]] = {}
    with Progress(console=Console(stderr=True)) as progress:
        if "accuracy" in wanted:
            cases = CASES[:SMALL] if asked.small else CASES
            rows = measure(cases, progress)
            found["accuracy"] = list(accuracy_lines(rows))
            if not asked.small:
                draw(rows)
        if "decks" in wanted and asked.decks.is_dir():
            found["decks"] = list(deck_lines(compare_decks(asked.decks, progress)))
        if "speed" in wanted:
            repeats = {"1k": 1, "10k": 1} if asked.small else REPEATS
            found["speed"] = list(speed_lines(measure_speed(progress, repeats)))
    console = Console(width=200, highlight=False)
    for lines in found.values():
        console.print("\n".join(lines), markup=False)
    if not asked.small:
        page.write(found)
        console.print(f"Written: {page.PAGE.name}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run.py bench solver")
    parser.add_argument("--small", action="store_true", help="a share of all, about a minute")
    parser.add_argument("--only", choices=page.SECTIONS)
    folder = os.environ.get("ATOMIZER_REFERENCE_DECKS", DECKS)
    parser.add_argument("--decks", type=Path, default=Path(folder), help="decks with their OP2")
    return parser
