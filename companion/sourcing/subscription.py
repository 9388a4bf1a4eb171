"""A subscription: a reader that remembers how far it has come. One generator serves every store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

from companion.events import Envelope

from .position import Position
from .store import EventStore

BATCH = 200


def subscription(
    store: EventStore, name: str, follow: bool, stop: Callable[[], bool], poll_s: float
) -> Iterator[Envelope]:
    """See `EventStore.subscribe`. A wake-up only ends the waiting: what there is, reading tells."""
    at = store.checkpoint(name)
    while not stop():
        batch = store.read_all(after=at, limit=BATCH)
        for envelope in batch:
            yield envelope
            at = cast(Position, envelope.position)
            store.save_checkpoint(name, at)
            if stop():
                return
        if not batch:
            if not follow:
                return
            store.wait(at, poll_s)
