"""Strengths of laminates, from PCOMP or PCOMPG and the materials of their plies."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from atomizer.engine.results.strength import LaminateStrength, Strength

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF


def read_laminates(bdf: "BDF") -> Mapping[int, LaminateStrength]:
    """The strengths of each laminate by its property id; a strength not given is 0.

    Plies of materials that are not in the deck, or neither MAT1 nor MAT8, are left out.
    """
    return {
        int(pid): _laminate(bdf, prop)
        for pid, prop in bdf.properties.items()
        if prop.type in ("PCOMP", "PCOMPG")
    }


def _laminate(bdf: "BDF", prop: Any) -> LaminateStrength:
    numbers = getattr(prop, "global_ply_ids", range(1, len(prop.mids) + 1))
    plies = {int(number): int(mid) for number, mid in zip(numbers, prop.mids, strict=True)}
    if prop.lam == "SYM":
        count = 2 * len(prop.mids)
        plies |= {count + 1 - number: mid for number, mid in plies.items()}
    known = {number: _strength(bdf.materials.get(mid)) for number, mid in plies.items()}
    found = {number: strength for number, strength in known.items() if strength}
    return LaminateStrength(str(prop.ft or "").upper(), float(prop.sb or 0.0), found)


def _strength(card: Any) -> Strength | None:
    names: tuple[str, ...]
    if card is not None and card.type == "MAT8":
        names = ("Xt", "Xc", "Yt", "Yc", "S", "F12")
    elif card is not None and card.type == "MAT1":
        names = ("St", "Sc", "St", "Sc", "Ss")
    else:
        return None
    return Strength(int(card.mid), *(float(getattr(card, name) or 0.0) for name in names))
