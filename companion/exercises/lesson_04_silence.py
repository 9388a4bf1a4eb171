"""04-silence: find the orders that were paid and then not picked up, in a log where no event says so."""

from datetime import datetime, timedelta
from typing import Any

from companion.exercises.budget import call
from companion.exercises.plain import plain
from companion.exercises.telling import in_words
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

LIMIT_MIN = 30
LONGER_MIN = 45
STEPS = 4_000_000

FOUND = "every stalled order is found, and nobody who never paid"
GIVEN_UP = "cancelled and refused orders are not among them"
LATE = "picked up is picked up: late, or still on its way"
NOW = "`now` and `limit_min` decide, to the second"

ENDED = ("OrderCancelled", "OrderRefusedByRestaurant", "OrderPickedUp")

Row = dict[str, Any]


def _story(log: list[Row], order_id: str) -> dict[str, datetime]:
    return {row["type"]: row["time"] for row in log if row["stream"] == order_id}


def _labelled(log: list[Row], now: datetime, limit_min: int = LIMIT_MIN) -> dict[str, str]:
    """What is true of each order at `now`: unpaid, refused, cancelled, late, fine, stalled or waiting."""
    stories: dict[str, dict[str, datetime]] = {}
    for row in log:
        stories.setdefault(row["stream"], {})[row["type"]] = row["time"]
    limit = timedelta(minutes=limit_min)
    return {order_id: _label(story, now, limit) for order_id, story in stories.items()}


def _label(story: dict[str, datetime], now: datetime, limit: timedelta) -> str:
    paid = story.get("PaymentAuthorized")
    if paid is None:
        return "unpaid"
    for name, label in (("OrderRefusedByRestaurant", "refused"), ("OrderCancelled", "cancelled")):
        if name in story:
            return label
    if "OrderPickedUp" in story:
        return "late" if story["OrderPickedUp"] - paid >= limit else "fine"
    return "stalled" if now - paid >= limit else "waiting"


def moments(log: list[Row]) -> dict[str, tuple[list[Row], datetime]]:
    """When the check asks, and what it hands over: all of the evening at its end; ten minutes of quiet later
    the orders of the last hour; in the middle of the outage what was known then; a day later, in an
    evening's minutes before 22:30, again the orders of the last hour."""
    end = max(row["time"] for row in log).replace(hour=22, minute=30, second=0)
    middle = end.replace(hour=19, minute=20)
    placed = {row["stream"]: row["time"] for row in log if row["type"] == "OrderPlaced"}
    late = [row for row in log if placed[row["stream"]] >= end - timedelta(hours=1)]
    early = [row for row in log if row["time"] <= middle]
    return {
        "22:30": (log, end),
        "22:40": (late, end + timedelta(minutes=10)),
        "19:20": (early, middle),
        "22:10 the next evening": (late, end + timedelta(days=1, minutes=-20)),
    }


def _observe(answer: Any) -> Seen:
    from companion.scenarios.data import load

    log = load("delivery_evening")
    *asked, next_day = [_asked(answer, at, *moment) for at, moment in moments(log).items()]
    end = max(row["time"] for row in log).replace(hour=22, minute=30, second=0)
    asked += [_asked(answer, f"22:30 with limit_min={LONGER_MIN}", log, end, LONGER_MIN), next_day]
    nothing = all(each["got"] == [] for each in asked)
    return {
        "asked": asked,
        "told": nothing and _told_of_failure(answer, log, end),
        "in a month": nothing and _found_in_a_month(answer, log, end),
    }


def _found_in_a_month(answer: Any, log: list[Row], now: datetime) -> bool:
    """Whether it finds an order when its minutes, read as days, are over."""
    outcome = call(answer, log, now + timedelta(days=LIMIT_MIN), LIMIT_MIN, steps=STEPS, expect=True)
    return "o-10" in (_ids(plain(outcome.value)) or [])


def _told_of_failure(answer: Any, log: list[Row], now: datetime) -> bool:
    """Whether it finds an order once an event says that it failed."""
    names = ("DriverNotFound", "DriverUnavailable", "DeliveryFailed", "PickupFailed", "OrderStalled")
    said = [{"type": name, "stream": "o-10", "time": now, "data": {}} for name in names]
    outcome = call(answer, [*log, *said], now, LIMIT_MIN, steps=STEPS, expect=True)
    return "o-10" in (_ids(plain(outcome.value)) or [])


