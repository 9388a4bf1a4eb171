"""Event sourcing: stores that keep events for ever, deciders that make them, and tools for old histories.

`MemoryStore` and `SQLiteStore` keep the same promises (`store.py`), and so does `PostgresStore` in
`companion.engines`: one suite proves it (`companion.testing`). Each is loaded at its first use, and those
here need only the standard library and msgspec.

How to keep events, guarded by a version:

    >>> from companion.events import Event
    >>> from companion.sourcing import NO_STREAM, MemoryStore
    >>> class MoneyDeposited(Event):
    ...     amount_cents: int
    >>> store = MemoryStore()
    >>> stored = store.append("account-123", [MoneyDeposited(amount_cents=1000)], expected=NO_STREAM)
    >>> [envelope.event for envelope in store.read("account-123")]
    [MoneyDeposited(amount_cents=1000)]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from companion.events import BadInput

from .errors import (
    CannotOpenStore,
    ConcurrencyError,
    Refused,
    StatementFailed,
    StoreDamaged,
    StoreError,
    StoreUnavailable,
    TransactionConflict,
    UnreadableEvent,
)
from .position import START, Position
from .store import ANY, NO_STREAM, STREAM_EXISTS, EventStore, Transaction

if TYPE_CHECKING:
    from .corrections import Correction, EventCorrected, History, correct, effective
    from .decider import Decider, SnapshotNotKept, Snapshots, fold, handle, rebuild, replay
    from .memory import MemoryStore
    from .sqlite import SQLiteStore
    from .vault import RETAIN_YEARS, MemoryVault, Sealed, Shredded, StillRetained, Vault, retain_until
    from .vault_sqlite import SQLiteVault

_NAMES = {
    "memory": "MemoryStore",
    "sqlite": "SQLiteStore",
    "decider": "Decider SnapshotNotKept Snapshots fold handle rebuild replay",
    "corrections": "Correction EventCorrected History correct effective",
    "vault": "RETAIN_YEARS MemoryVault Sealed Shredded StillRetained Vault retain_until",
    "vault_sqlite": "SQLiteVault",
}
_WHERE = {name: module for module, names in _NAMES.items() for name in names.split()}

__all__ = [
    "ANY", "NO_STREAM", "RETAIN_YEARS", "START", "STREAM_EXISTS", "BadInput",
    "CannotOpenStore", "ConcurrencyError", "Correction", "Decider",
    "EventCorrected", "EventStore", "History", "MemoryStore", "MemoryVault",
    "Position", "Refused", "SQLiteStore", "SQLiteVault",
    "Sealed", "Shredded", "SnapshotNotKept", "Snapshots", "StatementFailed", "StillRetained",
    "StoreDamaged", "StoreError", "StoreUnavailable", "Transaction",
    "TransactionConflict", "UnreadableEvent", "Vault", "correct", "effective", "fold", "handle",
    "rebuild", "replay", "retain_until",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load the module that holds `name`."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
