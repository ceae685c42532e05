"""The one door into the event store, and the only place that knows what it is kept in."""

from atomizer.commands.store.opening import open_store, restore_backup
from atomizer.commands.store.port import (
    EventStore,
    Fault,
    Frame,
    Head,
    Snapshot,
    StoreUnavailable,
    Transaction,
    Unreadable,
    Verdict,
    VersionTaken,
)
from atomizer.commands.store.turns import Turns

__all__ = [
    "EventStore",
    "Fault",
    "Frame",
    "Head",
    "Snapshot",
    "StoreUnavailable",
    "Transaction",
    "Turns",
    "Unreadable",
    "Verdict",
    "VersionTaken",
    "open_store",
    "restore_backup",
]
