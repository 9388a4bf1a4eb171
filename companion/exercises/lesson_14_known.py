"""14-known: a balance on two clocks, from rows that correct each other."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from companion.exercises.budget import call
from companion.exercises.plain import number, plain
from companion.exercises.telling import beside
from companion.exercises.todo import TODO
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

PLAIN = "rows that correct nothing, and both days count whole"
LATE = "a deposit of January that was recorded in February"
CORRECTED = "a correction counts from the day on which it was recorded"
AGAIN = "a correction that is corrected, and moved to another day"

Row = dict[str, Any]
Balance = Callable[[Sequence[Row], date, date], Any]


def _row(id: str, recorded: date, happened: date, cents: int, corrects: str | None = None) -> Row:
    return {"id": id, "recorded": recorded, "happened": happened, "cents": cents, "corrects": corrects}


def _of_ben() -> tuple[Row, ...]:
    """Another account: two corrections of one day, a row that is taken back, and one that comes again."""
    days = [date(2025, 3, day) for day in range(1, 13)]
    return (
        _row("b-10", days[1], days[1], 44_000),
        _row("b-11", days[1], days[1], -7_000),
        _row("b-12", days[6], days[3], 2_500),
        _row("b-13", days[6], days[1], -9_000, "b-11"),
        _row("b-14", days[6], days[1], 40_000, "b-10"),
        _row("b-15", days[8], days[8], 0, "b-13"),
        _row("b-16", days[10], days[4], -8_000, "b-15"),
    )


def _books() -> dict[str, tuple[Row, ...]]:
    from companion.scenarios.two_clocks import BOOK

    return {"Ada": BOOK, "Ben": _of_ben()}


PARTS: Final = {PLAIN: (4, 2), LATE: (5, 3), CORRECTED: (7, 5), AGAIN: (8, 7)}
"""How many rows of Ada's and of Ben's book a criterion plays."""
JAN_4, JAN_5, JAN_31 = date(2024, 1, 4), date(2024, 1, 5), date(2024, 1, 31)
FEB_1, FEB_3, FEB_10, FEB_20 = date(2024, 2, 1), date(2024, 2, 3), date(2024, 2, 10), date(2024, 2, 20)
FIRST: Final = ((JAN_31, JAN_31), (JAN_31, FEB_20), (JAN_31, FEB_10), (FEB_20, FEB_20), (FEB_20, JAN_31))
"""The pairs (as of, known) that a learner is told of before all others."""


def _truth(rows: Sequence[Row], as_of: date, known: date) -> int:
    heard = [row for row in rows if row["recorded"] <= known]
    gone = [row["corrects"] for row in heard]
    return sum(row["cents"] for row in heard if row["id"] not in gone and row["happened"] <= as_of)


def _pairs(rows: Sequence[Row]) -> list[tuple[date, date]]:
    """Every two days of a book, the telling ones first."""
    days = sorted({row[clock] for row in rows for clock in ("recorded", "happened")})
    if days[0].year == 2024:
        days = sorted({*days, JAN_4, FEB_3, FEB_10, FEB_20})
    every = [(as_of, known) for as_of in days for known in days]
    return sorted(every, key=lambda pair: FIRST.index(pair) if pair in FIRST else len(FIRST))


def _observe(answer: Any) -> Seen:
    return {
        name: [
            _played(answer, whose, rows[:most])
            for (whose, rows), most in zip(_books().items(), PARTS[name], strict=True)
        ]
        for name in PARTS
    }


def _played(answer: Any, whose: str, rows: tuple[Row, ...]) -> dict[str, Any]:
    """All pairs of days, asked in one call: the wrong ones, the telling one first."""
    pairs = _pairs(rows)
    given: list[Row] = [dict(row) for row in rows]
    before = plain(given)
    outcome = call(lambda: _answered(answer, given, pairs), steps=2_000_000)
    changed = plain(given) != before
    if not outcome.ok or outcome.value is TODO:
        return {"trouble": outcome.trouble, "changed": changed, "asked": len(pairs), "wrong": []}
    said: Any = [None] * len(pairs) if outcome.value is None else outcome.value
    wrong = [
        {"whose": whose, "as_of": _day(pair[0]), "known": _day(pair[1]), "got": plain(got), "wanted": truth}
        for pair, got in zip(pairs, said, strict=True)
        if number(plain(got)) != (truth := _truth(rows, *pair))
    ]
    return {"trouble": "", "changed": changed, "asked": len(pairs), "wrong": wrong}


def _answered(answer: Any, rows: list[Row], pairs: list[tuple[date, date]]) -> Any:
    """What it says for each pair; TODO if it says TODO for one, None if it returns nothing."""
    said = [answer(rows, *pair) for pair in pairs]
    if all(each is None for each in said):
        return None  # so that what was printed instead is told
    return TODO if any(each is TODO for each in said) else said


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"


def _judge(name: str) -> Callable[[Seen], Finding | None]:
    def judge(seen: Seen) -> Finding | None:
        for book in seen[name]:
            if book["trouble"]:
                return Finding("", f"your code {book['trouble']}")
            if book["changed"]:
                return Finding("", "the rows are not as they were: your code changed what it was given")
        for book in seen[name]:
            if book["wrong"]:
                return _told(book)
        return None

    return judge


def _told(book: dict[str, Any]) -> Finding:
    first, count = book["wrong"][0], len(book["wrong"])
    more = f" (and {count - 1} more of {book['asked']} pairs of days)" if count > 1 else ""
    said = f"{first['whose']}, as of {first['as_of']}, known {first['known']}: you say"
    return Finding(f"{first['wanted']}{more}", f"{said} {beside(first['got'], first['wanted'])}")


def _says(name: str, as_of: date, known: date, cents: int) -> Callable[[Seen], bool]:
    """Whether Ada's balance of that pair was wrong, and this."""

    def recognise(seen: Seen) -> bool:
        return not seen[name][0]["changed"] and any(
            (each["as_of"], each["known"], each["got"]) == (_day(as_of), _day(known), cents)
            for each in seen[name][0]["wrong"]
        )

    return recognise


