"""Canonical JSON: the one text a value has, so that equal values have equal hashes.

Keys sorted, no white space, NFC, finite numbers; at most 32 levels deep and 256 kB long. Bigger
things belong into a file that an event names by its SHA-256.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from unicodedata import is_normalized, normalize

from atomizer.domain.values import Refused

MAX_BYTES = 256 * 1024
MAX_DEPTH = 32
_encode = json.JSONEncoder(
    ensure_ascii=False,
    check_circular=False,
    allow_nan=False,
    sort_keys=True,
    separators=(",", ":"),
).encode


def canonical(value: object) -> bytes:
    """The canonical text of plain JSON.

    Raises:
        Refused: it holds a number or text that JSON cannot, or is nested without end.
    """
    try:
        text = _encode(value)
        if not (text.isascii() or is_normalized("NFC", text)):
            text = _encode(normal(value))
        return text.encode()
    except UnicodeEncodeError as error:
        raise Refused("E011", f"The text is not valid Unicode: {error.reason}.") from error
    except ValueError as error:
        raise Refused("E011", f"Numbers must be finite: {error}.") from error
    except RecursionError as error:
        raise _too_deep() from error


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


def _normal_object(value: Mapping[str, Any]) -> dict[str, Any]:
    found = {normal(key): normal(inner) for key, inner in value.items()}
    if len(found) != len(value):
        raise Refused("E011", "Two names differ only in how their accents are written.")
    return found


def _too_deep() -> Refused:
    return Refused("E041", f"The event is nested deeper than {MAX_DEPTH} levels.")
