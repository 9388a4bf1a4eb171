"""How an event gets into a store and back: a draft, checked and encoded before anything is written; and a
stored row as an event of the current class again, through the upcasters.

Every store makes its drafts here, so that all refuse the same values with the same words, and a refused
append has changed nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Final, NamedTuple

from companion.events import (
    BadInput,
    Clock,
    CodecError,
    CompanionError,
    Envelope,
    Event,
    InvalidEvent,
    SystemClock,
)
from companion.events.arguments import check_name
from companion.events.clock import microseconds, moment_of
from companion.events.codec import encode_event, event_reader
from companion.events.errors import short

from .errors import UnreadableEvent
from .position import LAST, Position

MAX_EVENT_BYTES: Final = 1_000_000
LAST_VERSION: Final = (1 << 31) - 1  # what every store can keep
FIRST_US = microseconds(datetime.min.replace(tzinfo=UTC))  # what a datetime in UTC can say
LAST_US = microseconds(datetime.max.replace(tzinfo=UTC))
_TOO_LARGE = (
    "it has {:,} bytes of JSON, more than the {:,} this store takes; keep the large part elsewhere and its "
    "address in the event, or open the store with a higher max_event_bytes"
)
_NO_EXPECTATION = (
    "give the number of events you believe are in the stream (NO_STREAM is 0), or STREAM_EXISTS, or ANY"
)


class Expectation(Enum):
    """What a writer may believe about a stream besides its version."""

    ANY = "ANY"
    STREAM_EXISTS = "STREAM_EXISTS"

    def __repr__(self) -> str:
        return self.value

    __str__ = __repr__


ANY: Final = Expectation.ANY  # append whatever the version: for facts that no decision rests on
STREAM_EXISTS: Final = Expectation.STREAM_EXISTS  # at least one event is there
NO_STREAM: Final = 0  # no event is there yet

Expected = int | Expectation


class Draft(NamedTuple):
    """One event ready to be written. `time_us` is `time` in microseconds since 1970; `given` says that it
    came as an Envelope, and so may be a repeat.
    """

    id: str
    type: str
    schema: int
    data: bytes
    time: datetime
    time_us: int
    correlation_id: str
    causation_id: str | None
    service: str | None
    event: Event
    given: bool

    @property
    def story(self) -> str | None:
        """The correlation id as it is stored: None if it is the own id, as in each story's first event."""
        return None if self.correlation_id == self.id else self.correlation_id

    def envelope(
        self, stream: str | None = None, version: int | None = None, position: Position | None = None
    ) -> Envelope:
        """Its envelope: as stored, or without a place, to repeat the append with."""
        return Envelope(
            id=self.id, type=self.type, event=self.event, stream=stream, version=version, position=position,
            time=self.time, correlation_id=self.correlation_id, causation_id=self.causation_id,
            service=self.service,
        )  # fmt: skip


def draft(
    clock: Clock,
    events: Iterable[Event | Envelope],
    *,
    cause: Envelope | None = None,
    correlation_id: str | None = None,
    service: str | None = None,
    max_event_bytes: int,
) -> list[Draft]:
    """Check and encode `events`, in order. Raises `InvalidEvent`, and `BadInput` also for an id
    twice in one batch. With a `cause`, the events belong to its story.
    """
    if not isinstance(events, Iterable):
        raise TypeError(f"append takes several events, got {short(events)}: write [event]")
    _check_story(cause, correlation_id, service)
    drafts: list[Draft] = []
    now = clock.now()  # the events of one append share one moment
    now_us = microseconds(now)
    story = cause.correlation_id if cause is not None else correlation_id
    because_of = cause.id if cause is not None else None
    for event in events:
        if isinstance(event, Envelope):
            drafts.append(_from_envelope(event, max_event_bytes))
            continue
        cls, data, id = type(event), _encoded(event, max_event_bytes), clock.new_id()
        story = story or id
        drafts.append(Draft(id, cls.__name__, cls.__schema__, data, now, now_us, story, because_of, service,
                            event, False))  # fmt: skip
    if len(drafts) > 1:
        _refuse_twice(drafts)
    return drafts


def _check_story(cause: Envelope | None, correlation_id: str | None, service: str | None) -> None:
    """Raise `BadInput` for a cause, story or service that cannot be stored."""
    if cause is not None:
        if not isinstance(cause, Envelope):
            raise BadInput("cause", cause, "give the envelope that led to this")
        check_name("cause's id", cause.id)
        check_name("cause's story (correlation_id)", cause.correlation_id)
    elif correlation_id is not None:
        check_name("story (correlation_id)", correlation_id)
    if service is not None:
        check_name("service", service)


def _encoded(event: Event, limit: int) -> bytes:
    data = encode_event(event)
    if len(data) > limit:
        raise BadInput("event", type(event).__name__, _TOO_LARGE.format(len(data), limit))
    return data


