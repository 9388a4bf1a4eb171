"""Sagas: business transactions over several services, that end as a whole or are undone as a whole.

`Saga` is orchestrated: its whole state is its log, one stream of an event store. Promises that a saga goes on
after a crash at any point, that its effects happen once if services keep their keys (`Effects`), and that
once it compensates it never goes forward again. A compensation is an undo in business terms, not a rollback:
other services may already have seen the effect.

How to undo what was done, newest first, when a step is refused:

    >>> from companion.sagas import Saga, Step
    >>> from companion.sourcing import MemoryStore, Refused
    >>> def reserve(data, key): print("reserves")
    >>> def release(data, key): print("releases")
    >>> def charge(data, key): raise Refused("the card is empty")
    >>> order = Saga("order", [Step("reserve", reserve, release), Step("charge", charge)])
    >>> order.run(MemoryStore(), "order-42", {}).outcome
    reserves
    releases
    COMPENSATED
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .effects import Effects, StoredEffects
from .log import COMPENSATED, COMPLETED, RUNNING, STUCK, WAITING, Outcome, SagaRun, stuck, unfinished
from .saga import Saga
from .step import MUST_SUCCEED_ATTEMPTS, PENDING, Backoff, SagaData, Step

if TYPE_CHECKING:
    from .choreography import Choreography, Comparison, Difference, compare

__all__ = [
    "COMPENSATED", "COMPLETED", "MUST_SUCCEED_ATTEMPTS", "PENDING", "RUNNING", "STUCK", "WAITING", "Backoff",
    "Choreography", "Comparison", "Difference", "Effects", "Outcome", "Saga", "SagaData",
    "SagaRun", "Step", "StoredEffects", "compare", "stuck", "unfinished",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Choreography imports the bus, so it is loaded only when it is used."""
    if name in ("Choreography", "Comparison", "Difference", "compare"):
        from . import choreography

        return getattr(choreography, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
