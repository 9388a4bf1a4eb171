"""13-size: the fewest members of a group that keep up, and work off what waits."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from companion.exercises.budget import call
from companion.exercises.plain import Plain, plain
from companion.exercises.telling import beside
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

KEEPS_UP = "nothing waits: enough to keep up, and no more"
WORKS_OFF = "messages wait: worked off in time, while new ones come"
LANES = "more than there are partitions: None"


class Case(NamedTuple):
    """What is asked, in the order of the parameters."""

    per_s: int
    work_ms: int
    lag: int
    within_s: int
    partitions: int


CASES: Final = {
    KEEPS_UP: (
        Case(10, 100, 0, 60, 40),
        Case(9, 100, 0, 60, 40),
        Case(1000, 7, 0, 600, 40),
        Case(13, 300, 0, 60, 40),
    ),
    WORKS_OFF: (
        Case(10, 100, 600, 60, 40),
        Case(100, 50, 60_000, 600, 40),
        Case(0, 100, 10, 60, 40),
        Case(10, 100, 601, 60, 40),
        Case(0, 100, 30_000, 10, 400),
        Case(90, 70, 600, 60, 40),
        Case(40, 150, 100, 3, 40),
        Case(5, 100, 120, 60, 40),
    ),
    LANES: (Case(100, 50, 60_000, 600, 8), Case(100, 50, 60_000, 600, 10), Case(1000, 7, 0, 60, 7)),
}


def fewest(case: Case) -> int | None:
    """By trying 1, 2, 3 …: whoever has milliseconds to spare each second, and enough of them."""
    for many in range(1, case.partitions + 1):
        spare = many * 1000 - case.per_s * case.work_ms
        if spare > 0 and spare * case.within_s >= case.lag * case.work_ms:
            return many
    return None


def _observe(answer: Any) -> Seen:
    return {name: [_asked(answer, case) for case in cases] for name, cases in CASES.items()}


def _asked(answer: Any, case: Case) -> dict[str, Plain]:
    outcome = call(answer, *case)
    got = plain(outcome.value)
    got = int(got) if type(got) is float and got == int(got) else got
    return {"case": list(case), "got": got, "wanted": fewest(case), "trouble": outcome.trouble}


def _told(row: dict[str, Any]) -> str:
    per_s, work_ms, lag, within_s, partitions = row["case"]
    waits = f", {lag:,} wait, {within_s} s" if lag else ""
    return f"{per_s} a second of {work_ms} ms each{waits}, {partitions} partitions"


def _judge(name: str) -> Callable[[Seen], Finding | None]:
    def judge(seen: Seen) -> Finding | None:
        for row in seen[name]:
            if row["trouble"]:
                return Finding("", f"{_told(row)}: your code {row['trouble']}")
            if row["got"] != row["wanted"] or type(row["got"]) is not type(row["wanted"]):
                return Finding(str(row["wanted"]), f"{_told(row)}: {beside(row['got'], row['wanted'])}")
        return None

    return judge


def _got(seen: Seen, name: str) -> list[Any]:
    return [row["got"] for row in seen[name]]


SIZE = Exercise(
    id="13-size",
    title="members",
    kind="write",
    points=3,
    bonus=True,
    signature="members(per_s, work_ms, lag, within_s, partitions)",
    observe=_observe,
    criteria=tuple(Criterion(name, 1, _judge(name)) for name in CASES),
    misconceptions=(
        Misconception(
            "milliseconds are seconds",
            KEEPS_UP,
            lambda seen: _got(seen, KEEPS_UP)[:2] == [None, None] and _got(seen, WORKS_OFF)[2] == 17,
            "Nobody is enough, you say, for ten messages of a tenth of a second. work_ms counts "
            "milliseconds: a member has 1,000 of them a second.",
        ),
        Misconception(
            "100 % is enough",
            KEEPS_UP,
            lambda seen: _got(seen, KEEPS_UP) == [1, 1, 7, 4],
            "10 a second of 100 ms each: one member is never idle, and whatever once waits, waits for ever.",
        ),
        Misconception(
            "one more, to be safe",
            WORKS_OFF,
            lambda seen: (
                _got(seen, KEEPS_UP) == [2, 1, 8, 4]
                and _got(seen, WORKS_OFF)[:2] in ([3, 10], [3, 11])
                and _got(seen, WORKS_OFF)[-1] == 1
            ),
            "Two do it to the second, and you take three. Exactly in time is in time.",
        ),
        Misconception(
            "two crews",
            WORKS_OFF,
            lambda seen: (
                _got(seen, KEEPS_UP) == [2, 1, 8, 4]
                and _got(seen, WORKS_OFF)[0] == 3
                and _got(seen, WORKS_OFF)[1] in (10, 11)
                and _got(seen, WORKS_OFF)[-1] == 2
            ),
            "You count members for what comes and others for what waits, and round up twice: 5 a second and "
            "120 that wait, of 100 ms each, are work for one. Add up the work, then the members.",
        ),
        Misconception(
            "a float is nearly whole",
            WORKS_OFF,
            lambda seen: (
                _got(seen, KEEPS_UP) == [2, 1, 8, 4]
                and _got(seen, WORKS_OFF)[:5] == [2, 10, 1, 3, 300]
                and _got(seen, WORKS_OFF)[5:7] in ([7, 12], [8, 11], [8, 12])
                and _got(seen, WORKS_OFF)[-1] == 1
            ),
            "The work fits exactly, and the float in your code is a hair above it: (40 + 100 / 3) * 150 is "
            "11000.000000000002, and is rounded up. Be exact: multiply, and compare whole numbers.",
        ),
        Misconception(
            "the lag alone",
            WORKS_OFF,
            lambda seen: _got(seen, WORKS_OFF)[1] in (5, 6) and _got(seen, KEEPS_UP) in ([0] * 4, [1] * 4),
            "Enough for what waits, and for nothing else: while you work it off, new ones come.",
        ),
        Misconception(
            "the arrivals alone",
            WORKS_OFF,
            lambda seen: (
                _got(seen, KEEPS_UP) == [2, 1, 8, 4]
                and _got(seen, WORKS_OFF)[1] == 6
                and _got(seen, WORKS_OFF)[4] == 1
            ),
            "Enough for what comes, and what waits goes on waiting: it is not worked off in ten minutes.",
        ),
        Misconception(
            "a machine is a machine",
            LANES,
            lambda seen: _got(seen, LANES)[0] == 10,
            "Ten members on eight partitions: two are idle, and eight do not do it. More machines do not "
            "help; say None.",
        ),
        Misconception(
            "as many as there are",
            LANES,
            lambda seen: _got(seen, LANES)[0] == 8,
            "Eight will never do it, and your number looks like an answer. Say that there is none: None.",
        ),
    ),
    hints=(
        "How many milliseconds of work come in a second? How many does a member have?",
        "What is left of many × 1000 − per_s × work_ms works off the lag.",
        "for many in range(1, partitions + 1):\n    spare = ___\n"
        "    if spare > 0 and spare * within_s >= lag * work_ms: return many",
    ),
)
