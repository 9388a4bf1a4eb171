"""What a flow picture needs from a trace: the facts in order, who published and heard them, what failed.

It reads records of `companion.events.trace` by their attributes and keeps their order, so equal traces give
equal stories. The class of an event declares whether the event says no; the trace says what failed. Times are
minutes (or another unit) since the first record, rounded.

A handler that succeeded at once is a dot, or is seen by what its service published. A handler that failed
has a box for its failed attempts, and beside it, numbered, the attempt that succeeded. An event that was
delivered and handled again has a second box beside the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from companion.events.trace import Record


OUTSIDE = "outside"
"""The lane of what was published by no service."""

ACROSS = 7
"""How many columns a flow has side by side; the others follow in a second band below."""

UNITS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
"""The units of time, in seconds."""


@dataclass(slots=True)
class Fact:
    """One box of a flow.

    `kind` is event, refusal (an event whose class declares that it says no), failure (of a handler), policy
    (a handler succeeded after a failure), repeat (a handler ran again) or never (expected, and did not
    happen). `label` is written above the box. `after` is the failure that the box follows, if that is not its
    cause; `again` says that the event was delivered again in between.
    """

    id: str
    short: str
    name: str
    service: str
    at: float
    cause: str = ""
    kind: str = "event"
    heard: list[str] = field(default_factory=list)
    note: str = ""
    label: str = ""
    story: str = ""
    after: str = ""
    again: bool = False

    @property
    def source(self) -> str:
        """The box from which the line to this one comes."""
        return self.after or self.cause


@dataclass(slots=True)
class Story:
    """The facts by id in order of publication, then reactions; `unit` is "" when the times say nothing."""

    facts: dict[str, Fact]
    unit: str

    @property
    def services(self) -> list[str]:
        """The services that have a box, in order of appearance."""
        return list(dict.fromkeys(fact.service for fact in self.facts.values()))

    @property
    def listeners(self) -> list[str]:
        """The services that only listened, in order of appearance."""
        own = self.services
        heard = dict.fromkeys(name for fact in self.facts.values() for name in fact.heard)
        return [name for name in heard if name not in own]

    def time(self, fact: Fact) -> str:
        """Return when it happened, as "2.4 min", or "" when the story has no times or the fact never
        happened.
        """
        return f"{fact.at:g} {self.unit}" if self.unit and fact.kind != "never" else ""

    def depths(self) -> dict[str, int]:
        """Return how many causes lie before each fact (0 = nothing caused it); a cycle is cut where it
        closes.
        """
        return self._walk({fact.id: fact.cause for fact in self.facts.values()}, in_time=False)

    def columns(self) -> dict[str, int]:
        """Return the column of each fact: one after the box its line comes from. A fact without a cause, such
        as the event of a person's own command, comes after all earlier facts of its story, or in the last
        column if there is no room for one more.
        """
        source = {fact.id: fact.source for fact in self.facts.values()}
        found = self._walk(source, in_time=True)
        last = max(self.depths().values(), default=0)
        if max(found.values(), default=0) <= max(last, ACROSS - 1):
            return found
        own = {fact.service for fact in self.facts.values() if found[fact.id] == last}
        late = [fact for fact in self.facts.values() if found[fact.id] > last]
        if last == ACROSS - 1 and len(late) == 1 and late[0].service not in own:
            found[late[0].id] = last
        return found

    def _walk(self, source: Mapping[str, str], in_time: bool) -> dict[str, int]:
        found: dict[str, int] = {}
        latest: dict[str, int] = {}
        for start in self.facts:
            path: dict[str, None] = {}
            at = root = start
            while at in self.facts and at not in found and at not in path:
                path[at], root = None, at
                at = source[at]
            base = found.get(at, latest.get(self.facts[root].story, -1) if in_time else -1)
            for n, name in enumerate(reversed(path), 1):
                found[name] = base + n
                story = self.facts[name].story
                latest[story] = max(latest.get(story, -1), base + n)
        return found


def records_of(trace: object) -> list[Record]:
    """The records of a trace. Raise `TypeError` for anything else."""
    found: list[Any] = list(trace) if isinstance(trace, Iterable) else [trace]
    if not all(hasattr(each, "kind") and hasattr(each, "envelope") for each in found):
        raise TypeError(
            f"{trace!r:.80} is not a trace: give the `trace` of a bus or a store, or records of it"
        )
    return found


def seconds_in(unit: str) -> float:
    """Return how many seconds a unit of time has. Raise `ValueError` for another than ms, s, min, h, d."""
    if unit not in UNITS:
        raise ValueError(f"unit {unit!r} is not a unit of time: use one of {', '.join(UNITS)}")
    return UNITS[unit]


def read(records: Iterable[Record], unit: str = "min") -> Story:
    """Return the story `records` tell. Raise `ValueError` for a unit that is not one of ms, s, min, h, d."""
    unit_s, rows, story = seconds_in(unit), records_of(records), Story({}, unit)
    start = min((row.started or row.time for row in rows), default=None)
    for row in rows:
        envelope = row.envelope
        if envelope is None or row.kind not in ("published", "appended") or envelope.id in story.facts:
            continue
        at = round((row.time - start).total_seconds() / unit_s, 1) if start else 0.0
        service, cause = row.service or envelope.service or OUTSIDE, envelope.causation_id or ""
        short, kind = f"e{len(story.facts) + 1}", "refusal" if says_no(envelope.event) else "event"
        made = Fact(envelope.id, short, envelope.type, service, at, cause, kind, label=short)
        made.story = envelope.correlation_id
        story.facts[envelope.id] = made
    add_reactions(story, rows)
    if not any(fact.at for fact in story.facts.values()):
        story.unit = ""
    return story


def says_no(event: object) -> bool:
    """Whether the class of an event declares that it says no: `class X(Event, refusal=True)`."""
    return bool(getattr(type(event), "__refusal__", False))


def add_missing(story: Story, expected: Story) -> None:
    """Add the facts of `expected` whose names `story` does not have, as facts that never happened."""
    names = {fact.name: fact.id for fact in story.facts.values()}
    missing = expected.facts.values()
    alias = {fact.id: names.get(fact.name, f"never/{fact.id}") for fact in missing}
    for fact in missing:
        if fact.name not in names and "/" not in fact.id:
            key, cause = alias[fact.id], alias.get(fact.cause, "")
            story.facts[key] = Fact(key, "", fact.name, fact.service, 0.0, cause, "never", story=fact.story)


def story_rows(story: Story) -> tuple[Sequence[str], list[Sequence[str]]]:
    """Return the table of the facts of `story`: its head and its rows."""
    head = ("#", story.unit or "min", "service", "event", "id", "cause", "heard by", "note")
    short = {fact.id: fact.short or fact.label or fact.name for fact in story.facts.values()}
    rows: list[Sequence[str]] = []
    for number, fact in enumerate(story.facts.values(), 1):
        at = f"{fact.at:g}" if story.time(fact) else ""
        cause = short.get(fact.cause, "not in this trace") if fact.cause else "-"
        heard, id = ", ".join(fact.heard), fact.short or fact.label or "-"
        note = {"never": "never happened", "refusal": "says no"}.get(fact.kind, fact.note)
        rows.append((str(number), at, fact.service, fact.name, id, cause, heard, note))
    return head, rows


# --- how handlers fared -------------------------------------------------------------------------------

_KINDS = ("handled", "failed", "dead_lettered", "redelivered", "discarded")


def add_reactions(story: Story, rows: Sequence[Record]) -> None:
    """Add who heard what, and a box for each handler that did not succeed at once."""
    born: dict[str, int] = {}
    tries: dict[tuple[str, str, str], list[tuple[int, Record]]] = {}
    for n, row in enumerate(rows):
        if row.envelope is not None and row.kind in _KINDS:
            tries.setdefault((row.envelope.id, row.service, row.handler), []).append((n, row))
        elif row.envelope is not None:
            born.setdefault(row.envelope.id, n)
    published = list(story.facts.values())
    caused: dict[tuple[str, str], list[Fact]] = {}
    for each in published:
        caused.setdefault((each.cause, each.service), []).append(each)
    plain: list[tuple[Fact, str, str]] = []
    for (about, service, handler), numbered in tries.items():
        fact, attempts = story.facts.get(about), [row for _, row in numbered]
        if fact is None or not any(row.kind in ("handled", "failed") for row in attempts):
            continue
        last = max((n for n, row in numbered if row.kind == "failed"), default=-1)
        effects = [each for each in caused.get((about, service), ()) if born.get(each.id, 0) > last]
        if not _outcome(story, fact, service, handler, attempts, effects):
            plain.append((fact, service, handler))
    failures = (fact for fact in story.facts.values() if fact.kind == "failure")
    for number, failure in enumerate(failures, 1):
        failure.label = f"f{number}"
    _heard_quietly(story, plain, published)


def _outcome(
    story: Story, fact: Fact, service: str, handler: str, attempts: Sequence[Record], effects: list[Fact]
) -> bool:
    """Add the boxes of one handler's attempts at one event; return whether there are any.

    `effects` are what its service published because of the event, after the last attempt that failed.
    """
    failed = sum(row.kind == "failed" for row in attempts)
    handled = sum(row.kind == "handled" for row in attempts)
    if service not in fact.heard:
        fact.heard.append(service)
    if not failed and handled == 1:
        return False
    key = f"{fact.id}/{service}/{handler}"
    if failed:
        _failure(story, fact, key, service, attempts)
    if _end_well(attempts):
        if not effects:
            effects = [_box(story, fact, f"{key}/then", service, "policy", "handled")]
        if failed:
            fact.note = "; ".join(filter(None, [fact.note, f"{service} needed {failed + 1} attempts"]))
            _succeeded(key, attempts, effects)
        _repeats(story, fact, key, handled, effects)
    return True


def _failure(story: Story, fact: Fact, key: str, service: str, attempts: Sequence[Record]) -> None:
    """The box of the attempts that failed."""
    failed = [row for row in attempts if row.kind == "failed"]
    dead = any(row.kind == "dead_lettered" for row in attempts)
    times = f"{len(failed)} attempt{'s' * (len(failed) != 1)}"
    made = _box(story, fact, key, service, "failure", failed[-1].error or "failed")
    made.note = f"dead letter after {times}" if dead else times
    if _end_well(attempts) and not dead:
        made.note = "attempt 1" if len(failed) == 1 else f"attempts 1–{len(failed)}"


def _succeeded(key: str, attempts: Sequence[Record], effects: Sequence[Fact]) -> None:
    """Put the effects of the attempt that succeeded after the box of the attempts that failed."""
    again = any(row.kind == "redelivered" for row in attempts)
    says = "redelivered" if again else f"attempt {1 + sum(row.kind == 'failed' for row in attempts)}"
    for effect in effects:
        effect.after, effect.again = key, again
        if effect.short:
            effect.label = f"{effect.short}, {says}"
        else:
            effect.note = says


def _repeats(story: Story, fact: Fact, key: str, handled: int, effects: Sequence[Fact]) -> None:
    """Put a box for each repeated handling beside the one before."""
    last = effects[0]
    alike = len(effects) == handled and all(effect.name == last.name for effect in effects)
    for n in range(2, handled + 1):
        if alike:
            then = effects[n - 1]
            then.label = f"{then.short}, delivery {n}"
        else:
            then = _box(story, fact, f"{key}/{n}", last.service, "repeat", "again")
            then.note = f"delivery {n}"
        then.after, then.again, last = last.id, True, then


def _heard_quietly(story: Story, plain: Sequence[tuple[Fact, str, str]], published: Sequence[Fact]) -> None:
    """Add a box for each event heard by a service that published nothing but already has a box."""
    quiet = {fact.service for fact in story.facts.values() if not fact.short}
    loud = {fact.service for fact in published}
    for fact, service, handler in plain:
        if service in quiet and service not in loud:
            _box(story, fact, f"{fact.id}/{service}/{handler}/then", service, "policy", "handled")


def _box(story: Story, fact: Fact, key: str, service: str, kind: str, name: str) -> Fact:
    made = story.facts[key] = Fact(key, "", name, service, fact.at, fact.id, kind, story=fact.story)
    return made


def _end_well(attempts: Sequence[Record]) -> bool:
    """Return whether the last thing that handler did with the event was to handle it."""
    return [row.kind for row in attempts if row.kind in ("handled", "failed")][-1:] == ["handled"]
