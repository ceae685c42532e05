"""Terms fitted to a deformed surface, and the options and outputs of a wavefront error."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import Field, model_validator

from atomizer.engine.failure import SolveFailed
from atomizer.engine.optics.faces import Floats
from atomizer.engine.optics.fitting import Undetermined, fit
from atomizer.engine.optics.polynomials import zernike
from atomizer.engine.optics.surface import ApertureSelection, Pupil
from atomizer.engine.optics.terms import FIRST, NAMED, Name, Ordering, Term, first_terms, term
from atomizer.engine.results import Output, Results
from atomizer.engine.results.selection import Subcase, selected_subcases

Removed = tuple[Name | Annotated[int, Field(ge=0)], ...]
RIGID: Removed = ("piston", "tilt_x", "tilt_y")
MOST = 231
"""Terms up to the radial order 20."""

_JUDGED = {
    "wfe_rms": "RMS over the area after the terms to remove, nm.",
    "wfe_pv": "Highest minus lowest point after the terms to remove, nm.",
    "total_rms": "RMS over the area with nothing removed, nm.",
    "total_pv": "Highest minus lowest point with nothing removed, nm.",
    "residual_rms": "RMS over the area of what no fitted term explains, nm.",
}
_COEFFICIENTS: dict[str, str] = {
    name: f"Coefficient of Z with n = {n}, m = {m}, normalised to an RMS of 1, nm."
    for name, (n, m) in NAMED.items()
}
WAVEFRONT: Mapping[str, Output] = {
    name: Output(unit_kind="wavefront", description=said)
    for name, said in (_JUDGED | _COEFFICIENTS).items()
}
"""What every wavefront extractor gives."""


@dataclass(frozen=True, eq=False)
class Fitted:
    """Terms fitted to errors of a surface.

    Attributes:
        pupil: Where.
        terms: Which.
        basis: Their values, shape (n, n_terms).
        values: The errors, shape (n, n_cases).
        coefficients: Shape (n_terms, n_cases).
    """

    pupil: Pupil
    terms: Sequence[Term]
    basis: Floats
    values: Floats
    coefficients: Floats

    def without(self, removed: Collection[Term]) -> Floats:
        """The errors less some of the terms, shape (n, n_cases)."""
        columns = [k for k, each in enumerate(self.terms) if each in removed]
        return np.asarray(self.values - self.basis[:, columns] @ self.coefficients[columns])


def fitted(pupil: Pupil, terms: Sequence[Term], values: Floats) -> Fitted:
    """Terms fitted to errors, shape (n, n_cases), by least squares over the area.

    Raises:
        SolveFailed: the grid points do not determine them.
    """
    if len(pupil.rows) <= len(terms):
        raise _undetermined(pupil, terms)
    if not terms:
        return Fitted(pupil, (), values[:, :0], values, values[:0])
    basis = zernike(terms, pupil.x, pupil.y, pupil.obscuration)
    try:
        return Fitted(pupil, terms, basis, values, fit(basis, values, pupil.weights))
    except Undetermined:
        raise _undetermined(pupil, terms) from None


def _undetermined(pupil: Pupil, terms: Sequence[Term]) -> SolveFailed:
    said = f"The {len(pupil.rows)} grid points of the surface do not determine {len(terms)} terms."
    return SolveFailed("parse", f"{said} Fit fewer terms or refine the mesh.")


def translations(results: Results, subcase: Subcase) -> Floats:
    """Displacements in the selected subcases, shape (n_cases, n_nodes, 3).

    Raises:
        SolveFailed: there is no such subcase.
    """
    cases = np.isin(results.subcases, selected_subcases(results, subcase))
    return np.asarray(results.displacement[cases][..., :3])


class TermRemoval(ApertureSelection):
    """Which terms are taken out before an error is judged."""

    ordering: Annotated[
        Ordering, Field(description="Of terms given by number: Noll from 1, ANSI Z80.28 from 0.")
    ] = "noll"
    remove: Annotated[
        Removed, Field(description="Terms taken out, by name or by number in the ordering.")
    ] = RIGID

    @model_validator(mode="after")
    def _numbers_are_terms(self) -> "TermRemoval":
        least, most = FIRST[self.ordering], FIRST[self.ordering] + self._most() - 1
        for each in self.remove:
            if isinstance(each, int) and not least <= each <= most:
                raise ValueError(f"remove: there is no term {each} among {least} to {most}")
        return self

    @property
    def removed(self) -> tuple[Term, ...]:
        """The terms taken out, each once."""
        found = (
            term(self.ordering, each) if isinstance(each, int) else NAMED[each]
            for each in self.remove
        )
        return tuple(dict.fromkeys(found))

    def _most(self) -> int:
        """How many terms there are to choose from."""
        return MOST


class WavefrontOptions(TermRemoval):
    """How a wavefront error is fitted and told."""

    terms: Annotated[
        int, Field(ge=15, le=MOST, description="How many terms are fitted, in the ordering.")
    ] = 36
    path_factor: Annotated[
        float, Field(gt=0.0, description="Optical path for one surface error: 2 for a mirror.")
    ] = 2.0
    unit_m: Annotated[
        float, Field(gt=0.0, description="Metres in one unit of length of the deck: 0.001 for mm.")
    ] = 1e-3

    def _most(self) -> int:
        return self.terms

    def wavefront(
        self, results: Results, moved: Floats, obscuration: float | None
    ) -> dict[str, float]:
        """The numbers of the worst case, which is the one with the largest `wfe_rms`.

        Args:
            results: The mesh.
            moved: Displacements, shape (n_cases, n_nodes, 3).
            obscuration: Inner radius as a part of the outer one; None to find it.

        Raises:
            SolveFailed: there is no such surface, or it does not determine the terms.
        """
        return _worst(self.fitted(results, moved, obscuration), self.removed)

    def fitted(self, results: Results, moved: Floats, obscuration: float | None) -> Fitted:
        """The terms fitted to the wavefront in nm; arguments and failures as of `wavefront`."""
        pupil = self.pupil(results, moved, obscuration)
        nanometres = pupil.deformation(moved) * (self.path_factor * self.unit_m * 1e9)
        return fitted(pupil, first_terms(self.ordering, self.terms), nanometres)


def _worst(found: Fitted, removed: Collection[Term]) -> dict[str, float]:
    filtered, rms = found.without(removed), found.pupil.rms
    worst = int(rms(filtered).argmax())
    numbers = {
        "wfe_rms": rms(filtered),
        "wfe_pv": np.ptp(filtered, axis=0),
        "total_rms": rms(found.values),
        "total_pv": np.ptp(found.values, axis=0),
        "residual_rms": rms(found.without(found.terms)),
    }
    for name, each in NAMED.items():
        numbers[name] = found.coefficients[found.terms.index(each)]
    return {name: float(values[worst]) for name, values in numbers.items()}
