"""What a bus refuses, and the two errors that services use to say how a handler failed."""

from __future__ import annotations

from companion.events.errors import CompanionError


class BusError(CompanionError):
    """The bus was asked for something it does not do."""


class PermanentError(CompanionError):
    """Raise it in a handler when trying again cannot help ("the card number has 15 digits"): it is not
    retried."""


class ServiceDown(CompanionError):
    """A handler was not run because its service is switched off. Retried like any failure."""

    def __init__(self, service: str) -> None:
        super().__init__(service)
        self.service = service

    def sentence(self) -> str:
        return f"{self.service} is switched off; switch it on and redeliver its dead letters."


class CoroutineHandler(BusError):
    """A handler on the synchronous bus is, or returned, something that must be awaited."""

    def __init__(self, handler: str) -> None:
        super().__init__(handler)
        self.handler = handler

    def sentence(self) -> str:
        return (
            f"{self.handler} must be awaited and this Bus awaits nothing: its body would never run. Write "
            f"a plain def, or use AsyncBus from companion.bus.aio with `await bus.publish(...)`."
        )


class BadHandler(BusError):
    """A handler the bus cannot call: it takes neither (event) nor (event, envelope), or is a generator."""

    def __init__(self, handler: str, reason: str) -> None:
        super().__init__(handler, reason)
        self.handler, self.reason = handler, reason

    def sentence(self) -> str:
        return (
            f"{self.handler} cannot handle events: {self.reason}. "
            f"Write def {self.handler}(event) or def {self.handler}(event, envelope)."
        )


class NotAnEventType(BusError):
    """Somebody wanted to listen to what can never be published: neither an event class nor its name."""

    def __init__(self, event_type: object) -> None:
        super().__init__(event_type)
        self.event_type = event_type

    def sentence(self) -> str:
        return (
            f"{self.event_type!r} is no event type: give a class derived from Event, its name in quotes, "
            "or Event itself to hear everything."
        )


class WrongThread(BusError):
    """A bus was used from another thread than the one that made it. Nothing was published."""

    def __init__(self, owner: str, caller: str) -> None:
        super().__init__(owner, caller)
        self.owner, self.caller = owner, caller

    def sentence(self) -> str:
        return (
            f"This bus belongs to thread {self.owner!r} and was used from {self.caller!r}. Its order of "
            f"delivery holds in one thread: hand the event over through a queue.Queue, or make a bus there."
        )


class TooManyDeliveries(BusError):
    """One publish led to more than `limit` deliveries, at last of event `last`; the queue was emptied."""

    def __init__(self, limit: int, last: str) -> None:
        super().__init__(limit, last)
        self.limit, self.last = limit, last

    def sentence(self) -> str:
        return (
            f"One publish led to more than {self.limit} deliveries, the last of {self.last}: probably a "
            f"reaction causes itself again. Look for the cycle in the trace, or raise max_deliveries."
        )


def shown(error: BaseException) -> str:
    """`repr(error)`; its type's name if that fails: an error may bring a `__repr__` of its own."""
    try:
        return repr(error)
    except Exception:
        return f"{type(error).__name__}()"
