"""Element families, one a file, and the table of what card belongs to which.

A family is a frozen dataclass of arrays over its elements: see `family.Elements` for its methods;
a new one costs its file and one line here.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from atomizer.engine.solvers.embedded.elements.bar import read_bars
from atomizer.engine.solvers.embedded.elements.bushing import read_bushings
from atomizer.engine.solvers.embedded.elements.damper import read_dampers, read_viscous
from atomizer.engine.solvers.embedded.elements.family import Elements
from atomizer.engine.solvers.embedded.elements.layered import read_shells
from atomizer.engine.solvers.embedded.elements.pcomp import ply_count
from atomizer.engine.solvers.embedded.elements.rod import read_rods
from atomizer.engine.solvers.embedded.elements.shear_panel import read_panels
from atomizer.engine.solvers.embedded.elements.solid_reading import read_solids
from atomizer.engine.solvers.embedded.elements.spring import read_springs
from atomizer.engine.solvers.embedded.model import Model

FAMILIES: Mapping[str, Callable[[Model, Sequence[Any]], Elements]] = {
    "CROD": read_rods,
    "CONROD": read_rods,
    "CTUBE": read_rods,
    "CBAR": read_bars,
    "CBEAM": read_bars,
    "CELAS1": read_springs,
    "CELAS2": read_springs,
    "CELAS3": read_springs,
    "CELAS4": read_springs,
    "CBUSH": read_bushings,
    "CDAMP1": read_dampers,
    "CDAMP2": read_dampers,
    "CDAMP3": read_dampers,
    "CDAMP4": read_dampers,
    "CVISC": read_viscous,
    "CQUAD4": read_shells,
    "CTRIA3": read_shells,
    "CSHEAR": read_panels,
    "CTETRA": read_solids,
    "CPENTA": read_solids,
    "CHEXA": read_solids,
}


def read_elements(model: Model, only: Collection[int] | None = None) -> tuple[Elements, ...]:
    """Every element of a model this solver knows, one batch a card and number of nodes.

    Args:
        only: Ids of the elements that are wanted; None is all.
    """
    return tuple(
        read(model, batch)
        for name, read in FAMILIES.items()
        for batch in _batches(model, name, only)
    )


def _batches(model: Model, name: str, only: Collection[int] | None) -> Iterator[list[Any]]:
    """The elements of a card; solids apart by their number of nodes, shells by that of plies."""
    alike = ALIKE.get(FAMILIES[name])
    batches: dict[int, list[Any]] = {}
    cards = model.cards.get(name, [])
    for card in cards if only is None else (card for card in cards if card.eid in only):
        batches.setdefault(alike(model, card) if alike else 0, []).append(card)
    yield from (batches[count] for count in sorted(batches))


def _plies(model: Model, card: Any) -> int:
    return ply_count(model.property_of(card))


ALIKE: Mapping[Callable[..., Elements], Callable[[Model, Any], int]] = {
    read_solids: Model.node_count,
    read_shells: _plies,
}
"""What the elements of one batch have in common."""
