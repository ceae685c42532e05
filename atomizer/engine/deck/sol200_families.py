"""Which elements and properties a DRESP1 may name, and what its item codes mean.

Item codes as in the MSC Nastran Quick Reference Guide, "Item Codes": the places of the numbers in
the rows of an element's stress, force, strain energy or failure index.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from atomizer.domain.values import Json

VON_MISES = "von Mises"
WITHOUT_PROPERTY = {"CONROD", "CELAS2"}


@dataclass(frozen=True)
class Item:
    """An item of a row: the output that limits it from above and from below.

    `whole` are the items that the output is the worst of, `config` the option that chooses it.
    """

    upper: str = ""
    lower: str = ""
    whole: frozenset[str] = frozenset()
    quantity: str = ""
    config: Json = field(default_factory=dict)


@dataclass(frozen=True)
class Family:
    """Elements and properties of which one extractor measures a kind of response.

    `each_subcase` is whether the extractor gives the numbers of one subcase: then the worst of all
    of them is not the worst of each.
    """

    kind: str
    extractor: str
    elements: tuple[str, ...]
    properties: tuple[str, ...]
    items: Mapping[str, Item]
    each_subcase: bool = False
    note: str = ""


def _both(codes: str, upper: str = "", lower: str = "", quantity: str = "") -> dict[str, Item]:
    whole = frozenset(codes.split())
    return {code: Item(upper, lower, whole, quantity) for code in codes.split()}


def _forces(**components: str) -> dict[str, Item]:
    """Codes by the component they are."""
    found: dict[str, Item] = {}
    for component, codes in components.items():
        config: Json = {"component": component}
        item = Item("max_force", "min_force", frozenset(codes.split()), config=config)
        found |= dict.fromkeys(codes.split(), item)
    return found


def _force(elements: str, properties: str, **components: str) -> Family:
    items = _forces(**components)
    return Family("FORCE", "element_forces", _words(elements), _words(properties), items)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


RODS, SHELLS, SOLIDS = (
    ("CROD", "CONROD", "CTUBE"),
    ("CQUAD4", "CTRIA3"),
    _words("CTETRA CPENTA CHEXA"),
)
STRESSES = (
    Family("STRESS", "bar_stress", RODS, ("PROD", "PTUBE"), _both("2", "max_stress", "min_stress")),
    Family(
        "STRESS",
        "bar_stress",
        ("CBAR",),
        ("PBAR", "PBARL"),
        _both("7 14", upper="max_stress") | _both("8 15", lower="min_stress"),
    ),
    Family(
        "STRESS",
        "shell_stress",
        SHELLS,
        ("PSHELL",),
        _both("9 17", upper="max_stress", quantity=VON_MISES)
        | _both("7 15", upper="max_principal")
        | _both("8 16", lower="min_principal"),
    ),
    Family(
        "STRESS",
        "solid_stress",
        SOLIDS,
        ("PSOLID",),
        _both("13", upper="max_stress", quantity=VON_MISES)
        | _both("8", upper="max_principal")
        | _both("22", lower="min_principal"),
    ),
)
FORCES = (
    _force("CROD CONROD CTUBE", "PROD PTUBE", axial="2", torque="3"),
    _force(
        "CBAR", "PBAR PBARL",
        moment_1="2 4", moment_2="3 5", shear_1="6", shear_2="7", axial="8", torque="9",
    ),
    _force("CELAS1 CELAS2", "PELAS", spring="2"),
    _force(
        "CBUSH", "PBUSH",
        bushing_fx="2", bushing_fy="3", bushing_fz="4",
        bushing_mx="5", bushing_my="6", bushing_mz="7",
    ),
    _force(
        "CQUAD4 CTRIA3", "PSHELL PCOMP PCOMPG",
        membrane_x="2", membrane_y="3", membrane_xy="4", bending_x="5", bending_y="6",
        bending_xy="7", transverse_x="8", transverse_y="9",
    ),
)  # fmt: skip
ENERGY = Family(
    "ESE",
    "strain_energy",
    (*RODS, *SHELLS, *SOLIDS, *_words("CBAR CBEAM CELAS1 CELAS2 CBUSH CSHEAR")),
    _words("PROD PTUBE PBAR PBARL PBEAM PBEAML PSHELL PCOMP PCOMPG PSOLID PELAS PBUSH PSHEAR"),
    _both("2", upper="max_element_energy") | _both("4", upper="max_density"),
    each_subcase=True,
)
FAILURE = Family(
    "CFAILURE",
    "composite_failure",
    SHELLS,
    ("PCOMP", "PCOMPG"),
    {
        "5": Item("max_failure_index", whole=frozenset("5"), config={"criterion": "property"}),
        "7": Item("max_bond_index", whole=frozenset("7"), config={"criterion": "property"}),
    },
    note="It names a ply; the study holds every ply of the laminates.",
)
FAMILIES = (*STRESSES, *FORCES, ENERGY, FAILURE)
