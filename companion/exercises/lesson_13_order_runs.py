"""What becomes of facts that arrive in other orders, twice or never: 13-order's runs, as plain data."""

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, Final, NamedTuple

from companion.exercises.budget import call
from companion.exercises.schedules import explored
from companion.exercises.words import Seen

SEEDS: Final = 120
_numbers: Iterator[int] = count(1000)


class Sent(NamedTuple):
    """A delivery: which ride, which version, and the fact."""

    ride_id: str
    version: int
    event: Any


def _sent(ride_id: str, *versions: int) -> tuple[Sent, ...]:
    from companion.scenarios.rides_events import RideRated
    from companion.scenarios.rides_night import seven

    facts = [*seven(ride_id), *(RideRated(ride_id=ride_id, stars=stars) for stars in (1, 2, 3, 4))]
    return tuple(Sent(ride_id, version, facts[version - 1]) for version in versions)


def _label(sent: Sent) -> str:
    return f"{sent.ride_id.removeprefix('ride-')}v{sent.version}"


def _cut(said: str) -> str:
    return said if len(said) <= 40 else said[:39] + "…"


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
    if strange := [name for name, _ in disk.handled if name.startswith("?")]:
        return f"handle was called with {strange[0][1:]}, which is no event that was delivered"
    for ride, versions in _owed(disk).items():
        short = ride.removeprefix("ride-")
        did = [version for name, version in disk.handled if name == ride]
        if did != versions:
            told = " ".join(f"{short}v{n}" for n in did) or "nothing"
            expected = " ".join(f"{short}v{n}" for n in versions) or "nothing"
            return f"handled of {ride}: {told}, expected {expected}"
    return None


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
            name = (each.ride_id, each.version) if each else (f"?{_cut(repr(event))}", 0)
            disk.handled = [*disk.handled, name][:60]

        handle.__qualname__ = "handle"  # a wrong call of it is told in the learner's words

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


def _eleven(answer: Any) -> dict[str, Any]:
    """What was handled of eleven versions of which 11 and 10 come before 9, and what went wrong."""
    sent = _sent(f"ride-{next(_numbers)}", *range(1, 9), 11, 10, 9)
    version = {id(each.event): each.version for each in sent}
    shelf: dict[str, Any] = {}
    handled: list[int] = []

    def evening() -> None:
        for each in sent:
            answer(
                shelf, each.ride_id, each.version, each.event,
                lambda event: handled.append(version.get(id(event), 0)),
            )  # fmt: skip

    outcome = call(evening, expect=True)
    return {"handled": handled[:20], "trouble": outcome.trouble}


def _lets_through(answer: Any) -> dict[str, Any]:
    """Whether an error of handle comes out of the answer, if it calls handle at all, or is tried for ever,
    and how often it called handle for this one delivery.
    """
    called: list[Any] = []

    def fail(event: Any) -> None:
        called.append(event)
        raise ConnectionError("the database is away")

    [first] = _sent(f"ride-{next(_numbers)}", 1)
    outcome = call(lambda: answer({}, first.ride_id, 1, first.event, fail), expect=True)
    calls = min(len(called), 100)
    return {"through": not (outcome.ok and called), "endless": outcome.stopped and calls > 0, "calls": calls}


def _after_failing(answer: Any) -> list[int]:
    """What was handled of versions 1, 2 and 3 when handle fails at 2, and 3 comes before 2 is repeated."""
    from companion.scenarios.rides_night import place_of

    handled: list[int] = []
    failed: list[int] = []

    def handle(event: Any) -> None:
        if place_of(event) == 2 and not failed:
            failed.append(2)
            raise ConnectionError("the database is away")
        handled.append(place_of(event))

    shelf: dict[str, Any] = {}
    for each in _sent(f"ride-{next(_numbers)}", 1, 2, 3):
        call(answer, shelf, each.ride_id, each.version, each.event, handle, expect=True)
    return handled[:10]


def _soon(answer: Any) -> list[int]:
    """How many versions of a ride are handled when 1 was delivered, and when 2 was: each at once."""
    shelf: dict[str, Any] = {}
    handled: list[Any] = []
    counts: list[int] = []
    for each in _sent("ride-45", 1, 2):
        call(answer, shelf, each.ride_id, each.version, each.event, handled.append, expect=True)
        counts.append(len(handled))
    return counts


def _in_the_drain(answer: Any) -> dict[str, Any]:
    """Handle fails at 2, which waited for 1: whether 2 lies on the shelf then, and what of 1 again and 3 is
    handled.
    """
    from companion.scenarios.rides_night import place_of

    handled: list[int] = []
    failed: list[int] = []

    def handle(event: Any) -> None:
        if place_of(event) == 2 and not failed:
            failed.append(2)
            raise ConnectionError("the database is away")
        handled.append(place_of(event))

    shelf: dict[str, Any] = {}
    kept = False
    sent = _sent(f"ride-{next(_numbers)}", 2, 1, 3)
    for each in (sent[0], sent[1], sent[1], sent[2]):
        before = len(failed)
        call(answer, shelf, each.ride_id, each.version, each.event, handle, expect=True)
        kept = kept or (len(failed) > before and _on(shelf, sent[0].event))
    return {"kept": kept, "handled": handled[:10]}


def _on(shelf: Any, event: Any) -> bool:
    """Whether this very event lies somewhere on the shelf, however it is arranged."""
    waiting, looked = [shelf], 0
    while waiting and looked < 500:
        thing, looked = waiting.pop(), looked + 1
        if thing is event:
            return True
        if isinstance(thing, dict):
            waiting += [*dict.values(thing)][:50]
        elif isinstance(thing, list | tuple | set | frozenset | deque):
            waiting += [*thing][:50]
        else:
            waiting += [*getattr(thing, "__dict__", {}).values()][:50]
    return False


def _apart(answer: Any) -> bool:
    """Whether a ride is handled in order beside another that came first: nothing of it has to wait."""
    from companion.scenarios.rides_night import place_of

    handled: list[int] = []
    shelf: dict[str, Any] = {}
    (a1,), (b1, b2) = (_sent(f"ride-{next(_numbers)}", *versions) for versions in ((1,), (1, 2)))
    for each in (a1, b1, b2):
        call(
            answer, shelf, each.ride_id, each.version, each.event,
            lambda event: handled.append(place_of(event)), expect=True,
        )  # fmt: skip
    return handled[:3] == [1, 1, 2]


def observe(answer: Any) -> Seen:
    one = _sent("ride-12", 1, 2, 3, 4)
    two = (*_sent("ride-12", 1, 2, 3), *_sent("ride-7", 1, 2))
    gap = (*_sent("ride-12", 1, 3), *_sent("ride-7", 1, 2))
    return {
        "orderly": _found(answer, one, seeds=1),
        "turned": _found(answer, one, "reorder"),
        "eleven": _eleven(answer),
        "repeats": _found(answer, one[:3], "duplicate", "reorder"),
        "two": _found(answer, two, "duplicate", "reorder"),
        "gap": _found(answer, gap, "reorder", seeds=40, gap=True),
        "again": _found(answer, one[:3], "reorder", fails="12v2"),
        "evenings": _shelves(answer, 2, 1),
        "late": _shelves(answer, 3, 2, 1, 4),
        "seven": _shelves(answer, 1, 2, 3, 4, 5, 6, 7),
        "after": _after_failing(answer),
        "soon": _soon(answer),
        "drain": _in_the_drain(answer),
        "apart": _apart(answer),
        **_lets_through(answer),
    }
