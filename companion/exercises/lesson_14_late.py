"""14-late: publish an hourly count when its window closes, and correct it honestly."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from companion.exercises.budget import call
from companion.exercises.plain import plain
from companion.exercises.telling import in_words
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

SUM = "the last number of each hour adds up to all planes that left"
FIRST = "the first number of each hour is what was known when it closed"
EACH = "each late plane has a line of its own"

LATENESS: Final = (0, 60)
MOST: Final = 1_000
SHAPE: Final = "; wanted is a list of lines (hour, count), and hour is a datetime"
Lines = list[tuple[str, int]]


def _truth(departures: list[tuple[datetime, datetime]], lateness_min: int) -> Lines:
    from companion.scenarios.flights import hour_of

    wait = timedelta(hours=1, minutes=lateness_min)
    counts: Counter[datetime] = Counter()
    in_time: Counter[datetime] = Counter()
    for planned, left in departures:
        counts[hour_of(planned)] += 1
        in_time[hour_of(planned)] += left < hour_of(planned) + wait
    return [
        (hour.isoformat(), count)
        for hour, most in counts.items()
        for count in range(in_time[hour] or 1, most + 1)
    ]


def _days() -> dict[str, list[tuple[datetime, datetime]]]:
    """The real day, and a small one: a plane at the closing moment, an hour with none in time, midnight."""
    from companion.scenarios.flights import ZONE, departures

    def at(day: int, hour: int, minute: int) -> datetime:
        return datetime(2013, 6, day, hour, minute, tzinfo=ZONE)

    small = [
        (at(1, 22, 10), at(1, 22, 5)),
        (at(1, 22, 50), at(1, 22, 59)),
        (at(1, 22, 30), at(1, 23, 0)),
        (at(1, 23, 15), at(2, 0, 0)),
        (at(1, 23, 40), at(2, 0, 20)),
        (at(1, 22, 45), at(2, 1, 5)),
        (at(2, 0, 20), at(2, 1, 10)),
    ]
    return {"the real day": departures(), "seven planes of another day": small}


def _observe(answer: Any) -> Seen:
    return {
        f"{day}, lateness {lateness_min}": _played(answer, departures, lateness_min)
        for day, departures in _days().items()
        for lateness_min in LATENESS
    }


def _played(answer: Any, departures: list[tuple[datetime, datetime]], lateness_min: int) -> dict[str, Any]:
    given = list(departures)
    outcome = call(answer, given, lateness_min, steps=2_000_000)
    wanted = _truth(departures, lateness_min)
    lines = _lines(outcome.value)
    odd = "" if lines is not None or outcome.trouble else f"gave back {in_words(plain(outcome.value))}{SHAPE}"
    trouble = outcome.trouble or ("changed what it was given" if given != departures else "")
    got = lines or []
    return {"trouble": trouble, "odd": odd, "got": _told(got), "wanted": _told(wanted)}


def _lines(value: Any) -> Lines | None:
    """(hour, count) by count, as text and number; None if it is something else."""
    read = plain(value)
    if type(read) is not list or len(read) > MOST:
        return None
    lines = []
    for each in read:
        if type(each) is not list or len(each) != 2 or type(each[1]) is not int:
            return None
        if type(each[0]) is not dict or list(each[0]) != ["time"]:
            return None
        lines.append((str(each[0]["time"]), each[1]))
    return sorted(lines)


def _told(lines: Lines) -> dict[str, Any]:
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for hour, count in sorted(lines):
        first.setdefault(hour, count)
        last[hour] = count
    return {"lines": len(lines), "twice": len(lines) - len(set(lines)), "first": first, "last": last}


def _asked(ask: Callable[[dict[str, Any]], Finding | None]) -> Callable[[Seen], Finding | None]:
    def judge(seen: Seen) -> Finding | None:
        for day, run in seen.items():
            if run["trouble"] or run["odd"]:
                return Finding("", f"{day}: your code {run['trouble'] or run['odd']}")
            found = ask(run)
            if found is not None:
                return Finding(found.expected, f"{day}: {found.evidence}")
        return None

    return judge


def _sum(run: dict[str, Any]) -> Finding | None:
    got, wanted = run["got"]["last"], run["wanted"]["last"]
    if got == wanted:
        return None
    if sum(got.values()) != sum(wanted.values()):
        return Finding(
            str(sum(wanted.values())), f"the highest numbers of the hours add up to {sum(got.values())}"
        )
    return _differ(got, wanted, "the highest number of")


def _differ(got: dict[str, int], wanted: dict[str, int], what: str) -> Finding | None:
    for hour in sorted({*got, *wanted}):
        if got.get(hour) != wanted.get(hour):
            name = f"{what} {int(hour[11:13])} o'clock is {got.get(hour, 'missing')}"
            return Finding(str(wanted.get(hour, "no such hour")), name)
    return None


def _first(run: dict[str, Any]) -> Finding | None:
    return _differ(run["got"]["first"], run["wanted"]["first"], "the lowest number of")


def _each(run: dict[str, Any]) -> Finding | None:
    got, wanted = run["got"], run["wanted"]
    if got["lines"] != wanted["lines"] or got["twice"]:
        twice = f", {got['twice']} of them twice" if got["twice"] else ""
        return Finding(str(wanted["lines"]), f"{got['lines']} lines{twice}")
    return None


def _real(seen: Seen, lateness_min: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = seen[f"the real day, lateness {lateness_min}"]
    return found


def _by_leaving(last: dict[str, int]) -> bool:
    """Whether 17 planes are counted at 5 o'clock and 57 at 17: so many left then."""
    return [last.get(f"2013-01-01T{hour}:00:00-05:00") for hour in ("05", "17")] == [17, 57]


