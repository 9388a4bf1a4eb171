"""Choreography: the steps of a saga without an orchestrator, each a service on a bus; and the dependencies
between such services.

Each service reacts to the success of the step before it; a failure travels backwards from service to service.
The steps are those of `Saga`, so that both styles can be compared. A choreography has no component that knows
how far the order is, no log that survives a crash, no timeouts and no PENDING. After the pivot a failure
becomes a dead letter of the bus.

`dependencies` and `rewired` read the declaration: which service listens to which, and which must change when
a service is added in between. `compare` compares it with a recorded trace and finds the differences, each
with the events that show it. It judges only what the trace recorded, and lists the events it did not see.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import networkx as nx

from companion.bus import Bus, Receipt, Retry
from companion.events import BadDefinition, BadInput, Envelope, Event, PermanentError, Record, Trace
from companion.events.arguments import check_can
from companion.events.event import EventMeta
from companion.events.trace import trace_of

from .saga import REFUSALS, Saga
from .step import PENDING, UNDO, SagaData, Step, from_json, not_done, said, to_json

ONCE = Retry(attempts=1)  # a step counts its own attempts
WHAT = ("Succeeded", "Failed", "Compensated")
SUCCEEDED, FAILED, COMPENSATED = range(3)
ENDINGS = ("Started", *WHAT)
Reaction = Callable[[Any], None]
Declared = Mapping[str, Iterable[str]]  # event name → the services, or "Service.action"s, that react to it


class Choreography:
    """The steps of `saga` as services on `bus`, wired when this is made.

    A step called `charge card` becomes the service ChargeCard, which publishes ChargeCardSucceeded,
    ChargeCardFailed or ChargeCardCompensated. `declared` says who reacts to what, as `compare` reads it.
    Raises `BadDefinition` if two step names become the same service name.
    """

    def __init__(self, bus: Bus, saga: Saga) -> None:
        check_can("bus", bus, "a Bus", "service", "publish")
        check_can("saga", saga, "a Saga(name, steps)", "steps", "attempts")
        self.bus, self.saga = bus, saga
        self.declared: dict[str, tuple[str, ...]] = {}
        names = [_camel(step.name) for step in saga.steps]
        if len(set(names)) < len(names) or _camel(saga.name) in names:
            raise BadDefinition(saga.name, f"its services would be called {', '.join(names)}: two are alike")
        self._started = _event_type(f"{_camel(saga.name)}Started")
        self._types = {
            step.name: tuple(_event_type(_camel(step.name) + what) for what in WHAT) for step in saga.steps
        }
        for index, step in enumerate(saga.steps):
            self._wire_forward(index, step)
            self._wire_backward(index, step)

    def start(self, id: str, data: Mapping[str, Any] | None = None) -> Receipt:
        """Publish the first event; the bus then delivers to the end. Raises TypeError for data that JSON
        cannot hold.
        """
        begun = self._started(id=id, data=to_json(dict(data or {})))
        return self.bus.service(_camel(self.saga.name)).publish(begun, correlation_id=id)

    # --- wiring ---------------------------------------------------------------------------------------

    def _wire_forward(self, index: int, step: Step) -> None:
        before = self.saga.steps[index - 1].name if index else None
        trigger = self._types[before][SUCCEEDED] if before else self._started
        self._listen(step, trigger, "act", self._forward(step))
        for what in (SUCCEEDED, FAILED, COMPENSATED):
            self.declared.setdefault(self._types[step.name][what].__name__, ())

    def _wire_backward(self, index: int, step: Step) -> None:
        """Listen to the failures of the later steps, up to the next one with a compensation, and to that
        one's compensation.
        """
        if step.compensation is None or self.saga.is_after_pivot(step):
            return
        for later in self.saga.steps[index + 1 :]:
            if self.saga.is_after_pivot(later):
                return
            self._listen(step, self._types[later.name][FAILED], "undo", self._backward(step))
            if later.compensation is not None:
                self._listen(step, self._types[later.name][COMPENSATED], "undo", self._backward(step))
                return

    def _listen(self, step: Step, event: type[Event], does: str, run: Reaction) -> None:
        service = _camel(step.name)
        run.__name__ = run.__qualname__ = does
        self.bus.service(service).on(event, retry=ONCE)(run)
        heard = self.declared.get(event.__name__, ())
        self.declared[event.__name__] = (*heard, f"{service}.{does}")

    # --- reacting -------------------------------------------------------------------------------------

    def _forward(self, step: Step) -> Reaction:
        def act(event: Any) -> None:
            data = from_json(event.data)
            try:
                attempts, key = self.saga.attempts(step), self._key(event, step)
                result = self._tried(attempts, step, step.action, data, key)
            except Exception as error:
                if self.saga.is_after_pivot(step):
                    raise
                self._fail(step, event, data, error)
            else:
                self._publish(step, SUCCEEDED, event.id, {**data, step.name: result})

        return act

    def _backward(self, step: Step) -> Reaction:
        def undo(event: Any) -> None:
            self._compensate(step, event, from_json(event.data))

        return undo

    def _fail(self, step: Step, event: Any, data: SagaData, error: Exception) -> None:
        """Publish a failure. Unless it is a refusal, the effect may have happened: undo it first."""
        if not isinstance(error, REFUSALS) and step.compensation is not None:
            key = self._key(event, step) + UNDO
            self._tried(step.undo_attempts, step, step.compensation, data, key)
        self._publish(step, FAILED, event.id, data, said(error))

    def _compensate(self, step: Step, event: Any, data: SagaData) -> None:
        assert step.compensation is not None  # only such a step listens backwards
        self._tried(step.undo_attempts, step, step.compensation, data, self._key(event, step) + UNDO)
        self._publish(step, COMPENSATED, event.id, data)

    def _tried(self, attempts: int, step: Step, call: Any, data: SagaData, key: str) -> Any:
        """The result of `call` after at most `attempts` attempts. Raises the error of the last one."""
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
        if late := not_done(result):
            raise PermanentError(f"{step.name}: {late}")
        return result

    def _key(self, event: Any, step: Step) -> str:
        return self.saga.key(event.id, step.name)

    def _publish(self, step: Step, what: int, id: str, data: Mapping[str, Any], reason: str = "") -> None:
        event = self._types[step.name][what](id=id, data=to_json(data), reason=reason)
        self.bus.service(_camel(step.name)).publish(event)


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


# --- who depends on whom ------------------------------------------------------------------------------


def dependencies(declared: Declared) -> nx.DiGraph[str]:
    """A graph with an arrow from each service to every service whose events it listens to."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    for event, reactions in declared.items():
        publisher = next((event.removesuffix(end) for end in ENDINGS if event.endswith(end)), event)
        for reaction in reactions:
            listener = reaction.partition(".")[0]
            if listener != publisher:
                graph.add_edge(listener, publisher)
    return graph


