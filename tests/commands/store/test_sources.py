"""What must not stand in the sources of the store, and what must not be imported with them."""

import re
import subprocess
import sys
from pathlib import Path

import atomizer
from atomizer.commands import store

SOURCES = Path(atomizer.__file__).parent
FORBIDDEN = r"\bVACUUM\b|\bDELETE FROM\b|\bTRUNCATE\b|\bDROP TABLE\b|\bUPDATE stored_events"


def test_nothing_recorded_is_ever_deleted_or_changed() -> None:
    for path in Path(store.__file__).parent.glob("*.py"):
        assert not re.search(FORBIDDEN, path.read_text("utf-8")), path


def test_only_the_store_imports_the_library_and_the_driver() -> None:
    own = Path(store.__file__).parent
    for path in SOURCES.rglob("*.py"):
        if own not in path.parents:
            text = path.read_text("utf-8")
            assert not re.search(r"^\s*(from|import) (eventsourcing|psycopg)", text, re.M), path


def test_the_library_is_imported_when_a_store_is_opened_not_before() -> None:
    code = "import sys, atomizer.commands.store; print('eventsourcing' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
