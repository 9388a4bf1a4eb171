"""Who heard what in a flow, and what is drawn of it: a failure, the attempt after it, a repetition.

A handler that got through at once is a dot, or shows by what its service published. One that failed has a
box for its failed attempts, and the attempt that succeeded stands beside it, numbered; what was delivered
again and done again stands beside the first time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from companion.diagrams.story import Fact, Story

if TYPE_CHECKING:
    from companion.events.trace import Record

_KINDS = ("handled", "failed", "dead_lettered", "redelivered", "discarded")


def add_reactions(story: Story, rows: Sequence[Record]) -> None:
    """Add who heard what, and a box for each handler that did not get through at once."""
    born: dict[str, int] = {}
    tries: dict[tuple[str, str, str], list[tuple[int, Record]]] = {}
    for n, row in enumerate(rows):
        if row.envelope is not None and row.kind in _KINDS:
            tries.setdefault((row.envelope.id, row.service, row.handler), []).append((n, row))
        elif row.envelope is not None:
            born.setdefault(row.envelope.id, n)
    published = [(born.get(fact.id, 0), fact) for fact in story.facts.values()]
    plain: list[tuple[Fact, str, str]] = []
    for (about, service, handler), numbered in tries.items():
        fact, attempts = story.facts.get(about), [row for _, row in numbered]
        if fact is None or not any(row.kind in ("handled", "failed") for row in attempts):
            continue
        last = max((n for n, row in numbered if row.kind == "failed"), default=-1)
        effects = [
            each for n, each in published if each.cause == about and each.service == service and n > last
        ]
        if not _outcome(story, fact, service, handler, attempts, effects):
            plain.append((fact, service, handler))
    _rest(story, plain, [fact for _, fact in published])


def _outcome(
    story: Story, fact: Fact, service: str, handler: str, attempts: Sequence[Record], effects: list[Fact]
) -> bool:
    """Add what is to be drawn of one handler's attempts at one event; say whether that was anything.

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
    if attempts_end_well(attempts):
        if not effects:
            effects = [_box(story, fact, f"{key}/then", service, "policy", "handled")]
        if failed:
            fact.note = "; ".join(filter(None, [fact.note, f"{service} needed {failed + 1} attempts"]))
            _got_through(key, attempts, effects)
        _repeats(story, fact, key, handled, effects)
    return True


def _failure(story: Story, fact: Fact, key: str, service: str, attempts: Sequence[Record]) -> None:
    """The box of the attempts that failed."""
    failed = [row for row in attempts if row.kind == "failed"]
    dead = any(row.kind == "dead_lettered" for row in attempts)
    times = f"{len(failed)} attempt{'s' * (len(failed) != 1)}"
    number = 1 + sum(other.kind == "failure" for other in story.facts.values())
    made = _box(story, fact, key, service, "failure", failed[-1].error or "failed")
    made.label = f"f{number}"
    made.note = f"dead letter after {times}" if dead else times
    if attempts_end_well(attempts) and not dead:
        made.note = "attempt 1" if len(failed) == 1 else f"attempts 1–{len(failed)}"


def _got_through(key: str, attempts: Sequence[Record], effects: Sequence[Fact]) -> None:
    """Put what the attempt led to that succeeded behind the box of those that failed."""
    again = any(row.kind == "redelivered" for row in attempts)
    says = "redelivered" if again else f"attempt {1 + sum(row.kind == 'failed' for row in attempts)}"
    for effect in effects:
        effect.after, effect.again = key, again
        if effect.short:
            effect.label = f"{effect.short}, {says}"
        else:
            effect.note = says


def _repeats(story: Story, fact: Fact, key: str, handled: int, effects: Sequence[Fact]) -> None:
    """Put each time that it was handled once more beside the time before."""
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


def _rest(story: Story, plain: Sequence[tuple[Fact, str, str]], published: Sequence[Fact]) -> None:
    """A service that published nothing and has a box all the same has one for all that it heard."""
    quiet = [fact.service for fact in story.facts.values() if not fact.short]
    loud = [fact.service for fact in published]
    for fact, service, handler in plain:
        if service in quiet and service not in loud:
            _box(story, fact, f"{fact.id}/{service}/{handler}/then", service, "policy", "handled")


def _box(story: Story, fact: Fact, key: str, service: str, kind: str, name: str) -> Fact:
    made = story.facts[key] = Fact(key, "", name, service, fact.at, fact.id, kind, story=fact.story)
    return made


def attempts_end_well(attempts: Sequence[Record]) -> bool:
    """Return whether the last thing that handler did with the event was to handle it."""
    return [row.kind for row in attempts if row.kind in ("handled", "failed")][-1:] == ["handled"]
