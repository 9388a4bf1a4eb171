"""Ten to nine in the evening: eight runs of two sagas, each standing somewhere else, nobody at work on them.

What is done about them once a minute is called a sweep. Here are the world in which one is tried, what each
word of a table does with a run (`do`), and the few lines that do it for any number of runs (`sweep`).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from companion.events import VirtualClock
from companion.lab import Crash
from companion.sagas import PENDING, STUCK, Saga, Step, unfinished
from companion.sourcing import EventStore, MemoryStore, Refused

__all__ = ["BANK_MAY_TAKE_S", "STORIES", "WORDS", "EightRuns", "eight_runs", "sweep"]

RUN, RETRY, LEAVE, CALL, RUN_AND_CALL = WORDS = (
    "run it", "retry it", "leave it", "call Olga", "run it, then call Olga",
)  # fmt: skip
BANK_MAY_TAKE_S: Final = 600.0

# What happens at the step charge: the bank's answer, and whether it refuses refunds to this account.
STORIES: Final = {
    "order-80": ("shop", "late", "account closed"),
    "order-81": ("shop", "late", ""),
    "order-82": ("shop", "in time", ""),
    "order-83": ("shop", "crash", ""),
    "order-84": ("shop", "stuck", "account closed"),
    "order-85": ("shop", "crash", ""),
    "order-86": ("shop", "well", ""),
    "trip-7": ("trip", "crash", ""),
}


@dataclass(slots=True)
class EightRuns:
    """The world at ten to nine: a store, and the sagas by name, as today's program defines them."""

    store: EventStore
    sagas: Mapping[str, Saga]
    olga: list[str] = field(default_factory=list)

    def saga(self, id: str) -> Saga:
        """The saga that run `id` is one of."""
        return self.sagas[STORIES[id][0]]

    def lines(self, id: str) -> int:
        """How many lines the log of `id` has."""
        return self.store.version(self.saga(id).stream(id))

    def do(self, id: str, word: str) -> str:
        """Do with run `id` what the word says. Returns what was raised, as `TypeName: what it says`."""
        try:
            if word in (RUN, RUN_AND_CALL):
                self.saga(id).run(self.store, id)
            elif word == RETRY:
                self.saga(id).retry(self.store, id, by="sweep")
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        finally:
            if word in (CALL, RUN_AND_CALL):
                self.olga.append(id)
        return ""


def eight_runs() -> EightRuns:
    """Eight runs as they stand at ten to nine, before anybody has looked at them."""
    store = MemoryStore(clock=VirtualClock())
    crashing = [True]
    kinds = {name: _saga(name, crashing) for name in ("shop", "trip")}
    yesterday = _saga("shop", crashing, "wrap")
    for id in ("order-84", "order-86"):
        _start(kinds["shop"], store, id)
    store.clock.sleep(20 * 3_600)
    _start(kinds["shop"], store, "order-83")
    _start(yesterday, store, "order-85")
    _start(kinds["trip"], store, "trip-7")
    store.clock.sleep(2_400)
    for id in ("order-80", "order-81"):
        _start(kinds["shop"], store, id)
    store.clock.sleep(240)
    _start(kinds["shop"], store, "order-82")
    store.clock.sleep(360)
    crashing.clear()
    return EightRuns(store, kinds)


def sweep(sagas: Mapping[str, Saga], store: EventStore) -> list[str]:
    """Go on with every run that can go on; the ids of those somebody must look at."""
    olga = []
    for run in unfinished(store):
        try:
            if run.outcome is STUCK or sagas[run.saga].run(store, run.id).outcome is STUCK:
                olga.append(run.id)
        except Exception:
            olga.append(run.id)
    return olga


def _saga(name: str, crashing: list[bool], *more: str) -> Saga:
    def charge(data: Mapping[str, Any], key: str) -> object:
        how = data["bank"]
        if how == "crash" and crashing:
            raise Crash("in the middle of charge")
        if how == "stuck":
            raise ConnectionError("the answer was lost")
        return PENDING if how in ("late", "in time") else None

    def refund(data: Mapping[str, Any], key: str) -> None:
        if data["refunds"]:
            raise Refused(data["refunds"])

    more_steps = [Step(each, lambda data, key: None) for each in more]
    reserve = Step("reserve", lambda data, key: None, lambda data, key: None)
    return Saga(name, [reserve, *more_steps, Step("charge", charge, refund, timeout_s=BANK_MAY_TAKE_S)])


def _start(saga: Saga, store: EventStore, id: str) -> None:
    _, bank, refunds = STORIES[id]
    with suppress(Crash):  # the machine is gone; its log is not
        saga.run(store, id, {"bank": bank, "refunds": refunds})
