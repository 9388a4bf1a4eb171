"""06-settle: where in a worker's loop a message is acknowledged, and what becomes of one that fails."""

from collections.abc import Iterable
from typing import Any

from companion.exercises.budget import call
from companion.exercises.plain import Plain, plain
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

CALM = "undisturbed, m1 came twice: each order paid once, nothing left"
STRUCK = "killed at any step, a second worker goes on: the same"
POISON = "m2 always fails: one dead letter that says why, the others paid"
MOST_STEPS = 120
UNSETTLED = "neither acknowledged nor rejected"


def _words(written: Plain) -> list[str] | None:
    """The words at one place; None for what is no text and no list of texts."""
    from companion.scenarios.worker_loop import read

    if written is None or written == {"todo": True}:
        return []
    several = written if type(written) is list else [written]
    return read(several) if all(type(each) is str for each in several) else None


def _observe(answer: Any) -> Seen:
    from companion.scenarios.worker_loop import PLACES, WORDS, program, worker

    given = {str(plain(key)).strip().upper(): plain(value) for key, value in dict.items(answer)}
    places = {key: _words(value) for key, value in given.items()}
    strange = [key for key in places if key not in PLACES]
    odd = [word for words in places.values() for word in words or [] if word not in WORDS]
    mute = [key for key, words in places.items() if words is None]
    if strange or odd or mute:
        return {"ran": False, "strange": strange, "odd": odd, "mute": mute}
    chosen = {key: words or [] for key, words in places.items()}
    work = worker(chosen)
    calm = _after(work)
    struck = [] if _wrong(calm) else _struck_everywhere(work)
    bad = [after for after in struck if _wrong(after)]
    return {
        "ran": True,
        "places": chosen,
        "loop": program(chosen),
        "calm": calm,
        "poison": _after(work, poison=True),
        "struck": len(struck),
        "broken": len(bad),
        "bad": bad[:1],
    }


def _struck_everywhere(work: Any) -> list[dict[str, Any]]:
    """What came of each morning on which the worker was killed, at its first step, at its second, …"""
    mornings: list[dict[str, Any]] = []
    for step in range(1, MOST_STEPS + 1):
        after = _after(work, step)
        if not after["died"]:
            break
        mornings.append(after)
    return mornings


def _after(work: Any, strike: int = 0, poison: bool = False) -> dict[str, Any]:
    """What came of a morning. In a `call`, because the loop counts as the answer's."""
    from companion.scenarios.worker_loop import morning

    came: Any = call(morning, work, strike, poison).value
    return {
        "paid": came.paid,
        "left": came.left,
        "letters": [list(letter) for letter in came.letters],
        "died": came.died,
        "error": came.error,
        "again": [[r.envelope.id, r.error] for r in came.trace if r.kind == "failed" and r.envelope][:4],
    }


def _wrong(after: dict[str, Any]) -> str:
    """What is wrong after a morning that ought to be good, in a sentence; "" when nothing is."""
    from companion.scenarios.worker_loop import RIGHT

    if after["error"]:
        return f"the loop ended with {_short(after['error'])}; messages left: {after['left']}"
    for order, owed in RIGHT.items():
        paid = after["paid"].get(order, [])
        if paid != owed:
            return f"{order} has paid {_sums(paid)}, and no message is left that would change it"
    if after["letters"]:
        order, tries, reason = after["letters"][0]
        return f"{order} is paid, and yet a dead letter after {tries} tries: {reason}"
    return f"messages left: {after['left']}" if after["left"] else ""


def _sums(paid: Iterable[int]) -> str:
    return " and ".join(f"{each}" for each in paid) or "nothing"


def _short(error: str) -> str:
    return error.partition(":")[0] if len(error) > 90 else error


def _refused(seen: Seen) -> Finding | None:
    """What was written where nothing can be written, or what is no word of this exercise."""
    if seen["ran"]:
        return None
    if seen["strange"]:
        return Finding("A, B, C, D, E or F", f"there is no place {seen['strange'][0]!r}")
    if seen["odd"]:
        said = f"{seen['odd'][0]!r} cannot be written"
        return Finding("acknowledge, reject, raise or continue", said)
    return Finding("words in quotes", f"at {seen['mute'][0]} there is no text")


def _calm(seen: Seen) -> Finding | None:
    if (refused := _refused(seen)) is not None:
        return refused
    if wrong := _wrong(seen["calm"]):
        return Finding("", wrong)
    if seen["calm"]["again"]:
        name, why = seen["calm"]["again"][0]
        return Finding("", f"nothing failed, and {name} came once more: {why} the first time")
    return None


def _all_paid(seen: Seen) -> bool:
    from companion.scenarios.worker_loop import RIGHT

    return bool(seen["ran"]) and seen["calm"]["paid"] == RIGHT


