"""A snapshot that yesterday's `evolve` folded, read by tonight's: the balance with it, and without."""

from collections.abc import Sequence
from typing import Any

from companion.events import VirtualClock
from companion.sourcing import Decider, MemoryStore, Snapshots, handle, replay

from .bank_events import MoneyDeposited
from .bank_later import FeeCharged

__all__ = ["balances"]


def balances(before: Sequence[str], tag: str = "account-1", after: int = 0) -> tuple[int, int]:
    """Tonight's balance in cents with snapshots and without, when `before` happened by yesterday's code.

    Yesterday's `evolve` counts deposits of $5.00, tonight's also fees of $0.10. A snapshot is kept every 2
    events under "account-1", tonight under `tag`; `after` more deposits are made tonight.
    """
    made = {"deposit": MoneyDeposited(amount_cents=500), "fee": FeeCharged(amount_cents=10)}

    def decide(command: str, cents: int) -> list[Any]:
        return [made[command]]

    def yesterday(cents: int, event: Any) -> int:
        return cents + event.amount_cents if isinstance(event, MoneyDeposited) else cents

    def tonight(cents: int, event: Any) -> int:
        return yesterday(cents, event) - (event.amount_cents if isinstance(event, FeeCharged) else 0)

    store = MemoryStore(clock=VirtualClock())
    old, new = Decider(0, decide, yesterday), Decider(0, decide, tonight)
    for each in before:
        handle(store, "account-500", old, each, snapshots=Snapshots(int, "account-1", every=2))
    kept = Snapshots(int, tag, every=2)
    for _ in range(after):
        handle(store, "account-500", new, "deposit", snapshots=kept)
    return replay(store, "account-500", new, snapshots=kept), replay(store, "account-500", new)