def _add_up(which: str, total: int) -> Callable[[Seen], bool]:
    return lambda seen: sum(_real(seen)["got"][which].values()) == total


LATE = Exercise(
    id="14-late",
    title="report",
    kind="write",
    points=3,
    bonus=True,
    signature="report(departures, lateness_min)",
    observe=_observe,
    criteria=(
        Criterion(SUM, 1, _asked(_sum)),
        Criterion(FIRST, 1, _asked(_first)),
        Criterion(EACH, 1, _asked(_each)),
    ),
    misconceptions=(
        Misconception(
            "counts when the news came",
            SUM,
            lambda seen: _by_leaving(_real(seen)["got"]["last"]),
            "You counted planes that left between five and six, whenever they were meant to be.",
        ),
        Misconception(
            "drops the late",
            SUM,
            lambda seen: _real(seen)["got"]["lines"] == 19 and _add_up("last", 706)(seen),
            "132 planes never left, says your table. A late plane is a new line with a higher count.",
        ),
        Misconception(
            "overwrites",
            FIRST,
            lambda seen: _real(seen)["got"]["lines"] == 19 and _add_up("first", 838)(seen),
            "Right today. At its end the hour of 17 o'clock had 52; who comes back finds 67, and no trace of "
            "the change.",
        ),
        Misconception(
            "the closing moment is in time",
            FIRST,
            lambda seen: _real(seen)["got"]["lines"] == 148,
            "An hour closes at its end, and a plane that leaves at that very moment comes after it.",
        ),
        Misconception(
            "late by its own plan",
            FIRST,
            lambda seen: _real(seen)["got"]["first"].get("2013-01-01T05:00:00-05:00") == 2,
            "Whether a plane is late for the count says the hour's closing, not when the plane should have "
            "left.",
        ),
        Misconception(
            "a line for every plane",
            FIRST,
            lambda seen: _real(seen)["got"]["lines"] == 838,
            "Every plane has a line: nothing ever closes, and who reads the first number finds 1. The planes "
            "that come in time share one line.",
        ),
        Misconception(
            "the planes' plans close the hour",
            FIRST,
            lambda seen: _real(seen)["got"]["first"].get("2013-01-01T05:00:00-05:00") == 4,
            "A plane of 6 o'clock left early, and your hour of 5 was closed before it was over. To go by the "
            "newest plan seen is a fine design, and another rule: here the hour's end says when.",
        ),
        Misconception(
            "the lateness is not used",
            FIRST,
            lambda seen: (
                _first(_real(seen)) is None
                and _real(seen, 60)["got"]["first"] == _real(seen)["wanted"]["first"]
            ),
            "Each hour closes at its end, whatever lateness is asked for. With an hour of patience it closes "
            "an hour later.",
        ),
        Misconception(
            "closes at its beginning",
            FIRST,
            lambda seen: (
                _first(_real(seen)) is not None
                and _real(seen, 60)["got"]["first"] == _real(seen)["wanted"]["first"]
            ),
            "An hour waits from its end on. Yours waits from where it begins, not when it ends.",
        ),
        Misconception(
            "one correction for all",
            EACH,
            lambda seen: _real(seen)["got"]["lines"] < 40 and _first(_real(seen)) is None,
            "Each hour has one correction for all its late planes. Between the two numbers nobody was told "
            "of each late plane.",
        ),
    ),
    hints=(
        "Which of the two times says where it counts, and which whether it is late?",
        "A late plane is no exception: it is a new line with a higher count.",
        "hour = planned.replace(minute=0)\n"
        "closes = hour + timedelta(hours=1, minutes=lateness_min)\n"
        "in_time = left < closes",
    ),
)
