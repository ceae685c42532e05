"""Numbers and names as a reader sees them."""

from datetime import timedelta

from atomizer.domain.items import Operator

SIGNS = {"<=": "\N{LESS-THAN OR EQUAL TO}", ">=": "\N{GREATER-THAN OR EQUAL TO}", "==": "="}
MINUS, EN_DASH, TIMES = "\N{MINUS SIGN}", "\N{EN DASH}", "\N{MULTIPLICATION SIGN}"


def number(value: float | str | None) -> str:
    """A value with four significant digits, more before the point; a dash for none."""
    if value is None:
        return EN_DASH
    if isinstance(value, str):
        return value
    size = abs(value)
    if size != 0.0 and not 1e-4 <= size < 1e7:
        return _scientific(value)
    text = f"{value:,.1f}" if size >= 1000.0 else f"{value:.4g}"
    if float(value).is_integer() and size < 1e7:
        text = f"{value:,.0f}"
    return text.replace("-", MINUS)


def _scientific(value: float) -> str:
    digits, exponent = f"{value:.3e}".split("e")
    power = int(exponent)
    return f"{digits} {TIMES} 10^{power}".replace("-", MINUS)


def with_unit(value: float | str | None, unit: str) -> str:
    """A value and its unit, where it has one."""
    return f"{number(value)} {unit}".rstrip()


def limit(operator: Operator, threshold: float, unit: str) -> str:
    """A limit with the sign a reader knows."""
    return f"{SIGNS.get(operator, operator)} {with_unit(threshold, unit)}"


def percent(part: float) -> str:
    """A part as per cent: 0.985 is 98.5 %."""
    if part >= 100.0:
        return "> 9999 %"
    return f"{100.0 * part:.1f} %" if part < 10.0 else f"{100.0 * part:.0f} %"


def change(before: float, after: float) -> str:
    """How much a value changed, in per cent of what it was; empty where that says nothing."""
    if before == 0.0 or abs(after / before - 1.0) > 100.0:
        return ""
    share = 100.0 * (after - before) / abs(before)
    return f"{share:+.1f} %".replace("-", MINUS)


def clipped(name: str, length: int = 22) -> str:
    """A name that fits in a picture."""
    return name if len(name) <= length else f"{name[: length - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"


def plural(count: int, noun: str) -> str:
    """`1 trial`, `3 trials`."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def duration(seconds: float) -> str:
    """A time as a reader says it: 0.32 s, 41 s, 5:20 min, 1:02:10 h."""
    if seconds < 60.0:
        return f"{seconds:.2g} s"
    text = str(timedelta(seconds=round(seconds)))
    return f"{text[2:].lstrip('0')} min" if seconds < 3600.0 else f"{text} h"
