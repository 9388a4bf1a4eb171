"""The seam where delivery can be taken over: by the lab's simulation now, by brokers later."""

from __future__ import annotations

from typing import Protocol

from companion.events import Envelope

from .service import Subscription


class Transport(Protocol):
    """Takes every published envelope with those who listen to it, in order of registration.

    It decides when to call `bus.attempt` for each of them, whether to try again, and when to `bus.give_up`.
    Without one, the bus delivers from its own queue before the outermost `publish` returns.
    """

    def accept(self, envelope: Envelope, subscriptions: tuple[Subscription, ...]) -> None:
        """Take over one delivery. The event is valid; nothing has been handled yet."""
        ...
