"""From a stored row back to an event: the class of today, through the upcasters, with errors that name the
place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from companion.events import CompanionError, Event
from companion.events.codec import event_reader

from .errors import UnreadableEvent

Read = Callable[[Any], Event]


class Readers:
    """The readers one read needs, each made once. Use a new one for each read: a class may be defined again
    in between.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], Read] = {}

    def of(self, type: str, schema: int) -> Read:
        """The function that makes events of JSON written as `schema` of `type`. Raises what it cannot."""
        known = self._known.get((type, schema))
        if known is None:
            known = self._known[type, schema] = event_reader(type, schema)
        return known

    def event(self, stream: str, version: int, type: str, schema: int, data: Any) -> Event:
        """The event of one row. Raises `UnreadableEvent`."""
        try:
            return self.of(type, schema)(data)
        except CompanionError as problem:
            raise UnreadableEvent(stream, version, type, problem) from problem
