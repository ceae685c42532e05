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
    "PARAM", "ENDDATA", "DESVAR", "DVPREL1", "DVPREL2", "DVMREL1", "DVMREL2", "DVCREL1", "DVCREL2",
    "DVGRID", "DRESP1", "DRESP2", "DCONSTR", "DCONADD", "DLINK", "DDVAL", "DOPTPRM", "DSCREEN",
    "DTABLE", "PLOTEL", "USET", "USET1",
}  # fmt: skip
"""What only an optimization, a drawing or DMAP reads."""
SOLUTIONS = {101, 103, 105}
INSTEAD = "Solve it with embedded or nastran."


def read_deck(deck: Path) -> "BDF":
    """A deck of which all can be translated, its entries linked and its masses times WTMASS.

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
    for material in bdf.materials.values():
        _need_isotropic(material)
    _scale_masses(bdf)
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


def _scale_masses(bdf: "BDF") -> None:
    """Multiply densities and point masses by PARAM,WTMASS, which CalculiX has no word for."""
    factor = float(bdf.params["WTMASS"].values[0]) if "WTMASS" in bdf.params else 1.0
    for material in bdf.materials.values():
        material.rho = factor * (material.rho or 0.0)
    for mass in bdf.masses.values():
        mass.mass *= factor


def _need_isotropic(material: Any) -> None:
    shear = material.e / (2.0 * (1.0 + material.nu)) if material.e else 0.0
    if not material.e or abs(material.g - shear) > 1e-3 * shear:
        raise refusal(f"MAT1 {material.mid} is not isotropic: G is not E / 2 (1 + NU)")
