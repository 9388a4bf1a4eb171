"""Event sourcing: stores that keep events for good, deciders that make them, and what old histories need.

`MemoryStore` and `SQLiteStore` keep the same promises (`store.py`), and so does `PostgresStore` in
`companion.engines`: one suite proves it (`companion.testing`). Each is loaded when first asked for, and those
here need nothing but the standard library and msgspec.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import (
    BadInput,
    CannotOpenStore,
    CheckpointMovedBack,
    ConcurrencyError,
    DuplicateEventId,
    NestedTransaction,
    Refused,
    StatementFailed,
    StoreBusy,
    StoreClosed,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreUnavailable,
    TransactionConflict,
    UnreadableEvent,
)
from .position import START, Position
from .store import ANY, NO_STREAM, STREAM_EXISTS, EventStore, Transaction

if TYPE_CHECKING:
    from .corrections import CannotCorrect, Correction, EventCorrected, History, correct, effective
    from .decider import Decider, SnapshotNotKept, Snapshots, fold, handle, rebuild, replay
    from .memory import MemoryStore
    from .sqlite import SQLiteStore
    from .vault import RETAIN_YEARS, MemoryVault, NoKey, Sealed, Shredded, StillRetained, Vault, retain_until
    from .vault_sqlite import SQLiteVault

_NAMES = {
    "memory": "MemoryStore",
    "sqlite": "SQLiteStore",
    "decider": "Decider SnapshotNotKept Snapshots fold handle rebuild replay",
    "corrections": "CannotCorrect Correction EventCorrected History correct effective",
    "vault": "RETAIN_YEARS MemoryVault NoKey Sealed Shredded StillRetained Vault retain_until",
    "vault_sqlite": "SQLiteVault",
}
_WHERE = {name: module for module, names in _NAMES.items() for name in names.split()}

__all__ = [
    "ANY", "NO_STREAM", "RETAIN_YEARS", "START", "STREAM_EXISTS", "BadInput", "CannotCorrect",
    "CannotOpenStore", "CheckpointMovedBack", "ConcurrencyError", "Correction", "Decider",
    "DuplicateEventId", "EventCorrected", "EventStore", "History", "MemoryStore", "MemoryVault",
    "NestedTransaction", "NoKey", "Position", "Refused", "SQLiteStore", "SQLiteVault",
    "Sealed", "Shredded", "SnapshotNotKept", "Snapshots", "StatementFailed", "StillRetained", "StoreBusy",
    "StoreClosed", "StoreDamaged", "StoreError", "StoreFull", "StoreUnavailable", "Transaction",
    "TransactionConflict", "UnreadableEvent", "Vault", "correct", "effective", "fold", "handle",
    "rebuild", "replay", "retain_until",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load the module that holds `name`."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
