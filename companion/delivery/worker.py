"""A worker: one member of a group that runs a handler over what it is given, until told to stop.

The handler is one a bus would take: `handler(event)` or `handler(event, envelope)`; or several, by type of
event. What it returns from is acknowledged; what it raises from is rejected, and so tried again and at last a
dead letter, at once for a `PermanentError`. With an inbox a repeat never reaches the handler, and a handler
with a parameter named `tx` is given the transaction its effect must be in. Run more workers of one group, in
threads or processes, and they share the partitions.

`start_workers` starts processes by `python -m companion.delivery.worker module:function`: the function,
called with the arguments that follow, returns a `Worker`, so nothing is pickled. SIGTERM and SIGINT stop such
a process gracefully: the message in hand is finished and acknowledged, the group is left, and the counts are
printed as one line of JSON. Killed in any other way (`kill -9`), what it had not acknowledged goes to the
others after its session.
"""

from __future__ import annotations

import importlib
import inspect
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any

import msgspec

from companion.bus.handlers import (
    HOPELESS,
    Handler,
    coroutine_handler,
    is_async,
    name_of,
    refuse_awaitable,
    refuse_unrunnable,
    wants_envelope,
)
from companion.events import BadInput, Envelope, Event, VirtualClock
from companion.events.arguments import check_can
from companion.events.errors import ERROR_WIDTH, short
from companion.sourcing import TransactionConflict

from .backend import Start
from .broker import Broker
from .consumer import Delivery
from .errors import LostPartition, endless_wait
from .inbox import Inbox

if TYPE_CHECKING:
    from companion.sourcing import Transaction

STOP_S = 30.0

Handlers = Handler | Mapping[type[Event], Handler]
Call = Callable[[Envelope, "Transaction | None"], None]


class Counts(msgspec.Struct):
    """What a worker did: deliveries `handled`, `repeats` the inbox knew, `ignored` because no handler is for
    their type, `rejected`, and `lost`: their partition had gone to another member when they were settled.
    """

    handled: int = 0
    repeats: int = 0
    ignored: int = 0
    rejected: int = 0
    lost: int = 0


class Worker:
    """A member of `group` that handles the messages of `topic`.

    `handler` takes every event; or give a mapping of event class to handler, and other types are acknowledged
    and ignored. `member` names it; `start` is where a new group begins; `wait_s` ends it after so many
    seconds without a message (0: when there is none left; None: never, for machines' own clocks). Raises
    `BadDefinition` for a handler that cannot be run.
    """

    def __init__(
        self,
        broker: Broker,
        topic: str,
        group: str,
        handler: Handlers,
        *,
        inbox: Inbox | None = None,
        member: str | None = None,
        start: Start = "beginning",
        wait_s: float | None = None,
    ) -> None:
        check_can("broker", broker, "a broker, such as MemoryBroker()", "consume")
        self.broker = broker
        self.topic = topic
        self.group = group
        self.inbox = inbox
        self.counts = Counts()
        by_class = handler if isinstance(handler, Mapping) else {Event: handler}
        self._calls = {cls.__name__: _call(each, inbox is not None) for cls, each in by_class.items()}
        self._member, self._start, self._wait_s = member, start, wait_s
        self._stopping = False

    def stop(self) -> None:
        """Finish the message in hand, leave the group, end `run`. May be called from a thread or a signal."""
        self._stopping = True

    def run(self) -> Counts:
        """Handle messages until `stop` or `wait_s`; returns the counts.

        A KeyboardInterrupt, or any other BaseException, leaves the group at once: what was in hand is
        delivered again. Raises `WrongUse` and `BrokerUnavailable`.
        """
        if self._wait_s is None and isinstance(self.broker.clock, VirtualClock):
            raise endless_wait(
                f"A worker of {self.group!r} without wait_s", "write wait_s=0 to end with the messages"
            )
        with self.broker.consume(
            self.topic, self.group, member=self._member, start=self._start, wait_s=self._wait_s,
            stop=lambda: self._stopping,
        ) as consumer:  # fmt: skip
            for delivery in consumer:
                self._deal_with(delivery)
        return self.counts

    def _deal_with(self, delivery: Delivery) -> None:
        """Handle one delivery, settle it, count it."""
        try:
            done = self._handle(delivery.envelope)
        except Exception as error:
            reason, hopeless = short(error, ERROR_WIDTH), isinstance(error, HOPELESS)
            self._settle("rejected", lambda: delivery.reject(reason, permanent=hopeless))
        else:
            self._settle(done, delivery.acknowledge)

    def _settle(self, done: str, settle: Callable[[], None]) -> None:
        try:
            settle()
        except LostPartition:
            done = "lost"
        setattr(self.counts, done, getattr(self.counts, done) + 1)

    def _handle(self, envelope: Envelope) -> str:
        """Run the handler of an event; returns which count it adds to."""
        call = self._calls.get(envelope.type) or self._calls.get(Event.__name__)
        if call is None:
            return "ignored"
        if self.inbox is None:
            call(envelope, None)
            return "handled"
        return self._once(self.inbox, envelope, call)

    def _once(self, inbox: Inbox, envelope: Envelope, call: Call) -> str:
        """Run the handler in the inbox's transaction; again at once when only others' transactions were in
        the way, for nothing of it has happened then.
        """
        for last in (False, False, True):
            try:
                with inbox.once(envelope) as tx:
                    if tx is None:
                        return "repeats"
                    call(envelope, tx)
                    return "handled"
            except TransactionConflict:
                if last:
                    raise
        raise AssertionError("the last time either returns or raises")


