"""A saga's log: the whole state of a saga as events, and the fold that reads it.

A log is one stream, `saga:<name>:<id>`. Its events say what happened to the saga, not what happened in the
services, which have events of their own. Results and data are stored as JSON text, so that an action sees the
same values before and after a crash. The correlation id of its events is the saga's id, and the cause of each
is the event before it.

`Progress` is the fold of a log. Running and resuming use the same fold, so they agree. The fold does not need
the saga's definition: the log says which steps to compensate and until when an answer is expected. So
`unfinished` and `stuck` need only the logs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import msgspec

from companion.events import CompanionError, Envelope, Event
from companion.events.arguments import check_store
from companion.sourcing import StoreDamaged, UnreadableEvent

from .step import SagaData, from_json

if TYPE_CHECKING:
    from companion.sourcing import EventStore

PREFIX = "saga:"


class SagaStarted(Event):
    """A saga began with `data` (JSON) and the steps in `definition`."""

    saga: str
    data: str
    definition: str


class SagaResumed(Event):
    """An orchestrator took over a saga that had not ended: after a crash, or beside another orchestrator.

    It is recorded before the orchestrator acts, so that the next append of the earlier one is refused.
    """


class StepSucceeded(Event):
    """The action of `step` has had its effect; `result` is what it returned (JSON)."""

    step: str
    result: str


class StepDeferred(Event):
    """The action of `step` returned PENDING: the answer will come later, within `timeout_s` seconds if
    given."""

    step: str
    timeout_s: float | None


class StepRefused(Event, refusal=True):
    """The service refused `step` for good and did nothing."""

    step: str
    reason: str


class StepFailed(Event):
    """Attempt number `attempt` at `step` raised `error`. Its effect may have happened nevertheless."""

    step: str
    attempt: int
    error: str


class StepTimedOut(Event):
    """Attempt `attempt` at `step` got no answer in time. Its effect may have happened nevertheless."""

    step: str
    attempt: int


class CompensationStarted(Event):
    """The saga turned back at `step`. The steps of `undo` are compensated, in that order: newest first."""

    step: str
    reason: str
    undo: tuple[str, ...]


class StepCompensated(Event):
    """The compensation of `step` is done. `because` says why it was needed."""

    step: str
    because: str


class CompensationFailed(Event):
    """Attempt number `attempt` at the compensation of `step` raised `error`."""

    step: str
    attempt: int
    error: str


class SagaGotStuck(Event):
    """A compensation, or an action after the pivot, keeps failing: an operator must look at it."""

    step: str
    doing: str  # "action" or "compensation"
    reason: str


class SagaRetried(Event):
    """The operator `by` removed the cause of the failure at `step` and let the saga try again."""

    step: str
    by: str
    note: str


class StepResolved(Event):
    """The operator `by` did the work of `step` by hand; `result` replaces the result of an action."""

    step: str
    by: str
    note: str
    result: str


class LateAnswerIgnored(Event):
    """An answer for `step` came too late: the saga did not wait for it any more. It changed nothing."""

    step: str
    answer: str


class SagaCompleted(Event):
    """Every step has had its effect."""


class SagaCompensated(Event):
    """Every effect that may have happened was compensated."""


# --- how far a log has come ---------------------------------------------------------------------------


class Outcome(StrEnum):
    """The state of a saga. COMPLETED and COMPENSATED are final; STUCK waits for an operator, WAITING for the
    answer of a service; RUNNING means that an orchestrator is working on it, or was interrupted.
    """

    COMPLETED = "COMPLETED"
    COMPENSATED = "COMPENSATED"
    STUCK = "STUCK"
    WAITING = "WAITING"
    RUNNING = "RUNNING"

    def __repr__(self) -> str:
        return self.value


COMPLETED, COMPENSATED, STUCK = Outcome.COMPLETED, Outcome.COMPENSATED, Outcome.STUCK
WAITING, RUNNING = Outcome.WAITING, Outcome.RUNNING


class SagaRun(msgspec.Struct, frozen=True):
    """The state of one saga: `outcome`, and `data` with the results of the steps that are `done`.

    `step` is the step at which it turned back, got stuck or waits, and `reason` says why; both are empty
    otherwise. `compensated` are the steps that were undone, in that order. `deadline` is the last moment for
    the answer it waits for; None for no limit.
    """

    saga: str
    id: str
    outcome: Outcome
    data: SagaData
    done: tuple[str, ...] = ()
    compensated: tuple[str, ...] = ()
    step: str = ""
    reason: str = ""
    deadline: datetime | None = None

    def __repr__(self) -> str:
        why = f" at {self.step}: {self.reason}" if self.reason else f" for {self.step}" if self.step else ""
        return f"<{self.saga} {self.id}: {self.outcome}{why}>"


class Progress:
    """The fold of one saga's log, while it is read or written. Only `apply` changes it."""

    def __init__(self) -> None:
        self.saga = ""
        self.definition = ""
        self.started_with = "{}"
        self.data = SagaData()
        self.outcome = RUNNING
        self.done: list[str] = []
        self.undo: list[str] | None = None  # still to be compensated; None while going forward
        self.compensated: list[str] = []
        self.step = self.reason = ""
        self.turned = ("", "")  # the step at which it turned back, and why
        self.failures = 0  # of the action, or compensation, that is next
        self.failed_at: datetime | None = None
        self.doubt = ""  # why the effect of the step that is next may have happened already
        self.doubts: dict[str, str] = {}
        self.deadline: datetime | None = None
        self.stuck = ""  # "action" or "compensation"
        self.late: set[str] = set()

    @property
    def ended(self) -> bool:
        """Whether the saga has reached a final outcome."""
        return self.outcome is COMPLETED or self.outcome is COMPENSATED

    def forward_at(self, index: int) -> bool:
        """Whether the saga goes forward, or is stuck going forward, and its next step is number `index`."""
        return self.undo is None and len(self.done) == index and not self.ended

    def seen(self, saga: str, id: str) -> SagaRun:
        """The state as a `SagaRun`, for the caller."""
        deadline = self.deadline if self.outcome is WAITING else None
        return SagaRun(saga, id, self.outcome, self.data, tuple(self.done), tuple(self.compensated),
                       self.step, self.reason, deadline)  # fmt: skip

    def apply(self, envelope: Envelope) -> None:
        """Apply the next event of the log. Raises `UnreadableEvent` for one that no saga writes."""
        try:
            _FOLDS[envelope.type](self, envelope.event, envelope.time)
        except Exception as error:  # another type, a text that is no JSON, a step that is not there
            problem = CompanionError(
                "No saga writes it there: a saga's stream is its log, and nothing else may be appended to it."
            )
            raise UnreadableEvent(
                str(envelope.stream), envelope.version or 0, envelope.type, problem, envelope.position
            ) from error

    def _next(self) -> None:
        self.failures, self.failed_at, self.doubt, self.stuck = 0, None, "", ""

    def _failed(self, event: Any, time: datetime) -> None:
        self.outcome, self.failures, self.failed_at = RUNNING, event.attempt, time
        if self.undo is None:
            self.step = ""

    def _result(self, step: str, result: str) -> None:
        self.done.append(step)
        self.data = self.data.with_result(step, from_json(result))


