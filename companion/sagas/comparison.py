"""Comparing what a choreography declares with what ran: nobody is in charge of it, so somebody must look.

`compare` takes a table of who should react to what, and a recorded trace, and finds the differences, each
with the events that show it. It judges what was recorded: a path that did not run cannot be judged, and is
named as not seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from companion.diagrams import Picture, service_map
from companion.events import Envelope, Record, Trace

Reactions = Mapping[str, Iterable[str]]  # event name → the services, or "Service.action"s, that react to it


class Difference(NamedTuple):
    """One difference. `events` are the ids that show it, as a trace abbreviates them: e1, e2, …

    `kind` is one of orphan (an event nobody declared and nobody handled), unhandled (a declared reaction that
    did not happen), undeclared (a reaction that is in no table), cycle (an event that led to one of its own
    kind).
    """

    kind: str
    event: str
    service: str
    events: tuple[str, ...]
    says: str


class Comparison:
    """What `compare` found, by kind; `differences` has all. True when there is none.

    `unseen` are declared events that somebody waits for and that never came in this trace: a path that did
    not run, or a name nobody publishes.
    """

    def __init__(self, differences: tuple[Difference, ...], unseen: tuple[str, ...], trace: Trace) -> None:
        self.differences, self.unseen = differences, unseen
        self._trace = trace

    @property
    def orphans(self) -> tuple[Difference, ...]:
        """Events nobody declared and nobody handled."""
        return self._of("orphan")

    @property
    def unhandled(self) -> tuple[Difference, ...]:
        """Declared reactions that did not happen although their event did."""
        return self._of("unhandled")

    @property
    def undeclared(self) -> tuple[Difference, ...]:
        """Reactions that happened and stand in no table."""
        return self._of("undeclared")

    @property
    def cycles(self) -> tuple[Difference, ...]:
        """Events that led to one of their own kind."""
        return self._of("cycle")

    def picture(self, title: str) -> Picture:
        """Who really listened to what, drawn from the trace."""
        return service_map(self._trace, title=title)

    def _of(self, kind: str) -> tuple[Difference, ...]:
        return tuple(each for each in self.differences if each.kind == kind)

    def __bool__(self) -> bool:
        return not self.differences

    def __repr__(self) -> str:
        lines = [f"{each.kind}: {each.says}" for each in self.differences]
        lines = lines or ["as declared: every reaction happened, and no other"]
        return "\n".join([*lines, *([f"not seen: {', '.join(self.unseen)}"] if self.unseen else ())])


def compare(declared: Reactions, trace: Iterable[Record]) -> Comparison:
    """What ran against what was declared: `declared` says for each event who reacts to it; an empty entry
    declares an event nobody needs to hear.
    """
    table = {name: tuple(dict.fromkeys(map(_service, who))) for name, who in declared.items()}
    whole = Trace()
    for record in trace:
        whole.add(record)
    run = _Run(whole)
    found = [*_published(table, run), *_undeclared(table, run), *_cycles(run)]
    unseen = tuple(event for event, services in table.items() if services and event not in run.of_type)
    return Comparison(tuple(found), unseen, whole)


def _service(reaction: str) -> str:
    return reaction.partition(".")[0]


class _Run:
    """What a trace says, by event type: its envelopes, and which service got through with which."""

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


def _published(table: Mapping[str, tuple[str, ...]], run: _Run) -> Iterable[Difference]:
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


def _undeclared(table: Mapping[str, tuple[str, ...]], run: _Run) -> Iterable[Difference]:
    for (event, service), handled in run.handled.items():
        if service not in table.get(event, ()):
            ids = run.names(handled)
            says = f"{service} reacted to {event} ({', '.join(ids)}), which no table says"
            yield Difference("undeclared", event, service, ids, says)


def _cycles(run: _Run) -> Iterable[Difference]:
    """Each circle of event types once, shown by the chain of causes that closed it first."""
    known = set()
    for envelope in run.envelopes.values():
        chain = _back_to_its_kind(run, envelope)
        types = [each.type for each in chain[:-1]]
        if types and frozenset(types) not in known:
            known.add(frozenset(types))
            ids = run.names(each.id for each in chain)
            says = " → ".join(f"{each.type} ({run.names([each.id])[0]})" for each in chain)
            yield Difference("cycle", envelope.type, envelope.service or "", ids, says)


def _back_to_its_kind(run: _Run, envelope: Envelope) -> list[Envelope]:
    """The causes of `envelope` back to the nearest of its own type, oldest first; none if there is none."""
    chain, seen = [envelope], {envelope.id}
    while (cause := run.envelopes.get(chain[-1].causation_id or "")) is not None and cause.id not in seen:
        chain.append(cause)
        seen.add(cause.id)
        if cause.type == envelope.type:
            return chain[::-1]
    return []
