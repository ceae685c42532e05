"""What of a deck can be said in CalculiX's language; all else is refused by name."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from atomizer.engine.deck import DeckRejected, read_bdf

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

TRANSLATED = {
    "GRID", "CORD1R", "CORD1C", "CORD1S", "CORD2R", "CORD2C", "CORD2S", "CHEXA", "CPENTA",
    "CTETRA", "CQUAD4", "CTRIA3", "CROD", "CONROD", "PROD", "PSHELL", "PSOLID", "MAT1", "SPC",
    "SPC1", "SPCADD", "FORCE", "MOMENT", "PLOAD2", "PLOAD4", "GRAV", "LOAD",
}  # fmt: skip
WITHOUT_EFFECT = {
    "PARAM", "ENDDATA", "DESVAR", "DVPREL1", "DVPREL2", "DVMREL1", "DVMREL2", "DVCREL1",
    "DRESP1", "DCONSTR", "DOPTPRM",
}  # fmt: skip
COMMANDS = {
    "MPC", "TEMPERATURE", "TEMPERATURE(BOTH)", "TEMPERATURE(LOAD)", "TEMPERATURE(INITIAL)",
    "TEMPERATURE(MATERIAL)", "DEFORM", "SUPORT1", "CLOAD", "METHOD", "SUBCOM", "SUBSEQ",
}  # fmt: skip
"""Case control that changes a static solution and is not translated."""
INSTEAD = "Solve it with embedded or nastran."


def read_deck(deck: Path) -> "BDF":
    """A deck of which all can be translated, its entries linked.

    Raises:
        DeckRejected: it cannot be read, or holds what is not translated; names it.
    """
    bdf = read_bdf(deck, "linked")
    unknown = sorted(set(bdf.card_count) - TRANSLATED - WITHOUT_EFFECT)
    if unknown:
        said = ", ".join(f"{name} ({bdf.card_count[name]})" for name in unknown)
        raise refusal(f"these cards are not translated: {said}")
    if bdf.sol not in (None, 101):
        raise refusal(f"SOL {bdf.sol} is not translated, only SOL 101")
    for case in subcases(bdf).values():
        if wrong := sorted(COMMANDS.intersection(case)):
            raise refusal(f"the case control command {wrong[0]} is not translated")
    _need_plain(bdf)
    return bdf


def refusal(what: str) -> DeckRejected:
    """A deck that cannot be told to CalculiX."""
    return DeckRejected(f"For CalculiX {what}.", hint=INSTEAD)


def subcases(bdf: "BDF") -> dict[int, dict[str, Any]]:
    """Commands of each subcase by its id; a deck without subcases has one, number 1."""
    control = bdf.case_control_deck
    found = {i: case for i, case in control.subcases.items() if i} or {1: control.subcases[0]}
    return {
        i: {key: _said(value) for key, value in case.params.items()} for i, case in found.items()
    }


def _said(value: Any) -> Any:
    """What a command says; pyNastran has some as a list and others as objects of their own."""
    return value[0] if isinstance(value, list | tuple) else ""


def _need_plain(bdf: "BDF") -> None:
    """Refuse what cards say between the lines and CalculiX has no word for."""
    for node in bdf.nodes.values():
        if node.Cd():
            raise refusal(f"GRID {node.nid} has a displacement frame (CD {node.Cd()})")
    if "WTMASS" in bdf.params and bdf.params["WTMASS"].values[0] != 1.0:
        raise refusal("PARAM,WTMASS is not translated")
    for material in bdf.materials.values():
        _need_isotropic(material)


def _need_isotropic(material: Any) -> None:
    shear = material.e / (2.0 * (1.0 + material.nu)) if material.e else 0.0
    if not material.e or abs(material.g - shear) > 1e-3 * shear:
        raise refusal(f"MAT1 {material.mid} is not isotropic: G is not E / 2 (1 + NU)")
