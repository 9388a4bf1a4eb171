"""The store promises, all of them, in the order in which one would learn them."""

from __future__ import annotations

from typing import Final

from . import (
    store_appends,
    store_damage,
    store_model,
    store_order,
    store_processes,
    store_races,
    store_reading,
    store_repeats,
    store_snapshots,
    store_subscriptions,
    store_transactions,
    store_values,
)
from .backend import Backend
from .promise import Promise, promises_of

STORE_PROMISES: Final[tuple[Promise[Backend], ...]] = promises_of(
    store_appends, store_reading, store_repeats, store_order, store_subscriptions, store_transactions,
    store_snapshots, store_values, store_model, store_races, store_damage, store_processes,
)  # fmt: skip
