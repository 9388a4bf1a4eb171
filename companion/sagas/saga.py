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

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from companion.events import BadDefinition, BadInput, Clock, Envelope, Event, PermanentError
from companion.events.arguments import check_name, check_store
from companion.events.errors import UnknownName, WrongUse
from companion.sourcing import ConcurrencyError, Refused

from . import log
from .log import RUNNING, STUCK, WAITING, Progress, SagaRun, folded
from .step import PENDING, UNDO, Answer, Step, clean, fingerprint, from_json, kept, not_done, pivot_of, said

if TYPE_CHECKING:
    from companion.sourcing import EventStore

REFUSALS = (Refused, PermanentError)


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
        """Read the log; return False if there is none. Raises `WrongUse` if the steps have changed."""
        events = self.store.read(self.stream)
        self.progress, self.mine = folded(events), False
        self.last = events[-1] if events else None
        at, saga = self.progress, self.saga
        if events and not at.ended and at.definition != saga.definition:
            raise self.wrong(
                f"was started with the steps [{at.definition}] and is not at its end; the definition now has "
                f"[{saga.definition}]. Give the new definition another name, such as {saga.name + '-2'!r}, "
                f"and keep the old one until its instances have ended. Nothing was changed"
            )
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
        for envelope in stored:
            self.progress.apply(envelope)
        self.last, self.mine = stored[-1], True
        return True

    def start(self, data: Mapping[str, Any] | None) -> None:
        """Begin a log with `data`, or read the one there is. Raises `BadInput` if that has other data, and
        `UnknownName` if there is none and `data` is None.
        """
        if data is None:
            self.find()
            return
        what = f"data to start {self.id!r} of saga {self.saga.name!r} with"
        text = self.saga.data_as_json(what, data)
        begun = log.SagaStarted(saga=self.saga.name, data=text, definition=self.saga.definition)
        if self.record(begun):  # without a look before: most sagas are new
            return
        recorded = self.progress.started_with
        if text != recorded and from_json(text) != from_json(recorded):
            problem = f"it was started with {recorded:.200}, and another case needs another id"
            raise BadInput(what, data, f"{problem}; to go on with this one, leave the data out")

    def find(self) -> Orchestrator:
        """Read the log. Raises `UnknownName` if there is none."""
        if not self.read():
            raise self.saga.unknown(self.id)
        return self

    def wrong(self, problem: str) -> WrongUse:
        """The error of a call at a moment when it cannot be made."""
        return WrongUse(f"{self.id!r} of saga {self.saga.name!r}", problem)

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
        step = self.saga.steps[index]
        self._wait(step)
        self.settle(index, self._attempt(step))

    def settle(self, index: int, answer: Answer) -> bool:
        """Record an answer for step number `index`; False if the saga is not at that step any more."""
        while self.progress.forward_at(index) and self._is_news(answer):
            if self.record(*self._after(self.saga.steps[index], answer)):
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

    def _attempt(self, step: Step) -> Answer:
        self.clock.point(f"before action {step.name}")
        try:
            result = step.action(self.progress.data, self.saga.key(self.id, step.name))
        except REFUSALS as error:
            answer = Answer("refused", said(error))
        except Exception as error:
            answer = Answer("failed", said(error))
        else:
            deferred = result is PENDING
            answer = Answer("deferred") if deferred else self.saga.success(self.id, step.name, result)
        self.clock.point(f"after action {step.name}")
        return answer

    def _after(self, step: Step, answer: Answer) -> list[Event]:
        """The events that record `answer` at the next step, and what follows from it."""
        at, kind, text = self.progress, answer.kind, answer.text
        if kind == "succeeded":
            done = log.StepSucceeded(step=step.name, result=text)
            return [done, log.SagaCompleted()] if step is self.saga.steps[-1] else [done]
        if kind == "deferred":
            timeout_s = None if step.timeout_s is None else float(step.timeout_s)
            return [log.StepDeferred(step=step.name, timeout_s=timeout_s)]
        attempt = at.failures + 1
        if kind == "refused":
            return [log.StepRefused(step=step.name, reason=text), *self._give_up(step, text, bool(at.doubt))]
        failed: Event = log.StepFailed(step=step.name, attempt=attempt, error=text)
        if kind == "timed out":
            failed, text = log.StepTimedOut(step=step.name, attempt=attempt), "no answer came in time"
        return [failed, *(self._give_up(step, text, True) if attempt >= self.saga.attempts(step) else ())]

    def _give_up(self, step: Step, reason: str, doubtful: bool) -> list[Event]:
        """The events that start compensation; after the pivot the saga gets stuck instead."""
        if self.saga.is_after_pivot(step):
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

    def _compensate(self, step: Step) -> tuple[str, bool]:
        """Run the compensation: the error ("" if none), and whether it was a refusal."""
        assert step.compensation is not None  # CompensationStarted names no others
        error, refused = "", False
        self.clock.point(f"before compensation {step.name}")
        try:
            error = not_done(step.compensation(self.progress.data, self.saga.key(self.id, step.name) + UNDO))
        except REFUSALS as problem:
            error, refused = said(problem), True
        except Exception as problem:
            error = said(problem)
        self.clock.point(f"after compensation {step.name}")
        return error, refused

    def _after_undo(self, step: Step, error: str, refused: bool) -> list[Event]:
        at = self.progress
        if not error:
            done = log.StepCompensated(step=step.name, because=at.doubts.get(step.name, "it succeeded"))
            return [done, log.SagaCompensated()] if len(at.undo or ()) == 1 else [done]
        attempt = at.failures + 1
        failed = log.CompensationFailed(step=step.name, attempt=attempt, error=error)
        if refused or attempt >= step.undo_attempts:
            return [failed, log.SagaGotStuck(step=step.name, doing="compensation", reason=error)]
        return [failed]

    # --- an operator, and time ------------------------------------------------------------------------

    def retry(self, by: str, note: str) -> None:
        """Let the stuck step be tried again. Raises `WrongUse`."""
        while not self.record(log.SagaRetried(step=self._stuck(), by=by, note=note)):
            pass

    def resolve(self, by: str, note: str, result: str, step: str = "") -> None:
        """Record the stuck step as done by hand, and no other. Raises `WrongUse`."""
        meant, recorded = step or self._stuck(), False
        while not recorded:
            step, undo = self._stuck(), self.progress.undo
            if step != meant:
                raise self.wrong(f"is stuck at {step!r}, not at {meant!r} (any more): nothing was recorded")
            done = log.StepResolved(step=step, by=by, note=note, result=result)
            end = log.SagaCompleted() if undo is None else log.SagaCompensated()
            is_last = step == self.saga.steps[-1].name if undo is None else len(undo) == 1
            recorded = self.record(*((done, end) if is_last else (done,)))

    def _stuck(self) -> str:
        """The step at which the saga is stuck. Raises `WrongUse` if it is not."""
        outcome = self.progress.outcome
        if outcome is not STUCK:
            raise self.wrong(f"is {outcome}, not STUCK: there is nothing to retry, and nothing was recorded")
        return self.progress.step

    def _is_late(self) -> bool:
        deadline = self.progress.deadline
        return deadline is not None and self.clock.now() >= deadline

    def _time_out(self) -> bool:
        return self.settle(len(self.progress.done), Answer("timed out")) or self.progress.outcome is RUNNING

    def _wait(self, step: Step) -> None:
        """Wait for the backoff, counted from the recorded failure, so that a crash does not restart it."""
        at = self.progress
        wait_s = step.backoff.wait_s(at.failures) if at.failures else 0.0
        if wait_s and at.failed_at is not None:
            left = at.failed_at + timedelta(seconds=wait_s) - self.clock.now()
            if left > timedelta(0):  # never longer than the wait, even if another machine's clock is ahead
                self.clock.sleep(min(left.total_seconds(), wait_s))


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
        given = tuple(steps) if isinstance(steps, Iterable) else (steps,)
        if not all(isinstance(each, Step) for each in given):
            raise BadInput("steps", steps, "give a list of Steps")
        self.name, self.steps = name, given
        self.definition = fingerprint(self.steps)
        self._pivot = pivot_of(name, self.steps)
        self._index = {step.name: index for index, step in enumerate(self.steps)}

    # --- running --------------------------------------------------------------------------------------

    def run(self, store: EventStore, id: str, data: Mapping[str, Any] | None = None) -> SagaRun:
        """Start saga `id` with `data`, or go on with it after a crash or a timeout. Returns its new state.

        `data` is a dict with text keys and JSON values; actions see it through JSON. For a saga that has
        ended, `run` does nothing and returns the outcome; for one that waits, it checks the deadline. `data`
        can be left out for a saga that has started; a saga without data is started with {}. Raises
        `UnknownName`, `BadInput`, `WrongUse` (its steps were changed) and the store's errors; the log is then
        unchanged.
        """
        orchestrator = Orchestrator(self, store, id)
        orchestrator.start(data)
        return orchestrator.go()

    def status(self, store: EventStore, id: str) -> SagaRun:
        """The state of saga `id`, also of an older definition. It runs nothing. Raises `UnknownName`."""
        events = store.read(self.stream(id))
        if not events:
            raise self.unknown(id)
        return folded(events).seen(self.name, id)

    def answer(self, store: EventStore, id: str, step: str, result: Any = None) -> SagaRun:
        """Give the result of a step that returned PENDING; the saga then goes on.

        A repeated answer changes nothing. An answer that comes too late changes nothing either, and is
        recorded as LateAnswerIgnored. Raises `UnknownName`, `BadInput`, and `WrongUse` for a step that it has
        not asked for yet.
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
        found = Orchestrator(self, store, id).find()
        found.retry(clean(by), clean(note))
        return found.go()

    def resolve(
        self, store: EventStore, id: str, note: str, *, by: str, result: Any = None, step: str = ""
    ) -> SagaRun:
        """Record that the stuck step was done by hand, as `note` says; the saga goes on after it.

        `result` replaces the result of an action. Name the `step` where two may mend one saga: it is refused
        if the saga is stuck at another by now. Raises `WrongUse`, `UnknownName` and `BadInput`.
        """
        found = Orchestrator(self, store, id).find()
        done = self.success(id, found.progress.step, result)
        found.resolve(clean(by), clean(note), done.text, step)
        return found.go()

    # --- names ----------------------------------------------------------------------------------------

    def stream(self, id: str) -> str:
        """The stream that is the log of saga `id`."""
        return f"{log.PREFIX}{self.name}:{id}"

    def key(self, id: str, step: str) -> str:
        """The idempotency key of an action; the key of its compensation ends in `/undo`."""
        return f"{self.name}:{id}/{step}"

    def step(self, name: str) -> Step:
        """The step of this name. Raises `UnknownName`."""
        if not isinstance(name, str) or name not in self._index:
            raise UnknownName(f"step of saga {self.name!r}", name, tuple(self._index))
        return self.steps[self._index[name]]

    def unknown(self, id: str) -> UnknownName:
        """The error for an id under which no saga of this name was started."""
        remedy = "check the id, or start it with run(store, id, data), where data may be {}"
        return UnknownName(f"instance of saga {self.name!r}", id, remedy=remedy)

    def is_after_pivot(self, step: Step) -> bool:
        """Whether `step` can only go forward, because it comes after the pivot."""
        return self._index[step.name] > self._pivot

    def attempts(self, step: Step) -> int:
        """How often the action of `step` is tried at most."""
        return step.undo_attempts if self.is_after_pivot(step) else step.attempts

    def __repr__(self) -> str:
        return f"<Saga {self.name}: {self.definition}>"

    # --- inside ---------------------------------------------------------------------------------------

    def _settle(self, store: EventStore, id: str, step: str, answer: Answer) -> SagaRun:
        index = self.steps.index(self.step(step))
        found = Orchestrator(self, store, id).find()
        if found.settle(index, answer):
            return found.go()
        at = found.progress
        if at.undo is None and not at.ended and index > len(at.done):
            raise found.wrong(
                f"stands at {self.steps[len(at.done)].name!r} and has not asked for {step!r} yet: whose "
                f"answer is this? Nothing was recorded"
            )
        agrees = step in at.done and answer.kind == "succeeded"
        while not agrees and step not in found.progress.late:
            found.record(log.LateAnswerIgnored(step=step, answer=answer.text))
        return found.seen()

    def data_as_json(self, what: str, data: Mapping[str, Any]) -> str:
        """The start data as JSON. Raises `BadInput`."""
        if not isinstance(data, Mapping) or not all(isinstance(name, str) for name in data):
            raise BadInput(what, data, "it must be a dict with text keys")
        hidden = [name for name in data if name in self._index]
        if hidden:
            raise BadInput(what, data, f"{hidden[0]!r} is also a step, whose result would hide it")
        return kept(what, dict(data))

    def success(self, id: str, step: str, result: Any) -> Answer:
        """The answer of a step that returned `result`. Raises `BadInput`."""
        what = f"result of step {step!r} of saga {self.name!r} {id!r}"
        advice = "; return plain values or None, and run it again: the step will be asked with the same key"
        return Answer("succeeded", kept(what, result, advice))
