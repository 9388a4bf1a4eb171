"""Promises of a store: snapshots."""

from __future__ import annotations

from companion.sourcing.store import NO_STREAM

from .backend import Backend
from .evidence import same
from .facts import pebbles


def a_snapshot_is_read_as_it_was_saved(backend: Backend) -> None:
    """Any bytes: what they mean is the decider's business. None where none was saved."""
    with backend.store() as store:
        same(store.load_snapshot("s-1", "v1"), None, "a snapshot nobody saved")
        store.append("s-1", pebbles(1, 3), expected=NO_STREAM)
        store.save_snapshot("s-1", 2, "v1", bytes(range(256)))
        same(store.load_snapshot("s-1", "v1"), (2, bytes(range(256))), "the snapshot")
        same(store.load_snapshot("s-2", "v1"), None, "the snapshot of another stream")


def the_newest_snapshot_wins(backend: Backend) -> None:
    """A slow process that saves what it folded an hour ago must not take the others back."""
    with backend.store() as store:
        store.append("s-1", pebbles(1, 5), expected=NO_STREAM)
        store.save_snapshot("s-1", 3, "v1", b"three")
        store.save_snapshot("s-1", 5, "v1", b"five")
        store.save_snapshot("s-1", 4, "v1", b"four")
        same(store.load_snapshot("s-1", "v1"), (5, b"five"), "the snapshot after versions 3, 5 and 4")


def a_snapshot_of_another_shape_is_ignored(backend: Backend) -> None:
    """The state of last year's code read by today's is worse than no state: replay instead."""
    with backend.store() as store:
        store.append("s-1", pebbles(1, 3), expected=NO_STREAM)
        store.save_snapshot("s-1", 3, "v1", b"old shape")
        same(store.load_snapshot("s-1", "v2"), None, "what is found under another tag")
        store.save_snapshot("s-1", 2, "v2", b"new shape")
        same(store.load_snapshot("s-1", "v2"), (2, b"new shape"), "the snapshot of the new shape")
        same(store.load_snapshot("s-1", "v"), None, "what is found under a part of a tag")


def a_snapshot_keeps_its_own_bytes(backend: Backend) -> None:
    """The buffer it was made in is used again for the next one."""
    with backend.store() as store:
        store.append("s-1", pebbles(1), expected=NO_STREAM)
        buffer = bytearray(b"first")
        store.save_snapshot("s-1", 1, "v1", buffer)  # type: ignore[arg-type,unused-ignore]
        buffer[:] = b"other"
        same(store.load_snapshot("s-1", "v1"), (1, b"first"), "the snapshot after its buffer changed")
