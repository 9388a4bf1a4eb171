"""A bus in virtual time: queues, workers, latency, outages and retries that come back later.

`Simulation(bus)` takes over delivery (`bus.transport`) and moves the bus's VirtualClock by SimPy.
Every service is one queue with one worker; a handler's work takes its `takes_s`, and what the handler does,
such as publishing, happens when the work ends. Promised: simultaneous things happen in the order in which
they were scheduled, so every run is the same. Left out: interrupting work. What is in progress when an outage
starts is finished. A handler that sleeps on the clock moves it for every service; use `takes_s` instead.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import datetime
from math import inf
from typing import Any, NamedTuple

import simpy

from companion.bus import HOPELESS, Bus, Subscription, TooManyDeliveries
from companion.events import BadInput, Envelope, Event, Record, VirtualClock
from companion.events.arguments import check_seconds
from companion.events.event import explain

Process = Generator[simpy.Event, Any, None]


class Work(NamedTuple):
    """One delivery in a queue: the `attempt`-th of `envelope` to `subscription`."""

    subscription: Subscription
    envelope: Envelope
    attempt: int = 1


class Simulation:
    """Time for a bus.

    `latency_s` (default 0.0) passes between publishing and arriving in each queue. `env` is the SimPy
    environment: your own processes may run in it, and the bus's clock shows their time. Raises
    `BadInput` if the bus has no VirtualClock. Set up with `at` and `outage`, then `run`; `bus.trace` has
    the results.
    """

    def __init__(self, bus: Bus, *, latency_s: float = 0.0) -> None:
        if not isinstance(bus, Bus):
            raise TypeError(f"Simulation takes a Bus, got {bus!r:.60}: write Simulation(Bus(VirtualClock()))")
        check_seconds("latency_s", latency_s)
        if not isinstance(bus.clock, VirtualClock):
            problem = "a simulation moves time, so make the bus with Bus(VirtualClock())"
            raise BadInput("clock of a simulation's bus", bus.clock, problem)
        self.bus = bus
        self.clock = bus.clock
        self.latency_s = latency_s
        self.env = simpy.Environment(initial_time=self.clock.elapsed_s)
        self._queues: dict[str, simpy.Store] = {}
        self._outages: dict[str, list[tuple[float, float]]] = {}
        self._stop: BaseException | None = None
        self._deliveries = 0
        bus.transport = self

    def at(
        self,
        *,
        minute: float = 0.0,
        second: float = 0.0,
        publish: Event | None = None,
        do: Callable[[], object] | None = None,
        service: str | None = None,
        correlation_id: str | None = None,
    ) -> None:
        """At `minute` plus `second` after the clock's start, publish an event (as `service`), or call `do()`.

        Raises ValueError for a moment that has passed, or when there is nothing to do.
        """
        if do is None:
            if publish is None:
                raise ValueError("at(minute=…) needs publish=an event, or do=a function to call")
            if not isinstance(publish, Event):
                raise explain(publish)
            event = publish

            def do() -> object:
                return self.bus.publish(event, service=service, correlation_id=correlation_id)

        check_seconds("minute", minute)
        check_seconds("second", second)
        self._after(minute * 60 + second - self.env.now, do)

    def outage(self, service: str, start_s: float, end_s: float) -> None:
        """From `start_s` until before `end_s` the service begins no work: deliveries wait in its queue.

        Raises ValueError if it would end before it starts. To make its handlers *fail* instead, let `at` call
        `bus.service(name).switch_off`.
        """
        if end_s < start_s:
            raise ValueError(
                f"the outage of {service} would end at {end_s} s, before it starts at {start_s} s"
            )
        self._outages.setdefault(service, []).append((start_s, end_s))

    def run(self, until_s: float | None = None) -> None:
        """Let time pass until all work is done, or until `until_s` seconds after the clock's start.

        A `BaseException` that is not an `Exception` stops the run and is raised here; its delivery is not
        tried again, and another `run` goes on with the rest.
        """
        end_s = inf if until_s is None else until_s
        while (next_s := self.env.peek()) <= end_s and next_s < inf:
            self._advance_to(next_s)
            self.env.step()
            self._raise_stop()
        if until_s is not None and until_s > self.env.now:
            self._advance_to(until_s)
            self.env.run(until=until_s)  # no event is due before: this only moves SimPy's own time

    def accept(self, envelope: Envelope, subscriptions: tuple[Subscription, ...]) -> None:
        """Take a published envelope over from the bus: into the queue of each service that listens
        (`bus.Transport`). Raises `TooManyDeliveries` where more is published than the bus's `max_deliveries`.
        """
        self._deliveries += len(subscriptions)
        if self.bus.max_deliveries is not None and self._deliveries > self.bus.max_deliveries:
            raise TooManyDeliveries(self.bus.max_deliveries, envelope.type)
        for subscription in subscriptions:
            self._arrive(Work(subscription, envelope), self.latency_s)

    def _arrive(self, work: Work, after_s: float) -> None:
        queue = self._queue(work.subscription.service)
        if after_s > 0:
            self._after(after_s, lambda: queue.put(work))
        else:
            queue.put(work)

    def _after(self, delay_s: float, do: Callable[[], object]) -> None:
        timeout = self.env.timeout(delay_s)

        def ring(_: simpy.Event) -> None:
            do()

        timeout.callbacks.append(ring)

    def _advance_to(self, time_s: float) -> None:
        self.clock.advance(max(0.0, time_s - self.clock.elapsed_s))

    def _queue(self, service: str) -> simpy.Store:
        if service not in self._queues:
            self._queues[service] = simpy.Store(self.env)
            self.env.process(self._worker(service, self._queues[service]))
        return self._queues[service]

    def _worker(self, service: str, queue: simpy.Store) -> Process:
        while True:
            work: Work = yield queue.get()
            while (closed_s := self._closed_for(service)) > 0:
                yield self.env.timeout(closed_s)
            started = self.clock.now()
            if work.subscription.takes_s and self.bus.service(service).is_on:
                yield self.env.timeout(work.subscription.takes_s)
            try:
                self._handle(work, started)
            except BaseException as stop:  # SimPy would raise a copy: `run` raises the error itself
                self._stop = stop

    def _closed_for(self, service: str) -> float:
        now_s = self.env.now
        return max(
            (end - now_s for start, end in self._outages.get(service, ()) if start <= now_s < end),
            default=0.0,
        )

    def _handle(self, work: Work, started: datetime) -> None:
        error = self.bus.attempt(*work, started=started)
        if error is None:
            return
        waits_s = (
            [] if isinstance(error, HOPELESS) else list((work.subscription.retry or self.bus.retry).waits_s())
        )
        if work.attempt > len(waits_s):
            self.bus.give_up(work.subscription, work.envelope, error, work.attempt)
        else:
            self._after(waits_s[work.attempt - 1], lambda: self._try_again(work))

    def _try_again(self, work: Work) -> None:
        """Put the work at the end of the queue; the worker has gone on with the next."""
        again = work._replace(attempt=work.attempt + 1)
        subscription = work.subscription
        self.bus.trace.add(
            Record(
                "retried",
                self.clock.now(),
                subscription.service,
                subscription.name,
                work.envelope,
                again.attempt,
            )
        )
        self._arrive(again, 0.0)

    def _raise_stop(self) -> None:
        if self._stop is not None:
            stop, self._stop = self._stop, None
            raise stop
