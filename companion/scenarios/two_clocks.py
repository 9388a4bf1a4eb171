"""Ada's account on two clocks: when a thing happened, and when the bank recorded it.

`BOOK` is the account as a table of rows, with a deposit that came late, a correction, and a correction of
that. `drawn` asks a function for the balance as of three days, as known on three. Money is in cents, days are
whole days. Lesson 14.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from companion.diagrams import Picture, grid
from companion.events import Envelope
from companion.sourcing import EventCorrected

from .two_machines import dollars

__all__ = ["BOOK", "drawn", "in_rows"]

Row = dict[str, Any]
AS_OF = (date(2024, 1, 5), date(2024, 1, 31), date(2024, 2, 1))
KNOWN = (date(2024, 1, 31), date(2024, 2, 9), date(2024, 2, 10))


def _row(
    id: str, recorded: tuple[int, int], happened: tuple[int, int], cents: int, corrects: str | None = None
) -> Row:
    return {
        "id": id,
        "recorded": date(2024, *recorded),
        "happened": date(2024, *happened),
        "cents": cents,
        "corrects": corrects,
    }


BOOK: tuple[Row, ...] = (
    _row("deposit", (1, 1), (1, 1), 100_000),
    _row("transfer", (1, 5), (1, 5), -20_000),
    _row("interest", (1, 31), (1, 31), 1_000),
    _row("withdrawal", (2, 1), (2, 1), -30_000),
    _row("cheque", (2, 3), (1, 30), 5_000),
    _row("form", (2, 10), (1, 5), -25_000, "transfer"),
    _row("never paid", (2, 12), (2, 1), 0, "withdrawal"),
    _row("form again", (2, 20), (1, 6), -24_000, "form"),
)
"""Rows in the order in which they were recorded: `id`, `recorded` and `happened` (dates), `cents` (what it
does to the balance), `corrects` (the id of the row it replaces, or None). Each row is corrected at most once.
"""


def in_rows(envelopes: Sequence[Envelope]) -> list[Row]:
    """Events of the bank as such rows. An event happened when it was recorded; what stands in another's
    place, when that one did. One correction has one event in its place.
    """
    rows: dict[str, Row] = {}
    corrects = None
    for each in envelopes:
        if isinstance(each.event, EventCorrected):
            corrects = each.event.corrects
            continue
        day = each.time.date()
        happened = rows[corrects]["happened"] if corrects else day
        rows[each.id] = _row(
            each.id, (day.month, day.day), (happened.month, happened.day), _cents(each.event), corrects
        )
        corrects = None
    return list(rows.values())


def _cents(event: Any) -> int:
    from .bank import SIGNS

    return SIGNS.get(type(event), 0) * getattr(event, "amount_cents", 0)


def drawn(ask: Callable[[date, date], int], title: str) -> Picture:
    """The balance as of three days, as known on three: `ask(as_of, known)` gives cents."""
    rows = [f"as of {day:%d %B}".replace(" 0", " ") for day in AS_OF]
    cols = [f"known {day:%d %b}".replace(" 0", " ") for day in KNOWN]
    return grid(rows, cols, [[dollars(ask(as_of, known)) for known in KNOWN] for as_of in AS_OF], title=title)
