"""One evening of the shop in both styles, choreographed and orchestrated, with one of its services down."""

from __future__ import annotations

from typing import Any

from companion.bus import Bus
from companion.events import VirtualClock
from companion.events.trace import Record
from companion.sagas import Choreography, Saga, Step
from companion.sourcing import EventStore, MemoryStore

from . import shop_saga as shop

__all__ = ["all_or_nothing", "choreographed", "orchestrated", "reactions", "saga_of", "three_evenings"]


def saga_of(*names: str) -> Saga:
    """A saga of these steps that do nothing. A step `mail` has no undo, and `ship` is the pivot."""

    def nothing(data: Any, key: str) -> None: ...

    return Saga(
        "shop",
        [Step(name, nothing, None if name == "mail" else nothing, pivot=name == "ship") for name in names],
    )


def reactions(*names: str) -> dict[str, tuple[str, ...]]:
    """Which service listens to which event when these steps are services on a bus."""
    return Choreography(Bus(VirtualClock()), saga_of(*names)).declared


def choreographed(store: EventStore, down: str) -> str:
    """Order a machine in the choreography while the service of step `down` is off; what can be seen then."""
    bus = Bus(store.clock)
    choreography = Choreography(bus, shop.shop_saga(store))
    bus.service(down.title()).switch_off()
    choreography.start("order-77", shop.order())
    return f"last event {bus.trace.published()[-1].type}, dead letters {len(bus.dead_letters)}"


def three_evenings() -> list[Record]:
    """What happened on three choreographed evenings: all well, a card declined, a parcel to Atlantis."""
    records: list[Record] = []
    evenings: tuple[dict[str, Any], ...] = ({}, {"limit_cents": 0}, {"country": "Atlantis"})
    for what in evenings:
        store = MemoryStore(clock=VirtualClock())
        shop.deliver_stock(store, 5)
        bus = Bus(store.clock)
        Choreography(bus, shop.shop_saga(store)).start("order-77", shop.order(**what))
        records += bus.trace
    return records


def orchestrated(store: EventStore, down: str) -> str:
    """Order a machine from the orchestrator while the service of step `down` does not answer; how it ends."""
    run = shop.one_down(store, down).run(store, "order-77", shop.order())
    where = f", undone: {', '.join(run.compensated)}" if run.compensated else f" at {run.step}"
    return f"{run.outcome}{where}"


def all_or_nothing(store: EventStore, pieces: int) -> bool:
    """Whether order-77 is paid, sent and off a shelf of `pieces`, or none of the three."""
    sent = shop.shipped(store)
    return (shop.paid_cents(store) > 0) == sent == (shop.on_the_shelf(store) == pieces - 1)
