"""The events of a saga's log: everything an orchestrator has to remember, and nothing else.

A log is one stream, `saga:<name>:<id>`. Its events say what happened to the saga, never what happened in the
services: those have events of their own. Results and data stand in them as JSON text, so that what an action
sees is the same before and after a crash. Their correlation is the saga's id and each names the one before as
its cause.
"""

from __future__ import annotations

from companion.events import Event

PREFIX = "saga:"


class SagaStarted(Event):
    """A saga began with `data` (JSON) and the steps in `definition`."""

    saga: str
    data: str
    definition: str


class SagaResumed(Event):
    """An orchestrator took over a saga that had not ended: after a crash, or beside another orchestrator.

    Recorded before it acts, so that whoever was at work before cannot record anything behind its back.
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
    """Attempt number `attempt` at `step` raised `error`. Its effect may have happened all the same."""

    step: str
    attempt: int
    error: str


class StepTimedOut(Event):
    """No answer to attempt `attempt` at `step` came in time. Its effect may have happened all the same."""

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
    """A compensation, or an action behind the pivot, cannot be done by machine: an operator must look."""

    step: str
    doing: str  # "action" or "compensation"
    reason: str


class SagaRetried(Event):
    """The operator `by` mended the cause at `step` and let the saga try again."""

    step: str
    by: str
    note: str


class StepResolved(Event):
    """The operator `by` did at `step` by hand what the saga could not; `result` stands for an action's."""

    step: str
    by: str
    note: str
    result: str


class LateAnswerIgnored(Event):
    """An answer for `step` came after the saga had gone another way; it changed nothing."""

    step: str
    answer: str


class SagaCompleted(Event):
    """Every step has had its effect."""


class SagaCompensated(Event):
    """Every effect that may have happened was compensated."""
