"""Where panels stand on the paper, side by side and above each other, over one scale."""

from collections.abc import Iterator
from dataclasses import dataclass

from atomizer.projections.report.theme import WIDTH

COLUMNS = 2
EDGE, HEAD, FOOT = 0.15, 0.72, 0.95
"""Inches beside panels, above each of them and below all."""
Place = tuple[float, float, float, float]


@dataclass(frozen=True)
class Layout:
    """Where panels and scale stand, in parts of the figure: left, bottom, width, height.

    Attributes:
        ratio: Height of what is drawn to its width.
        count: Number of panels.
    """

    ratio: float
    count: int

    @property
    def columns(self) -> int:
        """Panels side by side."""
        return min(self.count, COLUMNS)

    @property
    def rows(self) -> int:
        """Panels above each other."""
        return -(-self.count // self.columns)

    @property
    def panel(self) -> float:
        """Height of a panel in inches: as its shape asks for, within reason."""
        tallest = 4.6 if self.rows == 1 else 3.0
        return min(max(self.ratio * (WIDTH / self.columns - 2 * EDGE), 1.0), tallest)

    @property
    def height(self) -> float:
        """Of the figure in inches."""
        return self.rows * (self.panel + HEAD) + FOOT

    def panels(self) -> Iterator[Place]:
        """The panels, row by row."""
        for at in range(self.count):
            row, column = divmod(at, self.columns)
            bottom = self.height - (row + 1) * (self.panel + HEAD)
            width = WIDTH / self.columns
            yield (
                (column * width + EDGE) / WIDTH,
                bottom / self.height,
                (width - 2 * EDGE) / WIDTH,
                self.panel / self.height,
            )

    def scale(self) -> Place:
        """The colour bar below them."""
        return (0.25, 0.48 / self.height, 0.5, 0.15 / self.height)
