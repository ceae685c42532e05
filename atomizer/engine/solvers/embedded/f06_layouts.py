"""How the rows of each table of elements are laid out on a page of the F06.

Columns and headings: the pages of NX Nastran.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from atomizer.engine.op2.tables import Rows

N = "%13.6E"


class Page(NamedTuple):
    """How the rows of a card are printed under the lines that name their columns."""

    columns: Sequence[str]
    lines: Callable[[Rows], list[str]]


def numbered(rows: Rows) -> list[tuple[int, list[float]]]:
    """Element ids and their values, in plain numbers."""
    ids = (rows["id"] // 10).tolist()
    return list(zip(ids, rows["value"].reshape(len(rows), -1).tolist(), strict=True))


def _one_a_line(template: str) -> Callable[[Rows], list[str]]:
    return lambda rows: [template % (eid, *values) for eid, values in numbered(rows)]


def _several_a_line(template: str, count: int, *columns: int) -> Callable[[Rows], list[str]]:
    """Elements side by side; columns are those of the values that are printed."""

    def lines(rows: Rows) -> list[str]:
        cells = [template % (eid, *(values[k] for k in columns)) for eid, values in numbered(rows)]
        return ["".join(cells[k : k + count]) for k in range(0, len(cells), count)]

    return lines


def _bar_stress(rows: Rows) -> list[str]:
    first = f"0%8d   {'  '.join([N] * 7)} "
    second = f"{'':12}{'  '.join([N] * 4)}{'':17}{'  '.join([N] * 2)} "
    return [
        line
        for eid, v in numbered(rows)
        for line in (first % (eid, *v[:7]), second % tuple(v[8:14]))
    ]


def _shell_stress(rows: Rows) -> list[str]:
    values = f"   {N}     {N}  {N}  {N}   %8.4f   {N}   {N}  {N}"
    first, second = f"0%8d{values}", f"{'':9}{values}"
    return [
        line for eid, v in numbered(rows) for line in (first % (eid, *v[:8]), second % tuple(v[8:]))
    ]


def _corner_stress(rows: Rows) -> list[str]:
    """Centre and corners of quadrilaterals, both fibres of each."""
    values = f"{N}  {N} {N} {N}   %8.4f  {N} {N} {N}"
    found = []
    for eid, places in zip((rows["id"] // 10).tolist(), rows["place"].tolist(), strict=True):
        for number, (node, (below, above)) in enumerate(places):
            start = f"{node:20d}  " if number else f"0{eid:10d}    CEN/4  "
            found += [start + values % tuple(below), f"{'':22}" + values % tuple(above), " "]
    return found


def _ply_stress(rows: Rows) -> list[str]:
    template = "0%9d%5d  %12.5E %12.5E %12.5E   %12.5E %12.5E  %6.2f %12.5E %12.5E %12.5E"
    plies = rows["ply"].tolist()
    return [
        template % (eid, ply, *values)
        for (eid, values), ply in zip(numbered(rows), plies, strict=True)
    ]


def _beam(values: str, count: int) -> Callable[[Rows], list[str]]:
    """The stations of beams that are used below their ids."""
    template = f"%19d   %5.3f   {values}"

    def lines(rows: Rows) -> list[str]:
        found = []
        for eid, stations in zip((rows["id"] // 10).tolist(), rows["station"], strict=True):
            used = stations[(stations["node"] != 0) | (stations["place"] != 0)].tolist()
            found.append(f"0{eid:10d}")
            found += [template % (node, place, *of[:count]) for node, place, of in used]
        return found

    return lines


SOLID = (
    f"0%22s  X  {N}  XY  {N}   A  {N}  LX%5.2f%5.2f%5.2f  {N}   {N}\n"
    f"{'':25}Y  {N}  YZ  {N}   B  {N}  LY%5.2f%5.2f%5.2f\n"
    f"{'':25}Z  {N}  ZX  {N}   C  {N}  LZ%5.2f%5.2f%5.2f"
)


def _solid_stress(rows: Rows) -> list[str]:
    found = []
    for eid, corners, places in zip(
        (rows["id"] // 10).tolist(), rows["corners"].tolist(), rows["place"].tolist(), strict=True
    ):
        found.append(f"0{eid:10d}           0GRID CS {corners:2d} GP")
        found += [SOLID % (node or "CENTER", *values) for node, values in places]
    return found


def _panel_forces(rows: Rows) -> list[str]:
    """Forces on the corners of shear panels, then kick forces and flows."""
    line = " ".join([N] * 8)
    return [
        text
        for eid, v in numbered(rows)
        for text in (f"0%13d  {line}" % (eid, *v[:8]), f"{'':16}{line}" % tuple(v[8:]))
    ]


ROD_FORCES = Page(
    (
        2 * f"{'':7}ELEMENT           AXIAL{'':21}",
        2 * f"{'':9}ID.             FORCE          TORQUE{'':12}",
    ),
    _several_a_line(f"%14d       {N}  {N}           ", 2, 0, 1),
)
ROD_STRESSES = Page(
    (
        2 * f"{'':7}ELEMENT       AXIAL       SAFETY      TORSIONAL     SAFETY ",
        2 * f"{'':9}ID.        STRESS       MARGIN        STRESS      MARGIN  ",
    ),
    _several_a_line(f"%14d   {N}             {N}         ", 2, 0, 2),
)
SHELL_FORCES = Page(
    (
        " ",
        f"    ELEMENT{'':16}- MEMBRANE  FORCES -{'':24}- BENDING  MOMENTS -"
        f"{'':14}- TRANSVERSE SHEAR FORCES -",
        "      ID              FX            FY            FXY             MX            MY"
        "            MXY             QX            QY",
    ),
    _one_a_line(f"%11d      {N} {N} {N}   {N} {N} {N}   {N} {N}"),
)
SHELL_STRESSES = Page(
    (
        f"  ELEMENT      FIBER{'':15}STRESSES IN ELEMENT COORD SYSTEM"
        f"{'':13}PRINCIPAL STRESSES (ZERO SHEAR)",
        "    ID.       DISTANCE           NORMAL-X       NORMAL-Y      SHEAR-XY       ANGLE"
        "         MAJOR           MINOR        VON MISES",
    ),
    _shell_stress,
)
CORNER_STRESSES = Page(
    (
        " ",
        f"    ELEMENT{'':14}FIBER            STRESSES IN ELEMENT COORD SYSTEM"
        f"{'':9}PRINCIPAL STRESSES (ZERO SHEAR)",
        "      ID      GRID-ID   DISTANCE        NORMAL-X      NORMAL-Y      SHEAR-XY      ANGLE"
        "        MAJOR         MINOR       VON MISES",
    ),
    _corner_stress,
)
PLY_STRESSES = Page(
    (
        "   ELEMENT  PLY  STRESSES IN FIBER AND MATRIX DIRECTIONS    INTER-LAMINAR  STRESSES"
        "  PRINCIPAL STRESSES (ZERO SHEAR)      MAX",
        "     ID      ID    NORMAL-1     NORMAL-2     SHEAR-12     SHEAR XZ-MAT  SHEAR YZ-MAT"
        "  ANGLE    MAJOR        MINOR        SHEAR",
    ),
    _ply_stress,
)
SOLID_STRESSES = Page(
    (
        f"0{'':16}CORNER        ------CENTER AND CORNER POINT STRESSES---------"
        "       DIR.  COSINES       MEAN",
        "  ELEMENT-ID    GRID-ID        NORMAL              SHEAR             PRINCIPAL"
        "       -A-  -B-  -C-     PRESSURE       VON MISES",
    ),
    _solid_stress,
)
SPRING_FORCES, SPRING_STRESSES = (
    Page((4 * f"      ELEMENT         {name}      ", 4 * f"        ID.{'':23}"), lines)
    for name, lines in (
        ("FORCE ", _several_a_line(f"%14d  {N}    ", 4, 0)),
        ("STRESS", _several_a_line(f"%14d  {N}    ", 4, 0)),
    )
)
PANEL_STRESSES = Page(
    (
        2 * f"{'':6}ELEMENT            MAX            AVG        SAFETY   ",
        2 * f"{'':8}ID.             SHEAR          SHEAR       MARGIN   ",
    ),
    _several_a_line(f"%13d     {N}  {N}{'':14}", 2, 0, 1),
)
PANEL_FORCES = Page(
    (
        f"{'':18}====== POINT  1 ======      ====== POINT  2 ======      ====== POINT  3 ======"
        "      ====== POINT  4 ======",
        f"   ELEMENT{'':8}F-FROM-4      F-FROM-2      F-FROM-1      F-FROM-3      F-FROM-2"
        "      F-FROM-4      F-FROM-3      F-FROM-1",
        f"{'':9}ID{'':15}KICK-1       SHEAR-12       KICK-2       SHEAR-23       KICK-3"
        "       SHEAR-34       KICK-4       SHEAR-41",
    ),
    _panel_forces,
)
BUSH_FORCES, BUSH_STRESSES = (
    Page((f"{'':18}ELEMENT-ID        {names}",), _one_a_line(f"%28d     {' '.join([N] * 6)}"))
    for names in (
        "FORCE-X       FORCE-Y       FORCE-Z      MOMENT-X      MOMENT-Y      MOMENT-Z",
        "STRESS-TX     STRESS-TY     STRESS-TZ    STRESS-RX     STRESS-RY     STRESS-RZ",
    )
)
PAGES: Mapping[tuple[str, str], Page] = {
    **{("OES1C", card): PLY_STRESSES for card in ("CQUAD4", "CTRIA3")},
    **{("OEF1X", card): ROD_FORCES for card in ("CROD", "CONROD", "CTUBE")},
    **{("OES1X1", card): ROD_STRESSES for card in ("CROD", "CONROD", "CTUBE")},
    **{("OEF1X", f"CELAS{number}"): SPRING_FORCES for number in (1, 2, 3, 4)},
    **{("OES1X1", f"CELAS{number}"): SPRING_STRESSES for number in (1, 2, 3)},
    **{("OEF1X", card): SHELL_FORCES for card in ("CQUAD4", "CTRIA3")},
    **{("OES1X1", card): SHELL_STRESSES for card in ("CQUAD4", "CTRIA3")},
    **{("OES1X1", card): SOLID_STRESSES for card in ("CTETRA", "CPENTA", "CHEXA")},
    ("OEF1X", "CSHEAR"): PANEL_FORCES,
    ("OES1X1", "CSHEAR"): PANEL_STRESSES,
    ("OEF1X", "CBUSH"): BUSH_FORCES,
    ("OES1X1", "CBUSH"): BUSH_STRESSES,
    ("OEF1X", "CBAR"): Page(
        (
            f"0    ELEMENT{'':9}BEND-MOMENT END-A            BEND-MOMENT END-B"
            f"{'':16}- SHEAR -{'':15}AXIAL",
            "       ID.         PLANE 1       PLANE 2        PLANE 1       PLANE 2"
            "        PLANE 1       PLANE 2         FORCE         TORQUE",
        ),
        _one_a_line(f"%13d    {N} {N}  {N} {N}  {N} {N}  {N}  {N}"),
    ),
    ("OES1X1", "CBAR"): Page(
        (
            "  ELEMENT        SA1            SA2            SA3            SA4           AXIAL"
            "          SA-MAX         SA-MIN     M.S.-T",
            "    ID.          SB1            SB2            SB3            SB4           STRESS"
            "         SB-MAX         SB-MIN     M.S.-C",
        ),
        _bar_stress,
    ),
    ("OEF1X", "CBEAM"): Page(
        (
            f"{'':20}STAT DIST/   - BENDING MOMENTS -            - WEB  SHEARS -"
            "           AXIAL          TOTAL          WARPING",
            "   ELEMENT-ID  GRID   LENGTH    PLANE 1       PLANE 2        PLANE 1       PLANE 2"
            "        FORCE          TORQUE         TORQUE",
        ),
        _beam(f"{N} {N}  {N} {N}  {N}  {N}  {N}", 7),
    ),
    ("OES1X1", "CBEAM"): Page(
        (
            f"{'':20}STAT DIST/",
            "   ELEMENT-ID  GRID   LENGTH    SXC           SXD           SXE           SXF"
            "           S-MAX         S-MIN         M.S.-T   M.S.-C",
        ),
        _beam(" ".join([N] * 6), 6),
    ),
}


def page_of(table: str, card: str, rows: Rows) -> Page | None:
    """The layout of rows of a card; None where Nastran prints none."""
    if table == "OES1X1" and card == "CQUAD4" and "place" in (rows.dtype.names or ()):
        return CORNER_STRESSES
    return PAGES.get((table, card))
