"""10-upcast: the fields of the next schema from those that were recorded, one step at a time."""

import copy
from typing import Any, Final

from companion.exercises.budget import call
from companion.exercises.plain import Plain, plain
from companion.exercises.telling import beside, in_words
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

CENTS = "dollars become whole cents, to the last one"
STEP = "one step at a time"
FACTS = "currency is USD, channel is None, and both are there"
KEPT = "other fields stay, none is added, and what was recorded does not change"

PRICES: Final = (19.99, 4.35, 0.29, 10.0, 1.1, 33.33, 0.57, 1.13, 8, 0)
ONE: Final = {"order_id": "order-50", "total": 33.5, "note": "no onions"}
NO_GUESS: Final = ("", "none", "null", "unknown", "n/a", "-", "?", "usd")  # "nobody knows", or a slip
TWO: Final = {"order_id": "order-60", "total_cents": 1210, "note": "ring twice", "tip_cents": 0}

Scene = dict[str, Any]


def _observe(answer: Any) -> Seen:
    one = _step(answer, 1, ONE)
    return {
        "prices": [_price(answer, n, total) for n, total in enumerate(PRICES, 50)],
        "one": one,
        "two": _step(answer, 2, TWO),
        "again": _step(answer, 1, ONE),
        "bare": _step(answer, 1, {"order_id": "order-51", "total": 8.5}),
        "chain": _chain(answer, one["value"]),
    }


def _price(answer: Any, n: int, total: float) -> Scene:
    seen = _step(answer, 1, {"order_id": f"order-{n}", "total": total})
    value = seen["value"]
    cents = value.get("total_cents", "missing") if type(value) is dict else None
    return {"total": total, "cents": cents, "trouble": seen["trouble"]}


def _step(answer: Any, version: int, fields: dict[str, Any]) -> Scene:
    """What one call returned, and what the argument was afterwards."""
    given = copy.deepcopy(fields)
    outcome = call(answer, version, given)
    return {
        "value": _fields(outcome.value),
        "trouble": outcome.trouble,
        "error": outcome.error,
        "before": plain(fields),
        "after": plain(given),
    }


def _fields(value: object) -> Plain:
    """The dict that was returned; an object that only looks like one is not what the package takes."""
    seen = plain(value)
    return {"object": type(value).__name__} if type(seen) is dict and not isinstance(value, dict) else seen


def _chain(answer: Any, fields: Plain) -> str:
    """Why schema 3's reader cannot read what the two steps made of a schema 1 event; "" if it can."""
    if type(fields) is not dict:
        return "the first step gave no dict"
    after = call(answer, 2, copy.deepcopy(fields))
    made = plain(after.value)
    if after.trouble or type(made) is not dict:
        return f"your code {after.trouble}" if after.trouble else f"it gave back {in_words(made)}"
    missing = [name for name in ("order_id", "total_cents") if name not in made]
    return f"after both steps {', '.join(missing)} is missing" if missing else ""


def _no_dict(scene: Scene, version: int) -> Finding | None:
    if scene["trouble"]:
        return Finding("", f"upcast({version}, …): your code {scene['trouble']}")
    if type(scene["value"]) is not dict or list(scene["value"]) == ["object"]:
        return Finding("", f"upcast({version}, …) returned {in_words(scene['value'])}, wanted is a dict")
    return None


def _whole(row: Scene) -> bool:
    return type(row["cents"]) is int and row["cents"] == round(row["total"] * 100)


def _cents(seen: Seen) -> Finding | None:
    stopped = _no_dict(seen["one"], 1)
    if stopped is not None:
        return stopped
    wrong = [row for row in seen["prices"] if not _whole(row)]
    if not wrong:
        return None
    row, expected = wrong[0], round(wrong[0]["total"] * 100)
    if row["trouble"]:
        return Finding("", f"total {row['total']}: your code {row['trouble']}")
    if row["cents"] == "missing":
        return Finding("", f"total {row['total']}: there is no total_cents")
    told = f"total {row['total']} became total_cents {beside(row['cents'], expected)}"
    wanted = f"{expected}" if type(row["cents"]) is int else f"{expected}, an int"
    return Finding(wanted, f"{told}; {len(wrong)} of {len(PRICES)} prices are wrong")


def _one_step(seen: Seen) -> Finding | None:
    one, two = seen["one"], seen["two"]
    for scene, version in ((one, 1), (two, 2)):
        stopped = _no_dict(scene, version)
        if stopped is not None:
            return stopped
    early = [name for name in ("currency", "channel") if name in one["value"]]
    if early:
        return Finding("schema 2 has none", f"1 → 2 gave {' and '.join(early)}, of schema 3")
    if "total" in one["value"]:
        return Finding("total_cents in place of total", f"1 → 2 gave {in_words(one['value'], 80)}")
    if two["value"].get("total_cents") != TWO["total_cents"]:
        got = f"is {in_words(two['value']['total_cents'])}" if "total_cents" in two["value"] else "is gone"
        return Finding("1210", f"2 → 3: total_cents was 1210 and {got}")
    if seen["chain"]:
        return Finding("", f"1 → 2 → 3: {seen['chain']}")
    return None


def _facts(seen: Seen) -> Finding | None:
    two = seen["two"]
    stopped = _no_dict(two, 2)
    if stopped is not None:
        return stopped
    for name, wanted in (("currency", "USD"), ("channel", None)):
        if name not in two["value"]:
            return Finding(repr(wanted), f"2 → 3: {name} is missing")
        if two["value"][name] != wanted:
            return Finding(repr(wanted), f"2 → 3: {name} is {in_words(two['value'][name])}")
    return None