def _call(handler: Handler, inbox: bool) -> Call:
    """How to call a handler. Raises `BadDefinition` for what cannot be run."""
    with_tx = inbox and _takes_tx(handler)
    refuse_unrunnable(partial(handler, tx=None) if with_tx else handler)
    if is_async(handler):
        raise coroutine_handler(name_of(handler))
    with_envelope = wants_envelope(partial(handler, tx=None) if with_tx else handler)

    def call(envelope: Envelope, tx: Transaction | None) -> None:
        known: dict[str, Any] = {"tx": tx} if with_tx else {}
        given = (envelope.event, envelope) if with_envelope else (envelope.event,)
        refuse_awaitable(handler(*given, **known), handler)

    return call


def _takes_tx(handler: Handler) -> bool:
    try:
        return "tx" in inspect.signature(handler).parameters
    except (ValueError, TypeError):  # no callable, or written in C without a signature
        return False


# --- workers as processes ---------------------------------------------------------------------------------


def worker_of(target: str, arguments: Sequence[str]) -> Worker:
    """The worker that `module:function`, called with `arguments`, returns. Raises `BadInput`."""
    module, _, name = target.partition(":")
    try:
        function = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as problem:
        raise BadInput("worker", target, f"{type(problem).__name__}: {problem}") from problem
    worker = function(*arguments)
    if not isinstance(worker, Worker):
        raise BadInput("worker", target, f"it returned {worker!r:.60}, not a Worker")
    return worker


def run_as_process(worker: Worker) -> Counts:
    """Run a worker in the main thread of this process until SIGTERM or SIGINT asks it to stop."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    return worker.run()


class WorkerProcess:
    """A worker in a process of its own, started by `start_workers`."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Ask it to finish the message in hand and to leave (SIGTERM; on Windows it is killed)."""
        self._process.terminate()

    def kill(self) -> None:
        """End it without a word, as `kill -9` and a power cut do."""
        self._process.kill()

    def wait(self, timeout_s: float | None = None) -> Counts | None:
        """Wait for its end; what it did, or None if it was killed or failed.

        Raises `subprocess.TimeoutExpired`.
        """
        out, _ = self._process.communicate(timeout=timeout_s)
        lines = out.splitlines()
        if self._process.returncode != 0 or not lines:
            return None
        return msgspec.json.decode(lines[-1], type=Counts)


class Workers(list[WorkerProcess]):
    """Worker processes; at the end of a `with` block they are stopped, and killed if they do not."""

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self, timeout_s: float = STOP_S) -> list[Counts | None]:
        """Stop all and wait for them, at most `timeout_s` seconds each; what each did, in order."""
        for each in self:
            each.stop()
        return [_ended(each, timeout_s) for each in self]


def _ended(worker: WorkerProcess, timeout_s: float) -> Counts | None:
    try:
        return worker.wait(timeout_s)
    except subprocess.TimeoutExpired:
        worker.kill()
        return worker.wait()


def start_workers(count: int, target: str, *arguments: str, folder: str | None = None) -> Workers:
    """Start `count` processes that each run the worker of `module:function`, called with `arguments`.

    `folder` is where the module is found besides this process's own import path. Their errors go where this
    process's do. Use it in a `with` block, which stops them.
    """
    command = [sys.executable, "-m", "companion.delivery.worker", target, *arguments]
    path = [folder] if folder else []
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*path, *filter(None, sys.path)])}
    workers = Workers()
    try:
        for _ in range(count):
            process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
            workers.append(WorkerProcess(process))
    except BaseException:
        workers.stop()
        raise
    return workers


def main(arguments: Sequence[str]) -> None:
    """Run the worker named on the command line; print its counts."""
    if not arguments:
        sys.exit("usage: python -m companion.delivery.worker module:function [argument …]")
    counts = run_as_process(worker_of(arguments[0], arguments[1:]))
    print(msgspec.json.encode(counts).decode(), flush=True)


if __name__ == "__main__":
    from companion.delivery.worker import main as run_main  # `Worker` there is the one that modules import

    run_main(sys.argv[1:])
