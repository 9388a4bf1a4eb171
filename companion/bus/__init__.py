"""The bus: services publish facts and react to facts, in this process, deterministically.

Promises breadth-first order, isolation of failing handlers, retries, dead letters and a trace of it all.
Leaves out durability and other processes (delivery). `AsyncBus` is in `companion.bus.aio`, so that nothing
else needs asyncio.
"""

from __future__ import annotations

from .bus import Bus
from .dead_letters import DeadLetter, DeadLetters
from .errors import (
    BadHandler,
    BusError,
    CoroutineHandler,
    NotAnEventType,
    PermanentError,
    ServiceDown,
    TooManyDeliveries,
    WrongThread,
)
from .receipt import Receipt
from .retry import Retry
from .service import Service, Subscription
from .transport import Transport

__all__ = [
    "BadHandler", "Bus", "BusError", "CoroutineHandler", "DeadLetter", "DeadLetters", "NotAnEventType",
    "PermanentError", "Receipt", "Retry", "Service", "ServiceDown", "Subscription", "TooManyDeliveries",
    "Transport", "WrongThread",
]  # fmt: skip
