"""The errors of a bus."""

from __future__ import annotations

from companion.events.errors import BadDefinition, ErrorWithEvidence, WrongUse


class ServiceDown(ErrorWithEvidence):
    """A handler was not run because its service is switched off. Retried like any failure."""

    service: str
    says = "{service} is switched off; switch it on and redeliver its dead letters."


class TooManyDeliveries(ErrorWithEvidence):
    """One publish led to more than `limit` deliveries, at last of event `last`; the queue was emptied."""

    limit: int
    last: str
    says = (
        "One publish led to more than {limit} deliveries, the last of {last}: probably a reaction causes "
        "itself again. Look for the cycle in the trace, or raise max_deliveries."
    )


def bad_handler(handler: str, reason: str) -> BadDefinition:
    """For a handler that takes neither (event) nor (event, envelope), or is a generator."""
    return BadDefinition(handler, f"{reason}; write def {handler}(event) or def {handler}(event, envelope)")


def coroutine_handler(handler: str) -> BadDefinition:
    """For a handler on the synchronous bus that is a coroutine function, or returned an awaitable."""
    return BadDefinition(
        handler,
        "it must be awaited, and a Bus does not await, so its body would never run; write a plain def, or "
        "use AsyncBus from companion.bus.aio with `await bus.publish(...)`",
    )


def wrong_thread(owner: str, caller: str) -> WrongUse:
    """For a bus that was used in a thread that did not make it. Nothing was published."""
    return WrongUse(
        "This bus",
        f"belongs to thread {owner!r} and was used from {caller!r}: its order of delivery holds in one "
        f"thread. Hand the event over through a queue.Queue, or make a bus there",
    )


def shown(error: BaseException) -> str:
    """`repr(error)`, or the name of its type if its own `__repr__` fails."""
    try:
        return repr(error)
    except Exception:
        return f"{type(error).__name__}()"