def _asked(answer: Any, at: str, log: list[Row], now: datetime, limit_min: int = LIMIT_MIN) -> dict[str, Any]:
    given = [{**row, "data": dict(row["data"])} for row in log]
    outcome = call(answer, given, now, limit_min, steps=STEPS, watch=True)
    labels = _labelled(log, now, limit_min)
    got = _ids(plain(list(outcome.value) if type(outcome.value) is type({}.keys()) else outcome.value))
    named = dict.fromkeys(got or [])
    wrong = {
        label: [order_id for order_id in labels if labels[order_id] == label and order_id in named]
        for label in ("unpaid", "refused", "cancelled", "late", "fine", "waiting")
    }
    last = log[-1]["time"]
    stalled = [order_id for order_id, label in labels.items() if label == "stalled"]
    driven = [order_id for order_id in stalled if "DriverAssigned" in _story(log, order_id)]
    return {
        "at": at,
        "limit_min": limit_min,
        "only_without_driver": bool(driven) and [each for each in stalled if each not in named] == driven,
        "got": got,
        "kind": _kind(outcome.value),
        "trouble": outcome.trouble,
        "missing": [each for each in stalled if each not in named],
        "stalled": len(stalled),
        "wrong": wrong,
        "strangers": [each for each in named if each not in labels],
        "as_of_last": _same(named, _labelled(log, last, limit_min)),
        "stories": {order_id: _told(log, order_id) for order_id in _interesting(labels, named)},
    }


def _kind(value: Any) -> str:
    """What was returned in place of a list of ids."""
    told = plain(value)
    if value is None:
        return "None"
    first = next((each for each in told if type(each) is not str), None) if type(told) is list else None
    name = f"of type {type(value).__name__}"
    return name if first is None else f"{name}, and holds {in_words(first)}"


def _same(named: dict[str, None], labels: dict[str, str]) -> bool:
    return set(named) == {order_id for order_id, label in labels.items() if label == "stalled"}


def _interesting(labels: dict[str, str], named: dict[str, None]) -> list[str]:
    """The first order of each kind that is judged wrongly: these are told in full."""
    first: dict[str, str] = {}
    for order_id, label in labels.items():
        if (label == "stalled") != (order_id in named):
            first.setdefault(label, order_id)
    return list(first.values())


def _told(log: list[Row], order_id: str) -> str:
    return ", ".join(f"{name} {time:%H:%M:%S}" for name, time in _story(log, order_id).items())


def _ids(value: Any) -> list[str] | None:
    """Order ids from a list or a set of texts; None for anything else."""
    several = value["set"] if type(value) is dict and list(value) == ["set"] else value
    if type(several) is not list or not all(type(each) is str for each in several):
        return None
    return several


def _unusable(seen: Seen) -> Finding | None:
    for asked in seen["asked"]:
        if asked["trouble"]:
            return Finding("", f"your code {asked['trouble']}")
        if asked["got"] is None:
            wanted = "wanted: a list of order ids such as ['o-1']"
            return Finding("", f"what it returned is {asked['kind']}; {wanted}")
    return None


def _nothing_found(seen: Seen) -> Finding | None:
    """What holds for an empty list holds for nothing."""
    end = seen["asked"][0]
    if len(end["missing"]) == end["stalled"]:
        return Finding("", f"none of the {end['stalled']} stalled orders is found yet")
    return None


def _among(asked: dict[str, Any], label: str, says: str) -> Finding | None:
    if not asked["wrong"][label]:
        return None
    order_id = asked["wrong"][label][0]
    return Finding("", f"at {asked['at']} you say {order_id}, {says}: {asked['stories'][order_id]}")


