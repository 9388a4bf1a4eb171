"""Saga: a business transaction over several services, as steps with compensations and a log on any store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from companion.sourcing import EventStore

from . import log
from .definition import Prepared, Step, fingerprint, prepared
from .errors import (
    BadDefinition,
    BadResult,
    BadSagaData,
    NotStuck,
    StepNotReached,
    UnknownSaga,
    UnknownStep,
)
from .orchestrator import Answer, Orchestrator
from .progress import SagaRun, folded
from .values import clean, to_json


class Saga:
    """A saga called `name` made of `steps`, done in order.

        order = Saga("order", [Step("reserve", reserve, release), Step("charge", charge, refund)])
        order.run(store, "order-42", {"order_id": "order-42"}).outcome     # COMPLETED

    Nothing of an instance is kept here: any number of processes may hold the same saga and run the same
    instance. Raises `BadDefinition`.
    """

    def __init__(self, name: str, steps: Sequence[Step]) -> None:
        if not isinstance(name, str) or not name or ":" in name:
            raise BadDefinition(
                name, "a saga's name is a text without ':': it is a part of its stream's name"
            )
        self.name = name
        self.steps = tuple(steps)
        self.prepared = prepared(name, self.steps)
        self.definition = fingerprint(self.steps)
        self._by_name = {step.name: step for step in self.prepared}

    # --- running --------------------------------------------------------------------------------------

    def run(self, store: EventStore, id: str, data: Mapping[str, Any] | None = None) -> SagaRun:
        """Start saga `id` with `data`, or go on with it after a crash or a timeout; where it stands then.

        `data` is anything JSON can hold under text keys; actions see it through JSON. On a saga that has
        ended it does nothing and tells the outcome again; on one that waits it looks whether the time is up.
        To go on, `data` may be left out; a saga that needs none is started with {}. Raises `UnknownSaga`,
        `BadSagaData`, `StartedWithOtherData`, `SagaDefinitionChanged`, `BadResult` and what the store raises;
        the log then stands as it was.
        """
        orchestrator = Orchestrator(self, store, id)
        orchestrator.start(None if data is None else self._checked(id, data))
        return orchestrator.go()

    def status(self, store: EventStore, id: str) -> SagaRun:
        """Where saga `id` stands, without doing anything; also for an older definition. Raises
        `UnknownSaga`.
        """
        events = store.read(self.stream(id))
        if not events:
            raise UnknownSaga(self.name, id)
        return folded(events).seen(self.name, id)

    def answer(self, store: EventStore, id: str, step: str, result: Any = None) -> SagaRun:
        """The service's late answer for a step that returned PENDING: `result`; then goes on.

        An answer that comes twice, or after the saga has gone another way, changes nothing; the latter is
        recorded as LateAnswerIgnored. Raises `UnknownSaga`, `UnknownStep`, `StepNotReached` and `BadResult`.
        """
        return self._settle(store, id, step, Answer("succeeded", self._result(id, step, result)))

    def fail(self, store: EventStore, id: str, step: str, reason: str) -> SagaRun:
        """The service's late answer is no: it did nothing for `step` and will not. As `answer` otherwise."""
        return self._settle(store, id, step, Answer("refused", clean(reason)))

    # --- for operators --------------------------------------------------------------------------------

    def retry(self, store: EventStore, id: str, *, by: str, note: str = "") -> SagaRun:
        """The cause is mended: a stuck saga tries again, from where it is stuck. `by` is who says so.

        Raises `NotStuck` and `UnknownSaga`.
        """
        found = self._found(store, id)
        if not found.mend(clean(by), clean(note)):
            raise NotStuck(self.name, id, found.progress.outcome)
        return found.go()

    def resolve(self, store: EventStore, id: str, note: str, *, by: str, result: Any = None) -> SagaRun:
        """What a stuck saga could not do was done by hand, as `note` says; it goes on behind it.

        `result` stands for the result of an action. Raises `NotStuck`, `UnknownSaga` and `BadResult`.
        """
        found = self._found(store, id)
        if not found.resolve(clean(by), clean(note), self._result(id, found.progress.step, result)):
            raise NotStuck(self.name, id, found.progress.outcome)
        return found.go()

    # --- names ----------------------------------------------------------------------------------------

    def stream(self, id: str) -> str:
        """The stream that is the log of saga `id`."""
        return f"{log.PREFIX}{self.name}:{id}"

    def key(self, id: str, step: str) -> str:
        """The idempotency key of an action; its compensation's has `/undo` behind it."""
        return f"{self.name}:{id}/{step}"

    def step(self, name: str) -> Prepared:
        """The step of this name. Raises `UnknownStep`."""
        try:
            return self._by_name[name]
        except KeyError:
            raise UnknownStep(self.name, name, tuple(self._by_name)) from None

    def __repr__(self) -> str:
        return f"<Saga {self.name}: {self.definition}>"

    # --- inside ---------------------------------------------------------------------------------------

    def _found(self, store: EventStore, id: str) -> Orchestrator:
        orchestrator = Orchestrator(self, store, id)
        if not orchestrator.read():
            raise UnknownSaga(self.name, id)
        return orchestrator

    def _settle(self, store: EventStore, id: str, step: str, answer: Answer) -> SagaRun:
        place = self.prepared.index(self.step(step))
        found = self._found(store, id)
        if found.settle(place, answer):
            return found.go()
        at = found.progress
        if at.undo is None and not at.ended and place > len(at.done):
            raise StepNotReached(self.name, id, step, self.steps[len(at.done)].name)
        agrees = step in at.done and answer.kind == "succeeded"
        while not agrees and step not in found.progress.late:
            if found.record(log.LateAnswerIgnored(step=step, answer=answer.text)):
                break
        return found.seen()

    def _checked(self, id: str, data: Mapping[str, Any]) -> str:
        """The start data as JSON. Raises `BadSagaData`."""
        if not isinstance(data, Mapping) or not all(isinstance(name, str) for name in data):
            raise BadSagaData(self.name, id, f"its data is {data!r:.80}, and must be a dict with text keys")
        hidden = [name for name in data if name in self._by_name]
        if hidden:
            raise BadSagaData(self.name, id, f"{hidden[0]!r} is also a step, whose result would hide it")
        try:
            return to_json(dict(data))
        except (TypeError, ValueError, RecursionError) as error:
            raise BadSagaData(self.name, id, str(error)) from error

    def _result(self, id: str, step: str, result: Any) -> str:
        try:
            return to_json(result)
        except (TypeError, ValueError, RecursionError) as error:
            raise BadResult(self.name, id, step, str(error)) from error
