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


def unsupported(what: str, ids: str = "", line: int | None = None) -> Fatal:
    """The deck asks for something this solver does not do; never ignored."""
    where = f" AT LINE {line}" if line is not None else ""
    which = f" {ids}" if ids else ""
    return Fatal(f"{what}{which}{where} IS NOT SUPPORTED BY THE EMBEDDED SOLVER.")
