"""Ada's account on two clocks: when a thing happened, and when the bank recorded it.

`BOOK` is the account as a table of rows, with a deposit that came late, a correction, and a correction of
that. `drawn` asks a function for the balance as of three days, as known on three; `curves` draws the account
as known on two days; `asked_for_1100` plays a machine that hears of corrections, or does not. Money is in
cents, days are whole days. Lesson 14.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from companion.diagrams import Picture, Timeline, grid, timeline
from companion.events import Envelope, Event, VirtualClock
from companion.sourcing import EventCorrected, MemoryStore, Refused, correct, effective, fold, replay

from .bank import SIGNS, bank
from .bank_events import AccountOpened, MoneyDeposited, Withdraw
from .two_machines import dollars

__all__ = ["BOOK", "asked_for_1100", "curves", "drawn", "in_rows"]

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
    """Events of the bank as such rows. An event happened when it was recorded; one that replaces
    another, when that one happened. A correction replaces one event by one.
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
    return SIGNS.get(type(event), 0) * getattr(event, "amount_cents", 0)


def drawn(
    ask: Callable[[date, date], int],
    title: str,
    as_of: Sequence[date] = AS_OF,
    known: Sequence[date] = KNOWN,
) -> Picture:
    """The balance as of some days, as known on some: `ask(as_of, known)` gives cents."""
    rows = [f"as of {day.day} {day:%B}" for day in as_of]
    cols = [f"known {day.day} {day:%b}" for day in known]
    cells = [[("balance", dollars(ask(then, heard))) for heard in known] for then in as_of]
    return grid(rows, cols, cells, title=title)


def curves(envelopes: Sequence[Envelope], known: date) -> Timeline:
    """An account's balance as we know it now, and beside it as we knew it on the evening of `known`."""
    then = f"known on {known.day} {known:%b}", effective(envelopes, known=known)
    title = "One account, known twice"
    return timeline(
        effective(envelopes), _balance, title=title, name="known now", says="${:,.0f}", second=then
    )


def _balance(events: Sequence[Event]) -> float:
    return fold(bank, events).balance_cents / 100


def asked_for_1100(machine: Callable[..., Any]) -> str:
    """What `machine(store, stream, decider, command)` says to Ada, whose deposit of $100 was typed as $1,000
    and has been corrected, when she asks for $1,100; and what is in the account then.
    """
    store = MemoryStore(clock=VirtualClock(start=datetime(2024, 2, 10, 12, tzinfo=UTC)))
    typed = store.append("account-7", [AccountOpened(), MoneyDeposited(amount_cents=100_000)], expected=0)
    correct(store, "account-7", typed[1].id, "it was 100", [MoneyDeposited(amount_cents=10_000)])
    try:
        [paid] = machine(store, "account-7", bank, Withdraw(110_000))
    except Refused as no:
        said = type(no).__name__
    else:
        said = f"pays out {dollars(paid.event.amount_cents)}"
    return f"{said}, in truth there are {dollars(replay(store, 'account-7', bank).balance_cents)}"
