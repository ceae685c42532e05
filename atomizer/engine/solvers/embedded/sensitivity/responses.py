"""What can be differentiated: one small model a response."""

from typing import Annotated, Literal

from pydantic import Field

from atomizer.domain.values import Value

Subcase = Annotated[int, Field(ge=1, description="Id of the subcase.")]
Mode = Annotated[int, Field(ge=1, description="Number of the mode, counted from one.")]
Item = Literal[
    "xx", "yy", "zz", "xy", "yz", "zx", "von Mises", "major", "minor",
    "11", "22", "12", "1z", "2z", "bending", "axial", "torsional", "largest", "least", "spring",
]  # fmt: skip


class Displacement(Value):
    """A component of the displacement of a grid point, in its displacement frame."""

    kind: Literal["displacement"] = "displacement"
    subcase: Subcase = 1
    grid: int
    component: Annotated[int, Field(ge=1, le=6)]

    @property
    def label(self) -> str:
        """In a few words."""
        axis = ("T1", "T2", "T3", "R1", "R2", "R3")[self.component - 1]
        return f"displacement {axis} of grid {self.grid}, subcase {self.subcase}"


class Stress(Value):
    """A stress of an element.

    Attributes:
        item: Components and von Mises, major and minor principal stress of shells and solids;
            11, 22, 12, 1z, 2z of plies; bending, axial, largest and least of bars; axial and
            torsional of rods; spring.
        place: Z1 or Z2 of shells, `ply 1` from the bottom up of layered ones; centre or `corner 1`
            of solids; of bars an end and a point, `A C` to `B F`, for bending, and an end, A or B,
            for the largest and the least.
    """

    kind: Literal["stress"] = "stress"
    subcase: Subcase = 1
    element: int
    item: Item
    place: str = ""

    @property
    def label(self) -> str:
        """In a few words."""
        at = f" at {self.place}" if self.place else ""
        return f"{self.item} stress{at} of element {self.element}, subcase {self.subcase}"


class Compliance(Value):
    """The work of the applied forces on the displacement, P u; thermal loads do not count."""

    kind: Literal["compliance"] = "compliance"
    subcase: Subcase = 1

    @property
    def label(self) -> str:
        """In a few words."""
        return f"compliance, subcase {self.subcase}"


class Mass(Value):
    """The mass of the structure in the unit of its densities, without PARAM,WTMASS."""

    kind: Literal["mass"] = "mass"

    @property
    def label(self) -> str:
        """In a few words."""
        return "mass"


class Frequency(Value):
    """A natural frequency in Hz."""

    kind: Literal["frequency"] = "frequency"
    subcase: Subcase = 1
    mode: Mode

    @property
    def label(self) -> str:
        """In a few words."""
        return f"frequency of mode {self.mode}, subcase {self.subcase}"


class BucklingFactor(Value):
    """A factor on the static preload at which the structure buckles."""

    kind: Literal["buckling factor"] = "buckling factor"
    subcase: Subcase = 1
    mode: Mode

    @property
    def label(self) -> str:
        """In a few words."""
        return f"buckling factor of mode {self.mode}, subcase {self.subcase}"


Static = Displacement | Stress | Compliance
Response = Annotated[Static | Mass | Frequency | BucklingFactor, Field(discriminator="kind")]
