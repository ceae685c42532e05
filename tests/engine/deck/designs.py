"""A SOL 200 deck with two subcases, and what a study takes of a deck."""

from pathlib import Path

from atomizer.engine.deck.sol200 import DesignModel, read_design_model
from tests.engine.deck.decks import put

CONTROL = """\
SOL 200
CEND
TITLE = Two loads
SPC = 1
DESOBJ(MIN) = 1
DESGLB = 9
ANALYSIS = STATICS
SUBCASE 1
  LOAD = 2
  DESSUB = 10
SUBCASE 2
  LOAD = 3
  DESSUB = 30
BEGIN BULK
"""
MODEL = """\
$ skin
PSHELL         1       1     2.5       1
PROD           3       1      1.
PBARL          4       1             BAR
             10.     20.
MAT1           1   2.1+5              .3  7.85-9
GRID           1              0.      0.      0.
GRID           2             10.      0.      0.
GRID           3             10.     10.      0.
GRID           4              0.     10.      0.
GRID           5              5.      5.      9.       2
CORD2R         2              0.      0.      0.      0.      0.      1.
              1.      0.      0.
CQUAD4         1       1       1       2       3       4
CQUAD4         2       1       4       3       2       1
CROD           3       3       1       3
CBAR           4       4       1       2      0.      0.      1.
FORCE          2       3              1.      1.      0.      0.
FORCE          3       4              1.      1.      0.      0.
SPC1           1  123456       1
"""
SIZING = """\
DESVAR         1   t_rib      2.      .5     10.
DESVAR,2,a_rod,1.,.1,5.
DVPREL1       11  PSHELL       1       T
               1      1.
DVPREL1       12    PROD       3       A
               2      1.
DRESP1         1  weight  WEIGHT
DRESP1         2    down    DISP                      12               3
               4
DRESP1         3     rod  STRESS    PROD               2               3
DRESP1*                4             top          STRESS          PSHELL*
*                                      9                               1*
*
DRESP1,5,bottom,STRESS,PSHELL,,17,,1
DRESP1         6     bar  STRESS    ELEM               7               4
DCONSTR        9       1              5.
DCONSTR       10       2     -.2      .2
DCONSTR       20       3   -150.    150.
DCONSTR       21       4            200.
DCONSTR       21       5            200.
DCONSTR       22       6            120.
DCONADD       30      10      20      21      22
ENDDATA
"""


def taken(tmp_path: Path, text: str) -> DesignModel:
    return read_design_model(put(tmp_path, text, "deck.bdf"))


def with_entries(tmp_path: Path, entries: str, control: str = CONTROL) -> DesignModel:
    """The study of a deck with these design entries and a control that selects 1, 9 and 10."""
    return taken(tmp_path, control + MODEL + entries + "ENDDATA\n")


def one_goal(tmp_path: Path, entries: str) -> DesignModel:
    """Likewise, where above all subcases response 1 and limit 10 are selected if they are there."""
    wanted = "DESOBJ(MIN) = 1\n" if "DRESP1,1," in entries else ""
    limited = "DESSUB = 10\n" if "DCONSTR,10," in entries else ""
    control = f"SOL 200\nCEND\nANALYSIS = STATICS\n{wanted}{limited}LOAD = 2\nSPC = 1\n"
    return with_entries(tmp_path, entries, control + "BEGIN BULK\n")


def held(model: DesignModel) -> list[tuple[str, dict[str, object], str, str, float]]:
    """Every constraint as extractor, its options, output, operator and threshold."""
    return [
        (
            model.extractors[c.source.extractor_id].type,
            dict(model.extractors[c.source.extractor_id].config),
            c.source.output_key,
            c.operator,
            c.threshold,
        )
        for c in model.constraints
        if c.source
    ]


def reasons(model: DesignModel) -> dict[str, str]:
    return {each.entry: f"{each.where} {each.why}" for each in model.not_taken_over}
