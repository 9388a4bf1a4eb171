"""14-patience: how long three readers of one count wait, and what a late plane does to each of them."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from companion.exercises.plain import plain
from companion.exercises.todo import TODO
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

BOARD = "board: a number when the hour ends, and later planes are counted"
SOON = "statistic: all 19 hours by 09:00, in at most 100 lines"
WHOLE = "statistic: in the end its numbers add up to all 838 planes"
ONCE = "invoice: no hour is invoiced twice"
COMPLETE = "invoice: as it goes out, no plane is missing"

READERS: Final = ("board", "statistic", "invoice")
HOURS, PLANES, MOST_LINES = 19, 838, 100


def _observe(answer: Any) -> Seen:
    given = {key: value for key, value in dict.items(answer) if type(key) is str}
    strange = [key[:40] for key in given if key not in READERS][:3]
    return {"strange": strange, **{reader: _row(given.get(reader, TODO)) for reader in READERS}}


def _row(chosen: Any) -> dict[str, Any]:
    """What one reader's choice comes to on the day; `problem` if it is no choice."""
    from companion.scenarios.flights import LATE, LATENESS, as_meant

    read = plain(chosen)
    if read == {"todo": True} or read in ([{"todo": True}, {"todo": True}], [], None):
        return {"problem": "not chosen yet"}
    if type(read) is not list or len(read) != 2:
        return {"problem": 'wanted are two things, such as (0, "correct")'}
    if {"todo": True} in read:
        return {"problem": "half of it is not chosen yet"}
    lateness, late = map(as_meant, read)
    if type(lateness) is bool or lateness not in LATENESS:
        return {"problem": f'there is no lateness {read[0]!r:.40}: 0, 60, 840 or "until all"'}
    if late not in LATE:
        return {"problem": f'a late plane does {read[1]!r:.40}: "drop" or "correct"'}
    return {"problem": "", "lateness": lateness, "late": late, **_told(lateness, late)}


@cache
def _told(lateness: int | str, late: str) -> dict[str, Any]:
    """The figures of the day's count that the three wishes are about."""
    from companion.scenarios.flights import departures, hour_of, hourly

    found = hourly(lateness, late)
    first, last = found.first, found.last
    at_once = [hour.hour for hour, line in first.items() if (line.at - hour).total_seconds() > 3600]
    planned = [hour_of(planned) for planned, _ in departures()]
    five = next((line for hour, line in first.items() if hour.hour == 17), None)
    return {
        "lines": len(found.lines),
        "hours": len(first),
        "waits": len(at_once),
        "first": sum(line.planes for line in first.values()),
        "last": sum(line.planes for line in last.values()),
        "out": _at(max(line.at for line in first.values())),
        "in time": max(line.at for line in first.values()).strftime("%d %H:%M") <= "02 09:00",
        "again": len(found.lines) - len(first),
        "lacks": len(planned) - sum(line.planes for line in first.values()),
        "five": _at(five.at) if five else "",
    }


def _at(moment: Any) -> str:
    return f"{moment.day} January at {moment:%H:%M}"


def _choice(row: dict[str, Any]) -> str:
    lateness = row["lateness"]
    return f"{lateness} minutes, {row['late']}" if type(lateness) is int else f"{lateness}, {row['late']}"


def _asked(
    reader: str, judge: Callable[[dict[str, Any]], Finding | None]
) -> Callable[[Seen], Finding | None]:
    def judged(seen: Seen) -> Finding | None:
        row = seen[reader]
        if row["problem"]:
            strange = f'; nobody is called "{seen["strange"][0]}"' if seen["strange"] else ""
            return Finding("", f"{reader}: {row['problem']}{strange}")
        return judge(row)

    return judged


def _board(row: dict[str, Any]) -> Finding | None:
    if row["hours"] < HOURS:
        return Finding("", f"{_choice(row)}: {HOURS - row['hours']} hours never have a number on the board")
    if row["waits"]:
        told = f"{_choice(row)}: the number of 17 o'clock is on the board on {row['five']}"
        return Finding("1 January at 18:00", told)
    if row["last"] < PLANES:
        lost = PLANES - row["last"]
        return Finding("", f"{_choice(row)}: {lost} planes left later, and the board never counted them")
    return None


def _soon(row: dict[str, Any]) -> Finding | None:
    if row["hours"] < HOURS:
        return Finding("all 19", f"{_choice(row)}: {row['hours']} hours ever get a number")
    if not row["in time"]:
        return Finding("2 January at 09:00", f"{_choice(row)}: the last hour's number is out on {row['out']}")
    if row["lines"] > MOST_LINES:
        told = f"{_choice(row)}: {row['lines']} lines, {row['again']} of them corrections"
        return Finding(f"at most {MOST_LINES}", told)
    return None


