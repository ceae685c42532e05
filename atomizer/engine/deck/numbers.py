"""Real numbers as bulk data writes them.

A Nastran real has a decimal point and may drop the E of its exponent: `7.0`, `.7E1`, `7.+0`.
"""

import math
import re

from atomizer.engine.deck.rejected import DeckRejected

WIDTH = 16
_REAL = re.compile(
    r"([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))(?:[ED]([+-]?[0-9]+)|([+-][0-9]+))?", re.IGNORECASE
)
_LARGEST = 1e300
_PLAIN = re.compile(r"[+-]?[0-9]{1,18}\Z")
_LONGEST = 80
_NO_NUMBERS = ("nan", "inf", "infinity")


def parse_real(text: str) -> float | None:
    """The number a field holds, integers included; None for a blank, a word, an overflow."""
    number = _parsed(text)
    return number if number is None or math.isfinite(number) else None


def is_not_finite(text: str) -> bool:
    """Whether a field holds NaN, infinity or a number that overflows."""
    number = _parsed(text)
    overflows = number is not None and not math.isfinite(number)
    return overflows or text.strip().lower().lstrip("+-") in _NO_NUMBERS


def is_integer(text: str) -> bool:
    """Whether a field holds an integer."""
    return _PLAIN.match(text.strip()) is not None


def format_field16(number: float) -> str:
    """The legal real of at most 16 characters nearest to a number; plain decimals on a tie.

    At least 12 significant digits for exponents of one digit, 11 for two, 10 for three.

    Raises:
        DeckRejected: not finite, or too large for a field.
    """
    if not abs(number) < _LARGEST:
        raise DeckRejected(
            f"{number:g} is not a finite number that a field holds.", hint="Check the design."
        )
    if number == 0.0:
        return "0."
    candidates = [*_fixed(number), *_scientific(number)]
    return min(candidates, key=lambda text: abs(_value(text) - number))


def canonical(number: float) -> float:
    """The number that a field of 16 characters holds in its place."""
    return _value(format_field16(number))


def _parsed(text: str) -> float | None:
    stripped = text.strip()
    match = _REAL.fullmatch(stripped) if len(stripped) <= _LONGEST else None
    return float(f"{match[1]}E{match[2] or match[3] or 0}") if match else None


def _value(text: str) -> float:
    parsed = parse_real(text)
    return math.nan if parsed is None else parsed


def _fixed(number: float) -> list[str]:
    """Plain decimals: with as many digits as fit, trailing zeros dropped."""
    if not 1e-4 <= abs(number) < 1e14:
        return []
    tried = (f"{number:.{digits}f}" for digits in range(19, -1, -1))
    pointed = (text if "." in text else f"{text}." for text in tried)
    fitting = next((text for text in map(_drop, pointed) if len(text) <= WIDTH), None)
    return [fitting] if fitting else []


def _drop(text: str) -> str:
    """Without trailing zeros, and without the zero before the point when the room is needed."""
    text = text.rstrip("0")
    return text if len(text) <= WIDTH else text.replace("0.", ".", 1)


def _scientific(number: float) -> list[str]:
    """Mantissa and exponent, from the most readable form to the one with the most digits."""
    found = []
    for shift in (0, 1):
        for marker in ("E", ""):
            tried = (_one(number, digits, shift, marker) for digits in range(16, -1, -1))
            found += [next(text for text in tried if len(text) <= WIDTH)]
    return found


def _one(number: float, digits: int, shift: int, marker: str) -> str:
    mantissa, exponent = f"{number:.{digits}e}".split("e")
    sign, figures = ("-", mantissa[1:]) if mantissa[0] == "-" else ("", mantissa)
    figures = figures.replace(".", "").rstrip("0")
    pointed = f".{figures}" if shift else f"{figures[:1]}.{figures[1:]}"
    return f"{sign}{pointed}{marker}{int(exponent) + shift:+d}"
