"""Pages of stresses, forces and strain energies of elements, as Nastran prints them.

Rows are those of the OP2, so that both files say the same; a zero is printed as 0.0.
"""

from collections.abc import Sequence

from atomizer.engine.solvers.embedded.f06 import page_head
from atomizer.engine.solvers.embedded.f06_layouts import N, numbered, page_of
from atomizer.engine.solvers.embedded.op2.elements import Block
from atomizer.engine.solvers.embedded.op2.energy import SUBTOTAL, EnergyBlock
from atomizer.engine.solvers.embedded.recovery import Shape, State

ZEROS = (" 0.000000E+00", "-0.000000E+00", " 0.00000E+00", "-0.00000E+00")
NAMES = {
    "CQUAD4": ("Q U A D R I L A T E R A L   E L E M E N T S", "( Q U A D 4 )"),
    "CTRIA3": ("T R I A N G U L A R   E L E M E N T S", "( T R I A 3 )"),
    "CHEXA": ("H E X A H E D R O N   S O L I D   E L E M E N T S", "( H E X A )"),
    "CPENTA": ("P E N T A H E D R O N   S O L I D   E L E M E N T S", "( P E N T A )"),
    "CTETRA": ("T E T R A H E D R O N   S O L I D   E L E M E N T S", "( C T E T R A )"),
    "CROD": ("R O D   E L E M E N T S", "( C R O D )"),
    "CONROD": ("R O D   E L E M E N T S", "( C O N R O D )"),
    "CTUBE": ("R O D   E L E M E N T S", "( C T U B E )"),
    "CBAR": ("B A R   E L E M E N T S", "( C B A R )"),
    "CBEAM": ("B E A M   E L E M E N T S", "( C B E A M )"),
    "CSHEAR": ("S H E A R   P A N E L S    ", "( C S H E A R )"),
    "CBUSH": ("B U S H   E L E M E N T S", "( C B U S H )"),
    "CELAS1": ("S C A L A R   S P R I N G S    ", "( C E L A S 1 )"),
    "CELAS2": ("S C A L A R   S P R I N G S    ", "( C E L A S 2 )"),
    "CELAS3": ("S C A L A R   S P R I N G S    ", "( C E L A S 3 )"),
    "CELAS4": ("S C A L A R   S P R I N G S    ", "( C E L A S 4 )"),
}
LAYERED = "L A Y E R E D   C O M P O S I T E   E L E M E N T S"
KINDS = {"OES1X1": "S T R E S S E S", "OES1C": "S T R E S S E S", "OEF1X": "F O R C E S"}


def element_page(table: str, block: Block) -> list[str]:
    """The page of one card in one state; empty where Nastran has none.

    Args:
        table: OES1X1, OES1C or OEF1X.
    """
    card, rows, case = block.card, block.rows, block.state.case
    page, (name, short) = page_of(table, card, rows), NAMES[card]
    if page is None:
        return []
    name = LAYERED if table == "OES1C" else name
    heading = f"{'':28}{KINDS[table]}   I N   {name}   {short}"
    head = [*page_head(case.title, case), *_mode_line(block.state), heading]
    return [*head, *page.columns, *_without_zeros(page.lines(rows))]


def _mode_line(state: State) -> list[str]:
    """What mode a shape is; nothing of a static answer."""
    mode = state.mode if isinstance(state, Shape) else None
    return (
        [] if mode is None else [f"      EIGENVALUE = {mode.eigenvalue:13.6E}   MODE {mode.number}"]
    )


def energy_page(block: EnergyBlock) -> list[str]:
    """Strain energies of one card in one subcase or mode, with their sum."""
    kind = block.card if block.card == "CONROD" else block.card[1:]
    state = f"SUBCASE {block.case.id:15d}"
    if block.mode is not None:
        state = f"MODE    {block.mode.number:15d}"
    total = f"{block.total:13.6E}"
    lines = [
        f"{'':43}E L E M E N T   S T R A I N   E N E R G I E S",
        " ",
        f"{'':16}ELEMENT-TYPE = {kind:8}{'':12}* TOTAL ENERGY OF ALL ELEMENTS "
        f"IN PROBLEM     = {total}",
        f"{'':16}{state}{'':12}* TOTAL ENERGY OF ALL ELEMENTS IN SET      -1 = {total}",
        "0",
        f"{'':36}ELEMENT-ID          STRAIN-ENERGY           PERCENT OF TOTAL    "
        "STRAIN-ENERGY-DENSITY",
    ]
    template = f"%46d         {N}          %13.4f             {N}"
    found = [template % (eid, *row) for eid, row in numbered(block.rows) if eid != SUBTOTAL]
    energy, percent, _ = block.rows["value"][-1].tolist()
    last = f"{'':24}TYPE = {kind:8} SUBTOTAL       {energy:13.6E}          {percent:13.4f}"
    head = page_head(block.case.title, block.case)
    return [*head, *_without_zeros([*lines, *found, "", last])]


def _without_zeros(lines: Sequence[str]) -> list[str]:
    text = "\n".join(lines)
    for zero in ZEROS:
        text = text.replace(zero, " 0.0".ljust(len(zero)))
    return text.split("\n")
