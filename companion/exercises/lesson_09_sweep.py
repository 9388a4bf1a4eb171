"""09-sweep: eight runs nobody is at work on. Which goes on, which waits, which needs a person?"""

from collections.abc import Callable, Sequence
from typing import Any

from companion.exercises.plain import plain
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen
from companion.scenarios.eight_runs import CALL, LEAVE, RUN, RUN_AND_CALL, STORIES, WORDS

CRASHED = "what a crash left in the middle is finished, and no person is asked"
CLOCKS = "clocks: who is late is undone, who is in time is left alone"
STUCK = "stuck: Olga knows, also of what gets stuck just now, and nobody asks again"
REST = "what cannot go on is reported, what has ended is left alone"


def _observe(answer: Any) -> Seen:
    given = {str(plain(key)).strip(): _word(value) for key, value in list(answer.items())[:50]}
    table = {id: given.get(id, "") for id in STORIES}
    return {"table": table, "open": [id for id in STORIES if not table[id]], **_played(table)}


def _word(value: object) -> str:
    """The word somebody typed, in any case; "" for TODO, and as it is for anything else."""
    seen = plain(value)
    if seen == {"todo": True}:
        return ""
    if type(seen) is not str:
        return f"something of type {type(value).__name__}"
    typed = " ".join(seen.lower().replace(",", " ").split())
    return next((word for word in WORDS if typed == word.lower().replace(",", "")), seen)


def _played(table: dict[str, str]) -> dict[str, Any]:
    from companion.scenarios.eight_runs import eight_runs

    world = eight_runs()
    before = {id: world.lines(id) for id in STORIES}
    raised = {id: world.do(id, table[id]) for id in STORIES}
    return {
        "raised": raised,
        "olga": list(world.olga),
        "outcome": {id: str(world.saga(id).status(world.store, id).outcome) for id in STORIES},
        "more": {id: world.lines(id) - before[id] for id in STORIES},
    }


# --- judging ------------------------------------------------------------------------------------------


def _judge(ids: Sequence[str], wrong: Callable[[str, Seen], str]) -> Callable[[Seen], Finding | None]:
    def judge(seen: Seen) -> Finding | None:
        todo = [id for id in ids if id in seen["open"]]
        if todo:
            return Finding(
                "", f"not chosen yet: {', '.join(todo)} ({len(seen['open'])} of {len(STORIES)} open)"
            )
        for id in ids:
            said = seen["table"][id]
            if said not in WORDS:
                return Finding(
                    f"one of {' · '.join(WORDS)}", f"{id}: {said if len(said) < 40 else 'a long text'}"
                )
            if what := wrong(id, seen):
                return Finding("", f'{id}, "{said}": {what}')
        return None

    return judge


def _crashed(id: str, seen: Seen) -> str:
    if seen["outcome"][id] != "COMPLETED":
        return f"it is still {seen['outcome'][id]}, as the crash left it{_and_raised(id, seen)}"
    return "it was finished without her, and Olga's phone rang" if id in seen["olga"] else ""


def _clocks(id: str, seen: Seen) -> str:
    if seen["raised"][id]:
        return f"raised {seen['raised'][id]}"
    if id == "order-81" and seen["outcome"][id] != "COMPENSATED":
        return "still WAITING, and a machine is still set aside for nobody"
    if id in seen["olga"]:
        return "nothing here is broken, and Olga's phone rang"
    return ""


def _stuck(id: str, seen: Seen) -> str:
    if seen["raised"][id]:
        return f"raised {seen['raised'][id]}"
    if id == "order-84" and seen["more"][id]:
        return f"STUCK again, with {seen['more'][id]} more lines in its log; the next sweep is in a minute"
    if seen["outcome"][id] == "WAITING":
        return "still WAITING; nobody has looked at its clock"
    return "" if id in seen["olga"] else "it is STUCK, and nobody was told"


