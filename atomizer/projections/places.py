"""From the name of a stream back to the study and the run it belongs to."""

from functools import lru_cache
from typing import NamedTuple

from atomizer.commands.streams import RUN, STUDY


class Place(NamedTuple):
    """A study, and one of its runs if the stream is a run's."""

    study: str
    run: str = ""


@lru_cache(maxsize=1024)
def place_of(stream: str) -> Place | None:
    """`study-bracket` and `run-bracket.1`; None for a stream of another kind."""
    if stream.startswith(STUDY.prefix):
        return Place(stream.removeprefix(STUDY.prefix))
    if stream.startswith(RUN.prefix):
        study, _, number = stream.removeprefix(RUN.prefix).partition(".")
        return Place(study, f"run-{number}")
    return None