def largest_knot(graph: nx.DiGraph[str]) -> list[str]:
    """The largest group of services that all depend on each other, directly or through others."""
    found: set[str] = max(nx.strongly_connected_components(graph), key=len, default=set())
    return sorted(found) if len(found) > 1 else []


def rewired(before: Declared, after: Declared) -> list[str]:
    """The services of `before` that listen to other events in `after`, in the order of `before`."""
    old, new = _heard(before), _heard(after)
    return [service for service, events in old.items() if new.get(service) != events]


def _heard(declared: Declared) -> dict[str, list[tuple[str, str]]]:
    heard: dict[str, list[tuple[str, str]]] = {}
    for event, reactions in declared.items():
        for reaction in reactions:
            service, _, does = reaction.partition(".")
            heard.setdefault(service, []).append((event, does))
    return {service: sorted(events) for service, events in heard.items()}


# --- what was declared against what ran ---------------------------------------------------------------


class Difference(NamedTuple):
    """One difference. `events` are the ids that show it, as a trace abbreviates them: e1, e2, …

    `kind` is one of orphan (an event that is neither declared nor handled), unhandled (a declared reaction
    that did not happen), undeclared (a reaction that is not declared), cycle (an event that led to another of
    the same type).
    """

    kind: str
    event: str
    service: str
    events: tuple[str, ...]
    says: str


class Comparison:
    """The result of `compare`. True when there are no `differences`.

    `unseen` are declared events with a listener that never came in this trace: either their path did not run,
    or no service publishes that name.
    """

    def __init__(self, differences: tuple[Difference, ...], unseen: tuple[str, ...]) -> None:
        self.differences, self.unseen = differences, unseen

    def __bool__(self) -> bool:
        return not self.differences

    def __repr__(self) -> str:
        lines = [f"{each.kind}: {each.says}" for each in self.differences]
        lines = lines or ["as declared: every reaction happened, and no other"]
        return "\n".join([*lines, *([f"not seen: {', '.join(self.unseen)}"] if self.unseen else ())])


