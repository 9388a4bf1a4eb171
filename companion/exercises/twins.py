"""Design by near twins: two situations that sound alike, and for each the way that fits. A pair scores only
as a whole.

Lesson 01 asks it, and the exam asks it again in other words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from companion.exercises.plain import plain
from companion.exercises.words import Criterion, Finding, Seen

WAYS = ("events", "http", "transaction", "crud", "gateway")
ALSO = {"event": "events", "grpc": "http", "transactions": "transaction", "api gateway": "gateway"}
"""Other words for the five ways, which count as right."""


class Twin(NamedTuple):
    """One situation: what it says, the way that fits, the words that decide."""

    says: str
    way: str
    words: str


Twins = Mapping[str, Twin]
"""The situations, such as "a1" and "a2"; a letter is a pair."""


def observed(twins: Twins) -> Callable[[Any], Seen]:
    """What was chosen for each situation, "TODO" where nothing was."""

    def observe(answer: Any) -> Seen:
        given = {str(plain(key)).strip().lower(): _chosen(value) for key, value in list(answer.items())[:50]}
        return {key: given[key] if key in given else _missing(key, set(given) - set(twins)) for key in twins}

    return observe


def criteria(twins: Twins, pairs: Mapping[str, str]) -> tuple[Criterion, ...]:
    """One criterion for each pair, 1 point each; `pairs` maps a letter to its name."""
    return tuple(Criterion(name, 1, _judge(twins, pair)) for pair, name in pairs.items())


def _missing(key: str, others: Collection[str]) -> str:
    """What is seen of a situation that has no answer: a key there is not, of its pair if possible."""
    near = sorted(others, key=lambda other: (other[:1] != key[0], other))[:1]
    return "TODO" + "".join(f", and there is no {other!r} here" for other in near)


def _chosen(value: Any) -> str:
    seen = plain(value)
    if seen in ({"todo": True}, None) or (type(seen) is str and not seen.strip("… ")):
        return "TODO"
    if type(seen) is not str:
        return f"something of type {type(value).__name__}"
    said = ALSO.get(seen.strip().lower(), seen.strip().lower())
    return said if said in WAYS else seen.strip()


def _judge(twins: Twins, pair: str) -> Callable[[Seen], Finding | None]:
    def judge(seen: Seen) -> Finding | None:
        missed = [key for key in (f"{pair}1", f"{pair}2") if seen[key] != twins[key].way]
        found = [_finding(twins[key], key, seen[key]) for key in missed]
        if len(found) == 2 and not any(each.expected for each in found):
            return Finding("", "; ".join(each.evidence for each in found))
        return found[0] if found else None

    return judge


def _finding(twin: Twin, key: str, chosen: str) -> Finding:
    if chosen.startswith("TODO"):
        return Finding("", f"{key} is not chosen yet{chosen.removeprefix('TODO')}")
    if chosen not in WAYS:
        return Finding(f"one of {', '.join(WAYS)}", f"{key}: {chosen}")
    return Finding("", f'{key} "{twin.says}": you chose {chosen}; look at "{twin.words}"')