def _from_envelope(envelope: Envelope, limit: int) -> Draft:
    event = envelope.event
    if not isinstance(event, Event):
        raise InvalidEvent(type(event).__name__, "", "an Event", repr(event)[:60])
    name = type(event).__name__
    if envelope.type != name:
        raise BadInput("envelope", envelope.id, f"its type is {envelope.type!r} and its event is a {name}")
    if not isinstance(envelope.time, datetime) or envelope.time.utcoffset() is None:
        raise BadInput("envelope", envelope.id, f"its time {envelope.time!r} has no time zone")
    time_us = microseconds(envelope.time)
    if not FIRST_US <= time_us <= LAST_US:
        problem = f"its time {envelope.time!r} is in no year from 1 to 9999 in UTC"
        raise BadInput("envelope", envelope.id, problem)
    check_name("envelope id", envelope.id)
    check_name("story (correlation_id)", envelope.correlation_id)
    for kind, text in (("cause (causation_id)", envelope.causation_id), ("service", envelope.service)):
        if text is not None:
            check_name(kind, text)
    return Draft(envelope.id, name, type(event).__schema__, _encoded(event, limit), envelope.time, time_us,
                 envelope.correlation_id, envelope.causation_id, envelope.service, event, True)  # fmt: skip


def _refuse_twice(drafts: Sequence[Draft]) -> None:
    if len({each.id for each in drafts}) < len(drafts):
        ids = [each.id for each in drafts]
        twice = next(id for id in ids if ids.count(id) > 1)
        raise _taken(twice, "this batch", ids.index(twice) + 1, "stands in the batch twice")


def allowed(expected: object) -> tuple[int, int]:
    """The lowest and the highest number of events that agree with an expectation. Raises `BadInput` for any
    other value.
    """
    if isinstance(expected, Expectation):
        return int(expected is STREAM_EXISTS), LAST
    if type(expected) is int and expected >= 0:
        return min(expected, LAST), min(expected, LAST)
    raise BadInput("expected", expected, _NO_EXPECTATION)


def repeated(
    stream: str, drafts: Sequence[Draft], found: Mapping[str, Envelope]
) -> tuple[Envelope, ...] | None:
    """The envelopes of the first append, if `drafts` repeat it; None if none of their ids is known.

    `found` holds the stored envelopes of the given ids. Raises `BadInput` for anything in between.
    """
    if not found:
        return None
    known = [each for each in drafts if each.id in found]
    first = found[known[0].id]
    if not all(each.given for each in known):
        again = "the store's clock gave it once more (a virtual clock of the same seed?)"
        raise _taken(first.id, first.stream, first.version, again)
    for n, each in enumerate(drafts):
        there = found.get(each.id)
        difference = _difference(stream, each, there, (first.version or 0) + n)
        if difference:
            other = there or first
            raise _taken(other.id, other.stream, other.version, difference)
    return tuple(found[each.id] for each in drafts)


def _taken(id: str, stream: str | None, version: int | None, difference: str) -> BadInput:
    """The error for an id that is there at another position or with another content."""
    there = f"it is already event {version} of {stream!r}, and {difference}"
    return BadInput("event id", id, f"{there}; an id is one fact for ever, so give a new fact a new id")


def _difference(stream: str, given: Draft, there: Envelope | None, version: int) -> str:
    if there is None:
        return f"was now given together with an event that is not there ({given.type})"
    if there.stream != stream:
        return f"was now to be appended to {stream!r}"
    if there.type != given.type or not _holds(there.event, given):
        return f"was now given with another content ({given.type})"
    return "" if there.version == version else "was now given in another order"


def _holds(event: Event, given: Draft) -> bool:
    """Whether `event` equals the given one. Stored bytes are compared: Decimal("NaN") is not equal to
    itself.
    """
    return event == given.event or encode_event(event) == given.data


def pass_point(clock: Clock, when: str, drafts: Sequence[Draft]) -> None:
    """Mark a point where a fault can happen: "before append OrderPlaced", or "before commit" without an
    append. Does nothing on the machine's own clock.
    """
    if type(clock) is not SystemClock:
        types = ", ".join(each.type for each in drafts)
        clock.point(f"{when} append {types}" if types else f"{when} commit")


# --- and back -----------------------------------------------------------------------------------------

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

    def by_stream(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[str, Event]]:
        """Each event with its stream's name, of bare rows of `Rows.after`. Raises `UnreadableEvent`."""
        known = self._known.get
        for stream, version, type, schema, data in rows:
            try:
                event = (known((type, schema)) or self.of(type, schema))(data)
            except CompanionError as problem:
                raise UnreadableEvent(stream, version, type, problem) from problem
            yield stream, event

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
        try:
            time = moment_of(time_us)
        except (OverflowError, TypeError):  # edited by hand
            wrong = CodecError(f"its time, {short(time_us)} microseconds since 1970, is none.", type)
            raise UnreadableEvent(stream, version, type, wrong, position) from wrong
        yield Envelope(
            id=id, type=type, event=event(stream, version, type, schema, data, position), stream=stream,
            version=version, position=position, time=time, correlation_id=story or id,
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
