"""The refusal of a deck: what is wrong, where, and what to do."""

from atomizer.engine.failure import SolveFailed


class DeckRejected(SolveFailed):
    """A deck, or a parameter asked of it, that cannot be used for any design.

    Attributes:
        what: What is wrong.
        where: File and line, `model.bdf:12`, or empty when it is about no line.
        hint: What to do instead.
    """

    def __init__(self, what: str, where: str = "", hint: str = "") -> None:
        place = f"{where}: " if where else ""
        super().__init__("deck", f"{place}{what} {hint}".strip())
        self.what, self.where, self.hint = what, where, hint
