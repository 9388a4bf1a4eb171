"""Corrections: history is corrected by appending, never by changing what was appended.

An `EventCorrected` names the envelope it corrects and says why; the events that follow it in the same
append replace the wrong one. The stored stream does not change, so both questions can be answered:
what do we know now about a day, and what did we know then? Those are two clocks: when a thing was recorded
(the time of the envelope) and when it happened (R. Snodgrass, "Developing Time-Oriented Database
Applications", 1999; M. Fowler, "Retroactive Event", 2005).

A state is always the corrected one: `handle`, `replay` (of a day in the past: with the corrections recorded
by then), `rebuild` and snapshots fold the events in effect, so that no decision depends on an event known to
be wrong. Events are always read as they were written: by `read`, `subscribe`, a projection, and so by
`fold(decider, store.read_events(stream))`, for which an EventCorrected is one more event.

Left out: what others did because of the wrong event. A mail cannot be unsent. If the domain has a
counter-entry, as a bank has, use that instead: every reader understands it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

from companion.events import BadInput, Envelope, Event
from companion.events.clock import microseconds

from .store import EventStore, Until
from .transaction import bounds

Happened = Callable[[Envelope], date | datetime]  # when the thing itself happened: the business date


class EventCorrected(Event):
    """The event with envelope id `corrects` was wrong, for the `reason` given. The next `instead` events of
    the stream, appended with this one, replace it; with 0 it is only taken back.
    """

    corrects: str
    reason: str
    instead: int = 0


@dataclass(frozen=True)
class Correction:
    """One correction: the wrong event, the reason, the envelope of the correction (with its time and
    service), and the events instead.
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
    """A stream with its corrections applied: the `envelopes` in effect, and the `corrections`."""

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
    """Append a correction of the envelope `id` to `stream`, with the events `instead` of it.

    Raises `BadInput` for an unknown id, one already corrected, and a correction itself; ValueError for
    no reason; `ConcurrencyError` when others appended in the meantime: read their events, then repeat.
    """
    if not reason.strip():
        raise ValueError("a correction needs a reason: who reads the history later has nothing else")
    envelopes = store.read(stream)
    _Slots(stream, envelopes).find(id)
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
    version, before_us = bounds(known, zone)

    def heard(each: Envelope) -> bool:
        return (each.version or 0) <= version and microseconds(each.time) < before_us

    given = tuple(envelopes)
    slots = _Slots(str(given[0].stream) if given else "", given, heard)
    dated = [
        (_microseconds(happened(each) if happened else at, zone), each) for at, each in slots.in_effect()
    ]
    if happened is not None:
        dated.sort(key=lambda pair: pair[0])
    _, end = bounds(as_of, zone)
    return History(tuple([each for us, each in dated if us < end]), tuple(slots.corrections))


def in_effect(
    store: EventStore, stream: str, events: Sequence[Event], until: Until = None, zone: tzinfo = UTC
) -> Sequence[Event]:
    """`events`, read from `stream` up to `until`, with corrections applied. Reads them again, with
    their envelopes, only if one of them is a correction; up to a moment all, because the clock of a
    correction can be behind that of what it corrects. Raises `BadInput` as `effective` does.
    """
    if EventCorrected not in map(type, events):
        return events
    version, _ = bounds(until, zone)
    return effective(store.read(stream, until=version), known=until, zone=zone).events


def _microseconds(moment: date | datetime, zone: tzinfo) -> int:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), zone)
    return microseconds(moment)


class _Slot:
    """One event of a stream, or the events that replace it; `at` is when the first one was recorded."""

    def __init__(self, at: datetime, envelope: Envelope) -> None:
        self.at = at
        self.holds: list[Envelope | _Slot] = [envelope]
        self.by: Envelope | None = None

    def in_effect(self) -> Iterable[tuple[datetime, Envelope]]:
        for each in self.holds:
            if isinstance(each, _Slot):
                yield from each.in_effect()
            else:
                yield self.at, each


class _Slots:
    """The slots of a stream after all its corrections that were `heard` of."""

    def __init__(
        self, stream: str, envelopes: Sequence[Envelope], heard: Callable[[Envelope], bool] = lambda _: True
    ) -> None:
        self.stream, self._heard = stream, heard
        self.corrections: list[Correction] = []
        self._order: list[_Slot] = []
        self._by_id: dict[str, _Slot] = {}
        self._all = {each.id: each for each in envelopes}
        rest = iter(envelopes)
        for envelope in rest:
            event = envelope.event
            if isinstance(event, EventCorrected):
                instead = tuple([each for _, each in zip(range(event.instead), rest, strict=False)])
                if heard(envelope):
                    self._put(event, envelope, instead)
                else:
                    for each in instead:
                        self._made(envelope.time, each)  # in no place yet, but it can be corrected
            else:
                self._order.append(self._made(envelope.time, envelope))

    def in_effect(self) -> Iterable[tuple[datetime, Envelope]]:
        """The envelopes in effect that were heard of, each with the time of its slot."""
        for slot in self._order:
            for at, envelope in slot.in_effect():
                if self._heard(envelope):
                    yield at, envelope

    def find(self, id: str) -> _Slot:
        """The slot of an event that can be corrected. Raises `BadInput`."""
        slot = self._by_id.get(id)
        if slot is None:
            there = self._all.get(id)
            problem = (
                "the stream has no event with this id; take it from an envelope that was read"
                if there is None
                else "it is a correction; correct the event it put instead, or append again what it took back"
            )
            raise BadInput(f"id to correct in {self.stream!r}", id, problem)
        if slot.by is not None:
            problem = f"it was corrected at {slot.by.time}; correct what stands instead"
            raise BadInput(f"id to correct in {self.stream!r}", id, problem)
        return slot

    def _put(self, event: EventCorrected, envelope: Envelope, instead: tuple[Envelope, ...]) -> None:
        slot = self.find(event.corrects)
        slot.by = envelope
        slot.holds = [self._made(slot.at, each) for each in instead]
        self.corrections.append(Correction(self._all[event.corrects], event.reason, envelope, instead))

    def _made(self, at: datetime, envelope: Envelope) -> _Slot:
        slot = self._by_id[envelope.id] = _Slot(at, envelope)
        return slot