def compare(declared: Declared, trace: Iterable[Record]) -> Comparison:
    """Compare a trace with a declaration: `declared` lists for each event the services that react to it. An
    empty entry declares an event without listeners.
    """
    if not isinstance(declared, Mapping):
        raise BadInput("declared", declared, "give a dict of event names and the services that react")
    table = {name: tuple(dict.fromkeys(map(_service, who))) for name, who in declared.items()}
    whole = Trace()
    for record in trace_of(trace):
        whole.add(record)
    run = _Recorded(whole)
    found = [*_published(table, run), *_undeclared(table, run), *_cycles(run)]
    unseen = tuple(event for event, services in table.items() if services and event not in run.of_type)
    return Comparison(tuple(found), unseen)


def _service(reaction: str) -> str:
    return reaction.partition(".")[0]


class _Recorded:
    """The envelopes of a trace by event type, and which service handled or failed which of them."""

    def __init__(self, trace: Trace) -> None:
        self.envelopes: dict[str, Envelope] = {e.id: e for e in trace.published()}
        self._names = {id: f"e{number}" for number, id in enumerate(self.envelopes, 1)}
        self.of_type: dict[str, list[Envelope]] = {}
        for envelope in self.envelopes.values():
            self.of_type.setdefault(envelope.type, []).append(envelope)
        self.handled: dict[tuple[str, str], list[str]] = {}
        self.errors: dict[tuple[str, str], str] = {}
        for record in trace:
            if record.envelope is None:
                continue
            if record.kind == "handled":
                self.handled.setdefault((record.envelope.type, record.service), []).append(record.envelope.id)
            elif record.kind in ("failed", "dead_lettered"):
                self.errors[record.envelope.id, record.service] = record.error

    def names(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The short names of these envelopes, each once."""
        return tuple(dict.fromkeys(self._names.get(id, "e?") for id in ids))


def _published(table: Mapping[str, tuple[str, ...]], run: _Recorded) -> Iterable[Difference]:
    """Orphans, and declared reactions that did not happen."""
    heard = {event for event, _ in run.handled}
    for event, envelopes in run.of_type.items():
        if event not in table and event not in heard:
            ids = run.names(each.id for each in envelopes)
            says = f"{event} ({', '.join(ids)}) is heard by nobody and declared nowhere"
            yield Difference("orphan", event, "", ids, says)
        for service in table.get(event, ()):
            through = run.handled.get((event, service), ())
            missed = [each.id for each in envelopes if each.id not in through]
            if missed:
                errors = [run.errors[id, service] for id in missed if (id, service) in run.errors]
                why = f": {errors[0]}" if errors else ": it was not called"
                ids = run.names(missed)
                says = f"{service} did not get through with {event} ({', '.join(ids)}){why}"
                yield Difference("unhandled", event, service, ids, says)


def _undeclared(table: Mapping[str, tuple[str, ...]], run: _Recorded) -> Iterable[Difference]:
    for (event, service), handled in run.handled.items():
        if service not in table.get(event, ()):
            ids = run.names(handled)
            says = f"{service} reacted to {event} ({', '.join(ids)}), which no table says"
            yield Difference("undeclared", event, service, ids, says)


def _cycles(run: _Recorded) -> Iterable[Difference]:
    """Each cycle of event types once, shown by the first chain of causes that closes it."""
    known = set()
    for envelope in run.envelopes.values():
        chain = _back_to_its_kind(run, envelope)
        types = [each.type for each in chain[:-1]]
        if types and frozenset(types) not in known:
            known.add(frozenset(types))
            ids = run.names(each.id for each in chain)
            says = " → ".join(f"{each.type} ({run.names([each.id])[0]})" for each in chain)
            yield Difference("cycle", envelope.type, envelope.service or "", ids, says)


def _back_to_its_kind(run: _Recorded, envelope: Envelope) -> list[Envelope]:
    """The chain of causes from the nearest envelope of the same type to `envelope`; [] if there is none."""
    chain, seen = [envelope], {envelope.id}
    while (cause := run.envelopes.get(chain[-1].causation_id or "")) is not None and cause.id not in seen:
        chain.append(cause)
        seen.add(cause.id)
        if cause.type == envelope.type:
            return chain[::-1]
    return []
