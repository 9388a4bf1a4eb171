"""13-key: the partition key that keeps each ride in order and leaves nobody with too much."""

import builtins
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any, Final
from zlib import crc32

from companion.exercises.budget import call
from companion.exercises.fresh import forgetting
from companion.exercises.plain import Plain, plain
from companion.exercises.telling import in_words
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

SAME = "a fact has one key, a text: asked again, and in another process, it is the same"
LANE = "all facts of a ride stand in one partition"
EVEN = "no partition of four has more than 40 % of the messages"

RIDES: Final = 200
MOST: Final = 0.4
STEPS: Final = 3_000_000
_NEVER_SEEN: Final = count(1)


@contextmanager
def _another_process(number: int) -> Iterator[None]:
    """Each process has another hash() of a text; so has each `number` here, and the same on every machine."""
    before = builtins.hash
    builtins.hash = lambda value, /: crc32(f"{value!r} {number}".encode())
    try:
        yield
    finally:
        builtins.hash = before


def _night(city: str) -> list[tuple[str, Any]]:
    """The facts of a night with the ride of each."""
    from companion.scenarios.rides_night import facts, ride_of

    return [(ride_of(event), event) for event in facts(RIDES, seed=7, city=city)]


def _observe(answer: Any) -> Seen:
    with _another_process(1):
        call(answer, _night("ride")[0][1], expect=True)  # alone, so that a printed key is remarked on
        nights = {city: _keyed(answer, _night(city)) for city in ("ride", "Oslo trip")}
    trouble = nights["ride"]["trouble"] or nights["Oslo trip"]["trouble"]
    again, trouble = ("", trouble) if trouble else _again(answer, nights["ride"]["facts"])
    seen: Seen = {"trouble": trouble, "again": again}
    if trouble:
        return seen | {"lanes": {}, "split": 0, "spread": [], "of": {}}
    return seen | _stands(nights)


def _again(answer: Any, facts: Sequence[str]) -> tuple[str, str]:
    """The first fact whose key another process does not give again, and what went wrong. The rides are asked
    for in no check before: what an answer remembers of those would be the same each time.
    """
    city, forget = f"ride{next(_NEVER_SEEN)}", forgetting(answer)
    night, anew = _night(city), _night(city)  # equal facts, other objects
    with _another_process(1):
        first = _keyed(answer, night)
    forget()
    with _another_process(2):
        last = _keyed(answer, anew[::-1])
    if first["trouble"] or last["trouble"]:
        return "", first["trouble"] or last["trouble"]
    both = zip(facts, first["keys"], last["keys"][::-1], strict=True)
    return next((fact for fact, key, other in both if key != other), ""), ""


