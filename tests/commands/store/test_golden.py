"""Histories of every release are read for ever, and mean what they meant.

A file in `golden/` is never changed. A new event, or a new version of one, gets a new file:
`python -m tests.commands.store.golden v2` writes it and says its digest.
"""

from pathlib import Path

import pytest

from atomizer.commands.store import open_store
from atomizer.commands.store.catalogue import EVENTS
from tests.commands.store.golden import DIGESTS, FOLDER, digest


@pytest.mark.parametrize("name", DIGESTS)
def test_a_history_replays_to_its_digest(name: str) -> None:
    lines = (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
    with open_store("memory:") as store:
        store.import_lines(lines)
        assert store.verify().ok
        assert digest(store) == DIGESTS[name]
        assert list(store.export()) == lines


def test_each_file_has_a_digest() -> None:
    assert {path.stem for path in Path(FOLDER).glob("*.jsonl")} == set(DIGESTS)


def test_each_version_of_each_event_is_in_a_file() -> None:
    text = "".join(path.read_text("utf-8") for path in FOLDER.glob("*.jsonl"))
    missing = [
        (name, v)
        for name, cls in EVENTS.items()
        for v in range(1, cls.v + 1)
        if not any(f'"type":"{name}"' in line and f'"v":{v}}}' in line for line in text.split("\n"))
    ]
    assert missing == [], "add them to a new golden file"
