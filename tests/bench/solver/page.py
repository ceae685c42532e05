"""docs/verification.md: sections between marks; a run writes those it has measured."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "verification.md"
SECTIONS = ("accuracy", "decks", "speed")
INTRODUCTION = """# Verification

Written by `python3 run.py bench solver`. It solves every published case below with every element
that applies, on the mesh the case is published for and on refined ones, through the same files as
any other deck: what stands here was read from the OP2. Beside the value stands its ratio to the
target: ✓ within 2 %, ~ within 5 %, ✗ beyond. `run.py bench solver --only accuracy` (or `decks`,
`speed`) writes one part anew; `--small` runs a small share of all and writes nothing.

## What the figures say
- **Elements converge to the targets on refined meshes.** Where a coarse mesh misses, refine it.
- **Twist of the straight cantilever.** Saint-Venant's torsion of a bar of 0.2 by 0.1 (J = 0.229 b
  t^3, Timoshenko and Goodier, Theory of Elasticity, section 109) gives 0.03406, 6 % above the
  published target 0.03208; CBAR and refined solids agree with Saint-Venant. Plate theory without
  shear flexibility at the free edges gives J = b t^3 / 3, which is 0.73 of the target: what one
  CQUAD4 across the width must give. Codes that show 0.94 there have a shear flexibility tuned for
  such elements; ours has none. Refinement across the width finds the edges, slowly.
- **Trapezoids and parallelograms bent in their plane.** No element of four or eight nodes that
  passes the patch test bends when it is a trapezoid (MacNeal, Finite Elements: Their Design and
  Performance, 1994, section 8.2). Keep such elements rectangular, or use nodes on edges.
- **CTETRA of four nodes, CPENTA of six and CTRIA3 in their plane have constant strains** along at
  least one direction and are too stiff in bending: for fillings only.
- **CHEXA of eight nodes** takes its shear strains where bending leaves them free of error, as MSC
  Nastran's does, so that plates of one layer bend; distorted ones bend as little as others do.
- **FV12's fourth and fifth mode** converge below the target: thin-plate theory gives 4.19 Hz
  (Leissa, The free vibration of rectangular plates, J. Sound Vib. 31 (1973) 257-293).
- **FV52 rests on lines.** The displacement under a line support of a solid is infinite in theory,
  so that frequencies fall without end as the mesh is refined; the target is that of the coarse
  mesh. The same holds for the displacement under a point load on a solid.
- **LE1 with CTRIA3.** The target is the stress at a grid point; CTRIA3 has that of its centre.
"""
HEADS = {
    "accuracy": "## Published cases",
    "decks": "## Reference decks",
    "speed": "## Speed and memory",
}
EMPTY = "Not measured yet; `python3 run.py bench solver` does."


def write(found: Mapping[str, Iterable[str]], page: Path = PAGE) -> None:
    """Write the page; sections that were not measured stay as they are."""
    before = page.read_text(encoding="utf-8") if page.is_file() else ""
    parts = [INTRODUCTION]
    for name in SECTIONS:
        body = "\n".join(found[name]).strip() if name in found else _section(before, name)
        parts.append(f"{HEADS[name]}\n<!-- {name} -->\n\n{body}\n\n<!-- end -->\n")
    page.write_text("\n".join(parts), encoding="utf-8")


def _section(text: str, name: str) -> str:
    """What a page says between the marks of a section."""
    found = re.search(rf"<!-- {name} -->\n\n(.*?)\n\n<!-- end -->", text, re.DOTALL)
    return found[1] if found else EMPTY
