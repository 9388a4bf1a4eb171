"""One evening of the shop in both styles, choreographed and orchestrated, with one of its services down."""

from __future__ import annotations

from companion.bus import Bus
from companion.sagas import Choreography
from companion.sourcing import EventStore

from . import shop_saga as shop

__all__ = ["all_or_nothing", "choreographed", "orchestrated"]


def choreographed(store: EventStore, down: str) -> str:
    """Order a machine in the choreography while the service of step `down` is off; what there is to see."""
    bus = Bus(store.clock)
    choreography = Choreography(bus, shop.shop_saga(store))
    bus.service(down.title()).switch_off()
    choreography.start("order-77", shop.order())
    return f"last event {bus.trace.published()[-1].type}, dead letters {len(bus.dead_letters)}"


def orchestrated(store: EventStore, down: str) -> str:
    """Order a machine from the orchestrator while the service of step `down` does not answer; its status."""
    run = shop.one_down(store, down).run(store, "order-77", shop.order())
    return f"{run.outcome} at {run.step}"


def all_or_nothing(store: EventStore, pieces: int) -> bool:
    """Whether order-77 is paid, sent and off a shelf of `pieces`, or none of the three."""
    sent = shop.shipped(store)
    return (shop.paid_cents(store) > 0) == sent == (shop.on_the_shelf(store) == pieces - 1)
