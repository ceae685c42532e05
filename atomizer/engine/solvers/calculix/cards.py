"""What of a deck can be said in CalculiX's language; all else is refused by name."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from atomizer.engine.deck import DeckRejected, read_bdf

if TYPE_CHECKING:
    from pyNastran.bdf.bdf import BDF

TRANSLATED = {
    "GRID", "GRDSET", "CORD1R", "CORD1C", "CORD1S", "CORD2R", "CORD2C", "CORD2S", "CHEXA",
    "CPENTA", "CTETRA", "CQUAD4", "CTRIA3", "CBAR", "CBEAM", "CROD", "CONROD", "PROD", "PBARL",
    "PBEAML", "PSHELL", "PSOLID", "MAT1", "CONM2", "RBE2", "RBE3", "MPC", "MPCADD", "SPC", "SPC1",
    "SPCADD", "SPCD", "FORCE", "MOMENT", "PLOAD2", "PLOAD4", "GRAV", "LOAD", "TEMP", "TEMPD",
    "EIGRL", "EIGB",
}  # fmt: skip
WITHOUT_EFFECT = {
    "PARAM", "ENDDATA", "DESVAR", "DVPREL1", "DVPREL2", "DVMREL1", "DVMREL2", "DVCREL1",
    "DRESP1", "DCONSTR", "DOPTPRM",
}  # fmt: skip
SOLUTIONS = {101, 103, 105}
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
    if solution(bdf) not in SOLUTIONS:
        raise refusal(f"SOL {bdf.sol} is not translated, only SOL 101, 103 and 105")
    _need_plain(bdf)
    return bdf


def solution(bdf: "BDF") -> int:
    """Its number; 101 where a deck names none."""
    return 101 if bdf.sol is None else int(bdf.sol)


def refusal(what: str) -> DeckRejected:
    """A deck that cannot be told to CalculiX."""
    return DeckRejected(f"For CalculiX {what}.", hint=INSTEAD)


def number(value: float) -> str:
    """A number in at most 20 characters."""
    return f"{value:.12E}"


def _need_plain(bdf: "BDF") -> None:
    """Refuse what cards say between the lines and CalculiX has no word for."""
    if "WTMASS" in bdf.params and bdf.params["WTMASS"].values[0] != 1.0:
        raise refusal("PARAM,WTMASS is not translated")
    for material in bdf.materials.values():
        _need_isotropic(material)


def _need_isotropic(material: Any) -> None:
    shear = material.e / (2.0 * (1.0 + material.nu)) if material.e else 0.0
    if not material.e or abs(material.g - shear) > 1e-3 * shear:
        raise refusal(f"MAT1 {material.mid} is not isotropic: G is not E / 2 (1 + NU)")
