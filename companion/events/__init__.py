"""Events: facts that happened, the envelopes they travel in, and the clock and trace that everything else
reads.

Promises that an event is immutable all the way down, found by its name, and written and read without loss.
Leaves out how events are delivered (bus) and kept (stores).
"""

from __future__ import annotations

from .clock import Clock, SystemClock, VirtualClock
from .codec import afresh, decode, decode_event, encode, encode_event, upcaster
from .envelope import Envelope
from .errors import (
    BadField,
    BadJSON,
    CodecError,
    CompanionError,
    EventNameTaken,
    InvalidEvent,
    MutableField,
    UnknownEventType,
    UnknownSchemaVersion,
    UpcasterFailed,
)
from .event import Event, registered, validate
from .trace import Record, Trace, ancestors, causation_graph

__all__ = [
    "BadField", "BadJSON", "Clock", "CodecError", "CompanionError", "Envelope", "Event", "EventNameTaken",
    "InvalidEvent", "MutableField", "Record", "SystemClock", "Trace", "UnknownEventType",
    "UnknownSchemaVersion", "UpcasterFailed", "VirtualClock", "afresh", "ancestors",
    "causation_graph",
    "decode", "decode_event", "encode", "encode_event", "registered", "upcaster", "validate",
]  # fmt: skip
