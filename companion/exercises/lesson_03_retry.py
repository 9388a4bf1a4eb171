"""03-retry: try again, wait longer each time, and set aside what cannot be helped. Time is virtual."""

from collections.abc import Sequence
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from companion.exercises.budget import call
from companion.exercises.lesson_03_records import names_error, names_event, names_tries, parts
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

MOST_CALLS = 20
ALWAYS = 1_000

FLAKY = "fails twice, then works: three calls, no dead letter"
POISON = "poison: all its tries, then one dead letter that says it all"
HOPELESS = "PermanentError: one call, one dead letter"
WAITS = "waits 1, 2, 4 … seconds between tries, none after the last"
NEXT = "the next event is delivered after a poison one"


class _Scene:
    """One handler that fails its first `failures` times, on a virtual clock: with `error` from its last
    attempt on, before that with another error, so that the last one can be told from the first."""

    def __init__(self, failures: int, error: Exception, order_id: str = "order-42") -> None:
        from companion.events import VirtualClock

        self.failures, self.error, self.attempts = failures, error, 0
        self.clock = VirtualClock()
        self.event = SimpleNamespace(order_id=order_id, total_cents=450)
        self.called_at_s: list[float] = []
        self.letters: list[Any] = []
        self.last: Exception = error
        self.misused = False

    def handler(self, *given: Any, **named: Any) -> None:
        if len(given) + len(named) != 1 or self.event not in (*given, *named.values()):
            self.misused = True
        self.called_at_s.append(self.clock.elapsed_s)
        if len(self.called_at_s) > MOST_CALLS:
            raise KeyboardInterrupt  # the only way out of a loop that tries for ever
        if len(self.called_at_s) <= self.failures:
            early = len(self.called_at_s) < self.attempts and not self._hopeless()
            self.last = TimeoutError("the line is busy") if early else self.error
            raise self.last

    def _hopeless(self) -> bool:
        from companion.bus import PermanentError

        return isinstance(self.error, PermanentError)

    def play(self, answer: Any, attempts: int) -> dict[str, Any]:
        self.attempts = attempts
        outcome = call(
            lambda: answer(self.handler, self.event, attempts, self.clock, self.letters), expect=True
        )
        letters = self.letters if type(self.letters) is list else []
        tries = len(self.called_at_s)
        return {
            "attempts": attempts,
            "tries": min(tries, MOST_CALLS),
            "endless": tries > MOST_CALLS,
            "called_at_s": self.called_at_s[:MOST_CALLS],
            "ended_s": self.clock.elapsed_s,
            "slept_s": outcome.slept_s,
            "trouble": outcome.trouble,
            "misused": self.misused,
            "letters": [self._read(letter, tries) for letter in letters[:MOST_CALLS]],
        }

    def _read(self, letter: Any, tries: int) -> dict[str, Any]:
        return {
            "event": names_event(letter, self.event),
            "error": names_error(letter, self.last),
            "tries": names_tries(letter, tries),
            "number": next((part for part in parts(letter) if type(part) is int), None),
        }


def _two_events(answer: Any) -> dict[str, Any]:
    """A poison event, then a good one, as a bus would deliver them."""
    from companion.events import VirtualClock

    poison, good = SimpleNamespace(order_id="order-13"), SimpleNamespace(order_id="order-42")
    clock, letters, done, tries = VirtualClock(), list[Any](), list[str](), list[str]()

    def handler(event: Any) -> None:
        tries.append(event.order_id)
        if len(tries) > MOST_CALLS:
            raise KeyboardInterrupt
        if event is poison:
            raise ValueError("no such sku")
        done.append(event.order_id)

    def both() -> None:
        for event in (poison, good):
            answer(handler, event, 3, clock, letters)

    outcome = call(both, expect=True)
    return {
        "done": done,
        "trouble": outcome.trouble,
        "endless": len(tries) > MOST_CALLS,
        "tried": "order-13" in tries,
    }


def _observe(answer: Any) -> Seen:
    from companion.bus import PermanentError

    def timeout() -> Exception:
        return TimeoutError("the bank does not answer")

    return {
        "flaky": _Scene(2, timeout()).play(answer, 3),
        "poison": _Scene(ALWAYS, timeout()).play(answer, 3),
        "five": _Scene(ALWAYS, timeout(), "order-43").play(answer, 5),
        "once": _Scene(ALWAYS, timeout()).play(answer, 1),
        "hopeless": _Scene(ALWAYS, PermanentError("card number has 15 digits")).play(answer, 3),
        "next": _two_events(answer),
    }


def _came_out(scene: dict[str, Any]) -> Finding | None:
    if scene["endless"]:
        return Finding("", f"attempts={scene['attempts']}: stopped after {MOST_CALLS} calls")
    if scene["trouble"]:
        return Finding("", f"the handler failed, and deliver_to {scene['trouble']}")
    if scene["misused"]:
        return Finding("handler(event)", "the handler was called with something else than the event")
    return None