def folded(log: Iterable[Envelope]) -> Progress:
    """The progress that a log records."""
    progress = Progress()
    for envelope in log:
        progress.apply(envelope)
    return progress


def _saga_started(at: Progress, event: SagaStarted, time: datetime) -> None:
    at.saga, at.definition, at.started_with = event.saga, event.definition, event.data
    at.data = from_json(event.data)


def _saga_resumed(at: Progress, event: SagaResumed, time: datetime) -> None:
    if at.undo is None:
        at.doubt = at.doubt or "another orchestrator may have been in the middle of it"


def _step_succeeded(at: Progress, event: StepSucceeded, time: datetime) -> None:
    at._result(event.step, event.result)
    at._next()
    at.outcome, at.step, at.reason = RUNNING, "", ""


def _step_deferred(at: Progress, event: StepDeferred, time: datetime) -> None:
    at.outcome, at.step = WAITING, event.step
    at.deadline = _deadline(time, event.timeout_s)


def _deadline(time: datetime, timeout_s: float | None) -> datetime | None:
    """The moment `timeout_s` seconds after `time`; None for no timeout, and for a date Python cannot hold."""
    try:
        return None if timeout_s is None else time + timedelta(seconds=timeout_s)
    except OverflowError:
        return None


def _step_refused(at: Progress, event: StepRefused, time: datetime) -> None:
    at.outcome = RUNNING


