"""Saga: a business transaction over several services, as steps with compensations and a log on any store.

The orchestrator reads the log, does the next step and records it, until the saga ends or must wait. It keeps
these promises also when it is killed at any point and run again, and when several run at once:

- One append records one transition and expects the version that the orchestrator knows. If another
  orchestrator was faster, this one reads the log again and records its own answer if the step is still open.
- It acts only directly after an append of its own. So if another orchestrator has acted on the same step, the
  log shows it (`SagaResumed`), and a refusal then does not mean that nothing happened.
- Once it compensates it never goes forward again; compensations run newest first, one at a time, and only for
  steps whose effect may have happened.

Left out: an action that hangs. A synchronous call cannot be interrupted; the action of a slow service returns
PENDING, and its timeout begins then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from companion.bus.errors import PermanentError
from companion.events import BadDefinition, BadInput, Clock, Envelope, Event, SystemClock
from companion.events.arguments import check_all, check_name, check_store
from companion.sourcing import ConcurrencyError, Refused

from . import log
from .errors import StartedOtherwise, UnknownStep, not_stuck, unknown_saga
from .log import RUNNING, STUCK, WAITING, Progress, SagaRun, folded
from .step import PENDING, UNDO, Prepared, Step, clean, fingerprint, from_json, prepared, said, to_json

if TYPE_CHECKING:
    from companion.sourcing import EventStore

REFUSALS = (Refused, PermanentError)


class Answer(NamedTuple):
    """The outcome of one attempt: `kind` is succeeded (`text` is the result as JSON), refused, failed,
    deferred or timed out."""

    kind: str
    text: str = ""


class Orchestrator:
    """One run of one saga. It keeps the fold in memory and reads the log again only after a lost append."""

    def __init__(self, saga: Saga, store: EventStore, id: str) -> None:
        check_store(store)
        check_name("saga's id", id)
        self.saga, self.store, self.id = saga, store, id
        self.stream = saga.stream(id)
        self.clock: Clock = store.clock
        self.progress = Progress()
        self.last: Envelope | None = None
        self.mine = False  # whether the last event of the log is this orchestrator's

    # --- the log --------------------------------------------------------------------------------------

    def read(self) -> bool:
        """Read the log; return False if there is none. Raises `StartedOtherwise`."""
        events = self.store.read(self.stream)
        self.progress, self.mine = folded(events), False
        self.last = events[-1] if events else None
        at = self.progress
        if events and not at.ended and at.definition != self.saga.definition:
            now = self.saga.definition
            raise StartedOtherwise(self.saga.name, self.id, "definition", at.definition, now)
        return bool(events)

    def record(self, *events: Event) -> bool:
        """Append to the log. If another orchestrator was faster, read the log again and return False."""
        last = self.last
        try:
            stored = self.store.append(
                self.stream, events, expected=0 if last is None else last.version or 0, cause=last,
                correlation_id=self.id, service=self.saga.name,
            )  # fmt: skip
        except ConcurrencyError:
            self.read()
            return False
        apply = self.progress.apply
        for envelope in stored:
            apply(envelope)
        self.last, self.mine = stored[-1], True
        return True

    def start(self, data: str | None) -> None:
        """Read the log, or begin one with `data`. Raises `StartedOtherwise`, and `UnknownName` if no log
        exists and `data` is None.
        """
        if not self.read():
            if data is None:
                raise unknown_saga(self.saga.name, self.id)
            begun = log.SagaStarted(saga=self.saga.name, data=data, definition=self.saga.definition)
            if self.record(begun):
                return
        recorded = self.progress.started_with
        if data is not None and data != recorded and from_json(data) != from_json(recorded):
            raise StartedOtherwise(self.saga.name, self.id, "data", recorded, data)

    # --- the loop -------------------------------------------------------------------------------------

    def go(self) -> SagaRun:
        """Go on until the saga has ended, is stuck, or waits for an answer."""
        while True:
            at = self.progress
            if at.outcome is WAITING:
                if not self._is_late() or not self._time_out():
                    break
            elif at.outcome is not RUNNING:
                break
            elif not self.mine:
                self.record(log.SagaResumed())
            elif at.undo is None:
                self._act(len(at.done))
            else:
                self._undo(at.undo[0])
        return self.seen()

    def seen(self) -> SagaRun:
        """The state of the saga."""
        return self.progress.seen(self.saga.name, self.id)

    def _act(self, index: int) -> None:
        """Try the next step once, and record the answer if that step is still the next one."""
        step = self.saga.prepared[index]
        self._wait(step)
        answer = self._attempt(step)
        self.settle(index, answer)

    def settle(self, index: int, answer: Answer) -> bool:
        """Record an answer for step number `index`; False if the saga is not at that step any more."""
        while self.progress.forward_at(index) and self._is_news(answer):
            if self.record(*self._after(self.saga.prepared[index], answer)):
                return True
        return False

    def _is_news(self, answer: Answer) -> bool:
        """Whether the answer changes the state. A waiting saga ignores failures; a timeout counts only when
        the deadline has passed; a stuck saga accepts only success.
        """
        outcome = self.progress.outcome
        if answer.kind == "timed out":
            return outcome is WAITING and self._is_late()
        if outcome is WAITING:
            return answer.kind in ("succeeded", "refused")
        return outcome is RUNNING or answer.kind == "succeeded"

    def _attempt(self, step: Prepared) -> Answer:
        self._point("before action", step)
        try:
            result = step.action(self.progress.data, self.saga.key(self.id, step.name))
        except REFUSALS as error:
            answer = Answer("refused", said(error))
        except Exception as error:
            answer = Answer("failed", said(error))
        else:
            deferred = result is PENDING
            answer = Answer("deferred") if deferred else self.saga.success(self.id, step.name, result)
        self._point("after action", step)
        return answer

    def _after(self, step: Prepared, answer: Answer) -> list[Event]:
        """The events that record `answer` at the next step, and what follows from it."""
        at, kind, text = self.progress, answer.kind, answer.text
        if kind == "succeeded":
            done = log.StepSucceeded(step=step.name, result=text)
            return [done, log.SagaCompleted()] if step.last else [done]
        if kind == "deferred":
            timeout_s = None if step.timeout_s is None else float(step.timeout_s)
            return [log.StepDeferred(step=step.name, timeout_s=timeout_s)]
        attempt = at.failures + 1
        if kind == "refused":
            return [log.StepRefused(step=step.name, reason=text), *self._give_up(step, text, bool(at.doubt))]
        failed: Event = log.StepFailed(step=step.name, attempt=attempt, error=text)
        if kind == "timed out":
            failed, text = log.StepTimedOut(step=step.name, attempt=attempt), "no answer came in time"
        return [failed, *(self._give_up(step, text, True) if attempt >= step.attempts else ())]

    def _give_up(self, step: Prepared, reason: str, doubtful: bool) -> list[Event]:
        """The events that start compensation; after the pivot the saga gets stuck instead."""
        if step.after_pivot:
            return [log.SagaGotStuck(step=step.name, doing="action", reason=reason)]
        names = [*self.progress.done, step.name] if doubtful else self.progress.done
        undo = tuple(name for name in reversed(names) if self.saga.step(name).compensation is not None)
        turned = log.CompensationStarted(step=step.name, reason=reason, undo=undo)
        return [turned] if undo else [turned, log.SagaCompensated()]

    # --- backward -------------------------------------------------------------------------------------

    def _undo(self, name: str) -> None:
        """Try a compensation once, and record the result if it is still to be done."""
        step = self.saga.step(name)
        self._wait(step)
        error, refused = self._compensate(step)
        while self.progress.outcome is RUNNING and (self.progress.undo or [""])[0] == name:
            if self.record(*self._after_undo(step, error, refused)):
                return

    def _compensate(self, step: Prepared) -> tuple[str, bool]:
        """Run the compensation: the error ("" if none), and whether it was a refusal."""
        assert step.compensation is not None  # CompensationStarted names no others
        error, refused = "", False
        self._point("before compensation", step)
        try:
            if step.compensation(self.progress.data, self.saga.key(self.id, step.name) + UNDO) is PENDING:
                error = "it returned PENDING, and a compensation must be done when it returns"
        except REFUSALS as problem:
            error, refused = said(problem), True
        except Exception as problem:
            error = said(problem)
        self._point("after compensation", step)
        return error, refused

    def _after_undo(self, step: Prepared, error: str, refused: bool) -> list[Event]:
        at = self.progress
        if not error:
            because = at.doubts.get(step.name, "it succeeded")
            done = log.StepCompensated(step=step.name, because=because)
            return [done, log.SagaCompensated()] if len(at.undo or ()) == 1 else [done]
        attempt = at.failures + 1
        failed = log.CompensationFailed(step=step.name, attempt=attempt, error=error)
        if refused or attempt >= step.undo_attempts:
            return [failed, log.SagaGotStuck(step=step.name, doing="compensation", reason=error)]
        return [failed]

    # --- an operator, and time ------------------------------------------------------------------------

    def retry(self, by: str, note: str) -> bool:
        """Let a stuck saga try again; return False if it is not stuck."""
        while self.progress.outcome is STUCK:
            if self.record(log.SagaRetried(step=self.progress.step, by=by, note=note)):
                return True
        return False

    def resolve(self, by: str, note: str, result: str) -> bool:
        """Record the stuck step as done by hand; return False if the saga is not stuck."""
        while self.progress.outcome is STUCK:
            at = self.progress
            events: list[Event] = [log.StepResolved(step=at.step, by=by, note=note, result=result)]
            if at.undo is not None and len(at.undo) == 1:
                events.append(log.SagaCompensated())
            elif at.undo is None and self.saga.step(at.step).last:
                events.append(log.SagaCompleted())
            if self.record(*events):
                return True
        return False

    def _is_late(self) -> bool:
        deadline = self.progress.deadline
        return deadline is not None and self.clock.now() >= deadline

    def _time_out(self) -> bool:
        return self.settle(len(self.progress.done), Answer("timed out")) or self.progress.outcome is RUNNING

    def _wait(self, step: Prepared) -> None:
        """Wait for the backoff, counted from the recorded failure, so that a crash does not restart it."""
        at = self.progress
        wait_s = step.backoff.wait_s(at.failures) if at.failures else 0.0
        if wait_s and at.failed_at is not None:
            left = at.failed_at + timedelta(seconds=wait_s) - self.clock.now()
            if left > timedelta(0):  # never longer than the wait, even if another machine's clock is ahead
                self.clock.sleep(min(left.total_seconds(), wait_s))

    def _point(self, when: str, step: Prepared) -> None:
        """Mark a point where a fault can happen. Does nothing on the machine's own clock."""
        if type(self.clock) is not SystemClock:
            self.clock.point(f"{when} {step.name}")


