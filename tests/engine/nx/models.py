"""A bracket of NX on disk, and a `run_journal` that runs journals against the stand-in for NX.

The bracket is a rod of length 2 and area width * thickness, pulled by 10, E 1000, density 3:
u = 0.02 / area, mass 6 area.
"""

import json
from pathlib import Path

from tests.engine.outside.fakes import install

DECK = """SOL 101
CEND
SPC = 1
LOAD = 1
DISPLACEMENT(PLOT) = ALL
BEGIN BULK
PARAM,POST,-1
GRID,1,,0.,0.,0.,,123456
GRID,2,,2.,0.,0.,,23456
CROD,1,1,1,2
PROD,1,1,{area:#.10g}
MAT1,1,{youngs:#.10g},,0.3,3.
SPC1,1,1,1
FORCE,1,2,0,10.,1.,0.,0.
ENDDATA
"""
EXPRESSIONS = [
    {"name": "width", "formula": "0.5", "units": "MilliMeter"},
    {"name": "thickness", "formula": "1", "units": "MilliMeter"},
    {"name": "area", "formula": "width*thickness", "units": "SquareMilliMeter"},
    {"name": "p173", "formula": "6000*area", "units": "Gram"},
    {"name": "holes", "formula": "4", "type": "Integer"},
    {"name": "material", "formula": '"steel"', "type": "String"},
    {"name": "p12", "formula": "3", "units": "MilliMeter"},
]
OF_THE_MESH = [{"name": "youngs", "formula": "1000"}]
FEM, SIM = "bracket_fem1.fem", "bracket_fem1_sim1.sim"
JOURNALS = """
    import runpy
    ill = os.environ.get("FAKE_NX_ILL", "")
    once = os.environ.get("FAKE_NX_ONCE")
    if once and not Path(once).exists():
        Path(once).write_text("denied")
        ill = "deny"
    if ill == "deny":
        print("NX License Error: All available licenses for NX Advanced are in use [-4]")
        sys.exit(0)
    if ill == "crash":
        os.kill(os.getpid(), 11)
    if ill == "hang":
        time.sleep(60)
    if ill == "garbage":
        Path(sys.argv[3]).with_name("nx_answer.json").write_text("{")
        sys.exit(0)
    journal, args, *rest = sys.argv[1:]
    assert args == "-args"
    sys.path.insert(0, FAKE)
    sys.argv = [journal, *rest]
    runpy.run_path(journal, run_name="__main__")
"""
"""What `run_journal` does: run a journal with the arguments after -args, in a session of NX."""


def install_nx(folder: Path) -> Path:
    """A `run_journal` in a folder."""
    fake = Path(__file__).parent / "fake"
    return install(folder, "run_journal", f"\n    FAKE = {str(fake)!r}{JOURNALS}")


def write_model(folder: Path, saved_in: Path | None = None) -> Path:
    """The four files of the bracket, as if they had been saved elsewhere; returns the .sim."""
    folder.mkdir(parents=True, exist_ok=True)
    common = {"saved_in": str(saved_in or folder)}
    idealized = "bracket_fem1_i.prt"
    parts = {
        "bracket.prt": {"expressions": EXPRESSIONS},
        idealized: {"master": "bracket.prt", "components": ["bracket.prt"]},
        FEM: {"idealized": idealized, "deck": DECK, "expressions": OF_THE_MESH},
        SIM: {"components": [FEM], "solutions": ["Solution 1", "Modes"]},
    }
    for name, said in parts.items():
        (folder / name).write_text(json.dumps({**common, **said}))
    return folder / SIM