def _rest(id: str, seen: Seen) -> str:
    if id == "order-86":
        if id in seen["olga"]:
            return "it ended well, and Olga's phone rang"
        return f"raised {seen['raised'][id]}" if seen["raised"][id] else ""
    if id in seen["olga"]:
        return ""
    return f"{seen['raised'][id].rstrip('.') or 'it stands where it stood'}; and nobody was told"


def _and_raised(id: str, seen: Seen) -> str:
    return f"; raised {seen['raised'][id]}" if seen["raised"][id] else ""


def _is(id: str, *words: str) -> Callable[[Seen], bool]:
    return lambda seen: seen["table"][id] in words


SWEEP = Exercise(
    id="09-sweep",
    title="eight runs",
    kind="design",
    points=4,
    accepts=(dict,),
    example='{"order-80": "leave it"}',
    blank=({},),
    observe=_observe,
    criteria=(
        Criterion(CRASHED, 1, _judge(("order-83", "trip-7"), _crashed)),
        Criterion(CLOCKS, 1, _judge(("order-81", "order-82"), _clocks)),
        Criterion(STUCK, 1, _judge(("order-84", "order-80"), _stuck)),
        Criterion(REST, 1, _judge(("order-85", "order-86"), _rest)),
    ),
    misconceptions=(
        Misconception(
            "RUNNING means at work",
            CRASHED,
            _is("order-83", LEAVE),
            "RUNNING is what the log says, and a log does not breathe. After a crash nobody is at work, and "
            "nobody will be until a sweep looks. Two at once do no harm either: the version is the lock.",
        ),
        Misconception(
            "everything to Olga",
            CRASHED,
            _is("order-83", CALL, RUN_AND_CALL),
            "A person is for what a machine cannot decide. Going on after a crash is what the log was "
            "written for.",
        ),
        Misconception(
            "one kind of saga",
            CRASHED,
            lambda seen: seen["table"]["trip-7"] == LEAVE and seen["outcome"]["order-83"] == "COMPLETED",
            "trip-7 was interrupted as order-83 was. A sweep serves every saga in its store, each with its "
            "own definition.",
        ),
        Misconception(
            "nobody looks at the clock",
            CLOCKS,
            _is("order-81", LEAVE),
            "A timeout is a line in a log, not an alarm clock. It strikes when somebody runs the saga, and "
            "a day later it would still be WAITING.",
        ),
        Misconception(
            "asked too early",
            CLOCKS,
            _is("order-82", CALL, RUN_AND_CALL),
            "It has four minutes left, and the bank may well answer. Who calls a person for every wait will "
            "not be listened to at three in the morning.",
        ),
        Misconception(
            "retries the stuck",
            STUCK,
            lambda seen: seen["more"]["order-84"] > 0,
            "The account is still closed, and a machine that asks every minute opens none. `retry` is for a "
            "person who has mended the cause.",
        ),
        Misconception(
            "in nobody's list",
            STUCK,
            _is("order-84", LEAVE, RUN),
            "STUCK is a state with a person in it, and she was not told. What is in no list grows old there: "
            "yesterday's as well as today's.",
        ),
        Misconception(
            "stuck yesterday only",
            STUCK,
            lambda seen: seen["outcome"]["order-80"] == "STUCK" and "order-80" not in seen["olga"],
            "order-80 got stuck in your hands a moment ago: its time was up, and the bank refuses the "
            "refund. Look at what `run` returns.",
        ),
        Misconception(
            "swallows the error",
            REST,
            _is("order-85", RUN),
            "order-85 was begun by yesterday's program, whose steps are not today's. `run` refused to "
            "guess, and you told nobody: it will be refused every minute, in silence.",
        ),
    ),
    hints=(
        "There are three kinds: what can go on, what must not be touched, and what cannot go on.",
        "`run` finishes what was interrupted and knows about clocks; you need not. What is stuck before or "
        "after it, and what it refuses, is Olga's.",
        "Crashed: run it. Late: run it. Still in time, or ended: leave it. Stuck: call Olga. Late with a "
        "closed account: run it, then call Olga. Other steps than today: call Olga.",
    ),
)