def _flaky(seen: Seen) -> Finding | None:
    scene = seen["flaky"]
    if (out := _came_out(scene)) is not None:
        return out
    if scene["tries"] != 3:
        return Finding("3", f"attempts=3, fails twice, then works: it was called {_times(scene['tries'])}")
    if scene["letters"]:
        return Finding("none", f"it worked in the end; dead letters: {len(scene['letters'])}")
    return None


def _poison(seen: Seen) -> Finding | None:
    for name in ("poison", "five", "once"):
        scene = seen[name]
        if (out := _came_out(scene)) is not None:
            return out
        if scene["tries"] != scene["attempts"]:
            said = f"attempts={scene['attempts']}: it was called {_times(scene['tries'])}"
            return Finding(str(scene["attempts"]), said)
        if (wrong := _one_letter(scene)) is not None:
            return wrong
    return None


def _counted(letters: list[dict[str, Any]]) -> str:
    in_pieces = len(letters) > 1 and sum(letter["event"] for letter in letters) == 1
    return f"dead letters: {len(letters)}" + (", and only one of them holds the event" if in_pieces else "")


def _one_letter(scene: dict[str, Any]) -> Finding | None:
    letters = scene["letters"]
    if len(letters) != 1:
        return Finding("1", f"attempts={scene['attempts']}; {_counted(letters)}")
    names = {"event": "the event", "error": "the last error", "tries": "how often it was tried"}
    missing = [text for part, text in names.items() if not letters[0][part]]
    if missing == [names["tries"]] and letters[0]["number"] is not None:
        said = f"attempts={scene['attempts']}: tries in the dead letter: {letters[0]['number']}"
        return Finding(str(scene["tries"]), said)
    return Finding("", f"the dead letter lacks {' and '.join(missing)}") if missing else None


def _hopeless(seen: Seen) -> Finding | None:
    scene = seen["hopeless"]
    if (out := _came_out(scene)) is not None:
        return out
    if scene["tries"] != 1:
        return Finding("1", f"PermanentError: it was called {_times(scene['tries'])}")
    if len(scene["letters"]) != 1:
        return Finding("1", f"PermanentError; {_counted(scene['letters'])}")
    if _poison(seen) is None and (wrong := _one_letter(scene)) is not None:
        return Finding(wrong.expected, wrong.evidence.replace("attempts=", "PermanentError, attempts="))
    return None


def _waits(seen: Seen) -> Finding | None:
    scene = seen["five"]
    if scene["endless"] or (scene["trouble"] and scene["tries"] < 2):
        return _came_out(scene)
    due = [0, 1, 3, 7, 15]
    if scene["called_at_s"] != due:
        return Finding(_seconds(due), f"attempts=5: called after {_seconds(scene['called_at_s'])}")
    if scene["ended_s"] != due[-1]:
        return Finding(f"{due[-1]} s", f"the last try was after {due[-1]} s, and deliver_to came back after "
                                       f"{scene['ended_s']:g} s")  # fmt: skip
    return _waits_for_nothing(seen)


def _waits_for_nothing(seen: Seen) -> Finding | None:
    """A wait that no call follows: after success, or after the error that ends it."""
    for name, why in (("flaky", "the third call worked"), ("hopeless", "PermanentError")):
        scene = seen[name]
        if scene["called_at_s"] and not scene["trouble"] and scene["ended_s"] > scene["called_at_s"][-1]:
            more = scene["ended_s"] - scene["called_at_s"][-1]
            return Finding("0 s", f"{why}, and deliver_to came back {more:g} s after the last call")
    return None


def _next(seen: Seen) -> Finding | None:
    scene = seen["next"]
    if scene["done"] == ["order-42"]:
        return None
    return Finding("", f"order-13 is poison; order-42 came next and {_fate(scene)}")


def _fate(scene: dict[str, Any]) -> str:
    if scene["endless"]:
        return f"was never delivered: order-13 was tried until the check stopped it after {MOST_CALLS} calls"
    if scene["trouble"]:
        return f"was never delivered, because deliver_to {scene['trouble']}"
    return f"was handled {_times(len(scene['done']))}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _seconds(moments: Sequence[float]) -> str:
    return " ".join(f"{each:g}" for each in moments) + " s" if moments else "never"


def _gaps(seen: Seen) -> list[float]:
    at = seen["five"]["called_at_s"]
    return [later - earlier for earlier, later in pairwise(at)]


def _miscounts(seen: Seen) -> bool:
    letters = seen["poison"]["letters"]
    if len(letters) != 1 or not letters[0]["error"]:
        return False
    return letters[0]["number"] is not None and not letters[0]["tries"]


