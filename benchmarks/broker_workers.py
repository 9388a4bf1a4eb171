"""The workers that `bench_brokers.py` starts as processes, and what they write down.

A worker waits at the gate of a run until the file that opens it is there, so that all messages are in the
broker and all members have their partitions before the clock starts. It notes which parcels it handled and
when the last one was, and writes that down at the end of each partition.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from companion.delivery import Broker, Worker
from companion.engines import KafkaBroker, RedisBroker
from companion.events import Event

WAIT_S = 60.0
LOOK_S = 0.001


class MemberMet(Event):
    """Shows who is at work, before the first run."""


class GateReached(Event):
    run: int
    pause_s: float


class ParcelSent(Event):
    number: int


class RunEnded(Event):
    run: int


class Report(msgspec.Struct):
    """What one worker did in one run: `last` is on the clock that all processes share."""

    numbers: list[int]
    last: float
    ends: int


class Notes:
    """The handlers of one worker, which writes to `folder`."""

    def __init__(self, folder: str) -> None:
        self.folder, self.pid = Path(folder), os.getpid()
        self.run, self.pause_s = -1, 0.0
        self.report = Report([], 0.0, 0)

    def handlers(self) -> dict[type[Event], Callable[..., None]]:
        return {
            MemberMet: self.met, GateReached: self.wait, ParcelSent: self.handle, RunEnded: self.write,
        }  # fmt: skip

    def met(self, event: MemberMet) -> None:
        (self.folder / f"met-{self.pid}").touch()

    def wait(self, event: GateReached) -> None:
        if event.run != self.run:
            self.run, self.pause_s, self.report = event.run, event.pause_s, Report([], 0.0, 0)
        (self.folder / f"waits-{event.run}-{self.pid}").touch()
        ends = time.monotonic() + WAIT_S
        while not (self.folder / f"open-{event.run}").exists():
            assert time.monotonic() < ends, "the gate stayed closed"
            time.sleep(LOOK_S)

    def handle(self, event: ParcelSent) -> None:
        if self.pause_s:
            time.sleep(self.pause_s)
        self.report.numbers.append(event.number)
        self.report.last = time.monotonic()

    def write(self, event: RunEnded) -> None:
        self.report.ends += 1
        written = self.folder / f"writing-{self.pid}"
        written.write_bytes(msgspec.json.encode(self.report))
        written.replace(self.folder / f"done-{event.run}-{self.pid}")


def broker_at(engine: str, address: str, prefix: str) -> Broker:
    return KafkaBroker(address) if engine == "kafka" else RedisBroker(address, prefix=prefix)


def worker(engine: str, address: str, prefix: str, topic: str, folder: str) -> Worker:
    return Worker(broker_at(engine, address, prefix), topic, "depot", Notes(folder).handlers())
