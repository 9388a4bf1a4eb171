"""OpenTelemetry: a recorded trace as spans, for the tools that draw a company's traces.

`spans(trace)` gives finished spans; hand them to any exporter: `exporter.export(spans(bus.trace))`. One story
(a correlation id) is one OpenTelemetry trace. Publishing is a producer span; each attempt to handle is a
consumer span, child of the publishing it handles; what a handler published is a child of that attempt. Names
and attributes follow the semantic conventions for messaging. Ids are derived from those of the envelopes, so
the same trace gives the same spans. Leaves out sampling and sending: that is the exporter's work. Needs the
package `opentelemetry-sdk`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event as SpanEvent
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags

from companion.events import Envelope, Record
from companion.events.trace import BIRTHS
from companion.sourcing.until import microseconds

__all__ = ["spans", "trace_id"]

SYSTEM = "companion"
_ATTEMPTS = ("handled", "failed")


def spans(trace: Iterable[Record]) -> list[ReadableSpan]:
    """The spans of a trace, in the order in which their work ended.

    A record without an envelope (a call between services) belongs to no story and is left out. A cause that
    the trace does not hold leaves its effect without a parent.
    """
    records = [record for record in trace if record.envelope is not None]
    attempts = [record for record in records if record.kind in _ATTEMPTS]
    born = {record.envelope.id: record for record in records if record.kind in BIRTHS and record.envelope}
    made = []
    for record in records:
        if record.kind in BIRTHS:
            made.append(_published(record, _cause(record, born, attempts)))
        elif record.kind in _ATTEMPTS:
            made.append(_attempted(record, born))
    return made


def trace_id(correlation_id: str) -> int:
    """The 128 bits under which OpenTelemetry knows a story: those of a UUID, or a hash of any other text."""
    return _bits("story", correlation_id, 16)


def _published(record: Record, parent: SpanContext | None) -> ReadableSpan:
    envelope = _envelope(record)
    context = _context(envelope, "published", envelope.id)
    at = _nanoseconds(record.time)
    return _span(f"send {envelope.type}", SpanKind.PRODUCER, context, parent, record, at, at)


def _attempted(record: Record, born: dict[str, Record]) -> ReadableSpan:
    envelope = _envelope(record)
    parent = _context(envelope, "published", envelope.id) if envelope.id in born else None
    start, end = _nanoseconds(record.started or record.time), _nanoseconds(record.time)
    return _span(f"process {envelope.type}", SpanKind.CONSUMER, _handling(record), parent, record, start, end)


def _cause(record: Record, born: dict[str, Record], attempts: list[Record]) -> SpanContext | None:
    """The attempt during which `record` was published; else the publishing of its cause; else nothing."""
    envelope = _envelope(record)
    during = [
        each
        for each in attempts
        if _envelope(each).id == envelope.causation_id
        and each.service == record.service
        and (each.started or each.time) <= record.time <= each.time
    ]
    if during:
        return _handling(during[0])
    cause = born.get(envelope.causation_id or "")
    return None if cause is None else _context(_envelope(cause), "published", _envelope(cause).id)


def _span(
    name: str, kind: SpanKind, context: SpanContext, parent: SpanContext | None, record: Record,
    start: int, end: int,
) -> ReadableSpan:  # fmt: skip
    failed = record.kind == "failed"
    return ReadableSpan(
        name=name,
        context=context,
        parent=parent,
        kind=kind,
        resource=Resource({"service.name": record.service or "unknown_service"}),
        attributes=_attributes(record),
        events=[SpanEvent("exception", {"exception.message": record.error}, end)] if failed else [],
        status=Status(StatusCode.ERROR, record.error) if failed else Status(StatusCode.UNSET),
        start_time=start,
        end_time=end,
    )


def _attributes(record: Record) -> dict[str, str | int]:
    envelope = _envelope(record)
    sends = record.kind in BIRTHS
    found: dict[str, str | int | None] = {
        "messaging.system": SYSTEM,
        "messaging.operation.type": "send" if sends else "process",
        "messaging.operation.name": "append"
        if record.kind == "appended"
        else "publish"
        if sends
        else "handle",
        "messaging.destination.name": envelope.stream or envelope.type,
        "messaging.message.id": envelope.id,
        "messaging.message.conversation_id": envelope.correlation_id,
        "companion.event.type": envelope.type,
        "companion.event.version": envelope.version,
        "companion.causation_id": envelope.causation_id,
        "companion.handler": record.handler or None,
        "companion.attempt": None if sends else record.attempt,
        "error.type": record.error.partition("(")[0] if record.kind == "failed" else None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _handling(record: Record) -> SpanContext:
    envelope = _envelope(record)
    start = microseconds(record.started or record.time)
    return _context(
        envelope, "handled", f"{envelope.id} {record.service}.{record.handler} {record.attempt} {start}"
    )


def _context(envelope: Envelope, what: str, name: str) -> SpanContext:
    return SpanContext(
        trace_id(envelope.correlation_id), _bits(what, name, 8), is_remote=False,
        trace_flags=TraceFlags(TraceFlags.SAMPLED),
    )  # fmt: skip


def _bits(what: str, text: str, size: int) -> int:
    """`size` bytes for a text, never all zero, which OpenTelemetry takes for no id."""
    digits = text.replace("-", "")
    if what == "story" and len(text) == 36 and len(digits) == 32 and digits.isalnum():
        try:
            return int(digits, 16) or 1
        except ValueError:
            pass  # 32 letters and digits that are no UUID
    return int.from_bytes(sha256(f"{what}\n{text}".encode()).digest()[:size], "big") or 1


def _nanoseconds(moment: datetime) -> int:
    return microseconds(moment) * 1000


def _envelope(record: Record) -> Envelope:
    assert record.envelope is not None, "records without an envelope were left out"
    return record.envelope