def _keyed(answer: Any, night: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """The key of each fact, or what went wrong with the first that has none."""
    facts = [f"{type(event).__name__} of {ride}" for ride, event in night]
    outcome = call(lambda: [answer(event) for _, event in night], steps=STEPS)
    keys = plain(outcome.value) if outcome.ok else []
    keys = keys if isinstance(keys, list) else []
    refused = ((fact, _refused(key)) for fact, key in zip(facts, keys, strict=False))
    bad = next((f"the key of {fact} is {why}" for fact, why in refused if why), "")
    trouble = f"your code {outcome.trouble}" if outcome.trouble else bad
    return {"trouble": trouble, "facts": facts, "keys": keys, "rides": [ride for ride, _ in night]}


def _refused(key: Plain) -> str:
    """Why no broker takes it for a key; empty where each does."""
    from companion.delivery import MessageRefused
    from companion.delivery.topics import check_key

    if type(key) is not str or not key.strip():
        return f"{in_words(key, 40)}; a key is a text, and not empty"
    try:
        check_key(key)
    except MessageRefused:
        return f"{in_words(key, 40)}; a key has at most 255 bytes of UTF-8"
    return ""


def _stands(nights: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Where the messages of the worst night stand, and by what two of its rides are told apart."""
    from companion.delivery import partition_of

    told: dict[str, Any] = {}
    for night in nights.values():
        lanes: dict[str, list[int]] = {}
        spread = [0, 0, 0, 0]
        for ride, key in zip(night["rides"], night["keys"], strict=True):
            place = partition_of(key, 4)
            spread[place] += 1
            lanes.setdefault(ride, []).append(place)
        torn = [ride for ride, places in lanes.items() if len(dict.fromkeys(places)) > 1]
        if not told or (len(torn), max(spread)) > (told["split"], max(told["spread"])):
            worst = torn[0] if torn else ""
            told = {"split": len(torn), "spread": spread, "ride": worst, "lanes": lanes.get(worst, [])}
    return told | {"of": _shapes(nights["ride"])}


def _shapes(night: dict[str, Any]) -> dict[str, Plain]:
    """The keys of two rides, by type of fact."""
    keys: dict[str, dict[str, str]] = {"ride-7": {}, "ride-8": {}}
    for fact, ride, key in zip(night["facts"], night["rides"], night["keys"], strict=True):
        if ride in keys:
            keys[ride][fact.partition(" ")[0]] = key
    return {ride: dict(of) for ride, of in keys.items()}


def _same(seen: Seen) -> Finding | None:
    if seen["trouble"]:
        return Finding("", seen["trouble"])
    if seen["again"]:
        told = f"{seen['again']} has another key in another process, where the last fact comes first"
        return Finding("", told)
    return None


def _unjudged(seen: Seen) -> Finding | None:
    if seen["trouble"] or seen["again"]:
        return Finding("", "not judged: first each fact must have one key")
    return None


def _lane(seen: Seen) -> Finding | None:
    if seen["split"] and not _unjudged(seen):
        where = ", ".join(map(str, seen["lanes"]))
        told = f"{seen['split']} of {RIDES} rides are split; the seven facts of {seen['ride']} stand in"
        return Finding("", f"{told} partitions {where}")
    return _unjudged(seen)


def _even(seen: Seen) -> Finding | None:
    if not _unjudged(seen) and max(seen["spread"]) > MOST * sum(seen["spread"]):
        spread = ", ".join(map(str, seen["spread"]))
        return Finding(f"at most {MOST * sum(seen['spread']):.0f} in each", f"messages: {spread}")
    return _unjudged(seen)


def _keys(seen: Seen, ride: str = "ride-7") -> dict[str, str]:
    return seen["of"].get(ride, {}) if seen["of"] else {}


def _alike(seen: Seen) -> list[str]:
    """The types of fact whose key is the same for two rides."""
    one, other = _keys(seen), _keys(seen, "ride-8")
    return [each for each in one if one[each] == other.get(each)]


def _by_type(seen: Seen) -> bool:
    return len(_alike(seen)) == 7 == len(dict.fromkeys(_keys(seen).values()))


def _payments(seen: Seen) -> bool:
    keys = _keys(seen)
    others = dict.fromkeys(key for name, key in keys.items() if name != "PaymentProcessed")
    return len(others) == 1 and keys["PaymentProcessed"] not in others


def _by_driver(seen: Seen) -> bool:
    keys = _keys(seen)
    arrived = keys.get("DriverArrived", "")
    return "driver-" in arrived and "ride-7" not in arrived and arrived != keys["RideRequested"]


def _by_rider(seen: Seen) -> bool:
    keys = _keys(seen)
    asked = keys.get("RideRequested", "")
    return "rider-" in asked and "ride-7" not in asked and asked != keys["DriverArrived"]


KEY = Exercise(
    id="13-key",
    title="key",
    kind="write",
    points=4,
    signature="key(event)",
    observe=_observe,
    gate=(Criterion(SAME, 0, _same),),
    criteria=(Criterion(LANE, 2, _lane), Criterion(EVEN, 2, _even)),
    misconceptions=(
        Misconception(
            "a payment asked for its ride_id",
            SAME,
            lambda seen: "has no attribute 'ride_id'" in seen["trouble"],
            "PaymentProcessed comes from a service that is paid for all sorts of things. It has no ride_id "
            "and calls the ride order_id. If your code has a branch for it, that branch was not taken.",
        ),
        Misconception(
            "a key of this process alone",
            SAME,
            lambda seen: bool(seen["again"]),
            "A counter, chance, id(), hash() and what your code remembers belong to one process; the key "
            "must follow from the fact alone.",
        ),
        Misconception(
            "order within a type",
            LANE,
            _by_type,
            "Your key is the type, so each type is in order, and no ride is. Nobody asked which of two "
            "payments came first: the order that counts is that of one ride.",
        ),
        Misconception(
            "payments in a lane of their own",
            LANE,
            _payments,
            "Six facts stand together, the payment elsewhere. It overtakes: you have paid, and the ride is "
            "not over.",
        ),
        Misconception(
            "the driver",
            LANE,
            _by_driver,
            "A driver is in the facts from DriverMatched to RideCompleted. Who asks for a ride has none yet, "
            "and a payment names none.",
        ),
        Misconception(
            "the rider",
            LANE,
            _by_rider,
            "Only RideRequested names the rider. What the other six have in common is the ride.",
        ),
        Misconception(
            "the ride and something else",
            LANE,
            lambda seen: bool(_keys(seen)) and all("ride-7" in key for key in _keys(seen).values()),
            "The ride is in your key, with something that differs from fact to fact. Two keys are two lanes, "
            "however much they look alike.",
        ),
        Misconception(
            "one lane for all",
            EVEN,
            lambda seen: (
                seen["spread"].count(0) == 3
                and len(dict.fromkeys([*_keys(seen).values(), *_keys(seen, "ride-8").values()])) == 1
            ),
            "All of it is in order, also what has nothing to do with each other. Three of four machines "
            "watch one work.",
        ),
    ),
    hints=(
        "Whose order matters to the rider?",
        "Print the fields of a PaymentProcessed. What does it call the ride?",
        "return event.order_id if isinstance(event, PaymentProcessed) else ___",
    ),
)
