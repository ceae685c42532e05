"""E13: strain energy."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from atomizer.engine.results import ElementTable, Output, Results, Table
from atomizer.engine.results.selection import ElementSelection


class StrainEnergy(ElementSelection):
    """The strain energy of elements: what they hold of the work of the loads, or of a mode."""

    outputs: ClassVar[Mapping[str, Output]] = {
        "strain_energy": Output(unit_kind="energy", description="Sum over the elements."),
        "share": Output(unit_kind="percent", description="Of the energy of the whole structure."),
        "max_element_energy": Output(
            unit_kind="energy", description="Of the element that holds most."
        ),
        "max_density": Output(
            unit_kind="stress", description="Largest energy of a unit of volume of an element."
        ),
    }
    tables: ClassVar[tuple[Table, ...]] = ("strain_energy", "modes")
    mode: Annotated[
        int | None,
        Field(
            ge=1, description="A natural mode, from 1; without it the static subcases are meant."
        ),
    ] = None

    def measure(self, results: Results) -> dict[str, float]:
        """The energies of the subcase, of all selected ones, in which the elements hold most.

        Raises:
            SolveFailed: the results hold no energies of the selected elements; ESE = ALL asks.
        """
        found = self.selected(results, ("strain_energy",), self.mode)
        subcases = {each.subcase for each in found}
        sums = (_sums([each for each in found if each.subcase == case]) for case in subcases)
        return max(sums, key=lambda measured: measured["strain_energy"])


def _sums(tables: list[ElementTable]) -> dict[str, float]:
    """The outputs in one subcase."""
    columns = [each.columns("strain_energy", "percent", "strain_energy_density") for each in tables]
    return {
        "strain_energy": float(sum(energy.sum() for energy, *_ in columns)),
        "share": float(sum(percent.sum() for _, percent, _ in columns)),
        "max_element_energy": max(float(energy.max()) for energy, *_ in columns),
        "max_density": max(float(density.max()) for *_, density in columns),
    }
