"""Canonical JSON: the one text a value has, so that equal values have equal hashes.

Keys sorted, no white space, NFC, finite numbers, integers of 64 bits; at most 32 levels deep and
256 kB long. Bigger things belong into a file that an event names by its SHA-256.

orjson and not `json`, because writing this text is most of what an append costs: 0.4 us instead
of 2.4 us. It writes null for a number that is not finite, so wherever it wrote null the numbers
are looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any
from unicodedata import is_normalized, normalize

import orjson

from atomizer.domain.values import Refused

MAX_BYTES = 256 * 1024
MAX_DEPTH = 32


def canonical(value: object) -> bytes:
    """The canonical text of plain JSON.

    Raises:
        Refused: it holds a number or text that JSON cannot, or is nested without end.
    """
    text = _text(value)
    if text.isascii() or is_normalized("NFC", text.decode()):
        return text
    return _text(normal(value))


def normal(value: Any) -> Any:
    """The same value with every text in NFC, so that an accent has one spelling.

    Raises:
        Refused: two names of an object become one.
    """
    match value:
        case str():
            return normalize("NFC", value)
        case dict():
            return _normal_object(value)
        case list() | tuple():
            return type(value)([normal(part) for part in value])
    return value


def within_limits(body: bytes, value: object) -> None:
    """Refuse what is longer or deeper than an event may be."""
    if len(body) > MAX_BYTES:
        raise Refused(
            "E041",
            f"The event has {len(body)} bytes; at most {MAX_BYTES} are kept.",
            "Put what is large into a file of the study and refer to it.",
        )
    if body.count(b"{") + body.count(b"[") > MAX_DEPTH and depth(value) > MAX_DEPTH:
        raise _too_deep()


def depth(value: object) -> int:
    """How many objects and lists lie inside each other."""
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    if isinstance(value, list | tuple):
        return 1 + max(map(depth, value), default=0)
    return 0


def _text(value: object) -> bytes:
    try:
        text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:
        raise Refused("E011", f"JSON cannot hold this: {error}.") from error
    if b"null" in text and not _is_finite(value):
        raise Refused("E011", "Numbers must be finite.")
    return text


def _is_finite(value: object) -> bool:
    if isinstance(value, dict):
        return all(map(_is_finite, value.values()))
    if isinstance(value, list | tuple):
        return all(map(_is_finite, value))
    return not isinstance(value, float) or isfinite(value)


def _normal_object(value: Mapping[str, Any]) -> dict[str, Any]:
    found = {normal(key): normal(inner) for key, inner in value.items()}
    if len(found) != len(value):
        raise Refused("E011", "Two names differ only in how their accents are written.")
    return found


def _too_deep() -> Refused:
    return Refused("E041", f"The event is nested deeper than {MAX_DEPTH} levels.")
