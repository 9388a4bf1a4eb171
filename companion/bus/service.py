"""Services and what they listen to.

A service is a name under which handlers are registered and events published, and the unit that can be down. A
subscription is one handler of one service on one event name; registering it again replaces the handler in
place, so a notebook cell can be run twice without charging twice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from companion.events import Event

from .errors import NotAnEventType, ServiceDown
from .handlers import H, Handler, name_of, refuse_unrunnable, wants_envelope
from .retry import Retry

if TYPE_CHECKING:
    from .bus import Bus
    from .dispatch import Dispatch
    from .receipt import Receipt

EVERY = "Event"  # the name under which a handler hears all events


class Subscription(msgspec.Struct, eq=False):
    """One handler of one service for one event name ("Event" hears all).

    `takes_s` is how long the handler's work takes where time is simulated (default 0.0); `retry` overrides
    the bus's. `wants_envelope` says whether the handler declared a second parameter. `run` is what the bus
    calls: the handler, or a refusal while the service is off.
    """

    service: str
    event_type: str
    handler: Handler
    takes_s: float
    retry: Retry | None
    run: Handler

    @property
    def name(self) -> str:
        """The handler's name, for people."""
        return name_of(self.handler)

    def __repr__(self) -> str:
        return f"<{self.service}.{self.name} on {self.event_type}>"


def _name_of_type(event_type: object) -> str:
    if isinstance(event_type, str) and event_type.isidentifier():
        return event_type
    if isinstance(event_type, type) and issubclass(event_type, Event):
        return event_type.__name__
    raise NotAnEventType(event_type)


class Participant:
    """A named part of the system that listens and can be down; `Service` and its twin add publishing."""

    def __init__(self, bus: Dispatch, name: str) -> None:
        self._bus = bus
        self.name = name
        self.is_on = True

    def on(
        self, event_type: type[Event] | str, *, retry: Retry | None = None, takes_s: float = 0.0
    ) -> Callable[[H], H]:
        """Decorate a handler of `event_type`: a class, an exact name, or `Event` for all events.

        The handler takes (event) or (event, envelope). `retry` defaults to the bus's; `takes_s` is the
        simulated duration in seconds. Registering a function of the same name for the same event again
        replaces it; so do two closures of one inner function, which want a service each. Raises
        `NotAnEventType`, `BadHandler` for what cannot be called so, and `CoroutineHandler` for an async def
        on a synchronous bus.
        """
        name = _name_of_type(event_type)

        def register(handler: H) -> H:
            refuse_unrunnable(handler)
            run = self._runner(handler)
            self._bus.register(Subscription(self.name, name, handler, takes_s, retry, run))
            return handler

        return register

    def switch_off(self) -> None:
        """An outage: until `switch_on`, its handlers are not run and fail with `ServiceDown`."""
        self._switch(False)

    def switch_on(self) -> None:
        """End the outage. What was dead-lettered meanwhile waits for `bus.dead_letters.redeliver()`."""
        self._switch(True)

    def _switch(self, is_on: bool) -> None:
        self.is_on = is_on
        for subscription in self._bus.subscriptions():
            if subscription.service == self.name:
                subscription.run = self._runner(subscription.handler)

    def _runner(self, handler: Handler) -> Handler:
        """What the bus calls with an event to run `handler`, as things stand."""
        if not self.is_on:
            return self._refuse
        return self._bus.with_envelope(handler) if wants_envelope(handler) else handler

    def _refuse(self, event: Event) -> None:
        raise ServiceDown(self.name)

    def __repr__(self) -> str:
        return f"<Service {self.name}{'' if self.is_on else ', switched off'}>"


class Service(Participant):
    """A named part of the system; get it with `bus.service(name)`, which always gives the same one."""

    def __init__(self, bus: Bus, name: str) -> None:
        super().__init__(bus, name)
        self.bus = bus

    def publish(self, event: Event, *, correlation_id: str | None = None) -> Receipt:
        """Publish in this service's name; see `Bus.publish`."""
        return self.bus.publish(event, correlation_id=correlation_id, service=self.name)
