"""Delivery between processes: outbox and relay, inbox, brokers and workers.

Promises that every committed message is published, that every published message is handled at least once by
each group, in the order of its key, and that with an inbox its effect happens exactly once. `broker.py` says
what every broker promises; each is loaded when first asked for. Memory needs nothing but msgspec.

How to publish what a store has, and let a worker handle it:

    >>> from companion.delivery import MemoryBroker, StoreRelay, Worker
    >>> from companion.events import Event
    >>> from companion.sourcing import ANY, MemoryStore
    >>> class OrderPlaced(Event):
    ...     order_id: str
    >>> store, broker = MemoryStore(), MemoryBroker()
    >>> stored = store.append("order-42", [OrderPlaced(order_id="order-42")], expected=ANY)
    >>> StoreRelay(store, broker, "orders").run_once()
    1
    >>> worker = Worker(broker, "orders", "kitchen", lambda event: print("cooks", event.order_id), wait_s=0)
    >>> worker.run().handled
    cooks order-42
    1
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .backend import DeadLetter, Message
from .broker import Broker
from .consumer import Consumer, Delivery
from .errors import (
    AlreadySettled,
    BrokerUnavailable,
    DeliveryError,
    LostPartition,
    MessageRefused,
)

if TYPE_CHECKING:
    from .inbox import Inbox
    from .memory import MemoryBroker
    from .outbox import Outbox
    from .processes import start_workers
    from .relay import Relay, StoreRelay
    from .topics import backoff_s, partition_of
    from .worker import Counts, Worker

_NAMES = {
    "memory": "MemoryBroker",
    "outbox": "Outbox",
    "relay": "Relay StoreRelay",
    "topics": "backoff_s partition_of",
    "inbox": "Inbox",
    "worker": "Counts Worker",
    "processes": "start_workers",
}
_WHERE = {name: module for module, names in _NAMES.items() for name in names.split()}

__all__ = [
    "AlreadySettled", "Broker", "BrokerUnavailable", "Consumer", "Counts", "DeadLetter", "Delivery",
    "DeliveryError", "Inbox", "LostPartition", "MemoryBroker", "Message", "MessageRefused",
    "Outbox", "Relay", "StoreRelay", "Worker", "backoff_s", "partition_of", "start_workers",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load the module that holds `name`."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
