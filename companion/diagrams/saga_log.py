"""What a picture of a saga needs from a trace: for each run its steps in order, and what became of each.

Reads the events of a saga's log by their names and fields, so a trace with other events in it does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from companion.events.trace import Record

_MARKS = re.compile(r" \((?:undo|pivot|undo, pivot)\)$")
_BETWEEN = re.compile(r", (?!pivot\))")


@dataclass(slots=True)
class SagaStep:
    """One step of a run. `became` is "" (never asked), asked, Succeeded, Failed, Refused, TimedOut,
    Awaited, or DoneByHand; `undo` is "" (not needed), planned, done, stuck or by hand.
    """

    name: str
    pivot: bool = False
    number: int = 0  # the order in which it was asked
    attempts: int = 0
    became: str = ""
    undo: str = ""
    undo_number: int = 0


@dataclass(slots=True)
class SagaPath:
    """One run of one saga: its steps in the order of the definition, and how it stands.

    `turned` is the step at which it turned back and `because` says why; `reason` is why it stands as it does.
    """

    saga: str
    id: str
    steps: list[SagaStep]
    outcome: str = "RUNNING"
    turned: str = ""
    because: str = ""
    reason: str = ""
    resumed: int = 0
    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def step(self, name: str) -> SagaStep:
        """The step of this name."""
        return next(step for step in self.steps if step.name == name)

    def apply(self, kind: str, event: Any) -> None:
        """Take in the next event of the log; what is no saga's event is passed over."""
        name = getattr(event, "step", "")
        if kind in ("SagaRetried", "StepResolved"):  # what it was stuck at holds it up no longer
            self.reason = self.because
        step = self.step(name) if any(step.name == name for step in self.steps) else None
        if kind.startswith("Saga"):
            self._saga(kind, event, step)
        elif kind.startswith("Comp"):
            self._turn(kind, event)
        elif step is not None:
            self._step(kind, step)
        why = getattr(event, "reason", "") or getattr(event, "error", "") or getattr(event, "because", "")
        self.rows.append((kind, name, why or getattr(event, "note", "")))

    def _step(self, kind: str, step: SagaStep) -> None:
        if kind == "StepCompensated":
            self._undone(step, "done")
        elif kind == "StepResolved" and step.undo == "stuck":
            self._undone(step, "by hand")
        elif kind != "LateAnswerIgnored":
            self.outcome = "WAITING" if kind == "StepDeferred" else "RUNNING"
            again = step.became == "Awaited"
            step.became = {"StepDeferred": "Awaited", "StepResolved": "DoneByHand"}.get(kind, kind[4:])
            if not again:
                step.attempts += 1
            step.number = step.number or 1 + max(each.number for each in self.steps)

    def _undone(self, step: SagaStep, how: str) -> None:
        step.undo, self.outcome = how, "RUNNING"
        step.undo_number = 1 + max(each.undo_number for each in self.steps)

    def _turn(self, kind: str, event: Any) -> None:
        if kind == "CompensationStarted":
            self.turned, self.because = event.step, event.reason
            self.reason = self.because
            for name in event.undo:
                self.step(name).undo = "planned"

    def _saga(self, kind: str, event: Any, step: SagaStep | None) -> None:
        if kind == "SagaGotStuck":
            self.outcome, self.reason = "STUCK", event.reason
            if step is not None and event.doing == "compensation":
                step.undo = "stuck"
        elif kind == "SagaRetried" and step is not None:
            self.outcome = "RUNNING"
            step.undo = "planned" if step.undo == "stuck" else step.undo
        elif kind == "SagaResumed":
            self.resumed += 1
        elif kind in ("SagaCompleted", "SagaCompensated"):
            self.outcome = kind[4:].upper()


def read_sagas(records: Iterable[Record]) -> list[SagaPath]:
    """The runs whose beginning `records` show, in order of their start."""
    paths: dict[str, SagaPath] = {}
    for record in records:
        envelope = record.envelope
        if record.kind != "appended" or envelope is None or not envelope.stream:
            continue
        if envelope.type == "SagaStarted":
            event: Any = envelope.event
            paths[envelope.stream] = SagaPath(event.saga, envelope.correlation_id, _steps(event.definition))
        if envelope.stream in paths:
            paths[envelope.stream].apply(envelope.type, envelope.event)
    return list(paths.values())


def _steps(definition: str) -> list[SagaStep]:
    """The steps a saga's definition names, as `reserve (undo), charge (undo, pivot), mail`."""
    parts = _BETWEEN.split(definition)
    return [SagaStep(_MARKS.sub("", part), part.endswith("pivot)")) for part in parts]
