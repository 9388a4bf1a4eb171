"""Corrections: history is corrected by appending, never by changing what was appended.

An `EventCorrected` names the envelope it corrects and says why; the events that follow it in the same
append stand where the wrong one stood. The stored stream stays as it is, so both questions have an answer:
what do we know now of a day, and what did we know then? Those are two clocks: when a thing was recorded
(the time of the envelope) and when it happened (R. Snodgrass, "Developing Time-Oriented Database
Applications", 1999; M. Fowler, "Retroactive Event", 2005).

Whoever asks for a state is told the corrected one: `handle`, `replay` (of a day in the past: with the
corrections recorded by then), `rebuild`, and snapshots all fold what is in effect, so that nobody decides on
what is known to be wrong. Whoever reads events is given them as they were written: `read`, `subscribe`, a
projection, and so `fold(decider, store.read_events(stream))`, to which an EventCorrected is one more event.

Left out: what others did because of the wrong event. A mail is not unsent. Where the domain has a
counter-entry of its own, as a bank has, that says it more plainly, and every reader understands it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

from companion.events import BadInput, Envelope, Event

from .store import EventStore, Until
from .until import bounds, microseconds

Happened = Callable[[Envelope], date | datetime]  # when the thing itself happened: the business date


class EventCorrected(Event):
    """The event with envelope id `corrects` was wrong, for the `reason` given. The next `instead` events of
    the stream, appended with this one, stand in its place; 0 takes it back.
    """

    corrects: str
    reason: str
    instead: int = 0


@dataclass(frozen=True)
class Correction:
    """One correction: what was wrong, why, the envelope that says so (with its time and service), and what
    stands instead.
    """

    corrected: Envelope
    reason: str
    by: Envelope
    instead: tuple[Envelope, ...]

    @property
    def when(self) -> datetime:
        """When it was recorded."""
        return self.by.time


@dataclass(frozen=True)
class History:
    """What a stream says once its corrections are heard: `envelopes` in effect, and the `corrections`."""

    envelopes: tuple[Envelope, ...]
    corrections: tuple[Correction, ...]

    @property
    def events(self) -> tuple[Event, ...]:
        """The events in effect, for a fold."""
        return tuple([each.event for each in self.envelopes])


def correct(
    store: EventStore,
    stream: str,
    id: str,
    reason: str,
    instead: Sequence[Event] = (),
    *,
    cause: Envelope | None = None,
    service: str | None = None,
) -> tuple[Envelope, ...]:
    """Append a correction of the envelope `id` to `stream`, with what stands `instead` of it.

    Raises `BadInput` for an unknown id, one already corrected, and a correction itself; ValueError for
    no reason; `ConcurrencyError` when others appended meanwhile: look again at what they said, then repeat.
    """
    if not reason.strip():
        raise ValueError("a correction needs a reason: who reads the history later has nothing else")
    envelopes = store.read(stream)
    _Places(stream, envelopes).find(id)
    events = [EventCorrected(corrects=id, reason=reason, instead=len(instead)), *instead]
    return store.append(stream, events, expected=len(envelopes), cause=cause, service=service)


def effective(
    envelopes: Iterable[Envelope],
    *,
    known: Until = None,
    as_of: date | datetime | None = None,
    zone: tzinfo = UTC,
    happened: Happened | None = None,
) -> History:
    """The history in effect in `envelopes` of one stream, as read from a store.

    `known` is what we knew then: only what was recorded until that version, moment or day counts. `as_of` is
    what was so then: only what had happened by that moment or day. `happened` gives an event's business date,
    and with it they are in that order; without it an event happened when it was recorded, and one that stands
    in another's place when that did. A day is a whole day in `zone`. Raises `BadInput` for a correction
    that makes no sense.
    """
    limit = bounds(known, zone)
    heard = [
        each
        for each in envelopes
        if (each.version or 0) <= limit.version and microseconds(each.time) < limit.before_us
    ]
    places = _Places(str(heard[0].stream) if heard else "", heard)
    dated = [
        (_microseconds(happened(each) if happened else at, zone), each) for at, each in places.in_effect()
    ]
    if happened is not None:
        dated.sort(key=lambda pair: pair[0])
    end = bounds(as_of, zone).before_us
    return History(tuple([each for us, each in dated if us < end]), tuple(places.corrections))


def in_effect(
    store: EventStore, stream: str, events: Sequence[Event], until: Until = None, zone: tzinfo = UTC
) -> Sequence[Event]:
    """`events`, read from `stream` up to `until`, once their corrections are heard. Reads them again, with
    their envelopes, only if one of them is a correction. Raises `BadInput` as `effective` does.
    """
    if EventCorrected not in map(type, events):
        return events
    return effective(store.read(stream, until=until, zone=zone)).events


def _microseconds(moment: date | datetime, zone: tzinfo) -> int:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), zone)
    return microseconds(moment)


class _Place:
    """Where one event stands, or those put in its place; `at` is when the first one was recorded."""

    def __init__(self, at: datetime, envelope: Envelope) -> None:
        self.at = at
        self.holds: list[Envelope | _Place] = [envelope]
        self.by: Envelope | None = None

    def in_effect(self) -> Iterable[tuple[datetime, Envelope]]:
        for each in self.holds:
            if isinstance(each, _Place):
                yield from each.in_effect()
            else:
                yield self.at, each


class _Places:
    """The places of a stream after all its corrections."""

    def __init__(self, stream: str, envelopes: Sequence[Envelope]) -> None:
        self.stream = stream
        self.corrections: list[Correction] = []
        self._order: list[_Place] = []
        self._by_id: dict[str, _Place] = {}
        self._all = {each.id: each for each in envelopes}
        rest = iter(envelopes)
        for envelope in rest:
            event = envelope.event
            if isinstance(event, EventCorrected):
                instead = tuple([each for _, each in zip(range(event.instead), rest, strict=False)])
                self._put(event, envelope, instead)
            else:
                self._order.append(self._made(envelope.time, envelope))

    def in_effect(self) -> Iterable[tuple[datetime, Envelope]]:
        """The envelopes in effect, each with the time of its place."""
        for place in self._order:
            yield from place.in_effect()

    def find(self, id: str) -> _Place:
        """The place of an event that can be corrected. Raises `BadInput`."""
        place = self._by_id.get(id)
        if place is None:
            there = self._all.get(id)
            problem = (
                "the stream has no event with this id; take it from an envelope that was read"
                if there is None
                else "it is a correction; correct what it put instead, or append anew what it took back"
            )
            raise BadInput(f"id to correct in {self.stream!r}", id, problem)
        if place.by is not None:
            problem = f"it was corrected at {place.by.time}; correct what stands instead"
            raise BadInput(f"id to correct in {self.stream!r}", id, problem)
        return place

    def _put(self, event: EventCorrected, envelope: Envelope, instead: tuple[Envelope, ...]) -> None:
        place = self.find(event.corrects)
        place.by = envelope
        place.holds = [self._made(place.at, each) for each in instead]
        self.corrections.append(Correction(self._all[event.corrects], event.reason, envelope, instead))

    def _made(self, at: datetime, envelope: Envelope) -> _Place:
        place = self._by_id[envelope.id] = _Place(at, envelope)
        return place
