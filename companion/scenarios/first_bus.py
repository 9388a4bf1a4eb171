"""The event bus most people write first: a dict of lists and a loop. Lesson 03 opens with it.

It promises nothing beyond the calls. It leaves out what the lesson adds: a failing handler takes the ones
behind it down, what a handler publishes is delivered in the middle of the current event, and registering
twice is hearing twice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["FirstBus"]


class FirstBus:
    """Calls the handlers of an event's class name, in order of registration, one inside the other."""

    def __init__(self) -> None:
        self.handlers: dict[str, list[Callable[[Any], object]]] = {}

    def on(self, event_type: type, handler: Callable[[Any], object]) -> None:
        """Register `handler(event)` for the events of this class."""
        self.handlers.setdefault(event_type.__name__, []).append(handler)

    def publish(self, event: object) -> None:
        """Call whoever listens; what a handler raises, the publisher gets."""
        for handler in self.handlers.get(type(event).__name__, []):
            handler(event)
