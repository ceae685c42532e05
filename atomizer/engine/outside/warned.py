"""What a print of Nastran, or of a solver that prints as it does, warns of."""

import re
from pathlib import Path

from atomizer.engine.outside.evidence import Text
from atomizer.engine.outside.verdict import quote

WARNING = re.compile(r"^[01+\- ]?[ \t]*[*^]{3,}[ \t]*((USER|SYSTEM)[ \t]+)?WARNING\b", re.MULTILINE)
MOST = 8


def read_warnings(printed: Path) -> tuple[str, ...]:
    """Each warning of an F06 once, as it stands there; of many the first ones and how many more."""
    text = Text.read(printed)
    content = text.content if text else ""
    found = [quote(content, each.start()) for each in WARNING.finditer(content)]
    said = list(dict.fromkeys(found))
    more = len(said) - MOST
    return tuple(
        said if more <= 0 else [*said[:MOST], f"{printed.name} holds {more} warnings more."]
    )
