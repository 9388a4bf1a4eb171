"""The shortest orchestrator there is: a list, a loop, and the way back. It has no log and forgets in a crash.

`plain_steps` hands it the services of `shop_saga`, each called with the order alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from companion.sagas import SagaData
from companion.sourcing import EventStore, Refused

from .shop_saga import shop_saga

__all__ = ["PlainStep", "plain_steps", "run_saga"]

Act = Callable[[Mapping[str, Any]], object]
PlainStep = tuple[str, Act, Act | None]


def run_saga(steps: Sequence[PlainStep], order: Mapping[str, Any]) -> str:
    """Do the steps one after the other; "COMPLETED", or "COMPENSATED at ship: …" when one was refused.

    What was done before is then undone, newest first. Any other error comes out.
    """
    done: list[Act | None] = []
    for name, action, compensation in steps:
        try:
            action(order)
        except Refused as no:
            for undo in reversed(done):
                if undo:
                    undo(order)
            return f"COMPENSATED at {name}: {no}"
        done.append(compensation)
    return "COMPLETED"


def plain_steps(store: EventStore) -> list[PlainStep]:
    """The four steps of the shop on `store` as (name, action, compensation)."""
    return [
        (
            step.name,
            _asked(step.name, step.action),
            step.compensation and _asked(step.name, step.compensation),
        )
        for step in shop_saga(store).steps
    ]


def _asked(name: str, call: Callable[[Any, str], object]) -> Act:
    """`call` with the name of this order's step, by which a service knows a request again."""
    return lambda order: call(SagaData(order), f"small:{order['order_id']}/{name}")
