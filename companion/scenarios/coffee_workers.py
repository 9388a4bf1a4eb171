"""Workers of the coffee shop who are called, and for whom the caller waits: a synchronous call in time.

One call at a time, first come first served. A worker who is closed refuses at once; those still in the queue
at closing time are refused then; work that was begun is finished. Everything is recorded in a trace: called
(work done), failed (refused, or given up half-way) and waited.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from typing import Any, Literal

import simpy

from companion.bus import ServiceDown
from companion.events import Record, Trace

__all__ = ["Floor", "Process", "Worker", "all_at_once", "one_after_the_other"]

Process = Generator[simpy.Event, Any, None]


@dataclass(frozen=True)
class Floor:
    """The place where all work: SimPy's time in seconds since `start`, and the trace.

    With only one customer of the day (`alone`) records say what was done, otherwise for which order.
    """

    env: simpy.Environment
    trace: Trace
    start: datetime
    alone: bool

    def record(
        self,
        kind: Literal["called", "failed", "waited"],
        service: str,
        does: str,
        order: str,
        began_s: float,
        error: str = "",
    ) -> None:
        """Add to the trace what began at `began_s` and ends now."""
        began, now = (self.start + timedelta(seconds=second) for second in (began_s, self.env.now))
        label = does if self.alone else order
        self.trace.add(Record(kind, now, service, error=error, started=began, label=label))


class Worker:
    """Someone who can be called; `does` their part in `minutes`, not while `closed` (from, until:
    minutes)."""

    def __init__(
        self, floor: Floor, name: str, does: str, minutes: float, closed: tuple[float, float] | None = None
    ) -> None:
        self.floor, self.name, self.does, self.takes_s = floor, name, does, minutes * 60
        self.closes_s, self.opens_s = (minute * 60 for minute in closed or (inf, inf))
        self.desk = simpy.Resource(floor.env)
        self.done: list[str] = []

    def call(self, order: str) -> Process:
        """Wait for a turn and for the work. Raises `ServiceDown` if the worker closes before."""
        called_s = self.floor.env.now
        with self.desk.request() as turn:
            try:
                yield from self._queue(turn)
            except ServiceDown:
                self.floor.record("failed", self.name, self.does, order, called_s, "closed")
                raise
            yield from self._work(order)

    def _queue(self, turn: simpy.Event) -> Process:
        now = self.floor.env.now
        if now < self.closes_s < inf:
            yield turn | self.floor.env.timeout(self.closes_s - now)
        elif not self._is_closed():
            yield turn
        if self._is_closed():
            raise ServiceDown(self.name)

    def _work(self, order: str) -> Process:
        began_s = self.floor.env.now
        try:
            yield self.floor.env.timeout(self.takes_s)
        except simpy.Interrupt:
            if self.floor.env.now > began_s:
                self.floor.record("failed", self.name, self.does, order, began_s, "given up half-way")
            raise
        self.floor.record("called", self.name, self.does, order, began_s)
        self.done.append(order)

    def _is_closed(self) -> bool:
        return self.closes_s <= self.floor.env.now < self.opens_s


def one_after_the_other(workers: tuple[Worker, ...], order: str) -> Process:
    """Call each worker when the one before is done. Raises `ServiceDown` at the first who is."""
    for worker in workers:
        yield from worker.call(order)


def all_at_once(workers: tuple[Worker, ...], order: str) -> Process:
    """Call all workers now and wait for the last. If one is `ServiceDown` the other calls are given up."""
    env = workers[0].floor.env
    calls = [env.process(_until_given_up(worker, order)) for worker in workers]
    try:
        yield env.all_of(calls)
    except ServiceDown:
        for call in calls:
            if call.is_alive:
                call.interrupt()
        raise


def _until_given_up(worker: Worker, order: str) -> Process:
    try:
        yield from worker.call(order)
    except simpy.Interrupt:
        return
