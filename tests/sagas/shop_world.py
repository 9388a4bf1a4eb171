"""A shop of four services in memory, whose effects are kept by key and whose calls are counted."""

from __future__ import annotations

from companion.events import VirtualClock
from companion.sagas import Backoff, Effects, Saga, Step
from companion.sourcing import MemoryStore, Refused

NAMES = ("reserve", "charge", "ship", "mail")


class Crash(BaseException):
    """The process is gone."""


class World:
    """`held` counts the effects in force by step, `calls` lists every call as it came in.

    `plans` says for a step what its attempts do, in turn: an exception is raised before any effect, the word
    "after" has the effect and loses the answer, anything else is returned instead of the result; afterwards
    all is well. `undo_plans` likewise for compensations. What stands in `always` happens in every attempt.
    """

    def __init__(self, plans=None, undo_plans=None, always=None):
        self.ledger = Effects()
        self.held = dict.fromkeys(NAMES, 0)
        self.calls = []
        self.plans = {name: list(plan) for name, plan in (plans or {}).items()}
        self.undo_plans = {name: list(plan) for name, plan in (undo_plans or {}).items()}
        self.always = dict(always or {})

    def action(self, name):
        def act(data, key):
            self.calls.append(name)
            plan = self._next(self.plans, name)
            if isinstance(plan, Exception):
                raise plan
            result = self.ledger.once(key, lambda: self._effect(name))
            if plan == "after":
                raise TimeoutError(f"{name}: the answer was lost")
            return result if plan is None or plan == "after" else plan

        return act

    def compensation(self, name):
        def undo(data, key):
            self.calls.append(f"undo {name}")
            plan = self._next(self.undo_plans, name)
            if isinstance(plan, Exception):
                raise plan
            self.ledger.undo(key, lambda result: self._effect(name, -1))

        return undo

    def _next(self, plans, name):
        plan = plans.get(name)
        return plan.pop(0) if plan else self.always.get(name) if plans is self.plans else None

    def _effect(self, name, sign=1):
        self.held[name] += sign
        return f"{name}-1"

    def step(self, name, **more):
        more.setdefault("compensation", self.compensation(name))
        return Step(name, self.action(name), **more)

    def saga(self, name="shop", **each):
        """The four steps; `each` gives keywords by step name."""
        return Saga(name, [self.step(step, **each.get(step, {})) for step in NAMES])


def new_store(**more):
    return MemoryStore(clock=VirtualClock(), **more)


def types(store, saga, id="o-1"):
    """The types of a saga's log."""
    return [envelope.type for envelope in store.read(saga.stream(id))]


NO_CARD = Refused("card declined")
DOWN = ConnectionError("no route")
SLOW = Backoff(first_wait_s=10)


def step(name, action):
    """A step with nothing to undo."""
    return Step(name, action)