class Saga:
    """A saga called `name` made of `steps`, done in order.

        order = Saga("order", [Step("reserve", reserve, release), Step("charge", charge, refund)])
        order.run(store, "order-42", {"order_id": "order-42"}).outcome     # COMPLETED

    Nothing of an instance is kept here: any number of processes may hold the same saga and run the same
    instance. Raises `BadDefinition`.
    """

    def __init__(self, name: str, steps: Sequence[Step]) -> None:
        if not isinstance(name, str) or not name or ":" in name:
            problem = "a saga's name is a text without ':': it is a part of its stream's name"
            raise BadDefinition(name, problem)
        self.name = name
        self.steps = tuple(check_all("steps", steps, "a list of Steps", "name", "action", "compensation"))
        self.prepared = prepared(name, self.steps)
        self.definition = fingerprint(self.steps)
        self._by_name = {step.name: step for step in self.prepared}

    # --- running --------------------------------------------------------------------------------------

    def run(self, store: EventStore, id: str, data: Mapping[str, Any] | None = None) -> SagaRun:
        """Start saga `id` with `data`, or go on with it after a crash or a timeout. Returns its new state.

        `data` is a dict with text keys and JSON values; actions see it through JSON. For a saga that has
        ended, `run` does nothing and returns the outcome; for one that waits, it checks the deadline. `data`
        can be left out for a saga that has started; a saga without data is started with {}. Raises
        `UnknownName`, `BadInput`, `StartedOtherwise` and the store's errors; the log is then unchanged.
        """
        orchestrator = Orchestrator(self, store, id)
        orchestrator.start(None if data is None else self._checked(id, data))
        return orchestrator.go()

    def status(self, store: EventStore, id: str) -> SagaRun:
        """The state of saga `id`. It runs nothing and works also for an older definition. Raises
        `UnknownName`.
        """
        events = store.read(self.stream(id))
        if not events:
            raise unknown_saga(self.name, id)
        return folded(events).seen(self.name, id)

    def answer(self, store: EventStore, id: str, step: str, result: Any = None) -> SagaRun:
        """Give the result of a step that returned PENDING; the saga then goes on.

        A repeated answer changes nothing. An answer that comes too late changes nothing either, and is
        recorded as LateAnswerIgnored. Raises `UnknownName`, `UnknownStep` and `BadInput`.
        """
        return self._settle(store, id, step, self.success(id, step, result))

    def fail(self, store: EventStore, id: str, step: str, reason: str) -> SagaRun:
        """Record that the service refused a step that returned PENDING; otherwise as `answer`."""
        return self._settle(store, id, step, Answer("refused", clean(reason)))

    # --- for operators --------------------------------------------------------------------------------

    def retry(self, store: EventStore, id: str, *, by: str, note: str = "") -> SagaRun:
        """Let a stuck saga try again where it is stuck, after its cause was removed. `by` is the operator.

        Raises `WrongUse` and `UnknownName`.
        """
        found = self._found(store, id)
        if not found.retry(clean(by), clean(note)):
            raise not_stuck(self.name, id, found.progress.outcome)
        return found.go()

    def resolve(self, store: EventStore, id: str, note: str, *, by: str, result: Any = None) -> SagaRun:
        """Record that the stuck step was done by hand, as `note` says; the saga goes on after it.

        `result` replaces the result of an action. Raises `WrongUse`, `UnknownName` and `BadInput`.
        """
        found = self._found(store, id)
        done = self.success(id, found.progress.step, result)
        if not found.resolve(clean(by), clean(note), done.text):
            raise not_stuck(self.name, id, found.progress.outcome)
        return found.go()

    # --- names ----------------------------------------------------------------------------------------

    def stream(self, id: str) -> str:
        """The stream that is the log of saga `id`."""
        return f"{log.PREFIX}{self.name}:{id}"

    def key(self, id: str, step: str) -> str:
        """The idempotency key of an action; the key of its compensation ends in `/undo`."""
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
            raise unknown_saga(self.name, id)
        return orchestrator

    def _settle(self, store: EventStore, id: str, step: str, answer: Answer) -> SagaRun:
        index = self.prepared.index(self.step(step))
        found = self._found(store, id)
        if found.settle(index, answer):
            return found.go()
        at = found.progress
        if at.undo is None and not at.ended and index > len(at.done):
            raise UnknownStep(self.name, step, tuple(self._by_name), id, self.steps[len(at.done)].name)
        agrees = step in at.done and answer.kind == "succeeded"
        while not agrees and step not in found.progress.late:
            if found.record(log.LateAnswerIgnored(step=step, answer=answer.text)):
                break
        return found.seen()

    def _checked(self, id: str, data: Mapping[str, Any]) -> str:
        """The start data as JSON. Raises `BadInput`."""
        what = f"data to start {id!r} of saga {self.name!r} with"
        if not isinstance(data, Mapping) or not all(isinstance(name, str) for name in data):
            raise BadInput(what, data, "it must be a dict with text keys")
        hidden = [name for name in data if name in self._by_name]
        if hidden:
            raise BadInput(what, data, f"{hidden[0]!r} is also a step, whose result would hide it")
        try:
            return to_json(dict(data))
        except (TypeError, ValueError, RecursionError) as error:
            raise BadInput(what, data, str(error)) from error

    def success(self, id: str, step: str, result: Any) -> Answer:
        """The answer of a step that returned `result`. Raises `BadInput`."""
        try:
            return Answer("succeeded", to_json(result))
        except (TypeError, ValueError, RecursionError) as error:
            raise BadInput(
                f"result of step {step!r} of saga {self.name!r} {id!r}",
                result,
                f"{error}; return plain values (text, numbers, lists, dicts) or None, and run it again: the "
                f"step will be asked with the same key",
            ) from error
