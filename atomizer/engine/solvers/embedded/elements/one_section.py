"""The section of one shell property, in the axes of its material."""

from dataclasses import dataclass

from atomizer.engine.solvers.embedded.arrays import Floats, Ints


@dataclass(frozen=True)
class Layers:
    """The k plies of a laminate, from the bottom up.

    Attributes:
        numbers: What results call them, shape (k,).
        stress: Stresses 11, 22, 12 at their middles from strains and curvatures, shape (k, 3, 6).
        expansion: Stresses of a held ply a degree warmer, with their minus, shape (k, 3).
        flow: Stresses xz, yz at their tops by unit transverse forces, shape (k, 2).
    """

    numbers: Ints
    stress: Floats
    expansion: Floats
    flow: Floats


@dataclass(frozen=True)
class OneSection:
    """What resists in a shell; strains are xx, yy, gamma xy and curvatures xx, yy, 2 xy.

    Attributes:
        elastic: Forces and moments from strains and curvatures, shape (6, 6).
        shear: Transverse forces xz, yz from shear strains, shape (2, 2); 0 is no flexibility.
        fibres: Distances Z1 and Z2 from the reference plane, shape (2,).
        fibre_stress: Stresses there from strains and curvatures, shape (2, 3, 6).
        thickness: In the unit of the deck.
        shear_membrane: G t of the membrane.
        mass: Structural mass of a unit of area.
        nonstructural: Other mass of a unit of area.
        expansion: Strains and curvatures of a free shell a degree warmer, shape (6,).
        reference: Temperature without thermal strain.
        directed: Whether it depends on the axes of its material.
        layers: The plies of a laminate.
    """

    elastic: Floats
    shear: Floats
    fibres: Floats
    fibre_stress: Floats
    thickness: float
    shear_membrane: float
    mass: float
    nonstructural: float
    expansion: Floats
    reference: float
    directed: bool
    layers: Layers | None = None
