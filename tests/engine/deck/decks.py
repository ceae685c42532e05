"""Decks the tests write: small, but with everything a pre-processor does."""

from pathlib import Path

PLATE = """\
SOL 101
CEND
TITLE = Plate with ribs
SPC = 1
SUBCASE 1
  SUBTITLE = pull
  LOAD = 2
SUBCASE 2
  LOAD = 3
BEGIN BULK
$ rib plates
PSHELL         1       1     2.5       1               1
$ outer skin
PSHELL*                2               1    1.2500000000               1*
*                                      1
PROD,3,1,0.75,,,.01
PBARL          4       1             BAR                                +P4
+P4          10.     20.
MAT1           1   2.1+5              .3  7.85-9
CONM2          7       4             12.
GRID           1              0.      0.      0.
GRID           2             10.      0.      0.
GRID           3             10.     10.      0.
GRID           4              0.     10.      0.
CQUAD4         1       1       1       2       3       4
CQUAD4         2       2       1       2       3       4
CROD           3       3       1       3
CBAR           4       4       1       2      0.      0.      1.
FORCE          2       3              1.      1.      0.      0.
FORCE          3       4              1.      1.      0.      0.
SPC1           1  123456       1
ENDDATA
"""

SIZING = """\
SOL 200
CEND
BEGIN BULK
PSHELL         1       1     2.5       1
PROD           3       1      1.
MAT1           1   2.1+5              .3
GRID           1              0.      0.      0.
GRID           2             10.      0.      0.
GRID           3             10.     10.      0.
CTRIA3         1       1       1       2       3
CROD           2       3       1       2
DESVAR         1   t_rib      2.      .5     10.
DESVAR         2  t_skin      1.
DESVAR         3   width      0.     -5.      5.
DESVAR         4  t_copy      4.
DVPREL1       11  PSHELL       1       T                      .5
               1      .5       2      1.
DVPREL1       12    PROD       3       A
               4     .25
DVMREL1       13    MAT1       1     RHO
               2    1.-9
DVGRID         3       2              2.      1.      0.     -1.
DVGRID         3       3              1.      0.      1.      0.
DLINK          1       4              2.       1      1.
ENDDATA
"""


def put(folder: Path, text: str, name: str = "plate.bdf") -> Path:
    """Write a deck exactly as given."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("latin-1"))
    return path


def bulk(entries: str) -> str:
    """A whole deck around some entries."""
    return f"SOL 101\nCEND\nBEGIN BULK\n{entries}\nENDDATA\n"


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines on each side between what begins alike and what ends alike."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return old, new
