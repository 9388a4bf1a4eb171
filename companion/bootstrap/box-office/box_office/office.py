"""Where the rules meet the store: read, decide, append; then letters and view follow the log.

A crash between any two lines loses nothing: the message was not acknowledged and comes again, and what
follows the log goes on from its own checkpoint.
"""

from __future__ import annotations

from companion.events import Event
from companion.sourcing import ConcurrencyError, EventStore

from .decide import decide
from .facts import STREAM
from .letters import Send, write
from .messages import Message
from .view import Door

ATTEMPTS = 100  # each conflict means that another office has decided something


class Office:
    """A box office on `store`. `send(payment, buyer)` sends a letter."""

    def __init__(self, store: EventStore, send: Send) -> None:
        self.store, self.send, self.door = store, send, Door(store)

    def handle(self, message: Message) -> list[Event]:
        """Deal with a message, new or repeated; returns the facts that follow from it."""
        new = self._decided(message)
        self.catch_up()
        return new

    def catch_up(self) -> None:
        """Let letters and view follow the log."""
        write(self.store, self.send)
        self.door.catch_up()

    def _decided(self, message: Message) -> list[Event]:
        for attempt in range(1, ATTEMPTS + 1):
            facts = self.store.read_events(STREAM)
            new = decide(message, facts)
            try:
                if new:
                    self.store.append(STREAM, new, expected=len(facts))
                return new
            except ConcurrencyError:  # another office was faster: what we decided on is no longer true
                if attempt == ATTEMPTS:
                    raise
        return []
