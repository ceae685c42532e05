"""The command line, called as a user calls it, in this process."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from atomizer.adapters.cli.app import main


@dataclass(frozen=True)
class Said:
    """What a call printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Stdout as the one JSON document it has to be."""
        return json.loads(self.out)


class Terminal:
    """A terminal in a workspace."""

    def __init__(
        self, workspace: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch
    ) -> None:
        self.workspace, self._capsys = workspace, capsys
        patch.setenv("ATOMIZER_WORKSPACE", str(workspace))
        patch.setenv("ATOMIZER_USER", "ann")
        patch.setenv("COLUMNS", "200")

    def __call__(self, *words: str) -> Said:
        self._capsys.readouterr()
        code = main(words, {})
        said = self._capsys.readouterr()
        return Said(code, said.out, said.err)
