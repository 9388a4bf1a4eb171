"""Events: facts that happened, the envelopes they travel in, and the clock and trace that everything else
reads.

Promises that an event is immutable all the way down, found by its name, and written and read without loss.
Leaves out how events are delivered (bus) and kept (stores).

How to name a fact, which nobody can change:

    >>> from companion.events import Event
    >>> class OrderPlaced(Event):
    ...     order_id: str
    ...     total_cents: int
    >>> placed = OrderPlaced(order_id="order-42", total_cents=450)
    >>> placed.total_cents
    450
    >>> placed.total_cents = 0
    Traceback (most recent call last):
        ...
    AttributeError: immutable type: 'OrderPlaced'
"""

from __future__ import annotations

from .clock import Clock, SystemClock, VirtualClock
from .codec import (
    CodecError,
    UnknownSchemaVersion,
    afresh,
    decode,
    decode_event,
    encode,
    encode_event,
    upcaster,
)
from .errors import (
    BadDefinition,
    BadInput,
    Closed,
    CompanionError,
    InvalidEvent,
    PermanentError,
    UnknownName,
    WrongUse,
)
from .event import Envelope, Event, registered, validate
from .trace import Record, Trace, ancestors, causation_graph

__all__ = [
    "BadDefinition", "BadInput", "Clock", "Closed", "CodecError", "CompanionError", "Envelope", "Event",
    "InvalidEvent", "PermanentError", "Record", "SystemClock", "Trace", "UnknownName",
    "UnknownSchemaVersion", "VirtualClock", "WrongUse", "afresh", "ancestors", "causation_graph",
    "decode", "decode_event", "encode", "encode_event", "registered", "upcaster", "validate",
]  # fmt: skip
