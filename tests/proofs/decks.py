"""Decks with something wrong anywhere: solved or refused in words, nothing else.

A field, a line or a piece of a valid deck is taken away, doubled or replaced by what a broken
translator, a typing error or a hostile hand might put there.
"""

import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from atomizer.engine.solvers.embedded.plugin import Embedded
from tests.engine.solvers.bricks import solid_card
from tests.engine.solvers.decks import deck, mesh
from tests.proofs.looking import limit_memory, outcome

STEEL = "MAT1,1,2.1+5,,.3,7.85-9,1.2-5,20."
SHELL = "PSHELL,1,1,2.,1,,1"
HELD = ("SPC1,1,123456,1,2,3",)
PLATE = [STEEL, SHELL, *mesh(2, 2, 10.0), *HELD]
CUBE = [f"GRID,{10 + n},,{n & 1}.,{n >> 1 & 1}.,{n >> 2}." for n in range(8)]
MIXED = [
    STEEL, *PLATE[1:], "CORD2R,3,,0.,0.,0.,0.,0.,1.\n,1.,0.,0.", "GRID,20,3,5.,5.,9.,3",
    "RBE2,50,9,123456,20", "RBE3,51,,21,123456,1.,123,7,8\n,6", "GRID,21,,8.,8.,1.",
    "PBARL,2,1,,BAR\n,1.,2.", "CBAR,60,2,4,20,0.,1.,0.", "PROD,3,1,1.,.5", "CROD,61,3,5,20",
    "PBUSH,4,K,1.+3,1.+3,1.+3,1.,1.,1.", "CBUSH,62,4,7,20,,,,0", "CELAS2,63,1.+3,8,3",
    "CONM2,64,9,,1.-3", "MPC,4,4,1,1.,7,1,-1.", "SPC,5,5,3,.01", "SPCADD,6,1,5",
    "FORCE,1,9,,1.,0.,0.,1.", "MOMENT,1,20,,1.,1.,0.,0.", "PLOAD4,1,2,.1",
    "GRAV,2,,9810.,0.,0.,-1.",
    "LOAD,3,1.,1.,1,1.,2", "TEMPD,7,50.", "TEMP,7,5,90.",
    "MAT8,8,9.+4,3.+4,.3,1.+4", "PCOMP,8,-.2\n,8,.2,0.,YES,8,.2,90.,YES", "CTRIA3,65,8,1,2,5",
    "SPOINT,30,31", "CELAS1,66,9,9,3,30", "PELAS,9,500.", "CELAS2,67,40.,30,,31", "CMASS2,68,.1,31",
    "PSHEAR,10,1,1.,,.5", "CSHEAR,69,10,2,3,6,5", "PTUBE,11,1,2.,.5", "CTUBE,70,11,4,8",
    "PBEAM,12,1,4.,3.,2.,.5,1.\n,1.,1.\n,YESA,1.,3.,2.,1.,.2,.5", "CBEAM,71,12,6,20,0.,1.,0.",
    "CDAMP2,72,5.,8,3", "SLOAD,1,31,2.",
]  # fmt: skip
SOLID = [
    STEEL, "PSOLID,1,1", *CUBE, solid_card("CHEXA", 1, (10, 11, 13, 12, 14, 15, 17, 16)),
    "SPC1,1,123,10,THRU,13", "FORCE,1,17,,1.,0.,0.,1.",
]  # fmt: skip
WAVES = [*PLATE, "EIGRL,3,,,4", "DAREA,7,9,3,1.", "TABLED1,8\n,0.,1.,1000.,1.,ENDT"]
HEAT = [
    "MAT4,1,.7", SHELL, *mesh(2, 1), "CHBDYE,90,1,1", "SLOAD,1,6,2.", "SPC,1,1,1,90.",
    "QBDY1,1,3.,90", "MAT4,9,,,,.01", "PCONV,9,9,0", "SPOINT,50", "SPC,1,50,1,20.",
    "CHBDYE,91,2,2", "CONV,91,9,,,50",
]  # fmt: skip
BASE = ("SPC = 1", "METHOD = 3")
DECKS = [
    deck(MIXED, ("SPC = 6", "LOAD = 3", "MPC = 4", "TEMPERATURE(LOAD) = 7", "STRESS = ALL",
                 "FORCE = ALL", "ESE = ALL", "SPCFORCES = ALL")),
    deck(SOLID, ("SPC = 1", "LOAD = 1", "STRESS = ALL")),
    deck([*PLATE, "EIGRL,3,,,4", "PARAM,GRDPNT,0"],
         ("SET 5 = 1 THRU 3, 7", *BASE, "STRESS = 5", "ESE = ALL", "VECTOR = 5"), "SOL 103"),
    deck([*PLATE, "EIGRL,3,,,2", "FORCE,1,9,,-1.,1.,0.,0."],
         ("SPC = 1", "SUBCASE 1", "LOAD = 1", "SUBCASE 2", "METHOD = 3"), "SOL 105"),
    deck([*WAVES, "RLOAD1,5,7,,,8", "FREQ1,6,10.,10.,5"],
         (*BASE, "DLOAD = 5", "FREQUENCY = 6", "STRESS(PHASE) = ALL", "FORCE = ALL"), "SOL 111"),
    deck([*WAVES, "TLOAD1,5,7,,,8", "TSTEP,6,20,.001,2"],
         (*BASE, "DLOAD = 5", "TSTEP = 6", "STRESS = ALL", "SPCFORCES = ALL"), "SOL 112"),
    deck(HEAT, ("SPC = 1", "LOAD = 1", "FLUX = ALL"), "SOL 153"),
]  # fmt: skip
FIELDS = (
    "", "0", "0.", "-1", "-1.", "1", "2", "9", "99", "1.", "1.5", "1.+30", "1.-30", "1.+300",
    "-1.+9",
    "99999999", "100000000", "2147483648", "99999999999999999999", "1.+999", "NaN", "inf", "THRU",
    "ALL", "ENDT", "YES", "ABC", "123456", "7", "1e", "+", "*", "=", "$", "'", "(", "\x00", "\xff",
    "A" * 200, "1 2", "1.2.3", "--1", "BY",
)  # fmt: skip
LINES = (
    "ENDDATA", "BEGIN BULK", "CEND", "SOL 999", "INCLUDE 'model.bdf'", "INCLUDE '/etc/passwd'", "+",
    "*", ",", "$", "DEQATN 1 F(A)=A", "SUBCASE 0", "SUBCASE 1", "SET 1 = 1 THRU 999999999",
    "=(9),*1",
    "PARAM,AUTOSPC,NO", "PARAM,WTMASS,0.", "GRDSET,,9,,,,9", "SPC1,1,123456,1,THRU,9", "SUPORT,1,3",
)  # fmt: skip