def _struck(seen: Seen) -> Finding | None:
    if (refused := _refused(seen)) is not None:
        return refused
    if _wrong(seen["calm"]):
        return Finding("", "it goes wrong already undisturbed")
    if not seen["bad"]:
        return None
    worst = seen["bad"][0]
    died = worst["died"].replace("acknowledge orders", "the acknowledgement")
    return Finding("", f"killed {died} (and at {seen['broken'] - 1} other steps): {_wrong(worst)}")


def _poison(seen: Seen) -> Finding | None:
    if (refused := _refused(seen)) is not None:
        return refused
    after = seen["poison"]
    if after["error"]:
        return Finding("", f"the loop ended with {_short(after['error'])}; messages left: {after['left']}")
    if after["left"]:
        return Finding("0", f"messages left: {after['left']}")
    about = [letter for letter in after["letters"] if letter[0] == "order-43"]
    if not about:
        return Finding("1", "order-43 is not paid; dead letters about it: 0")
    if UNSETTLED in about[0][2]:
        return Finding(
            "", f"order-43 is a dead letter after {about[0][1]} tries, and its reason is {UNSETTLED!r}"
        )
    others = [letter for letter in after["letters"] if letter[0] != "order-43"]
    if others or len(about) > 1:
        return Finding("1", f"dead letters: {len(after['letters'])}")
    return None if "order-44" in after["paid"] else Finding("", "order-44, behind it, has paid nothing")


def _at(place: str, word: str) -> Any:
    return lambda seen: seen["ran"] and word in seen["places"].get(place, [])


def _nowhere(word: str) -> Any:
    return lambda seen: seen["ran"] and not any(word in words for words in seen["places"].values())


SETTLE = Exercise(
    id="06-settle",
    title="the worker's loop",
    kind="modify",
    points=5,
    accepts=(dict,),
    example='{"A": "raise", "B": "reject, continue"}',
    blank=({}, dict.fromkeys("ABCDEF", "")),
    observe=_observe,
    criteria=(
        Criterion(CALM, 1, _calm),
        Criterion(STRUCK, 2, _struck),
        Criterion(POISON, 2, _poison),
    ),
    misconceptions=(
        Misconception(
            "never acknowledges",
            CALM,
            lambda seen: _nowhere("acknowledge")(seen) and _all_paid(seen) and not seen["calm"]["error"],
            "Everybody has paid, and nobody told the broker. It delivers each message again and again, and "
            "gives it up at last.",
        ),
        Misconception(
            "settles twice",
            CALM,
            lambda seen: seen["ran"] and "AlreadySettled" in seen["calm"]["error"],
            "A delivery is settled once, one way. Which of the places does every good delivery pass, and "
            "pass only once?",
        ),
        Misconception(
            "acknowledges only what is new",
            CALM,
            lambda seen: _at("B", "acknowledge")(seen) and _all_paid(seen),
            "The repeat of m1 was known to the inbox, so nothing was to be done, and nobody acknowledged it. "
            "A repeat is dealt with too.",
        ),
        Misconception(
            "acknowledges first",
            STRUCK,
            _at("A", "acknowledge"),
            "The broker had forgotten the message when the process died, and nobody had done the work: at "
            "most once.",
        ),
        Misconception(
            "acknowledges inside the transaction",
            STRUCK,
            _at("C", "acknowledge"),
            "Between the acknowledgement and the commit the process died: the transaction was rolled back, "
            "and the message never comes again. It looks safest, and is not.",
        ),
        Misconception(
            "rejects and acknowledges",
            POISON,
            lambda seen: (
                "already rejected" in (seen["poison"]["error"] if seen["ran"] else "")
                and seen["places"].get("D", []).count("reject") == 1
            ),
            "After the rejection the loop came to the acknowledgement too, and that ended it. A delivery is "
            "settled once: rejected, or acknowledged.",
        ),
        Misconception(
            "one bad message stops the worker",
            POISON,
            _at("D", "raise"),
            "The error left the loop, and with it the worker: order-44 waits behind somebody else's mistake. "
            "Set the one message back, let no error out, and go on.",
        ),
        Misconception(
            "swallows",
            POISON,
            lambda seen: seen["ran"] and not seen["poison"]["letters"] and not seen["poison"]["error"],
            "The message that failed was acknowledged. The broker has forgotten it, no dead letter keeps it, "
            "and nobody will know that order-43 was never paid.",
        ),
        Misconception(
            "leaves it to the broker",
            POISON,
            _nowhere("reject"),
            "It was tried again and set aside, because nobody settled it, and so nobody said why. Whoever "
            "reads this letter wants to know the error.",
        ),
    ),
    hints=(
        "When may the broker forget a message? Name the moment at which its work can no longer be lost.",
        "After the `with` has ended without an error, and not before. In every other case it must be "
        "rejected, so that it comes again.",
        'Two places, one word each: "D": "reject", and at "E", where it all went well, …',
    ),
)
