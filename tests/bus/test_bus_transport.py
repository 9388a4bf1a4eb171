"""The seam: another transport takes over delivery, and everything around it stays true."""

from __future__ import annotations

from datetime import timedelta

import pytest

from companion.bus import Bus, Subscription
from companion.events import Envelope, Event, VirtualClock


class RingOrdered(Event):
    ring: str = "r-1"


class RingForged(Event):
    ring: str = "r-1"


class Shelf:
    """A transport that only keeps what it is given."""

    def __init__(self) -> None:
        self.kept: list[tuple[Envelope, tuple[Subscription, ...]]] = []

    def accept(self, envelope, subscriptions):
        self.kept.append((envelope, subscriptions))


@pytest.fixture
def bus() -> Bus:
    bus = Bus(VirtualClock())
    bus.transport = Shelf()
    return bus


def test_a_transport_gets_every_envelope_with_its_listeners_and_nothing_runs(bus):
    heard: list[Event] = []
    bus.service("Forge").on(RingOrdered)(heard.append)
    receipt = bus.publish(RingOrdered())
    [(envelope, [listener])] = bus.transport.kept
    assert (envelope, listener.service, heard) == (receipt.envelope, "Forge", [])
    assert receipt.pending


def test_an_event_without_listeners_goes_to_the_transport_and_is_not_pending(bus):
    assert not bus.publish(RingOrdered()).pending
    assert len(bus.transport.kept) == 1


def test_an_attempt_runs_one_handler_in_the_context_of_its_envelope(bus):
    bus.service("Forge").on(RingOrdered)(lambda event: bus.publish(RingForged()))
    receipt = bus.publish(RingOrdered(), correlation_id="order-1")
    [(envelope, [listener])] = bus.transport.kept
    assert bus.attempt(listener, envelope) is None
    forged = bus.transport.kept[1][0]
    assert (forged.correlation_id, forged.causation_id, forged.service) == ("order-1", envelope.id, "Forge")
    assert (receipt.pending, receipt.handled) == (False, 1)


def test_an_attempt_records_when_the_work_began_and_ended(bus):
    bus.on(RingOrdered)(lambda event: None)
    bus.publish(RingOrdered())
    [(envelope, [listener])] = bus.transport.kept
    bus.clock.advance(90)
    bus.attempt(listener, envelope, started=bus.clock.start)
    done = bus.trace.records[-1]
    assert (done.kind, done.time - done.started) == ("handled", timedelta(seconds=90))


def test_a_failed_attempt_gives_the_error_and_decides_nothing(bus):
    bus.on(RingOrdered)(lambda event: 1 / 0)
    receipt = bus.publish(RingOrdered())
    [(envelope, [listener])] = bus.transport.kept
    error = bus.attempt(listener, envelope, attempt=2)
    assert isinstance(error, ZeroDivisionError)
    assert (bus.trace.records[-1].kind, bus.trace.records[-1].attempt) == ("failed", 2)
    assert (len(bus.dead_letters), receipt.pending) == (0, True)


def test_giving_up_makes_a_dead_letter_and_completes_the_receipt(bus):
    bus.on(RingOrdered)(lambda event: 1 / 0)
    receipt = bus.publish(RingOrdered())
    [(envelope, [listener])] = bus.transport.kept
    letter = bus.give_up(listener, envelope, ValueError("no"), 5)
    assert list(bus.dead_letters) == [letter]
    assert (receipt.pending, receipt.failed, bus.trace.records[-1].kind) == (False, 1, "dead_lettered")


def test_a_receipt_is_pending_until_the_last_of_its_listeners(bus):
    for name in ("a", "b"):
        bus.service(name).on(RingOrdered)(lambda event: None)
    receipt = bus.publish(RingOrdered())
    [(envelope, listeners)] = bus.transport.kept
    pending = []
    for listener in listeners:
        bus.attempt(listener, envelope)
        pending.append(receipt.pending)
    assert pending == [True, False]


def test_a_dead_letter_is_redelivered_through_the_transport(bus):
    bus.on(RingOrdered)(lambda event: None)
    bus.publish(RingOrdered())
    [(envelope, [listener])] = bus.transport.kept
    bus.give_up(listener, envelope, ValueError("no"), 1)
    bus.dead_letters.redeliver()
    assert bus.transport.kept[-1] == (envelope, (listener,))


def test_an_interruption_of_an_attempt_is_traced_and_propagates(bus):
    @bus.on(RingOrdered)
    def forge(event):
        raise KeyboardInterrupt

    bus.publish(RingOrdered())
    [(envelope, [listener])] = bus.transport.kept
    with pytest.raises(KeyboardInterrupt):
        bus.attempt(listener, envelope)
    assert bus.trace.records[-1].kind == "stopped"
    assert bus.publish(RingForged()).envelope.causation_id is None


def test_without_a_transport_events_published_in_an_attempt_are_delivered_after_it():
    bus, order = Bus(VirtualClock()), []

    @bus.on(RingOrdered)
    def forge(event):
        bus.publish(RingForged())
        order.append("forge done")

    bus.on(RingForged)(lambda event: order.append("forged heard"))
    envelope = Bus(VirtualClock()).publish(RingOrdered()).envelope
    bus.attempt(bus.listeners("RingOrdered")[0], envelope)
    assert order == ["forge done", "forged heard"]
