"""Why a trial gave no result: a closed set of kinds, each with what to do about it."""

from typing import Literal

FailureKind = Literal[
    "geometry",  # the design cannot be built
    "mesh",  # elements are degenerate or distorted beyond use
    "licence",  # no licence token; says nothing about the design
    "fatal",  # the solver said FATAL
    "timeout",  # the time limit passed
    "disk",  # no space left, or a quota
    "parse",  # the results cannot be read
    "non_finite",  # a response is not a number
    "crash",  # the solver ended without an answer
    "deck",  # the deck or its parameters are wrong for every design
    "cancelled",  # somebody stopped it
]

CAUSED_BY_DESIGN: frozenset[FailureKind] = frozenset({"geometry", "mesh", "fatal", "non_finite"})
"""Only these inform the search; the others say nothing about the design."""


class SolveFailed(Exception):
    """A trial gave no result. The message quotes the solver (the FATAL line of its F06)."""

    def __init__(self, kind: FailureKind, message: str) -> None:
        super().__init__(kind, message)
        self.kind: FailureKind = kind
        self.message = message

    def __str__(self) -> str:
        return self.message


class SolverMissing(SolveFailed):
    """The program of a solver is not on this machine; the message says how to bring it."""

    def __init__(self, message: str) -> None:
        super().__init__("crash", message)
