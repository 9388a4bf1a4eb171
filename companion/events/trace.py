"""Trace: what happened, in order: published, handled, failed, retried, dead-lettered, by which service,
because of which event.

Pictures, exercises and the lab all read this one list, so they need no model of their own. A trace is bounded
(it forgets the oldest records and counts them) and can be switched off. It only records; it never changes
the program.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from .errors import BadInput
from .event import Envelope

if TYPE_CHECKING:
    import networkx

Kind = Literal[
    "published", "handled", "failed", "retried", "dead_lettered", "redelivered", "discarded", "appended",
    "stopped", "dropped", "duplicated", "delayed", "crashed", "called", "waited",
]  # fmt: skip
BIRTHS = ("published", "appended")  # the kinds of record with which an envelope enters a trace


# gc=False: nothing in a record leads back to it, so the garbage collector can pass by a long trace.
class Record(msgspec.Struct, frozen=True, gc=False):
    """One entry of a trace: what happened at `time`.

    `service` is the service that published (published) or handled (handled, failed, …). For handled, failed,
    called and waited `started` is when the work began and `time` when it ended. `label` describes a call
    without an event.
    """

    kind: Kind
    time: datetime
    service: str
    handler: str = ""
    envelope: Envelope | None = None
    attempt: int = 1
    error: str = ""
    started: datetime | None = None
    label: str = ""

    def __repr__(self) -> str:
        what = self.envelope.type if self.envelope else self.label
        who = ".".join(dict.fromkeys(part for part in (self.service, self.handler) if part)) or "nobody"
        again = f" (attempt {self.attempt})" if self.attempt > 1 else ""
        error = f": {self.error}" if self.error else ""
        return f"<{self.kind} {what} by {who}{again}{error}>"


class Trace:
    """A bounded list of Records, oldest first.

    `limit` is how many are kept (default 100,000). With `enabled=False` nothing is recorded. Iterating gives
    Records; `len` counts those kept.
    """

    def __init__(self, limit: int = 100_000, enabled: bool = True) -> None:
        if type(limit) is not int or limit < 1:
            raise ValueError(
                f"limit must be a whole number from 1, got {limit!r}; to record nothing use enabled=False"
            )
        self.limit = limit
        self.enabled = enabled
        self.forgotten = 0  # how many records were dropped because the trace was full
        self._records: deque[Record] = deque(maxlen=limit)

    def add(self, record: Record) -> None:
        """Add a record; a full trace forgets its oldest. Does nothing when the trace is off."""
        if not isinstance(record, Record):
            raise BadInput("record", record, "give a Record")
        if self.enabled:
            self.forgotten += len(self._records) == self.limit
            self._records.append(record)

    def clear(self) -> None:
        """Remove all records and set `forgotten` to 0."""
        self._records.clear()
        self.forgotten = 0

    @property
    def records(self) -> tuple[Record, ...]:
        """All records kept, oldest first."""
        return tuple(self._records)

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self._records)

    def published(self) -> list[Envelope]:
        """Every envelope that was published or appended in this trace, once each, oldest first."""
        found = {r.envelope.id: r.envelope for r in self if r.kind in BIRTHS and r.envelope is not None}
        return list(found.values())

    def envelopes(self, correlation_id: str | None = None) -> list[Envelope]:
        """The published envelopes; with `correlation_id` only those of that story."""
        return [e for e in self.published() if correlation_id is None or e.correlation_id == correlation_id]

    def short(self, id: str) -> str:
        """A readable name for an envelope id: "e1" is the first one published in this trace, "e?" one that is
        not in it."""
        order = [envelope.id for envelope in self.published()]
        return f"e{order.index(id) + 1}" if id in order else "e?"

    def story(self, correlation_id: str) -> Trace:
        """A new trace holding only the records of one story."""
        return self.only(lambda r: r.envelope is not None and r.envelope.correlation_id == correlation_id)

    def between(self, start: datetime, end: datetime) -> Trace:
        """A new trace holding the records with start <= time < end."""
        return self.only(lambda r: start <= r.time < end)

    def only(self, keep: Callable[[Record], bool]) -> Trace:
        """A new trace holding the records for which `keep(record)` is true."""
        part = Trace(self.limit)
        for record in self:
            if keep(record):
                part.add(record)
        return part

    def __repr__(self) -> str:
        counts = Counter(record.kind for record in self)
        kinds = ", ".join(f"{count} {kind}" for kind, count in counts.items())
        return f"<Trace: {kinds or 'empty' if self.enabled else 'off'}>"


def causation_graph(trace: Iterable[Record]) -> networkx.DiGraph[str]:
    """Which event caused which: nodes are envelope ids, edges lead from cause to effect.

    Nodes carry `type`, `service`, `time` and `seq` (0-based order of publication) and are in that order. A
    cause outside the trace is not in the graph.
    """
    import networkx

    graph: networkx.DiGraph[str] = networkx.DiGraph()
    born = trace_of(trace).published()
    for seq, e in enumerate(born):
        graph.add_node(e.id, type=e.type, service=e.service, time=e.time, seq=seq)
    graph.add_edges_from((e.causation_id, e.id) for e in born if e.causation_id in graph)
    return graph


def ancestors(trace: Iterable[Record], type_name: str) -> list[Envelope]:
    """The events of `type_name` and all their direct and indirect causes, oldest first.

    Empty if there is no event of that type. Causes outside the trace are left out.
    """
    if not (isinstance(type_name, str) and type_name):
        raise BadInput("type_name", type_name, "give the name of an event, in quotes")
    born = {envelope.id: envelope for envelope in trace_of(trace).published()}
    needed: set[str] = set()
    for envelope in born.values():
        here: Any = envelope if envelope.type == type_name else None
        while here is not None and here.id not in needed:
            needed.add(here.id)
            here = born.get(here.causation_id)
    return [envelope for envelope in born.values() if envelope.id in needed]


def trace_of(records: Iterable[Record]) -> Trace:
    """`records` as a trace. Raise `BadInput` unless it is one, or made of records."""
    if isinstance(records, Trace):
        return records
    if isinstance(records, str) or not isinstance(records, Iterable):
        raise BadInput("trace", records, "give a trace, or records of one")
    whole = Trace()
    for record in records:
        whole.add(record)
    return whole