def _found(seen: Seen) -> Finding | None:
    if trouble := _unusable(seen):
        return trouble
    end = seen["asked"][0]
    if end["strangers"]:
        return Finding("", f"there is no order {end['strangers'][0]!r} in the log")
    missing = [order_id for order_id in end["missing"] if order_id in end["stories"]]
    on_the_limit = end["missing"] == ["o-196"]
    if missing and not on_the_limit:
        return Finding("", f"{len(end['missing'])} of {end['stalled']} are missing at 22:30, such as "
                           f"{missing[0]}: {end['stories'][missing[0]]}")  # fmt: skip
    return _among(end, "unpaid", "which never paid") or _among(end, "fine", "which was picked up in time")


def _given_up(seen: Seen) -> Finding | None:
    if nothing := _unusable(seen) or _nothing_found(seen):
        return nothing
    end = seen["asked"][0]
    return _among(end, "cancelled", "which was cancelled") or _among(end, "refused", "which was refused")


def _late(seen: Seen) -> Finding | None:
    if nothing := _unusable(seen) or _nothing_found(seen):
        return nothing
    if found := _among(seen["asked"][0], "late", "which was picked up, late"):
        return found
    others = ((asked, label) for asked in seen["asked"][1:] for label in ("late", "fine"))
    return next(filter(None, (_among(*each, "which was picked up") for each in others)), None)


def _now(seen: Seen) -> Finding | None:
    if nothing := _unusable(seen) or _nothing_found(seen):
        return nothing
    for asked in seen["asked"]:
        if found := _among(asked, "waiting", f"which has waited for less than {asked['limit_min']} minutes"):
            return found
        if asked["missing"]:
            order_id = next(each for each in asked["missing"] if each in asked["stories"])
            return Finding("", f"at {asked['at']} {order_id} is missing: {asked['stories'][order_id]}")
    return None


def _wrongly(seen: Seen, label: str) -> str:
    return str((seen["asked"][0]["wrong"][label] or ["o-0"])[0])


def _all_open(seen: Seen) -> bool:
    """Every order that waits is called stalled, however short it waited: no `now` of ours can say so."""
    middle = seen["asked"][2]
    return bool(len(middle["wrong"]["waiting"]) > 5 and not middle["missing"])


def _trouble(seen: Seen) -> str:
    return str(seen["asked"][0]["trouble"])


def _waits_for_delivery(seen: Seen) -> bool:
    named = [asked["wrong"][label] for asked in seen["asked"] for label in ("late", "fine")]
    return any(named[2:]) and not any(named[:2])


def _driver_will_do(seen: Seen) -> bool:
    end = seen["asked"][0]
    return bool(end["only_without_driver"]) and len(end["missing"]) < end["stalled"]


def _by_heart(seen: Seen) -> bool:
    """The same list for another limit, and a right one for the first."""
    end, longer = seen["asked"][0], seen["asked"][3]
    return end["got"] == longer["got"] and not end["missing"] and not any(end["wrong"].values())


def _only_waiting_one(seen: Seen) -> bool:
    return bool(seen["asked"][0]["wrong"]["waiting"] == ["o-197"])


