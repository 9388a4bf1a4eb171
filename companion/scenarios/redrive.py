"""A dead letter is repaired and delivered again, after its successor: where does the parcel go?

Ada's first address cannot be read, her second one can. The code is repaired, and the first one, a dead letter
by now, is redriven: on a log (this course's broker in memory) and on this course's bus. Lesson 06 runs both.
"""

from __future__ import annotations

from companion.bus import Bus
from companion.delivery import MemoryBroker, Worker
from companion.events import Envelope, Event, VirtualClock

__all__ = ["AddressChanged", "on_a_log", "on_the_bus"]

FIRST, SECOND = "Østergade 1", "Elm St 9"


class AddressChanged(Event):
    """The parcel of an order is to go to `address`; `version` counts the changes of this order."""

    order_id: str
    version: int
    address: str


CHANGES = (
    AddressChanged(order_id="order-42", version=1, address=FIRST),
    AddressChanged(order_id="order-42", version=2, address=SECOND),
)


class _Label:
    """What Shipping prints on the parcel. It reads only plain letters until it is repaired."""

    def __init__(self) -> None:
        self.address, self.repaired = "", False

    def put(self, event: AddressChanged) -> None:
        if not (event.address.isascii() or self.repaired):
            raise ValueError(f"no such street: {event.address}")
        self.address = event.address


def on_a_log() -> list[str]:
    """The story in two lines: before the redrive, and after it."""
    clock, label = VirtualClock(), _Label()
    broker = MemoryBroker(clock=clock, max_tries=5)
    for number, change in enumerate(CHANGES, 1):
        broker.publish("addresses", "order-42", _message(f"m{number}", change, clock))

    def put(event: AddressChanged) -> None:
        label.put(event)

    worker = Worker(broker, "addresses", "Shipping", {AddressChanged: put}, wait_s=0)
    worker.run()
    [letter] = broker.dead_letters("addresses", "Shipping")
    said = f"set aside after {letter.tries} tries: {_goes_to(label)}"
    label.repaired = True
    broker.redrive("addresses", "Shipping")
    worker.run()
    return [said, f"repaired and redriven: {_goes_to(label)}"]


def on_the_bus() -> list[str]:
    """The same on the bus, whose dead letters are redelivered."""
    bus, label = Bus(VirtualClock()), _Label()

    @bus.service("Shipping").on(AddressChanged)
    def put(event: AddressChanged) -> None:
        label.put(event)

    for change in CHANGES:
        bus.publish(change)
    [letter] = list(bus.dead_letters)
    said = f"set aside after {letter.attempts} tries: {_goes_to(label)}"
    label.repaired = True
    bus.dead_letters.redeliver()
    return [said, f"repaired and redelivered: {_goes_to(label)}"]


def _goes_to(label: _Label) -> str:
    return f"the parcel goes to {label.address}"


def _message(id: str, change: AddressChanged, clock: VirtualClock) -> Envelope:
    return Envelope(
        id=id, type="AddressChanged", event=change, time=clock.now(), correlation_id=change.order_id
    )  # fmt: skip
