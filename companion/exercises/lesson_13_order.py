"""13-order: facts of a ride handled in the order of their versions, however they arrive."""

from dataclasses import replace
from typing import Any

from companion.exercises.lesson_13_order_runs import observe
from companion.exercises.schedules import broken
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

ORDERLY = "one ride, in order: each version is handled"
TURNED = "in another order: what is early waits, and is let go"
REPEATS = "repeats, early and late: each version once"
RIDES = "two rides, and a version that never comes: no ride waits for another"
AGAIN = "when handle fails, the next delivery makes good"


def _orderly(seen: Seen) -> Finding | None:
    found = broken(seen["orderly"])
    late = next((n for n, did in enumerate(seen["soon"], 1) if did != n), 0)
    if found is None and late:
        sent = " ".join(f"45v{n}" for n in range(1, late + 1))
        return Finding(
            str(late), f"delivered {sent}, and no more yet: handle was called {seen['soon'][late - 1]} times"
        )
    return found


def _turned(seen: Seen) -> Finding | None:
    found = broken(seen["turned"])
    if found is None and seen["evenings"][:1] == [[1, 2]] != seen["evenings"][1:]:
        told = " ".join(f"v{n}" for n in seen["evenings"][1]) or "nothing"
        return Finding("v1 v2", f"v2 v1 of a ride, then the same with another, empty shelf: handled {told}")
    return found or _eleven(seen["eleven"])


def _eleven(seen: Any) -> Finding | None:
    if seen["trouble"]:
        return Finding("", f"eleven versions of a ride, 11 and 10 before 9: your code {seen['trouble']}")
    if seen["handled"] == list(range(1, 12)):
        return None
    told = " ".join(f"v{n}" for n in seen["handled"]) or "nothing"
    return Finding("v1 to v11", f"eleven versions of a ride, 11 and 10 before 9: handled {told}")


def _again(seen: Seen) -> Finding | None:
    found = broken(seen["again"])
    if found is None and seen["endless"]:
        return Finding(
            "that the error comes through", "handle raises, however often: your code tries for ever"
        )
    if found is None and not seen["through"]:
        return Finding("that the error comes through", "handle raises, however often: your code returns")
    if found is None and seen["calls"] > 1:
        return Finding("once", f"handle raises: at one delivery your code calls it {seen['calls']} times")
    if found is None or seen["again"]["trouble"]:
        return found
    if seen["through"] and _turned(seen) is not None:
        return Finding("", "not judged: without an error it goes wrong already")
    return replace(found, evidence=f"handle fails once, at 12v2; {found.evidence}")


def _sent(found: Finding) -> list[str]:
    """What was delivered in the schedule that a finding tells of, such as 12v2, 12v1."""
    return found.evidence.partition("delivered ")[2].partition(":")[0].split()


def _repeats(seen: Seen) -> Finding | None:
    found = broken(seen["repeats"])
    if found is None or seen["repeats"]["trouble"]:
        return found
    twice = len(_sent(found)) > len(dict.fromkeys(_sent(found)))
    already = not twice and (_orderly(seen) or _turned(seen)) is not None
    return Finding("", "not judged: without a repeat it goes wrong already") if already else found


def _rides(seen: Seen) -> Finding | None:
    found = broken(seen["two"])
    if found is None or seen["two"]["trouble"]:
        return found or broken(seen["gap"])
    rides = dict.fromkeys(each.partition("v")[0] for each in _sent(found))
    already = len(rides) < 2 and (_orderly(seen) or _turned(seen) or _repeats(seen)) is not None
    return Finding("", "not judged: with one ride it goes wrong already") if already else found


def _problem(seen: Seen, name: str) -> str:
    return str(seen[name]["problem"])


def _handled(seen: Seen, name: str) -> list[str]:
    """The versions handled in the smallest bad schedule, such as v2, v1."""
    said = _problem(seen, name).partition(": ")[2].partition(", expected")[0]
    return ["v" + each.partition("v")[2] for each in said.split() if "v" in each]


