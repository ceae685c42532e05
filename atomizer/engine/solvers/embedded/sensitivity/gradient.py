"""The derivatives of many responses by many design variables."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from atomizer.engine.deck import Deck, DeckRejected
from atomizer.engine.deck.slopes import Slopes
from atomizer.engine.failure import SolveFailed
from atomizer.engine.solvers.embedded.accepted import need_accepted
from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.fatal import Fatal
from atomizer.engine.solvers.embedded.model import Model
from atomizer.engine.solvers.embedded.reading import read_deck
from atomizer.engine.solvers.embedded.sensitivity.cards import with_fields
from atomizer.engine.solvers.embedded.sensitivity.change import Change
from atomizer.engine.solvers.embedded.sensitivity.dresp import Asked, read_responses
from atomizer.engine.solvers.embedded.sensitivity.factors import BucklingFactors
from atomizer.engine.solvers.embedded.sensitivity.frequencies import Frequencies
from atomizer.engine.solvers.embedded.sensitivity.responses import (
    BucklingFactor,
    Compliance,
    Displacement,
    Frequency,
    Response,
    Stress,
)
from atomizer.engine.solvers.embedded.sensitivity.solved import Solved
from atomizer.engine.solvers.embedded.sensitivity.statics import StaticNumbers
from atomizer.engine.solvers.embedded.sensitivity.weight import TotalMass
from atomizer.engine.solvers.embedded.solutions.problem import Problem

Watch = Callable[[int, int], None]
"""Hears how many design variables are done, and how many there are."""


class Numbers(Protocol):
    """Responses that are found together."""

    @property
    def values(self) -> Floats:
        """Shape (n_responses,)."""
        ...

    def take(self, change: Change) -> None:
        """Take the next design variable."""
        ...

    def gradient(self) -> Floats:
        """The derivatives by all that were taken, shape (n_responses, n_variables)."""
        ...


@dataclass(frozen=True)
class Sensitivities:
    """Responses and their derivatives.

    Attributes:
        design: Values of the variables, shape (n_variables,).
        values: Of the responses, shape (n_responses,).
        gradient: Shape (n_responses, n_variables).
    """

    responses: tuple[Response, ...]
    variables: tuple[str, ...]
    design: Floats
    values: Floats
    gradient: Floats

    @property
    def normalized(self) -> Floats:
        """Percent of a response for a percent of a variable; nan where a response is zero."""
        scale = np.where(self.values == 0, np.nan, self.values)
        return np.asarray(self.gradient * self.design / scale[:, None])


def sensitivities(
    deck: Path,
    responses: Sequence[Response],
    variables: Sequence[str] = (),
    memory: float | None = None,
    watch: Watch | None = None,
) -> Sensitivities:
    """The derivatives of responses by design variables, at the initial design of the deck.

    Args:
        deck: With SOL 101, 103, 105 or 200; each response is solved in its subcase.
        responses: What to differentiate.
        variables: DESVAR labels or field addresses as PSHELL:3:T; none is every DESVAR.
        memory: The most a factor may take, in GB; None is no limit.
        watch: Hears of progress.

    Raises:
        SolveFailed: the deck cannot be solved, or a response or a variable is not in it.
    """
    with _in_words():
        slopes, problem = _read(deck, memory)
        return _differentiate(slopes, problem, responses, variables, watch)


def deck_sensitivities(
    deck: Path, memory: float | None = None, watch: Watch | None = None
) -> tuple[Sensitivities, Asked]:
    """The derivatives of every DRESP1 of a deck by every DESVAR, and what was asked for.

    Raises:
        SolveFailed: as `sensitivities`, or there is nothing to differentiate.
    """
    with _in_words():
        slopes, problem = _read(deck, memory)
        asked = read_responses(slopes.deck, problem.model.bdf)
        if not slopes.names():
            what = "The deck has no independent DESVAR."
            raise DeckRejected(what, deck.name, "Give it one, or name fields to vary.")
        return _differentiate(slopes, problem, asked.responses, (), watch), asked


def _differentiate(
    slopes: Slopes,
    problem: Problem,
    responses: Sequence[Response],
    variables: Sequence[str],
    watch: Watch | None,
) -> Sensitivities:
    drivers = [slopes.driver(name) for name in variables or slopes.names()]
    groups = list(_groups(Solved(problem), responses))
    for done, driver in enumerate(drivers, start=1):
        change = Change(problem, driver)
        for _, numbers in groups:
            numbers.take(change)
        if watch:
            watch(done, len(drivers))
    gradient = np.zeros((len(responses), len(drivers)))
    for rows, numbers in groups if drivers else ():
        gradient[rows] = numbers.gradient()
    return Sensitivities(
        responses=tuple(responses),
        variables=tuple(driver.name for driver in drivers),
        design=np.array([driver.value for driver in drivers]),
        values=_values(groups, len(responses)),
        gradient=gradient,
    )


def response_values(
    deck: Path, responses: Sequence[Response], memory: float | None = None
) -> Floats:
    """The responses alone, in double precision, shape (n_responses,).

    Raises:
        SolveFailed: the deck cannot be solved, or a response is not in it.
    """
    with _in_words():
        groups = list(_groups(Solved(_read(deck, memory)[1]), responses))
        return _values(groups, len(responses))


@contextmanager
def _in_words() -> Iterator[None]:
    """Numbers out of range and messages of the solver as failures."""
    try:
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            yield
    except Fatal as fatal:
        raise SolveFailed("fatal", fatal.f06) from fatal
    except (ArithmeticError, np.linalg.LinAlgError) as error:
        said = Fatal(f"THE NUMBERS OF THE DECK LEAD OUT OF RANGE: {str(error).upper()}.")
        raise SolveFailed("fatal", said.f06) from error


def _read(deck: Path, memory: float | None) -> tuple[Slopes, Problem]:
    """The design variables of a deck and the problem at their initial values."""
    bdf = read_deck(deck)
    need_accepted(bdf, deck)
    slopes = Slopes(Deck.read(deck))
    return slopes, Problem(Model(with_fields(bdf, slopes.standing)), memory)


def _groups(solved: Solved, responses: Sequence[Response]) -> Iterator[tuple[list[int], Numbers]]:
    """Responses that are found together, with their places."""
    places: dict[tuple[str, int], list[int]] = {}
    for place, response in enumerate(responses):
        kind = "static" if isinstance(response, STATIC) else response.kind
        places.setdefault((kind, getattr(response, "subcase", 0)), []).append(place)
    for (_, subcase), rows in places.items():
        yield rows, _numbers(solved, subcase, [responses[row] for row in rows])


STATIC = (Displacement, Stress, Compliance)


def _numbers(solved: Solved, subcase: int, alike: Sequence[Response]) -> Numbers:
    if static := [each for each in alike if isinstance(each, STATIC)]:
        return StaticNumbers(solved, subcase, static)
    if frequencies := [each for each in alike if isinstance(each, Frequency)]:
        return Frequencies(solved, subcase, frequencies)
    if factors := [each for each in alike if isinstance(each, BucklingFactor)]:
        return BucklingFactors(solved, subcase, factors)
    return TotalMass(solved, len(alike))


def _values(groups: Sequence[tuple[list[int], Numbers]], count: int) -> Floats:
    values = np.zeros(count)
    for rows, numbers in groups:
        values[rows] = numbers.values
    return values