def _kept(seen: Seen) -> Finding | None:
    for scene, version, names in (
        (seen["one"], 1, ("order_id", "note")),
        (seen["two"], 2, ("order_id", "note", "tip_cents")),
    ):
        stopped = _no_dict(scene, version)
        if stopped is not None:
            return stopped
        for name in names:
            if scene["value"].get(name) != scene["before"][name]:
                got = in_words(scene["value"][name]) if name in scene["value"] else "gone"
                return Finding("", f"{version} → {version + 1}: {name}={scene['before'][name]!r} is {got}")
    for scene in (seen["one"], seen["two"]):
        if scene["after"] != scene["before"]:
            return Finding("", f"what was recorded {_changed(scene['before'], scene['after'])}")
    return _added(seen)


def _changed(before: Plain, after: Plain) -> str:
    if type(before) is not dict or type(after) is not dict:
        return f"is now {in_words(after)}"
    gone = [name for name in before if name not in after]
    new = [f"{name}={in_words(value)}" for name, value in after.items() if before.get(name, "") != value]
    told = [f"has lost {' and '.join(gone)}"] * bool(gone) + [f"now has {' and '.join(new)}"] * bool(new)
    return " and ".join(told)


def _added(seen: Seen) -> Finding | None:
    """Fields that no schema has: made up, or left over from another event."""
    for name, said, schema in (
        ("one", "1 → 2", {"total", "total_cents", "currency", "channel"}),
        ("two", "2 → 3", {"currency", "channel"}),
        ("again", "1 → 2, asked again after another order,", {"total", "total_cents"}),
        ("bare", "1 → 2 of an order without a note", {"total", "total_cents", "currency", "channel"}),
    ):
        scene = seen[name]
        same = name == "again" and scene["value"] == seen["one"]["value"]
        if same or "total_cents" not in _values(name, seen):  # a slip in that name is told elsewhere
            continue
        new = [each for each in _values(name, seen) if each not in schema and each not in scene["before"]]
        if new:
            return Finding("", f"{said} gave a new field, {', '.join(new)}")
    return None


def _values(name: str, seen: Seen) -> dict[str, Any]:
    value = seen[name]["value"]
    return value if type(value) is dict and list(value) != ["object"] else {}


UPCAST = Exercise(
    id="10-upcast",
    title="upcast",
    kind="write",
    points=5,
    signature="upcast(version, fields)",
    observe=_observe,
    criteria=(
        Criterion(CENTS, 2, _cents),
        Criterion(STEP, 1, _one_step),
        Criterion(FACTS, 1, _facts),
        Criterion(KEPT, 1, _kept),
    ),
    misconceptions=(
        Misconception(
            "truncates",
            CENTS,
            lambda seen: all(row["cents"] == int(row["total"] * 100) for row in seen["prices"]),
            "19.99 * 100 is 1998.9999…, and cutting makes it 1998. Half of these prices lose a cent, for "
            "every program that ever reads them.",
        ),
        Misconception(
            "the name changed, the unit did not",
            CENTS,
            lambda seen: all(row["cents"] == row["total"] for row in seen["prices"]),
            "19.99 is called cents now and is still dollars. Whoever reads total_cents takes a hundredth.",
        ),
        Misconception(
            "jumps",
            STEP,
            lambda seen: (
                {"currency", "channel"} <= _values("one", seen).keys()
                and "tip_cents" not in _values("one", seen)
            ),
            "Schema 1 went straight to 3. Each call takes one step: an event recorded as schema 1 is asked "
            "twice, and one recorded as schema 2 once, for the second step alone.",
        ),
        Misconception(
            "leaves the old one too",
            STEP,
            lambda seen: {"total", "total_cents"} <= _values("one", seen).keys(),
            "total and total_cents stand side by side in schema 2. Which is true on the day they differ?",
        ),
        Misconception(
            "converts at both steps",
            STEP,
            lambda seen: _values("two", seen).get("total_cents") == 121_000,
            "$12.10 came as 1210 cents and left as 121,000. Schema 2 is in cents already: the first step "
            "converts, and no other.",
        ),
        Misconception(
            "guesses",
            FACTS,
            lambda seen: (
                type(_values("two", seen).get("channel")) is str
                and _values("two", seen)["channel"].strip().lower() not in NO_GUESS
                and _values("two", seen).get("currency") == "USD"
            ),
            "Perhaps most came that way. Now all of them did: you wrote down a fact that nobody saw, and no "
            "reader can tell it from a recorded one.",
        ),
        Misconception(
            "leaves out what is not known",
            FACTS,
            lambda seen: (
                _values("two", seen).keys() == {*TWO, "currency"}
                and _values("two", seen)["currency"] == "USD"
            ),
            "Schema 3 has a channel. Not known is a value, None; a field that is not there is schema 2.",
        ),
        Misconception(
            "changes the recording",
            KEPT,
            lambda seen: any(seen[name]["after"] != seen[name]["before"] for name in ("one", "two")),
            "The dict you were given is what was recorded. Whoever reads it after you reads your version of "
            "history. Work on a copy.",
        ),
        Misconception(
            "builds it from the fields it knows",
            KEPT,
            lambda seen: bool(_values("one", seen)) and "note" not in _values("one", seen),
            "'no onions' is gone: you listed the fields that you know, and another program knew one more.",
        ),
    ),
    hints=(
        "What did the shop know then, and what would you be making up?",
        "Which of the two schemas are you given? Change only what that one step changes, in a copy.",
        "fields = dict(fields)\nif version == 1: fields['total_cents'] = round(fields.pop('total') * 100)\n"
        "if version == 2: fields['currency'], fields['channel'] = …\nreturn fields",
    ),
)