def _step_failed(at: Progress, event: StepFailed, time: datetime) -> None:
    at._failed(event, time)
    at.doubt = f"attempt {event.attempt} failed ({event.error}), and its effect may have happened"


def _step_timed_out(at: Progress, event: StepTimedOut, time: datetime) -> None:
    at._failed(event, time)
    at.doubt = f"attempt {event.attempt} timed out, and its effect may have happened"


def _compensation_started(at: Progress, event: CompensationStarted, time: datetime) -> None:
    at.undo, at.turned = list(event.undo), (event.step, event.reason)
    at.step, at.reason = at.turned
    at.doubts = {event.step: at.doubt} if at.doubt else {}
    at._next()


def _step_compensated(at: Progress, event: StepCompensated, time: datetime) -> None:
    _undone(at, event.step)


def _undone(at: Progress, step: str) -> None:
    at.undo = [each for each in at.undo or () if each != step]
    at.compensated.append(step)
    at._next()


def _compensation_failed(at: Progress, event: CompensationFailed, time: datetime) -> None:
    at._failed(event, time)


def _saga_got_stuck(at: Progress, event: SagaGotStuck, time: datetime) -> None:
    at.outcome, at.stuck, at.step, at.reason = STUCK, event.doing, event.step, event.reason


def _saga_retried(at: Progress, event: SagaRetried, time: datetime) -> None:
    at.outcome, at.failures, at.failed_at, at.stuck = RUNNING, 0, None, ""
    at.step, at.reason = at.turned


def _step_resolved(at: Progress, event: StepResolved, time: datetime) -> None:
    at.outcome = RUNNING
    at.step, at.reason = at.turned
    if at.undo is not None:
        _undone(at, event.step)
    else:
        at._result(event.step, event.result)
        at._next()


def _late_answer_ignored(at: Progress, event: LateAnswerIgnored, time: datetime) -> None:
    at.late.add(event.step)


def _saga_completed(at: Progress, event: SagaCompleted, time: datetime) -> None:
    at.outcome = COMPLETED


def _saga_compensated(at: Progress, event: SagaCompensated, time: datetime) -> None:
    at.outcome = COMPENSATED


_FOLDS: dict[str, Callable[[Progress, Any, datetime], None]] = {
    "SagaStarted": _saga_started, "SagaResumed": _saga_resumed, "StepSucceeded": _step_succeeded,
    "StepDeferred": _step_deferred, "StepRefused": _step_refused, "StepFailed": _step_failed,
    "StepTimedOut": _step_timed_out, "CompensationStarted": _compensation_started,
    "StepCompensated": _step_compensated, "CompensationFailed": _compensation_failed,
    "SagaGotStuck": _saga_got_stuck, "SagaRetried": _saga_retried, "StepResolved": _step_resolved,
    "LateAnswerIgnored": _late_answer_ignored, "SagaCompleted": _saga_completed,
    "SagaCompensated": _saga_compensated,
}  # fmt: skip


# --- the logs of a store ------------------------------------------------------------------------------

_FINAL = ("SagaCompleted", "SagaCompensated")


def unfinished(store: EventStore) -> tuple[SagaRun, ...]:
    """Every saga that has not ended, in the order of their streams: run these again after a crash.

    A saga has ended when the type of its last event says so; only the other logs are read. One that cannot
    be read is listed as STUCK, with the error as its reason; the others are still listed.
    """
    check_store(store)
    last = store.last_types(PREFIX)  # a late answer can follow the end; then the fold decides
    runs = (_seen(store, stream) for stream in last if last[stream] not in _FINAL)
    return tuple(run for run in runs if run.outcome not in (COMPLETED, COMPENSATED))


def _seen(store: EventStore, stream: str) -> SagaRun:
    saga, _, id = stream.removeprefix(PREFIX).partition(":")
    try:
        return folded(store.read(stream)).seen(saga, id)
    except (UnreadableEvent, StoreDamaged) as error:
        return SagaRun(saga, id, STUCK, SagaData(), reason=str(error))


def stuck(store: EventStore) -> tuple[SagaRun, ...]:
    """Every saga that needs an operator; `step` and `reason` say where and why. See `Saga.retry` and
    `Saga.resolve`.
    """
    return tuple(run for run in unfinished(store) if run.outcome is STUCK)
