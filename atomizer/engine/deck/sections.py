"""Where the control sections of a deck end and its bulk data begins."""

from collections.abc import Iterator

from atomizer.engine.deck.card import name_of
from atomizer.engine.deck.rejected import DeckRejected
from atomizer.engine.deck.sources import Sources, without_comment

Line = tuple[int, int, str]
"""Index of the file, line counted from zero, text."""


def bulk_start(sources: Sources) -> int | None:
    """How many lines come before the bulk data, BEGIN included; None for a punch file.

    Raises:
        DeckRejected: a control section without BEGIN BULK, or one that names a solution and has
            no CEND.
    """
    cend = sol = ""
    for count, (source, line, text) in enumerate(sources.lines()):
        if text[:1] not in " \tBCSbcs":
            continue
        word = text.split(None, 1)[0].upper() if text.strip() else ""
        if word == "BEGIN" or word.startswith("BEGIN,"):
            if sol and not cend:
                raise DeckRejected("There is no CEND.", sol, "Put it between SOL and case control.")
            return count + 1
        if word == "SOL":
            sol = sources.files[source].at(line)
        if word == "CEND":
            cend = sources.files[source].at(line)
    if cend:
        raise DeckRejected("The control section never ends.", cend, "Put BEGIN BULK after it.")
    return None


def control_lines(sources: Sources) -> tuple[str, ...]:
    """Executive and case control without comments and blank lines; none in a punch file."""
    lines = zip(range(bulk_start(sources) or 0), sources.lines(), strict=False)
    texts = (without_comment(text) for _, (_, _, text) in lines)
    return tuple(text for text in texts if text)


def bulk_lines(sources: Sources) -> Iterator[Line]:
    """The lines of the main bulk data: up to ENDDATA or the next BEGIN."""
    begin = bulk_start(sources) or 0
    for count, line in enumerate(sources.lines()):
        if count < begin:
            continue
        if line[2][:1] in "EeBb " and name_of(line[2]).startswith(("ENDDATA", "BEGIN")):
            return
        yield line
