"""Choreography: the steps of a saga without an orchestrator, each a service on a bus.

Each service reacts to the success of the step before it; a failure travels backwards from service to service.
The same steps as in `Saga`, so that both styles can be compared. What nobody has here: a place that knows how
far the order has come, a log that survives a crash, timeouts, PENDING. Behind the pivot a failure becomes a
dead letter of the bus.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from companion.bus import Bus, PermanentError, Receipt, Retry
from companion.events import Event
from companion.events.event import EventMeta
from companion.sourcing import Refused

from .definition import PENDING, UNDO, Prepared
from .errors import BadDefinition
from .saga import Saga
from .values import SagaData, from_json, said, to_json

REFUSALS = (Refused, PermanentError)
ONCE = Retry(attempts=1)  # a step counts its own attempts
Run = Callable[[Any], None]


class Choreography:
    """The steps of `saga` as services on `bus`, wired when this is made.

    A step called `charge card` becomes the service ChargeCard, which publishes ChargeCardSucceeded,
    ChargeCardFailed or ChargeCardCompensated. `declared` says who reacts to what, as `compare` reads it.
    Raises `BadDefinition` for step names that would become one.
    """

    def __init__(self, bus: Bus, saga: Saga) -> None:
        self.bus, self.saga = bus, saga
        self.declared: dict[str, tuple[str, ...]] = {}
        names = [_camel(step.name) for step in saga.steps]
        if len(set(names)) < len(names) or _camel(saga.name) in names:
            raise BadDefinition(saga.name, f"its services would be called {', '.join(names)}: two are alike")
        self._started = _event_type(f"{_camel(saga.name)}Started")
        self._types = {
            step.name: tuple(_event_type(_camel(step.name) + what) for what in WHAT) for step in saga.steps
        }
        for place, step in enumerate(saga.prepared):
            self._wire_forward(place, step)
            self._wire_backward(place, step)

    def start(self, id: str, data: Mapping[str, Any] | None = None) -> Receipt:
        """Publish the event that begins it all; the bus then runs to the end. Raises TypeError for data that
        JSON cannot hold.
        """
        begun = self._started(id=id, data=to_json(dict(data or {})))
        return self.bus.service(_camel(self.saga.name)).publish(begun, correlation_id=id)

    # --- wiring ---------------------------------------------------------------------------------------

    def _wire_forward(self, place: int, step: Prepared) -> None:
        before = self.saga.prepared[place - 1].name if place else None
        trigger = self._types[before][SUCCEEDED] if before else self._started
        self._listen(step, trigger, "act", self._forward(step))
        for what in (SUCCEEDED, FAILED, COMPENSATED):
            self.declared.setdefault(self._types[step.name][what].__name__, ())

    def _wire_backward(self, place: int, step: Prepared) -> None:
        """Listen to the failure of each later step that has nothing to undo in between, and to the
        compensation of the next that has.
        """
        if step.compensation is None or step.after_pivot:
            return
        for later in self.saga.prepared[place + 1 :]:
            if later.after_pivot:
                return
            self._listen(step, self._types[later.name][FAILED], "undo", self._backward(step))
            if later.compensation is not None:
                self._listen(step, self._types[later.name][COMPENSATED], "undo", self._backward(step))
                return

    def _listen(self, step: Prepared, event: type[Event], does: str, run: Run) -> None:
        service = _camel(step.name)
        run.__name__ = run.__qualname__ = does
        self.bus.service(service).on(event, retry=ONCE)(run)
        heard = self.declared.get(event.__name__, ())
        self.declared[event.__name__] = (*heard, f"{service}.{does}")

    # --- reacting -------------------------------------------------------------------------------------

    def _forward(self, step: Prepared) -> Run:
        def act(event: Any) -> None:
            data = from_json(event.data)
            try:
                result = self._tried(step.attempts, step, step.action, data, self._key(event, step))
            except Exception as error:
                if step.after_pivot:
                    raise
                self._fail(step, event, data, error)
            else:
                self._publish(step, SUCCEEDED, event.id, {**data, step.name: result})

        return act

    def _backward(self, step: Prepared) -> Run:
        def undo(event: Any) -> None:
            self._compensate(step, event, from_json(event.data))

        return undo

    def _fail(self, step: Prepared, event: Any, data: SagaData, error: Exception) -> None:
        """What failed may have had its effect all the same: the service undoes that itself, then tells."""
        if not isinstance(error, REFUSALS) and step.compensation is not None:
            key = self._key(event, step) + UNDO
            self._tried(step.undo_attempts, step, step.compensation, data, key)
        self._publish(step, FAILED, event.id, data, said(error))

    def _compensate(self, step: Prepared, event: Any, data: SagaData) -> None:
        assert step.compensation is not None  # only such a step listens backwards
        self._tried(step.undo_attempts, step, step.compensation, data, self._key(event, step) + UNDO)
        self._publish(step, COMPENSATED, event.id, data)

    def _tried(self, attempts: int, step: Prepared, call: Any, data: SagaData, key: str) -> Any:
        """What `call` returns, tried as often as may be. Raises what the last attempt raised."""
        for attempt in range(1, attempts + 1):
            try:
                result = call(data, key)
            except REFUSALS:
                raise
            except Exception:
                if attempt == attempts:
                    raise
                self.bus.clock.sleep(step.backoff.wait_s(attempt))
            else:
                break
        if result is PENDING:
            raise PermanentError(f"{step.name} returned PENDING: here a service publishes when it is done")
        return result

    def _key(self, event: Any, step: Prepared) -> str:
        return self.saga.key(event.id, step.name)

    def _publish(self, step: Prepared, what: int, id: str, data: Mapping[str, Any], reason: str = "") -> None:
        event = self._types[step.name][what](id=id, data=to_json(data), reason=reason)
        self.bus.service(_camel(step.name)).publish(event)


WHAT = ("Succeeded", "Failed", "Compensated")
SUCCEEDED, FAILED, COMPENSATED = range(3)


def _event_type(name: str) -> Any:
    """An event that carries the case's id, all data so far, and why it failed. The same name gives the same
    shape.
    """
    fields = {"id": str, "data": str, "reason": str}
    return EventMeta(name, (Event,), {"__module__": __name__, "__annotations__": fields, "reason": ""})


def _camel(name: str) -> str:
    words = re.findall(r"[^\W_]+", name)
    joined = "".join(word[0].upper() + word[1:] for word in words)
    return joined if joined.isidentifier() else f"Step{joined}"