def mutated(text: str, dice: random.Random) -> str:
    """A deck with one to three changes."""
    lines = text.split("\n")
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        dice.choice(CHANGES)(lines, dice.randrange(len(lines)), dice)
    return "\n".join(lines)


def _replace_field(lines: list[str], at: int, dice: random.Random) -> None:
    fields = lines[at].split(",")
    fields[dice.randrange(len(fields))] = dice.choice(FIELDS)
    lines[at] = ",".join(fields)


def _drop_field(lines: list[str], at: int, dice: random.Random) -> None:
    fields = lines[at].split(",")
    del fields[dice.randrange(len(fields))]
    lines[at] = ",".join(fields)


def _double_field(lines: list[str], at: int, dice: random.Random) -> None:
    fields = lines[at].split(",")
    place = dice.randrange(len(fields))
    lines[at] = ",".join([*fields[:place], fields[place], *fields[place:]])


def _borrow_field(lines: list[str], at: int, dice: random.Random) -> None:
    fields, others = lines[at].split(","), dice.choice(lines).split(",")
    fields[dice.randrange(len(fields))] = dice.choice(others)
    lines[at] = ",".join(fields)


def _drop_line(lines: list[str], at: int, _: random.Random) -> None:
    if len(lines) > 1:
        del lines[at]


def _double_line(lines: list[str], at: int, dice: random.Random) -> None:
    lines.insert(dice.randrange(len(lines)), lines[at])


def _strange_line(lines: list[str], at: int, dice: random.Random) -> None:
    lines.insert(at, dice.choice(LINES))


def _flip_character(lines: list[str], at: int, dice: random.Random) -> None:
    place = dice.randrange(len(lines[at]) + 1)
    lines[at] = lines[at][:place] + chr(dice.randrange(256)) + lines[at][place + 1 :]


CHANGES: tuple[Callable[[list[str], int, random.Random], None], ...] = (
    _replace_field, _replace_field, _replace_field, _drop_field, _double_field, _borrow_field,
    _drop_line, _double_line, _strange_line, _flip_character,
)  # fmt: skip


def mutated_decks(count: int, folder: Path) -> dict[str, int]:
    """Solve `count` decks with something wrong; `crashed`, `hung` and `greedy` must be 0."""
    limit_memory()
    tally = Counter(solved=0, refused=0, crashed=0, hung=0, greedy=0)
    path = folder / "model.bdf"
    for number in range(count):
        dice = random.Random(number)
        path.write_text(mutated(dice.choice(DECKS), dice), encoding="latin-1")
        tally[outcome(partial(_solved, path))] += 1
    return dict(tally)


def _solved(path: Path) -> str:
    Embedded().solve(path, path.parent)
    return "solved"