def _right(name: str, as_of: date, known: date) -> Callable[[Seen], bool]:
    """Whether Ada's balance of that pair was right."""
    pair = (_day(as_of), _day(known))
    return lambda seen: pair not in [(each["as_of"], each["known"]) for each in seen[name][0]["wrong"]]


def _all(*each: Callable[[Seen], bool]) -> Callable[[Seen], bool]:
    return lambda seen: all(asks(seen) for asks in each)


def _not(asks: Callable[[Seen], bool]) -> Callable[[Seen], bool]:
    return lambda seen: not asks(seen)


def _holds(name: str) -> Callable[[Seen], bool]:
    return lambda seen: _judge(name)(seen) is None


_BOTH_LEFT: Final = _all(_says(CORRECTED, JAN_31, FEB_10, 61_000), _says(CORRECTED, JAN_31, FEB_20, 61_000))
"""$200 and $250, as of January, as soon as the correction is known."""

KNOWN = Exercise(
    id="14-known",
    title="balance",
    kind="write",
    points=6,
    signature="balance(rows, as_of, known)",
    observe=_observe,
    criteria=(
        Criterion(PLAIN, 1, _judge(PLAIN)),
        Criterion(LATE, 1, _judge(LATE)),
        Criterion(CORRECTED, 2, _judge(CORRECTED)),
        Criterion(AGAIN, 2, _judge(AGAIN)),
    ),
    misconceptions=(
        Misconception(
            "a day ends before it begins",
            PLAIN,
            _says(PLAIN, JAN_31, JAN_31, 80_000),
            "$800 where $810 stand in the statement: the interest of that very day is missing. As of an "
            "evening, and known on an evening: both days count whole.",
        ),
        Misconception(
            "one of the two days is enough",
            PLAIN,
            _all(_says(PLAIN, JAN_31, FEB_20, 51_000), _says(PLAIN, FEB_20, JAN_31, 51_000)),
            "A row counts with you as soon as one of its two days has come. Both are asked: it has happened "
            "and it is known.",
        ),
        Misconception(
            "the day asked for is not used",
            PLAIN,
            _all(_says(PLAIN, JAN_31, FEB_20, 51_000), _says(PLAIN, JAN_4, FEB_20, 51_000)),
            "As of 31 January you count the withdrawal of 1 February. That it is known does not make it a "
            "part of January: `as_of` is asked as well.",
        ),
        Misconception(
            "the clocks are swapped",
            LATE,
            _all(_holds(PLAIN), _says(LATE, JAN_31, FEB_20, 81_000), _says(LATE, FEB_20, JAN_31, 86_000)),
            "You took the days the other way round. as_of is about `happened`, known is about `recorded`.",
        ),
        Misconception(
            "stops at a row that is too late",
            LATE,
            _all(_says(LATE, JAN_31, FEB_20, 81_000), _not(_says(LATE, FEB_1, FEB_20, 51_000))),
            "The rows stand in the order in which they were recorded, not in which they happened: a later "
            "row may be of an earlier day. Leave a row out, and go on.",
        ),
        Misconception(
            "one clock: recorded",
            LATE,
            _says(LATE, JAN_31, FEB_20, 81_000),
            "As of 31 January, known on 20 February: the $50 of 30 January are missing, because somebody "
            "wrote them down in February. When it was written is not when it was.",
        ),
        Misconception(
            "one clock: happened",
            LATE,
            _says(LATE, JAN_31, JAN_31, 86_000),
            "On 31 January nobody had heard of the cheque that was recorded on 3 February, and you counted "
            "it. What was is one question, what was known is another.",
        ),
        Misconception(
            "corrects before it is known",
            CORRECTED,
            _says(CORRECTED, JAN_31, JAN_31, 101_000),
            "Known on 31 January: the transfer is gone, and nobody had complained yet. Only a row that has "
            "been heard of can replace another.",
        ),
        Misconception(
            "a correction waits for its own day",
            CORRECTED,
            _all(_BOTH_LEFT, _right(CORRECTED, FEB_20, FEB_20)),
            "As of January you do not take the old row out, because the correction was recorded in February. "
            "When it was recorded is asked of `known` alone.",
        ),
        Misconception(
            "adds the correction",
            CORRECTED,
            _BOTH_LEFT,
            "$200 left, and then $250 as well. The second row stands in the place of the first, not beside "
            "it.",
        ),
        Misconception(
            "keeps the old day",
            AGAIN,
            _all(_holds(CORRECTED), _says(AGAIN, JAN_5, FEB_20, 76_000)),
            "The new amount stands at the old day. A row that replaces another brings its own day, too: the "
            "transfer was on the 6th.",
        ),
        Misconception(
            "only originals are corrected",
            AGAIN,
            _all(_holds(CORRECTED), _says(AGAIN, JAN_31, FEB_20, 81_000)),
            "The row of 20 February corrects a correction, and you left the first correction in force.",
        ),
        Misconception(
            "both corrections count",
            AGAIN,
            _all(_holds(CORRECTED), _says(AGAIN, JAN_31, FEB_20, 57_000)),
            "Two corrections of one transfer are both counted: the second names the first one, not the "
            "transfer.",
        ),
        Misconception(
            "asks when it was, before what is in force",
            AGAIN,
            _all(_holds(CORRECTED), _says(AGAIN, JAN_5, FEB_20, 75_000)),
            "The transfer was moved to the 6th. As of the 5th you threw that row away as too late, before it "
            "could replace the old one. First what we know, then what was.",
        ),
    ),
    hints=(
        "Two filters and one replacement: in which order?",
        "First drop what was not yet recorded. Then drop what is corrected by a row that is left. Then ask "
        "when it happened.",
        'heard = [row for row in rows if row["recorded"] <= known]\n'
        'gone = [row["corrects"] for row in heard]\n'
        'return sum(row["cents"] for row in heard if row["id"] not in gone and …)',
    ),
)
