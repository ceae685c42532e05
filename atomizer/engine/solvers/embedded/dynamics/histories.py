"""How a dynamic load changes with frequency or time.

MSC Nastran Quick Reference Guide, entries RLOAD1, RLOAD2, TLOAD1 and TLOAD2, with the delay tau in
seconds and the phase lead theta in degrees:

    RLOAD1  (C(f) + i D(f)) exp i (theta - 2 pi f tau)
    RLOAD2  B(f) exp i (phi(f) + theta - 2 pi f tau), phi in degrees
    TLOAD1  F(t - tau)
    TLOAD2  s^B exp(C s) cos(2 pi F s + P) with s = t - T1 - tau, while 0 <= s <= T2 - T1
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atomizer.engine.solvers.embedded.arrays import Floats
from atomizer.engine.solvers.embedded.dynamics.tables import read_curve
from atomizer.engine.solvers.embedded.fatal import unsupported
from atomizer.engine.solvers.embedded.model import Model

History = Callable[[Floats], NDArray[Any]]
SLACK = 1e-9
"""Part of a time by which it may miss the end of a TLOAD2 by rounding."""


def history(model: Model, card: Any, delay: float, lead: float) -> History:
    """The factor of an entry by frequency in Hz or time; phase lead in degrees."""
    made = HISTORIES[card.type](model, card)
    if card.type in ("TLOAD1", "TLOAD2"):
        return lambda times: made(times - delay)
    turn = np.radians(lead)
    return lambda f: made(f) * np.exp(1j * (turn - 2.0 * np.pi * f * delay))


def _rload1(model: Model, card: Any) -> History:
    real = read_curve(model, card.tc, f"RLOAD1 {card.sid}")
    imaginary = read_curve(model, card.td, f"RLOAD1 {card.sid}")
    return lambda f: real(f) + 1j * imaginary(f)


def _rload2(model: Model, card: Any) -> History:
    size = read_curve(model, card.tb, f"RLOAD2 {card.sid}")
    phase = read_curve(model, card.tp, f"RLOAD2 {card.sid}")
    return lambda f: size(f) * np.exp(1j * np.radians(phase(f)))


def _tload1(model: Model, card: Any) -> History:
    _need_no_start(card)
    return read_curve(model, card.tid, f"TLOAD1 {card.sid}")


def _tload2(model: Model, card: Any) -> History:
    _need_no_start(card)
    length = float(card.T2) - float(card.T1)

    def pulse(times: Floats) -> Floats:
        since = np.asarray(times, float) - float(card.T1)
        slack = SLACK * max(abs(float(card.T1)), abs(float(card.T2)))
        on = (since >= -slack) & (since <= length + slack)
        s = np.clip(since[on], 0.0, length)
        angle = 2.0 * np.pi * float(card.frequency) * s + np.radians(float(card.phase))
        found = np.zeros(since.shape)
        found[on] = s ** float(card.b) * np.exp(float(card.c) * s) * np.cos(angle)
        return found

    return pulse


def _need_no_start(card: Any) -> None:
    if card.us0 or card.vs0:
        raise unsupported(f"US0 OR VS0 ON {card.type}", str(card.sid))


HISTORIES: Mapping[str, Callable[[Model, Any], History]] = {
    "RLOAD1": _rload1,
    "RLOAD2": _rload2,
    "TLOAD1": _tload1,
    "TLOAD2": _tload2,
}