RETRY = Exercise(
    id="03-retry",
    title="deliver_to",
    kind="write",
    points=7,
    signature="deliver_to(handler, event, attempts, clock, dead_letters)",
    returns=False,
    observe=_observe,
    criteria=(
        Criterion(FLAKY, 1, _flaky),
        Criterion(POISON, 2, _poison),
        Criterion(HOPELESS, 1, _hopeless),
        Criterion(WAITS, 2, _waits),
        Criterion(NEXT, 1, _next),
    ),
    misconceptions=(
        Misconception(
            "for ever",
            POISON,
            lambda seen: bool(seen["poison"]["endless"]),
            lambda seen: (
                f"Stopped after {seen['poison']['tries']} tries of one event. "
                "One bad message must not stop the shop: `attempts` is the end."
            ),
        ),
        Misconception(
            "goes on after success",
            NEXT,
            lambda seen: len(seen["next"]["done"]) > 1,
            lambda seen: (
                f"order-42 was handled {_times(len(seen['next']['done']))}: "
                "the loop went on after it had worked. Success ends it."
            ),
        ),
        Misconception(
            "the error's name is gone",
            POISON,
            lambda seen: "UnboundLocalError" in str(seen["poison"]["trouble"]),
            "A name bound by `except … as error` is gone when that block ends. "
            "Set the event aside inside the block, or keep the error under another name.",
        ),
        Misconception(
            "gives up at once",
            POISON,
            lambda seen: seen["poison"]["tries"] == 1 and len(seen["poison"]["letters"]) == 1,
            "One call, and then the dead letter. A bank that does not answer now may answer in a second: "
            "that is what the other tries are for.",
        ),
        Misconception(
            "one try too many",
            POISON,
            lambda seen: seen["poison"]["tries"] == 4,
            lambda seen: (
                f"`attempts=3` means three calls; you made {seen['poison']['tries']}: the first is a try too."
            ),
        ),
        Misconception(
            "the first try is not counted",
            POISON,
            lambda seen: seen["poison"]["tries"] == 2,
            "`attempts=3` gave two calls. range(1, 3) holds two numbers: count the calls, not the waits.",
        ),
        Misconception(
            "raises at the end",
            NEXT,
            lambda seen: str(seen["poison"]["trouble"]).startswith("raised TimeoutError"),
            "The last error left `deliver_to`, and order-42 behind it was never delivered. "
            "A dead letter is instead of an error, not beside it.",
        ),
        Misconception(
            "retries the hopeless",
            HOPELESS,
            lambda seen: seen["hopeless"]["tries"] == 3,
            "'card number has 15 digits' will not get better by waiting. Of several excepts Python takes the "
            "first that fits: the one for PermanentError stands before the one for Exception.",
        ),
        Misconception(
            "dead letter per try",
            POISON,
            lambda seen: len(seen["poison"]["letters"]) == 3,
            lambda seen: (
                f"{len(seen['poison']['letters'])} dead letters for one event: "
                "whoever redelivers them charges three times. Set it aside after the last try."
            ),
        ),
        Misconception(
            "nothing set aside",
            POISON,
            lambda seen: seen["poison"]["letters"] == [],
            "The list you were given is still empty. Nobody will ever know that this order was not handled: "
            "append to `dead_letters` itself.",
        ),
        Misconception(
            "loses the event",
            POISON,
            lambda seen: len(seen["poison"]["letters"]) == 1 and not seen["poison"]["letters"][0]["event"],
            "The dead letter says what went wrong and not with which order.",
        ),
        Misconception(
            "the wrong number of tries",
            POISON,
            _miscounts,
            "Somebody will read that number to judge how hopeless it was. Count the calls that were made: "
            "range(3) ends at 2, and what is left of `attempts` is not what was used.",
        ),
        Misconception(
            "real sleep",
            WAITS,
            lambda seen: seen["five"]["slept_s"] > 0,
            "You slept for real. Time here is `clock.sleep`; tests of an hour take a millisecond.",
        ),
        Misconception(
            "waits for nothing",
            WAITS,
            lambda seen: seen["five"]["called_at_s"] == [0, 1, 3, 7, 15] and seen["five"]["ended_s"] > 15,
            lambda seen: (
                f"After the last try you waited {seen['five']['ended_s'] - 15:g} s more, and then did not "
                "try. Whoever stands behind this event waits too."
            ),
        ),
        Misconception(
            "does not wait",
            WAITS,
            lambda seen: bool(_gaps(seen)) and not any(_gaps(seen)),
            "All tries at the same moment: a bank that is down for a second is down for all of them.",
        ),
        Misconception(
            "always the same wait",
            WAITS,
            lambda seen: len(set(map(str, _gaps(seen)))) == 1,
            "The same wait each time. Whoever is overloaded needs *more* time after each refusal: double it.",
        ),
    ),
    hints=(
        "On paper, for attempts=3: call, wait 1, call, wait 2, call. Then what? Count calls and waits.",
        "A loop over the attempts; success returns. PermanentError and the last try end the same way: one "
        "dead letter, then return.",
        "for n in range(1, attempts + 1):\n    try:\n        return handler(event)\n"
        "    except Exception as error:\n        if n == attempts or isinstance(error, PermanentError):\n"
        "            ...   # set aside and return\n    clock.sleep(2 ** (n - 1))",
    ),
)
