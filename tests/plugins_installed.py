"""Installs the plugins of the tests, for this process and those it starts."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from atomizer import registry

FOLDER = Path(__file__).parent / "plugins"
DECK = """\
SOL 101
CEND
BEGIN BULK
GRID,1,,0.,0.,0.
GRID,2,,1.,0.,0.
DESVAR,1,X1,0.5,0.1,2.
DESVAR,2,X2,0.5,0.1,2.
ENDDATA
"""
"""What the solver `instant` solves: two parameters, X1 and X2."""


@contextmanager
def plugins_installed() -> Iterator[None]:
    """As long as it is entered, the solver `instant` and the extractor `probe` are there."""
    inherited = os.environ.get("PYTHONPATH")
    paths = os.pathsep.join(filter(None, (str(FOLDER), inherited)))
    with (
        patch.dict(os.environ, PYTHONPATH=paths),
        patch.object(sys, "path", [*sys.path, str(FOLDER)]),
    ):
        _forget()
        try:
            yield
        finally:
            _forget()


def _forget() -> None:
    registry.names.cache_clear()
    registry.load.cache_clear()