SILENCE = Exercise(
    id="04-silence",
    title="stalled",
    kind="write",
    points=5,
    signature="stalled(log, now, limit_min)",
    observe=_observe,
    criteria=(
        Criterion(FOUND, 2, _found),
        Criterion(GIVEN_UP, 1, _given_up),
        Criterion(LATE, 1, _late),
        Criterion(NOW, 1, _now),
    ),
    misconceptions=(
        Misconception(
            "looks for the failure event",
            FOUND,
            lambda seen: bool(seen["told"]),
            "You found none. There is no DriverNotFound in the log: what you look for is absent.",
        ),
        Misconception(
            "more than minutes",
            FOUND,
            lambda seen: bool(seen["in a month"]),
            "A month later you find them: your limit is longer than `limit_min` minutes. "
            "`timedelta(minutes=limit_min)` counts minutes; `timedelta(limit_min)` would count days.",
        ),
        Misconception(
            "unpaid counts",
            FOUND,
            lambda seen: bool(seen["asked"][0]["wrong"]["unpaid"]),
            lambda seen: f"{_wrongly(seen, 'unpaid')}'s card was declined: it waits for nothing.",
        ),
        Misconception(
            "minutes as a number",
            FOUND,
            lambda seen: "'datetime.timedelta' and 'int'" in _trouble(seen),
            "now - paid is a timedelta, and limit_min is a number. "
            "timedelta(minutes=limit_min) makes one of the other.",
        ),
        Misconception(
            "a clock without a zone",
            FOUND,
            lambda seen: "offset-naive" in _trouble(seen),
            "datetime.now() is your own clock, and the log is of another evening. "
            "Use the `now` you are given.",
        ),
        Misconception(
            "a driver is enough",
            FOUND,
            _driver_will_do,
            "A driver was assigned and never came. Assigned is not picked up.",
        ),
        Misconception(
            "cancelled counts",
            GIVEN_UP,
            lambda seen: bool(seen["asked"][0]["wrong"]["cancelled"]),
            lambda seen: f"{_wrongly(seen, 'cancelled')} was cancelled; nobody waits for it.",
        ),
        Misconception(
            "refused counts",
            GIVEN_UP,
            lambda seen: bool(seen["asked"][0]["wrong"]["refused"]),
            lambda seen: (
                f"The restaurant refused {_wrongly(seen, 'refused')}, and said so with an event. "
                "That is the opposite of silence."
            ),
        ),
        Misconception(
            "ever late",
            LATE,
            lambda seen: bool(seen["asked"][0]["wrong"]["late"]),
            lambda seen: f"{_wrongly(seen, 'late')} was picked up in the end: late, not stuck.",
        ),
        Misconception(
            "waits for the delivery",
            LATE,
            _waits_for_delivery,
            "The driver has it and is on the way. "
            "The task asks who was not picked up, not who has not eaten.",
        ),
        Misconception(
            "no limit, or another clock",
            NOW,
            _all_open,
            "At 19:20 even those who paid a minute ago are in your list. Either the limit is not asked, or "
            "not in minutes, or you asked your own clock: the log is from another day. Use `now`.",
        ),
        Misconception(
            "the limit by heart",
            NOW,
            _by_heart,
            f"The list for {LONGER_MIN} minutes is the one for {LIMIT_MIN}. The limit stands in your code: "
            "use `limit_min`.",
        ),
        Misconception(
            "last event of the log",
            NOW,
            lambda seen: all(asked["as_of_last"] for asked in seen["asked"]),
            "You measured to the last event of the log. Between 22:30 and 22:40 nobody said a word, "
            "and people went on waiting.",
        ),
        Misconception(
            "counts from the order, or drops the seconds",
            NOW,
            _only_waiting_one,
            "At 22:30 o-197 was placed 30 minutes ago and paid one second less than that. Count from the "
            "payment, and do not cut its time to minutes.",
        ),
        Misconception(
            "counts from the restaurant's yes",
            NOW,
            lambda seen: (
                [asked["missing"] for asked in seen["asked"][:3]] == [["o-196"], [], ["o-22", "o-23"]]
            ),
            "o-196 was paid 30 minutes before 22:30 and accepted less than that. Who has paid waits from the "
            "payment on: count from there.",
        ),
        Misconception(
            "leaves out the days",
            NOW,
            lambda seen: [bool(asked["missing"]) for asked in seen["asked"]] == [False] * 4 + [True],
            "Only who waited for more than a day is missing. `.seconds`, `.hour` and `.minute` leave out the "
            "days: compare timedeltas, or take `total_seconds()`.",
        ),
        Misconception(
            "just over the limit",
            NOW,
            lambda seen: [asked["missing"] for asked in seen["asked"]] == [["o-196"], [], [], [], []],
            "o-196 has waited for exactly 30 minutes at 22:30. The task says: the limit or longer.",
        ),
    ),
    hints=(
        "You cannot search for what is not there. Which orders could be in the list, and which events take "
        "one out of it?",
        "Remember when each order was paid. Strike out who was picked up, cancelled or refused. "
        "Whoever is left has waited `now - paid`.",
        "paid = {row['stream']: row['time'] for row in log if row['type'] == 'PaymentAuthorized'}\n"
        "over = {row['stream'] for row in log if row['type'] in (..., ..., ...)}\n"
        "limit = timedelta(minutes=limit_min)\n"
        "return [o for o, time in paid.items() if o not in over and ...]",
    ),
)