def _whole(row: dict[str, Any]) -> Finding | None:
    if row["last"] == PLANES:
        return None
    return Finding(str(PLANES), f"{_choice(row)}: its numbers add up to {row['last']} planes")


def _once(row: dict[str, Any]) -> Finding | None:
    if not row["again"]:
        return None
    return Finding("none", f"{_choice(row)}: {row['again']} invoices are sent for an hour that had one")


def _complete(row: dict[str, Any]) -> Finding | None:
    if row["hours"] < HOURS:
        told = f"{_choice(row)}: {HOURS - row['hours']} hours are never invoiced, with {row['lacks']} planes"
        return Finding("", told)
    if row["lacks"]:
        return Finding("", f"{_choice(row)}: {row['lacks']} planes are missing when the invoices go out")
    return None


def _chose(reader: str, lateness: tuple[int | str, ...], late: tuple[str, ...]) -> Callable[[Seen], bool]:
    return lambda seen: seen[reader].get("lateness") in lateness and seen[reader].get("late") in late


_ANY: Final = ("drop", "correct")

PATIENCE = Exercise(
    id="14-patience",
    title="the patience of three readers",
    kind="design",
    points=5,
    accepts=(dict,),
    example='{"board": (0, "drop"), …}',
    blank=({}, dict.fromkeys(READERS, (TODO, TODO))),
    observe=_observe,
    criteria=(
        Criterion(BOARD, 1, _asked("board", _board)),
        Criterion(SOON, 1, _asked("statistic", _soon)),
        Criterion(WHOLE, 1, _asked("statistic", _whole)),
        Criterion(ONCE, 1, _asked("invoice", _once)),
        Criterion(COMPLETE, 1, _asked("invoice", _complete)),
    ),
    misconceptions=(
        Misconception(
            "the board waits for all",
            BOARD,
            _chose("board", ("until all",), _ANY),
            "Four planes were cancelled and send no event, so four hours are never full. Who waits until "
            "everybody is there waits for ever.",
        ),
        Misconception(
            "a board that waits",
            BOARD,
            _chose("board", (60, 840), _ANY),
            "People stand in front of it now. A board may show a number that still grows; it need not wait "
            "for the last plane.",
        ),
        Misconception(
            "closed is closed",
            BOARD,
            _chose("board", (0,), ("drop",)),
            "The planes left, and the board says they did not. A closed hour can have another line: late is "
            "not wrong.",
        ),
        Misconception(
            "the statistic waits for all",
            SOON,
            _chose("statistic", ("until all",), _ANY),
            "Hours with a cancelled flight have no number at all, and with them go the planes that did "
            "leave. Cancelled is silence, not lateness.",
        ),
        Misconception(
            "no patience at all",
            SOON,
            _chose("statistic", (0,), ("correct",)),
            "Every plane that is a few minutes late makes a line of its own. One hour of patience spares "
            "most of them, and nobody reads the statistic at night.",
        ),
        Misconception(
            "patience until the last one",
            SOON,
            _chose("statistic", (840,), _ANY),
            "You wait fourteen hours for one plane, and the statistic is late because of it. With "
            "corrections it need not be complete when it comes out.",
        ),
        Misconception(
            "late planes never left",
            WHOLE,
            _chose("statistic", (0, 60), ("drop",)),
            "Dropped is not late, it is lost: the month ends with fewer planes than flew.",
        ),
        Misconception(
            "an invoice is a number on a board",
            ONCE,
            _chose("invoice", (0, 60), ("correct",)),
            "A second invoice for an hour that is paid. A reader who cannot take a second number must wait "
            "for the first.",
        ),
        Misconception(
            "the airline flies for free",
            COMPLETE,
            _chose("invoice", (0, 60), ("drop",)),
            "Each hour is invoiced once, without those who left after it had been sent. Nobody ever pays for "
            "them.",
        ),
        Misconception(
            "the invoice waits for all",
            COMPLETE,
            _chose("invoice", ("until all",), _ANY),
            "An hour with one cancelled flight is never invoiced: all its other planes fly for free. Wait a "
            "stated time, not for everybody.",
        ),
    ),
    hints=(
        "Ask each reader: by when, and can you take a second number?",
        "Who needs it at once and can take corrections does not wait. Who cannot take a second number waits "
        "longer than any plane was late. Who is in between pays for corrections with patience.",
        'The board: 0. The invoice: 840. The statistic: the one that is left, and "correct", because it is '
        "not complete when it comes out.",
    ),
)
