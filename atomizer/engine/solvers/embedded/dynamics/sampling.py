"""Where a response is computed: FREQ to FREQ4 and TSTEP.

MSC Nastran Quick Reference Guide, entries FREQ, FREQ1, FREQ2, FREQ3, FREQ4, TSTEP and PARAM,DFREQ.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from atomizer.engine.solvers.embedded.arrays import Bools, Floats
from atomizer.engine.solvers.embedded.fatal import Fatal, unsupported
from atomizer.engine.solvers.embedded.model import Model

DFREQ = 1e-5
MOST_POINTS = 100_000
"""Frequencies or time steps of one subcase; more would fill the disk before anybody read them."""


def read_frequencies(model: Model, set_id: int, modes: Floats) -> Floats:
    """The frequencies of a set in Hz, ascending, each once.

    Args:
        modes: Natural frequencies in Hz, ascending, shape (n_modes,).

    Raises:
        Fatal: the subcase names no set, or it is not in the deck.
    """
    cards = model.bdf.frequencies.get(set_id, [])
    if not cards:
        said = f"SET {set_id} IS NOT DEFINED" if set_id else "COMMAND IS MISSING"
        raise Fatal(f"THE FREQUENCY {said}.")
    for card in cards:
        if card.type not in LISTS:
            raise unsupported(card.type, str(set_id))
    need_few(f"FREQUENCY SET {set_id}", sum(_most(card, len(modes)) for card in cards))
    found = np.unique(np.concatenate([LISTS[card.type](card, modes) for card in cards]))
    if not len(found) or found[0] < 0:
        raise Fatal(f"THE FREQUENCY SET {set_id} HOLDS NO FREQUENCY, OR A NEGATIVE ONE.")
    apart = model.number("DFREQ", DFREQ) * (found[-1] - found[0])
    return np.asarray(found[np.append(True, np.diff(found) > apart)])


def need_few(what: str, count: int) -> None:
    """Refuse a response at more points than anybody can read.

    Raises:
        Fatal: it is at more than MOST_POINTS.
    """
    if count > MOST_POINTS:
        raise Fatal(f"{what} ASKS FOR {count} POINTS; AT MOST {MOST_POINTS} ARE COMPUTED.")


def _most(card: Any, modes: int) -> int:
    """The most frequencies an entry can hold; one that counts is not written out for that."""
    if card.type in ("FREQ3", "FREQ4"):
        return (modes + 1) * int(card.nef if card.type == "FREQ3" else card.nfm)
    return len(card.freqs)


def _around(card: Any, modes: Floats) -> Floats:
    """FREQ4: NFM frequencies around each natural frequency, a part FSPD of it to both sides."""
    inside = modes[(modes >= card.f1) & (modes <= card.f2)]
    spread = np.linspace(1.0 - card.fspread, 1.0 + card.fspread, int(card.nfm))
    return np.asarray(np.outer(inside, spread).ravel())


def _between(card: Any, modes: Floats) -> Floats:
    """FREQ3: NEF frequencies between neighbouring natural ones, denser at the ends by CLUSTER."""
    low, high = float(card.f1), float(card.f2)
    ends = np.unique([low, *modes[(modes > low) & (modes < high)], high])
    if card.freq_type == "LOG":
        ends = np.log(ends)
    place = np.linspace(-1.0, 1.0, int(card.nef))
    bent = np.sign(place) * np.abs(place) ** (1.0 / float(card.cluster))
    middle, half = (ends[1:] + ends[:-1]) / 2.0, np.diff(ends) / 2.0
    found = (middle[:, None] + half[:, None] * bent).ravel()
    return np.asarray(np.exp(found) if card.freq_type == "LOG" else found)


def _listed(card: Any, modes: Floats) -> Floats:
    return np.asarray(card.freqs, float)


LISTS: Mapping[str, Callable[[Any, Floats], Floats]] = {
    "FREQ": _listed,
    "FREQ1": _listed,
    "FREQ2": _listed,
    "FREQ3": _between,
    "FREQ4": _around,
}


@dataclass(frozen=True)
class Steps:
    """The steps of a response in time.

    Attributes:
        times: From 0, shape (n,).
        widths: Of the step before each time but the first, shape (n - 1,).
        kept: Which of the times are output, shape (n,).
    """

    times: Floats
    widths: Floats
    kept: Bools


def read_steps(model: Model, set_id: int) -> Steps:
    """The time steps of a set: ranges one after the other.

    Of each range every NO-th time is output and its last; so is time 0.

    Raises:
        Fatal: the subcase names no set, or it is not in the deck.
    """
    if set_id not in model.bdf.tsteps:
        said = f"SET {set_id} IS NOT DEFINED" if set_id else "COMMAND IS MISSING"
        raise Fatal(f"THE TSTEP {said}.")
    card = model.bdf.tsteps[set_id]
    need_few(f"TSTEP {set_id}", sum(map(int, card.N)))
    times, widths, kept = [np.zeros(1)], [], [np.ones(1, bool)]
    for count, width, skip in zip(card.N, card.DT, card.NO, strict=True):
        if not (count > 0 and width > 0 and skip > 0):
            raise Fatal(f"TSTEP {set_id} NEEDS POSITIVE NUMBERS OF STEPS, WIDTHS AND SKIPS.")
        number = np.arange(1, int(count) + 1)
        times.append(times[-1][-1] + number * float(width))
        widths.append(np.full(int(count), float(width)))
        kept.append((number % int(skip) == 0) | (number == int(count)))
    return Steps(np.concatenate(times), np.concatenate(widths), np.concatenate(kept))
