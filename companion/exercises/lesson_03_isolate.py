"""03-isolate: one failing handler must neither stop the others nor vanish."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from companion.exercises.budget import call
from companion.exercises.lesson_03_records import names_error, names_event, names_handler
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

NAMES = ("charge", "reserve", "count", "confirm")
MOST_CALLS = 20

OTHERS = "all others run once, and the publisher hears nothing of it"
RECORDED = "each failure is recorded: event, handler and error"
STOP = "pressing stop still stops, also after a failure"


class _Scene:
    """Handlers that note their calls; some of them raise."""

    def __init__(self, raises: dict[str, BaseException], order_id: str = "order-42") -> None:
        self.event = SimpleNamespace(order_id=order_id, total_cents=450)
        self.raises = raises
        self.calls: list[str] = []
        self.handlers = [self._handler(name) for name in NAMES]
        self.failures: list[Any] = []

    def _handler(self, name: str) -> Callable[[Any], None]:
        def handler(event: Any) -> None:
            self.calls.append(name)
            if len(self.calls) > MOST_CALLS:
                raise KeyboardInterrupt  # the only way out of a loop that catches everything else
            if name in self.raises:
                raise self.raises[name]

        handler.__name__ = handler.__qualname__ = name
        return handler

    def play(self, answer: Any) -> dict[str, Any]:
        outcome = call(lambda: answer(self.event, list(self.handlers), self.failures), expect=True)
        records = self.failures if type(self.failures) is list else []
        return {
            "calls": self.calls[:MOST_CALLS],
            "bad": list(self.raises),
            "trouble": outcome.trouble,
            "error": outcome.error,
            "records": [self._read(record) for record in records[:MOST_CALLS]],
        }

    def _read(self, record: Any) -> dict[str, Any]:
        by_name = dict(zip(NAMES, self.handlers, strict=True))
        bad = [name for name in self.raises if names_handler(record, by_name[name])]
        other = [name for name in NAMES if name not in self.raises and names_handler(record, by_name[name])]
        error = any(names_error(record, each) for each in self.raises.values())
        return {"handler": bad, "other": other, "error": error, "event": names_event(record, self.event)}


def _typo() -> Exception:
    return AttributeError("'OrderPlaced' object has no attribute 'total'")


def _observe(answer: Any) -> Seen:
    first, last = {"charge": _typo()}, {"confirm": _typo()}
    two: dict[str, BaseException] = {"reserve": KeyError("sku"), "count": _typo()}
    stop: dict[str, BaseException] = {"charge": _typo(), "count": KeyboardInterrupt()}
    return {
        "ones": [_Scene(dict(raises)).play(answer) for raises in (first, {"count": _typo()}, last)],
        "two": _Scene(two, "order-43").play(answer),
        "stop": _Scene(stop).play(answer),
    }


def _others_of(scene: dict[str, Any]) -> list[str]:
    return [name for name in scene["calls"] if name not in scene["bad"]]


def _others(seen: Seen) -> Finding | None:
    for scene in seen["ones"]:
        bad = scene["bad"][0]
        ran, expected = _others_of(scene), [name for name in NAMES if name != bad]
        if ran != expected:
            return Finding(
                ", ".join(expected), f"{_fails(scene)}; of the others ran {', '.join(ran) or 'none'}"
            )
        if scene["error"]:
            return Finding("", f"{bad} fails: all others ran, and then deliver {scene['trouble']}")
    return None


def _fails(scene: dict[str, Any]) -> str:
    """Whose error left `deliver` is told in full: a slip of the answer's own is not the handler's."""
    return f"{scene['bad'][0]} fails" + (f", and deliver {scene['trouble']}" if scene["error"] else "")


def _recorded(seen: Seen) -> Finding | None:
    for scene in seen["ones"]:
        bad, records = scene["bad"][0], scene["records"]
        if len(records) != 1:
            if scene["error"]:
                return Finding("", _fails(scene))
            return Finding("1", f"{bad} fails: {_holds(scene)}")
        missing = _missing(records[0])
        if missing == ["the handler"] and records[0]["other"]:
            return Finding(bad, f"{bad} fails: the record names {' and '.join(records[0]['other'])}")
        if missing:
            return Finding("", f"{bad} fails: the record lacks {' and '.join(missing)}")
    return _two(seen)


def _holds(scene: dict[str, Any]) -> str:
    count = len(scene["records"])
    return f"failures holds {count} record{'' if count == 1 else 's'}"


def _missing(record: dict[str, Any]) -> list[str]:
    return [f"the {part}" for part in ("event", "handler", "error") if not record[part]]


def _two(seen: Seen) -> Finding | None:
    scene = seen["two"]
    named = [name for record in scene["records"] for name in record["handler"]]
    if scene["error"]:
        return Finding("", f"reserve and count both fail: deliver {scene['trouble']}")
    if len(scene["records"]) != 2:
        return Finding("2", f"reserve and count both fail: {_holds(scene)}")
    if sorted(named) != ["count", "reserve"]:
        return Finding("reserve and count", f"the two records name {', '.join(named) or 'no handler'}")
    return None


def _stop(seen: Seen) -> Finding | None:
    scene = seen["stop"]
    if "count" not in scene["calls"]:
        return Finding("", "the run never came as far as the handler that was stopped")
    if not str(scene["error"]).startswith("KeyboardInterrupt") or "confirm" in scene["calls"]:
        return Finding("", "stop was pressed while count ran, and the delivery went on as if it had not")
    return None


def _recorded_any(seen: Seen) -> bool:
    return any(scene["records"] for scene in (*seen["ones"], seen["two"]))


def _ends_the_loop(seen: Seen) -> bool:
    return _others_of(seen["ones"][0]) == []


def _ran_again(seen: Seen) -> bool:
    return any(_others_of(scene).count(name) > 1 for scene in seen["ones"] for name in NAMES)


ISOLATE = Exercise(
    id="03-isolate",
    title="deliver",
    kind="bug hunt",
    points=3,
    bonus=True,
    signature="deliver(event, handlers, failures)",
    returns=False,
    observe=_observe,
    criteria=(
        Criterion(OTHERS, 1, _others),
        Criterion(RECORDED, 1, _recorded),
        Criterion(STOP, 1, _stop),
    ),
    misconceptions=(
        Misconception(
            "tries everybody again",
            OTHERS,
            _ran_again,
            "charge had succeeded, and ran again because count failed. Ada paid twice. "
            "Only the one that failed may have another try.",
        ),
        Misconception(
            "the loop ends with the failure",
            OTHERS,
            lambda seen: (
                _ends_the_loop(seen) and bool(seen["ones"][0]["calls"]) and not seen["ones"][0]["error"]
            ),
            lambda seen: (
                f"charge stood first and failed, and {len(NAMES) - 1} handlers never ran. A try around the "
                "loop, or a return inside it, ends the loop: catch inside the loop and go on."
            ),
        ),
        Misconception(
            "raises at the end",
            OTHERS,
            lambda seen: bool(seen["ones"][0]["error"]) and not _ends_the_loop(seen),
            "The publisher got somebody else's AttributeError. "
            "It does not know what Analytics is, and cannot repair it.",
        ),
        Misconception(
            "swallowed",
            RECORDED,
            lambda seen: not any(scene["records"] or scene["error"] for scene in seen["ones"]),
            "The others ran, and `failures` is still empty. In a month somebody asks why the numbers are "
            "wrong. Append to `failures` itself.",
        ),
        Misconception(
            "half a record",
            RECORDED,
            lambda seen: (
                len(seen["ones"][0]["records"]) == 1
                and bool(_missing(seen["ones"][0]["records"][0]))
                and not seen["ones"][0]["records"][0]["other"]
            ),
            "Whoever repairs this next week needs three things: which event, whose handler, what went wrong.",
        ),
        Misconception(
            "catches one kind",
            RECORDED,
            lambda seen: bool(seen["two"]["error"]) and _recorded_any(seen),
            "You know this handler's error. The next handler will have another: catch Exception.",
        ),
        Misconception(
            "keeps the last only",
            RECORDED,
            lambda seen: len(seen["two"]["records"]) == 1,
            "Two handlers failed and one record is left: the second replaced the first.",
        ),
        Misconception(
            "catches everything",
            STOP,
            lambda seen: "confirm" in seen["stop"]["calls"],
            lambda seen: (
                "You pressed stop, and your bus logged it as a failed handler. "
                "KeyboardInterrupt is no Exception on purpose: a bare except catches it all the same."
                if any("count" in record["handler"] for record in seen["stop"]["records"])
                else "You pressed stop, and it is gone without a record. A bare except swallows it, "
                "and so does a `return`, `break` or `continue` inside a `finally`."
            ),
        ),
    ),
    hints=(
        "Where does the program go on after an error: behind the `try`. What stands behind yours?",
        "One `try` for each handler, inside the loop. In the `except`, keep what a person needs later.",
        "for handler in handlers:\n    try:\n        handler(event)\n    except Exception as error:\n"
        "        failures.append((...))",
    ),
)
