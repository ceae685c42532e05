"""A terminal in a new workspace."""

from pathlib import Path

import pytest

from tests.adapters.cli.terminal import Terminal


@pytest.fixture
def atomizer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    return Terminal(tmp_path, capsys, monkeypatch)
