"""Letters follow the log: a subscription whose checkpoint is kept in the store. No outbox table is needed.

A letter is sent at least once. Whoever sends it must take the same payment id for the same letter.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from companion.sourcing import EventStore

from .facts import TicketIssued

Send = Callable[[str, str], None]


def write(store: EventStore, send: Send) -> None:
    """Send a letter for each ticket that was issued since the last time."""
    for each in store.subscribe("letters"):
        if isinstance(each.event, TicketIssued):
            send(each.event.because, each.event.buyer)


def into(folder: Path) -> Send:
    """A letter box that is a folder: a file for each payment, so that a letter sent twice is one letter."""

    def send(payment: str, buyer: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{quote(payment, safe='')}.txt").write_text(
            f"Dear {buyer}, here is your ticket.\n", encoding="utf-8"
        )

    return send
