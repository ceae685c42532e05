"""A DRESP1 that a study asks for, and what is read of the extractor that asks."""

from dataclasses import dataclass

from atomizer.domain.items import Extractor, Operator

Sides = tuple[float | None, float | None]
"""Lower and upper limit; None is open."""
UPWARD = ("<=", "<")


@dataclass(frozen=True)
class Asked:
    """A DRESP1 without its id and label, its limits and its subcase (None: all of them).

    `item` and `second` are ATTA and ATTB; `everywhere` is whether it has no subcases at all, as a
    mass.
    """

    kind: str
    of: str = ""
    item: str = ""
    ids: tuple[int, ...] = ()
    sides: Sides = (None, None)
    subcase: int | None = None
    everywhere: bool = False
    second: str = ""


def sides_of(operator: Operator, threshold: float) -> Sides:
    """The limits that an operator and a threshold are."""
    lower = None if operator in UPWARD else threshold
    upper = None if operator in (">=", ">") else threshold
    return lower, upper


def own_subcase(extractor: Extractor) -> int | None:
    """The one subcase it looks at; None where that is all of them."""
    subcase = extractor.config.get("subcase", "all")
    return subcase if isinstance(subcase, int) else None


def listed_ids(extractor: Extractor, option: str) -> tuple[int, ...]:
    """The ids an option lists."""
    given = extractor.config.get(option) or ()
    return tuple(each for each in given if isinstance(each, int)) if isinstance(given, list) else ()
