"""Expressions in a file that NX exported: `[mm]width=10`, `area=width*2`, `(String) name="a"`.

The format is that of Tools > Expressions > Export: one expression a line, its unit in square
brackets and its type in parentheses before the name, both optional; `//` begins a comment.
"""

import re
from pathlib import Path

from atomizer.engine.failure import SolveFailed
from atomizer.engine.nx.expressions import Expression

LARGEST = 16 << 20
_LINE = re.compile(
    r"\s*(?:\[(?P<units>[^\]]*)\]\s*|\((?P<type>\w[\w ]*)\)\s*)*"
    r"(?P<name>[^\W\d]\w*)\s*=\s*(?P<formula>.*?)\s*$"
)
_COMMENT = re.compile(r'//(?=(?:[^"]*"[^"]*")*[^"]*$)')
"""A `//` that no text in quotes holds."""


def read_exp(path: Path) -> tuple[Expression, ...]:
    """The expressions in an exported file, in its order; a name that is repeated counts last.

    Raises:
        SolveFailed: too large, or nothing in it is an expression.
    """
    if path.stat().st_size > LARGEST:
        raise SolveFailed("parse", f"{path.name} is larger than {LARGEST >> 20} MiB.")
    found: dict[str, Expression] = {}
    for line in _text(path.read_bytes()).splitlines():
        if match := _LINE.match(_COMMENT.split(line, maxsplit=1)[0]):
            found[match["name"]] = _expression(match, path.stem)
    if not found:
        raise SolveFailed("parse", f"{path.name} holds no expression such as [mm]width=10.")
    return tuple(found.values())


def _expression(match: re.Match[str], part: str) -> Expression:
    units = (match["units"] or "").strip()
    plain = Expression(name=match["name"], units=units, formula=match["formula"], part=part)
    return plain.model_copy(update={"value": float(plain.formula)}) if plain.is_free else plain


def _text(raw: bytes) -> str:
    """Text in whatever encoding NX wrote it: UTF-16 or UTF-8 with a mark, UTF-8, else Latin-1."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
