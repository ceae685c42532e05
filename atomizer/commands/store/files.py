"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from atomizer.commands.store.port import StoreUnavailable


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """A place to write to that becomes `target`, synced, when the block ends.

    Raises:
        StoreUnavailable: the target is there already, or cannot be written.
    """
    if target.exists():
        raise StoreUnavailable(f"{target} exists. Choose another name; nothing is overwritten.")
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        yield unfinished
        sync(unfinished)
        unfinished.replace(target)
        sync(target.parent)
    except OSError as error:
        raise StoreUnavailable(f"{target} cannot be written: {error}.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Have the disk keep a file, or the names in a folder."""
    if os.name == "nt" and path.is_dir():
        return  # Windows keeps folders by itself and opens none
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
