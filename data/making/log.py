"""What every made log is made of: chance that is equal everywhere, and events that become lines of JSON.

Promises: the same lines on every machine and Python version, because all chance comes from `Random.random()`
and everything after it is integer arithmetic. Leaves out: which events there are (the modules beside it).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def below(rng: Random, n: int) -> int:
    """A whole number from 0 to n - 1, all equally likely. `random()` is k / 2**53, so k is exact."""
    return (int(rng.random() * 2**53) * n) >> 53


def between(rng: Random, low: int, high: int) -> int:
    """A whole number from low to high, both included."""
    return low + below(rng, high - low + 1)


def weighted(rng: Random, weights: Sequence[int]) -> int:
    """The index of one of the weights, each as likely as its weight."""
    left = below(rng, sum(weights))
    for index, weight in enumerate(weights):
        left -= weight
        if left < 0:
            return index
    raise AssertionError("unreachable: `below` stays under the sum")


def some(rng: Random, candidates: Sequence[int], count: int) -> list[int]:
    """`count` different candidates, in ascending order."""
    pool = list(candidates)
    return sorted(pool.pop(below(rng, len(pool))) for _ in range(count))


@dataclass
class Note:
    """One event that will be in a log. `cause` is the note that caused it, None where a person decided."""

    at_s: int
    type: str
    service: str
    order_id: str
    data: dict[str, Any]
    cause: Note | None = None
    id: str = ""


@dataclass
class Log:
    """Events in any order, times in whole seconds after `start`."""

    start: datetime
    notes: list[Note] = field(default_factory=list)

    def add(
        self, at_s: int, type: str, service: str, order_id: str, cause: Note | None = None, **data: Any
    ) -> Note:
        note = Note(at_s, type, service, order_id, {"order_id": order_id, **data}, cause)
        self.notes.append(note)
        return note

    def numbered(self) -> list[Note]:
        """All notes in the order of their times, now with ids e-00001, e-00002 and so on."""
        ordered = sorted(self.notes, key=lambda note: note.at_s)
        for n, note in enumerate(ordered, 1):
            note.id = f"e-{n:05d}"
        return ordered

    def time(self, at_s: int) -> str:
        return (self.start + timedelta(seconds=at_s)).isoformat().replace("+00:00", "Z")

    def line(self, note: Note) -> str:
        """The note as an envelope, one line of JSON."""
        return (
            json.dumps(
                {
                    "id": note.id,
                    "type": note.type,
                    "stream": note.order_id,
                    "time": self.time(note.at_s),
                    "correlation_id": note.order_id,
                    "causation_id": note.cause.id if note.cause else None,
                    "service": note.service,
                    "data": note.data,
                },
                separators=(",", ":"),
            )
            + "\n"
        )

    def lines(self) -> bytes:
        """The whole log, in the order of the times."""
        return "".join(map(self.line, self.numbered())).encode()


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue().encode()


def lines_of(rng: Random, menu: Sequence[tuple[str, int]], many: int, most: int) -> list[dict[str, Any]]:
    """`many` different things of the menu, each 1 to `most` times."""
    chosen = some(rng, range(len(menu)), many)
    return [{"sku": menu[i][0], "quantity": between(rng, 1, most), "price_cents": menu[i][1]} for i in chosen]


def total_cents(items: Sequence[dict[str, Any]]) -> int:
    return sum(item["quantity"] * item["price_cents"] for item in items)
