"""13-order: facts of a ride handled in the order of their versions, however they arrive."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import Any, Final, NamedTuple

from companion.exercises.budget import call
from companion.exercises.schedules import broken, explored
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

ORDERLY = "one ride, in order: each version is handled"
TURNED = "in another order: what is early waits, and is let go"
REPEATS = "repeats, early and late: each version once"
RIDES = "two rides, and a version that never comes: no ride waits for another"
AGAIN = "when handle fails, the next delivery makes good"

SEEDS: Final = 120
_numbers: Iterator[int] = count(1000)


class Sent(NamedTuple):
    """A delivery: which ride, which version, and the fact."""

    ride_id: str
    version: int
    event: Any


def _sent(ride_id: str, *versions: int) -> tuple[Sent, ...]:
    from companion.scenarios.rides_night import seven

    facts = seven(ride_id)
    return tuple(Sent(ride_id, version, facts[version - 1]) for version in versions)


def _label(sent: Sent) -> str:
    return f"{sent.ride_id.removeprefix('ride-')}v{sent.version}"


def _owed(disk: Any) -> dict[str, list[int]]:
    """Of each ride the versions 1, 2, 3 … that were sent, up to the first that was not."""
    owed: dict[str, list[int]] = {}
    for ride in dict.fromkeys(each.ride_id for each in disk.sent):
        came = [each.version for each in disk.sent if each.ride_id == ride]
        owed[ride] = []
        while len(owed[ride]) + 1 in came:
            owed[ride].append(len(owed[ride]) + 1)
    return owed


def _wrong(disk: Any) -> str | None:
    """What is wrong in the end; nothing is said of a schedule that leaves out what comes before another."""
    for ride in dict.fromkeys(each.ride_id for each in disk.sent):
        came = sorted(each.version for each in disk.sent if each.ride_id == ride)
        if not disk.gap and came != list(range(1, len(came) + 1)):
            return None
    for ride, versions in _owed(disk).items():
        short = ride.removeprefix("ride-")
        did = [version for name, version in disk.handled if name == ride]
        if did != versions:
            told = " ".join(f"{short}v{n}" for n in did) or "nothing"
            expected = " ".join(f"{short}v{n}" for n in versions) or "nothing"
            return f"handled of {ride}: {told}, expected {expected}"
    strange = [name for name, _ in disk.handled if name.startswith("?")]
    return f"handle was called with {strange[0][1:]}" if strange else None


def _found(
    answer: Any,
    sent: Sequence[Sent],
    *faults: str,
    seeds: int = SEEDS,
    fails: str = "",
    gap: bool = False,
) -> dict[str, Any]:
    """What becomes of the deliveries; the first time that `handle` is called with `fails`, it raises."""
    from companion.lab import Disk

    known = {id(each.event): each for each in sent}

    def build(disk: Any) -> Any:
        def handle(event: Any) -> None:
            each = known.get(id(event))
            if each is not None and _label(each) == fails and not disk.failed:
                disk.failed = True
                raise ConnectionError("the database is away")
            name = (each.ride_id, each.version) if each else (f"?{event!r:.40}", 0)
            disk.handled = [*disk.handled, name][:60]

        def deliver(each: Sent) -> None:
            answer(disk.shelf, each.ride_id, each.version, each.event, handle)

        return deliver

    return explored(
        build, sent, _wrong, disk=lambda: Disk(shelf={}, handled=[], failed=False, gap=gap), label=_label,
        faults=faults, seeds=seeds, steps=3_000_000,
    )  # fmt: skip


def _shelves(answer: Any, *versions: int) -> list[list[int]]:
    """What was handled of these deliveries of one ride with an empty shelf, and with another empty one. Under
    an id that no answer has met before.
    """
    from companion.scenarios.rides_night import place_of

    ride = f"ride-{next(_numbers)}"

    def evening() -> list[int]:
        shelf: dict[str, Any] = {}
        handled: list[int] = []
        for each in _sent(ride, *versions):
            answer(shelf, ride, each.version, each.event, lambda event: handled.append(place_of(event)))
        return handled[:10]

    outcome = call(lambda: [evening(), evening()], expect=True)
    return outcome.value if outcome.ok and isinstance(outcome.value, list) else []


def _lets_through(answer: Any) -> bool:
    """Whether an error of handle comes out of the answer."""

    def fail(event: Any) -> None:
        raise ConnectionError("the database is away")

    [first] = _sent(f"ride-{next(_numbers)}", 1)
    return not call(lambda: answer({}, first.ride_id, 1, first.event, fail), expect=True).ok


def _observe(answer: Any) -> Seen:
    one = _sent("ride-12", 1, 2, 3, 4)
    two = (*_sent("ride-12", 1, 2, 3), *_sent("ride-7", 1, 2))
    gap = (*_sent("ride-12", 1, 3), *_sent("ride-7", 1, 2))
    return {
        "orderly": _found(answer, one, seeds=1),
        "turned": _found(answer, one, "reorder"),
        "repeats": _found(answer, one[:3], "duplicate", "reorder"),
        "two": _found(answer, two, "duplicate", "reorder"),
        "gap": _found(answer, gap, "reorder", seeds=40, gap=True),
        "again": _found(answer, one[:3], "reorder", fails="12v2"),
        "evenings": _shelves(answer, 2, 1),
        "late": _shelves(answer, 3, 2, 1, 4),
        "seven": _shelves(answer, 1, 2, 3, 4, 5, 6, 7),
        "through": _lets_through(answer),
    }


def _holds(*names: str) -> Any:
    def judge(seen: Seen) -> Finding | None:
        return next((each for name in names if (each := broken(seen[name])) is not None), None)

    return judge


def _turned(seen: Seen) -> Finding | None:
    found = broken(seen["turned"])
    if found is None and seen["evenings"][:1] == [[1, 2]] != seen["evenings"][1:]:
        told = " ".join(f"v{n}" for n in seen["evenings"][1]) or "nothing"
        return Finding("v1 v2", f"v2 v1 of a ride, then the same with another, empty shelf: handled {told}")
    return found


def _again(seen: Seen) -> Finding | None:
    found = broken(seen["again"])
    if found is None or seen["again"]["trouble"]:
        return found
    return replace(found, evidence=f"handle fails once, at 12v2; {found.evidence}")


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
    observe=_observe,
    gate=(Criterion(ORDERLY, 0, _holds("orderly")),),
    criteria=(
        Criterion(TURNED, 2, _turned),
        Criterion(REPEATS, 1, _holds("repeats")),
        Criterion(RIDES, 1, _holds("two", "gap")),
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
            lambda seen: not _handled(seen, "orderly") and seen["seven"][:1] == [[1, 2, 3, 4, 5, 6, 7]],
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
            lambda seen: _handled(seen, "turned") == ["v2"],
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
            "One of those that waited was let go, and the one behind it was not. After each that you handle, "
            "look again whether the next is there: `while`, not `if`.",
        ),
        Misconception(
            "handles a repeat",
            REPEATS,
            lambda seen: len(_handled(seen, "repeats")) > len(dict.fromkeys(_handled(seen, "repeats"))),
            "A version was handled and came again. Everything below the next one has been handled already.",
        ),
        Misconception(
            "one row for all rides",
            RIDES,
            lambda seen: seen["turned"]["ok"] and seen["repeats"]["ok"] and not seen["two"]["ok"],
            "Each ride counts from 1. Your shelf has one count for all of them: keep it under `ride_id`.",
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
            lambda seen: len(_handled(seen, "again")) > len(dict.fromkeys(_handled(seen, "again"))),
            "v1 was handled, handle failed at v2, and with the next delivery v1 was handled once more: that "
            "it was done was to be noted at the end. Count each at once.",
        ),
        Misconception(
            "off the shelf, then handled",
            AGAIN,
            lambda seen: "v2" not in _handled(seen, "again"),
            "v2 was taken off the shelf, or counted, and then handle failed. What comes again is the message "
            "in hand, not what you had on the shelf: handle first, then count. And look at the shelf at "
            "every delivery, at a repeat too.",
        ),
    ),
    hints=(
        "Which version of this ride may be handled now?",
        "Put it on the shelf. Then look whether the *next* one lies there, again and again. Count it when "
        "handle has come back.",
        "while mine['next'] in mine['held']:\n    handle(mine['held'][mine['next']])\n    mine['next'] += 1",
    ),
)


def _lies(seen: Seen) -> bool:
    """Whether, of 3 2 1 4, some that came early were handled in order, and not all."""
    did = (seen["late"] or [[]])[0]
    return 2 <= len(did) < 4 and did == list(range(1, len(did) + 1))
