"""From a stored row back to an event of the current class, through the upcasters, with errors that name the
stream and version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from companion.events import CompanionError, Envelope, Event
from companion.events.clock import moment_of
from companion.events.codec import event_reader

from .errors import UnreadableEvent
from .position import Position

Read = Callable[[Any], Event]


class Readers:
    """The readers one read needs, each made once. Use a new one for each read: a class may be defined again
    in between.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], Read] = {}

    def of(self, type: str, schema: int) -> Read:
        """The function that makes events from JSON written as `schema` of `type`. Raises the errors of the
        codec.
        """
        known = self._known.get((type, schema))
        if known is None:
            known = self._known[type, schema] = event_reader(type, schema)
        return known

    def event(
        self, stream: str, version: int, type: str, schema: int, data: Any, position: object = None
    ) -> Event:
        """The event of one row. Raises `UnreadableEvent`, with `position` where it is known."""
        read = self._known.get((type, schema))
        try:
            return read(data) if read is not None else self.of(type, schema)(data)
        except CompanionError as problem:
            raise UnreadableEvent(stream, version, type, problem, position) from problem

    def events(self, stream: str, rows: Iterable[tuple[int, str, int, Any]]) -> tuple[Event, ...]:
        """The events of the rows of one stream: version, type, schema and data. Raises `UnreadableEvent`."""
        known, found, version, type = self._known.get, [], 0, ""
        try:
            for version, type, schema, data in rows:  # noqa: B007  (the error names it)
                read = known((type, schema)) or self.of(type, schema)
                found.append(read(data))
        except CompanionError as problem:
            raise UnreadableEvent(stream, version, type, problem) from problem
        return tuple(found)


def envelopes(store: str, rows: Iterable[tuple[Any, ...]]) -> Iterator[Envelope]:
    """The envelopes of whole rows (`log.Row`) of the store with this id. Raises `UnreadableEvent`."""
    event = Readers().event
    for (transaction, number, stream, version, type, schema, data, id, time_us, story, cause,
         service) in rows:  # fmt: skip
        position = Position(store, number, transaction)
        yield Envelope(
            id=id, type=type, event=event(stream, version, type, schema, data, position), stream=stream,
            version=version, position=position, time=moment_of(time_us), correlation_id=story,
            causation_id=cause, service=service,
        )  # fmt: skip


def readable(envelopes: Iterator[Envelope]) -> tuple[Envelope, ...]:
    """The envelopes before the first that cannot be read; raises its `UnreadableEvent` if it is the first."""
    found: list[Envelope] = []
    try:
        found.extend(envelopes)
    except UnreadableEvent:
        if not found:
            raise
    return tuple(found)
