"""How far a saga has come: the fold of its log. Running and resuming use the same fold, so they agree.

It needs no definition: what is to be compensated, and until when an answer is awaited, stands in the log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import msgspec

from companion.events import Envelope

from . import log
from .errors import ForeignEvent
from .values import SagaData, from_json


class Outcome(StrEnum):
    """Where a saga stands. COMPLETED and COMPENSATED are ends; STUCK waits for an operator, WAITING for a
    service's answer; RUNNING means that an orchestrator is at work on it, or was interrupted.
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
    """What became of one saga: `outcome`, and `data` with the results of the steps that are `done`.

    `step` is where it turned back, got stuck or waits, and `reason` says why; both empty when all went well.
    `compensated` are the steps that were undone, in that order. `deadline` is when the answer it waits for is
    late; None for never.
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
    """The state of one saga. `apply` is the only thing that changes it."""

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
        """Whether nothing can happen any more."""
        return self.outcome is COMPLETED or self.outcome is COMPENSATED

    def forward_at(self, place: int) -> bool:
        """Whether the saga goes forward, or is stuck going forward, and its next step is number `place`."""
        return self.undo is None and len(self.done) == place and not self.ended

    def seen(self, saga: str, id: str) -> SagaRun:
        """What a caller is told."""
        deadline = self.deadline if self.outcome is WAITING else None
        return SagaRun(saga, id, self.outcome, self.data, tuple(self.done), tuple(self.compensated),
                       self.step, self.reason, deadline)  # fmt: skip

    def apply(self, envelope: Envelope) -> None:
        """Take in the next event of the log. Raises `ForeignEvent`."""
        fold = _FOLDS.get(envelope.type)
        if fold is None:
            raise ForeignEvent(str(envelope.stream), envelope.version or 0, envelope.type)
        fold(self, envelope.event, envelope.time)

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
    """The progress a log tells of."""
    progress = Progress()
    for envelope in log:
        progress.apply(envelope)
    return progress


def _saga_started(at: Progress, event: log.SagaStarted, time: datetime) -> None:
    at.saga, at.definition, at.started_with = event.saga, event.definition, event.data
    at.data = from_json(event.data)


def _saga_resumed(at: Progress, event: log.SagaResumed, time: datetime) -> None:
    if at.undo is None:
        at.doubt = at.doubt or "another orchestrator may have been in the middle of it"


def _step_succeeded(at: Progress, event: log.StepSucceeded, time: datetime) -> None:
    at._result(event.step, event.result)
    at._next()
    at.outcome, at.step, at.reason = RUNNING, "", ""


def _step_deferred(at: Progress, event: log.StepDeferred, time: datetime) -> None:
    at.outcome, at.step = WAITING, event.step
    at.deadline = _deadline(time, event.timeout_s)


def _deadline(time: datetime, timeout_s: float | None) -> datetime | None:
    """When that time is up; None for never, and for a day after the last one there is."""
    try:
        return None if timeout_s is None else time + timedelta(seconds=timeout_s)
    except OverflowError:
        return None


def _step_refused(at: Progress, event: log.StepRefused, time: datetime) -> None:
    at.outcome = RUNNING


def _step_failed(at: Progress, event: log.StepFailed, time: datetime) -> None:
    at._failed(event, time)
    at.doubt = f"attempt {event.attempt} failed ({event.error}), and its effect may have happened"


def _step_timed_out(at: Progress, event: log.StepTimedOut, time: datetime) -> None:
    at._failed(event, time)
    at.doubt = f"attempt {event.attempt} timed out, and its effect may have happened"


def _compensation_started(at: Progress, event: log.CompensationStarted, time: datetime) -> None:
    at.undo, at.turned = list(event.undo), (event.step, event.reason)
    at.step, at.reason = at.turned
    at.doubts = {event.step: at.doubt} if at.doubt else {}
    at._next()


def _step_compensated(at: Progress, event: log.StepCompensated, time: datetime) -> None:
    _undone(at, event.step)


def _undone(at: Progress, step: str) -> None:
    at.undo = [each for each in at.undo or () if each != step]
    at.compensated.append(step)
    at._next()


def _compensation_failed(at: Progress, event: log.CompensationFailed, time: datetime) -> None:
    at._failed(event, time)


def _saga_got_stuck(at: Progress, event: log.SagaGotStuck, time: datetime) -> None:
    at.outcome, at.stuck, at.step, at.reason = STUCK, event.doing, event.step, event.reason


def _saga_retried(at: Progress, event: log.SagaRetried, time: datetime) -> None:
    at.outcome, at.failures, at.failed_at, at.stuck = RUNNING, 0, None, ""
    at.step, at.reason = at.turned


def _step_resolved(at: Progress, event: log.StepResolved, time: datetime) -> None:
    at.outcome = RUNNING
    at.step, at.reason = at.turned
    if at.undo is not None:
        _undone(at, event.step)
    else:
        at._result(event.step, event.result)
        at._next()


def _late_answer_ignored(at: Progress, event: log.LateAnswerIgnored, time: datetime) -> None:
    at.late.add(event.step)


def _saga_completed(at: Progress, event: log.SagaCompleted, time: datetime) -> None:
    at.outcome = COMPLETED


def _saga_compensated(at: Progress, event: log.SagaCompensated, time: datetime) -> None:
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