ORDER = Exercise(
    id="13-order",
    title="in_order",
    kind="write",
    points=6,
    signature="in_order(shelf, ride_id, version, event, handle)",
    returns=False,
    observe=observe,
    gate=(Criterion(ORDERLY, 0, _orderly),),
    criteria=(
        Criterion(TURNED, 2, _turned),
        Criterion(REPEATS, 1, _repeats),
        Criterion(RIDES, 1, _rides),
        Criterion(AGAIN, 2, _again),
    ),
    misconceptions=(
        Misconception(
            "a shelf of its own",
            TURNED,
            lambda seen: seen["evenings"][:1] == [[1, 2]] != seen["evenings"][1:],
            "Your code remembers outside of `shelf`. A second shelf knows the first one's rides; after a "
            "restart nobody does. All that is remembered stands in `shelf`.",
        ),
        Misconception(
            "collects them all",
            ORDERLY,
            lambda seen: (
                not _handled(seen, "orderly")
                and "no event that was delivered" not in _problem(seen, "orderly")
                and seen["seven"][:1] == [[1, 2, 3, 4, 5, 6, 7]]
            ),
            "Nothing is handled, although version 1 is there: how many will come, nobody tells you. Handle "
            "what is next as soon as it is there.",
        ),
        Misconception(
            "sends it back",
            TURNED,
            lambda seen: "was given up" in _problem(seen, "turned") + _problem(seen, "repeats"),
            "You raise for what is too early, and hope that it comes again later. On a log it comes again "
            "*before* the one you wait for: its partition waits with it, and after some tries it is a dead "
            "letter. Keep it on the shelf.",
            any_error=True,
        ),
        Misconception(
            "as it comes",
            TURNED,
            lambda seen: _handled(seen, "turned")[:2] == ["v2", "v1"],
            "v2 was handled before v1. What comes too early has to wait until all before it are handled.",
        ),
        Misconception(
            "the newest wins",
            TURNED,
            lambda seen: _handled(seen, "turned") == ["v2"] and seen["late"][:1] == [[3, 4]],
            "v2 was handled, and v1, which came after it, never. For an address the newest is enough (lesson "
            "06); whoever must see each step has to wait.",
        ),
        Misconception(
            "drops what is early",
            TURNED,
            lambda seen: _handled(seen, "turned") == ["v1"] and not _lies(seen),
            "v2 came first and is handled never: dropped, or lying where nobody looks. Once you return, it "
            "is acknowledged and does not come again.",
        ),
        Misconception(
            "lets one go",
            TURNED,
            lambda seen: _lies(seen),
            "One of those that waited was let go, and the one behind it was not: it still lies there, or was "
            "never kept. Keep each, and after each that you handle look again whether the next is there: "
            "`while`, not `if`.",
        ),
        Misconception(
            "handles a repeat",
            REPEATS,
            lambda seen: len(_handled(seen, "repeats")) > len(dict.fromkeys(_handled(seen, "repeats"))),
            "A version came twice and was handled twice. Everything below the next one has been handled "
            "already, and what waits waits once, however often it comes.",
        ),
        Misconception(
            "one row for all rides",
            RIDES,
            lambda seen: (
                seen["turned"]["ok"]
                and seen["repeats"]["ok"]
                and not seen["two"]["ok"]
                and not (seen["apart"] and _only_waits(seen))
            ),
            "Each ride counts from 1. Something on your shelf is one for all rides: keep it under `ride_id`.",
        ),
        Misconception(
            "swallows the error",
            AGAIN,
            lambda seen: not seen["through"],
            "handle raised, and nobody heard of it: you return as if all were well, and the message is "
            "acknowledged. Let the error through.",
        ),
        Misconception(
            "counted at the end",
            AGAIN,
            lambda seen: (
                len(_handled(seen, "again")) > len(dict.fromkeys(_handled(seen, "again")))
                and "12v1" not in seen["again"]["labels"][:1]
            ),
            "v1 was handled, handle failed at v2, and with the next delivery v1 was handled once more: that "
            "it was done was to be noted at the end. Count each at once.",
        ),
        Misconception(
            "a repeat is not looked at",
            AGAIN,
            lambda seen: (
                "v2" not in _handled(seen, "again")
                and seen["drain"]["kept"]
                and (seen["after"] == [1, 2, 3] or seen["drain"]["handled"] == [1])
            ),
            "v2 was kept when handle failed. Then the message in hand came again, and your code went home "
            "before it looked at the shelf. Look at every delivery, at a repeat too.",
        ),
        Misconception(
            "off the shelf, then handled",
            AGAIN,
            lambda seen: broken(seen["again"]) is not None and "v2" not in _handled(seen, "again"),
            "v2 is off the shelf, or counted, although handle failed. What comes again is the message in "
            "hand, not what you had on the shelf: take off and count when handle has come back, not before.",
        ),
    ),
    hints=(
        "Which version of this ride may be handled now?",
        "Put it on the shelf. Then look whether the *next* one lies there, again and again. Count it when "
        "handle has come back.",
        "while mine['next'] in mine['held']:\n    handle(mine['held'][mine['next']])\n    mine['next'] += 1",
    ),
)


def _only_waits(seen: Seen) -> bool:
    """Whether a ride of two is handled in order as far as it goes, and merely not to its end."""
    did, _, expected = _problem(seen, "two").partition(": ")[2].partition(", expected ")
    return did == "nothing" or expected.startswith(did + " ")


def _lies(seen: Seen) -> bool:
    """Whether, of 3 2 1 4, some that came early were handled in order, and not all."""
    did = (seen["late"] or [[]])[0]
    whole = seen["seven"][:1] == [[1, 2, 3, 4, 5, 6, 7]]
    return whole and 2 <= len(did) < 4 and did == list(range(1, len(did) + 1))
