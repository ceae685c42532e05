"""Packages of others that bring plugins, sound and broken ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from atomizer import registry
from tests.adapters.cli.terminal import Terminal

SAID = "The extractor 'sag' of the package mine cannot be loaded: AttributeError"


@pytest.fixture(autouse=True)
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package whose entry point names what its module does not have."""
    about = tmp_path / "site" / "mine-1.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: mine\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[atomizer.extractors]\nsag = mine_of_test:Sag\n")
    (tmp_path / "site" / "mine_of_test.py").write_text("GRAVITY = 9.81\n")
    monkeypatch.syspath_prepend(tmp_path / "site")
    _forget()
    yield
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    registry.names.cache_clear()
    registry.load.cache_clear()


def test_a_broken_package_is_listed_with_its_fault_beside_the_sound_ones(
    atomizer: Terminal,
) -> None:
    said = {row["name"]: row["description"] for row in atomizer("plugins", "--json").json}
    assert SAID in said["sag"]
    assert "displacement" in said["displacement"]


def test_a_broken_package_is_named_when_it_is_used(atomizer: Terminal, tmp_path: Path) -> None:
    (tmp_path / "a.op2").write_bytes(b"")
    (tmp_path / "a.bdf").write_text("")
    said = atomizer("extract", str(tmp_path / "a.op2"), "sag:nodes=1")
    assert (said.code, SAID in said.err) == (2, True)
    assert "mistake in Atomizer" not in said.err
