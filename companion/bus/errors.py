"""The errors of a bus, and the error that a handler raises to say that a retry cannot help."""

from __future__ import annotations

from companion.events.errors import CompanionError, ErrorWithEvidence


class PermanentError(CompanionError):
    """Raise it in a handler when trying again cannot help ("the card number has 15 digits"): it is not
    retried."""


class ServiceDown(ErrorWithEvidence):
    """A handler was not run because its service is switched off. Retried like any failure."""

    service: str
    says = "{service} is switched off; switch it on and redeliver its dead letters."


class BadHandler(ErrorWithEvidence):
    """A handler the bus cannot call: it takes neither (event) nor (event, envelope), or is a generator."""

    handler: str
    reason: str
    says = (
        "{handler} cannot handle events: {reason}. "
        "Write def {handler}(event) or def {handler}(event, envelope)."
    )


class CoroutineHandler(BadHandler):
    """A handler on the synchronous bus is a coroutine function, or returned an awaitable."""

    reason: str = "it must be awaited"
    says = (
        "{handler} must be awaited, and a Bus does not await: its body would never run. Write a plain def, "
        "or use AsyncBus from companion.bus.aio with `await bus.publish(...)`."
    )


class NotAnEventType(ErrorWithEvidence):
    """A handler was registered for a value that is neither an event class nor the name of one."""

    event_type: object
    says = (
        "{event_type!r} is not an event type: give a class derived from Event, its name in quotes, or Event "
        "itself to hear everything."
    )


class WrongThread(ErrorWithEvidence):
    """A bus was used in a thread that did not make it. Nothing was published."""

    owner: str
    caller: str
    says = (
        "This bus belongs to thread {owner!r} and was used from {caller!r}. Its order of delivery holds in "
        "one thread: hand the event over through a queue.Queue, or make a bus there."
    )


class TooManyDeliveries(ErrorWithEvidence):
    """One publish led to more than `limit` deliveries, at last of event `last`; the queue was emptied."""

    limit: int
    last: str
    says = (
        "One publish led to more than {limit} deliveries, the last of {last}: probably a reaction causes "
        "itself again. Look for the cycle in the trace, or raise max_deliveries."
    )


def shown(error: BaseException) -> str:
    """`repr(error)`, or the name of its type if its own `__repr__` fails."""
    try:
        return repr(error)
    except Exception:
        return f"{type(error).__name__}()"
