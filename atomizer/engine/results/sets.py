"""The SETs of a deck's case control, by which extractors choose grid points or elements."""

from collections.abc import Iterable, Mapping
from typing import Any

from atomizer.engine.failure import SolveFailed

Sets = Mapping[int, tuple[int, ...]]


def read_sets(control: Any) -> Sets:
    """The members of every SET of ids; one that two subcases define differently has none."""
    found: dict[int, tuple[int, ...]] = {}
    for subcase in control.subcases.values() if control else ():
        for name, value in subcase.params.items():
            members = _members(name, value)
            if members is not None:
                number = int(name.split()[1])
                found[number] = members if found.get(number, members) == members else ()
    return found


def members(sets: Sets, numbers: Iterable[int]) -> tuple[int, ...]:
    """The members of some SETs together.

    Raises:
        SolveFailed: there is no such SET, or it is not the same one in all subcases.
    """
    together: list[int] = []
    for number in numbers:
        if number not in sets:
            known = ", ".join(map(str, sorted(sets))) or "none"
            raise SolveFailed("parse", f"The deck has no SET {number} of ids. There are: {known}.")
        if not sets[number]:
            raise SolveFailed("parse", f"SET {number} is not the same one in all subcases.")
        together += sets[number]
    return tuple(together)


def _members(name: str, value: Any) -> tuple[int, ...] | None:
    """The ids of a SET; None for other commands, and for sets of other things than ids."""
    words = name.split()
    if len(words) != 2 or words[0] != "SET" or not words[1].isdigit():
        return None
    listed = value[0] if isinstance(value, list) else getattr(value, "value", None)
    if not isinstance(listed, list) or not all(isinstance(each, int) for each in listed):
        return None
    return tuple(sorted(set(listed)))
