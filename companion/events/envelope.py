"""Envelope: an event with the data about it, as a letter has an address on its outside.

The event says what happened; the envelope says which copy of that fact this is (`id`), when, in which story
(`correlation_id`) and because of what (`causation_id`). The bus and the stores make envelopes; user code
reads them.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from .event import Event


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """One published or stored event, with its id, time, story and cause.

    A store fills `stream`, `version` (its number in the stream, from 1) and `position` (in the global log,
    opaque); on the bus they are None. `time` is timezone-aware. `causation_id` is None for the first event of
    a story. `service` is the name of the publisher.
    """

    id: str
    type: str
    event: Event
    stream: str | None = None
    version: int | None = None
    position: object | None = None
    time: datetime
    correlation_id: str
    causation_id: str | None = None
    service: str | None = None

    def __repr__(self) -> str:
        """Short, and equal in every run: an id made by the machine is left out."""
        by = f" by {self.service}" if self.service else ""
        at = f" at {self.stream}#{self.version}" if self.stream else ""
        story = "" if is_machine_made(self.correlation_id) else f" in {self.correlation_id}"
        return f"<{self.event!r}{by}{at}{story}>"


def is_machine_made(id: str) -> bool:
    """Whether an id looks like a UUID: a machine made it, and it tells a reader nothing."""
    return len(id) == 36 and id[8] == id[13] == id[18] == id[23] == "-"
