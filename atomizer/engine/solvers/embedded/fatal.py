"""What stops a run: one message in Nastran's words, with its number where Nastran has one."""


class Fatal(Exception):
    """A run that cannot go on; the F06 prints `f06` and the caller hears the same sentence.

    Numbers and wording follow the NASTRAN message list (NASA SP-223, chapter 6) where it has the
    case; a message of our own carries no number.
    """

    def __init__(self, text: str, number: int | None = None, module: str = "") -> None:
        head = "*** USER FATAL MESSAGE"
        if number is not None:
            head += f" {number}"
        if module:
            head += f" ({module})"
        self.f06 = f"{head}, {text}"
        super().__init__(self.f06)


class BadValue(Fatal):
    """A number on an entry that no structure can have; the run adds the line of the entry.

    Attributes:
        card: The name of the entry.
        number: Its id, or the name of a parameter.
    """

    def __init__(self, card: str, number: int | str, said: str, line: str | None = None) -> None:
        where = f" AT LINE {line}" if line is not None else ""
        super().__init__(f"{card} {number}{where}: {said}.")
        self.card, self.number, self.said = card, number, said

    def at(self, line: str | None) -> "BadValue":
        """The same with the line of the deck that the entry begins at; None is not known."""
        return BadValue(self.card, self.number, self.said, line)


def need_at_least(card: str, number: int | str, field: str, value: float, least: float) -> None:
    """Refuse a number below a bound.

    Raises:
        BadValue: it is.
    """
    if not value >= least:
        raise BadValue(card, number, f"{field} IS {value:g} AND MUST BE {least:g} OR MORE")


def undefined_grid(element: int, grid: int) -> Fatal:
    """An element hangs on a grid point that is not in the deck."""
    return Fatal(f"ELEMENT {element} REFERENCES UNDEFINED GRID POINT {grid}.", 2007)


def undefined_property(element: int, property_id: int) -> Fatal:
    """An element's property is not in the deck."""
    return Fatal(f"ELEMENT {element} REFERENCES UNDEFINED PROPERTY {property_id}.", 2010)


def undefined_material(owner: str, material: int) -> Fatal:
    """A property's material is not in the deck."""
    return Fatal(f"MISSING MATERIAL {material} REFERENCED BY {owner}.", 2043)


def undefined_frame(owner: str, frame: int) -> Fatal:
    """A coordinate system is not in the deck."""
    return Fatal(f"UNDEFINED COORDINATE SYSTEM {frame} REFERENCED BY {owner}.", 2025)


def bad_geometry(card: str, element: int, what: str) -> Fatal:
    """An element has no length, no area, or is folded."""
    return Fatal(f"ELEMENT {element} ({card}) HAS BAD GEOMETRY: {what}.", 2037)


def unsupported(what: str, ids: str = "", line: str = "") -> Fatal:
    """The deck asks for something this solver does not do; never ignored."""
    where = f" AT LINE {line}" if line else ""
    which = f" {ids}" if ids else ""
    return Fatal(f"{what}{which}{where} IS NOT SUPPORTED BY THE EMBEDDED SOLVER.")
