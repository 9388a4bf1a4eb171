"""Let a relay and the workers behind it take turns until nothing is left to publish or to handle."""

from __future__ import annotations

from collections.abc import Iterable

from companion.delivery import Relay, StoreRelay, Worker

__all__ = ["WAIT_S", "settle"]

WAIT_S = 1.0


def settle(relay: Relay | StoreRelay, workers: Iterable[Worker]) -> None:
    """Publish and handle by turns, in this thread, until all is quiet; give workers `wait_s=0`.

    What a dead relay's lease still holds back is waited for, on the store's clock. Raises
    `BrokerUnavailable`; call again when the broker is back.
    """
    crew = tuple(workers)
    while True:
        published = relay.run_once()
        for worker in crew:
            worker.run()
        if relay.lag() == 0:
            return
        if not published:
            relay.store.clock.sleep(WAIT_S)
