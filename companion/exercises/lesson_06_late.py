"""06-late: a view of addresses whose messages come late, twice and in any order. Bonus."""

from collections.abc import Iterator, Sequence
from itertools import count
from types import SimpleNamespace
from typing import Any

from companion.exercises.budget import call
from companion.exercises.plain import plain
from companion.exercises.schedules import broken, explored
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

ADA, BEN = "order-42", "order-43"
SEEDS = 150

_numbers: Iterator[int] = count(1000)

ORDERLY = "in order and once: the newest address"
LATE = "late and repeated, two orders: each has its newest address"
CLOSED = "closed stays closed, until something newer opens it"
GAPS = "a version that never comes, and a slow clock"


class Change(SimpleNamespace):
    """A message to the view: kind, order_id, version, address, at (the sender's clock, an hour)."""


def _moved(order: str, version: int, address: str, at: int) -> Change:
    return Change(kind="AddressChanged", order_id=order, version=version, address=address, at=at)


def _closed(order: str, version: int, at: int) -> Change:
    return Change(kind="OrderClosed", order_id=order, version=version, address=None, at=at)


SENT = {
    "late": (_moved(ADA, 1, "Oak St 1", 9), _moved(ADA, 2, "Elm St 9", 10), _moved(BEN, 1, "Ash St 3", 11)),
    "closed": (_moved(ADA, 1, "Oak St 1", 9), _closed(ADA, 2, 10)),
    "opened": (_moved(ADA, 1, "Oak St 1", 9), _closed(ADA, 2, 10), _moved(ADA, 3, "Elm St 9", 11)),
    "gap": (_moved(ADA, 1, "Oak St 1", 9), _moved(ADA, 3, "Elm St 9", 10)),
    "clock": (_moved(ADA, 1, "Oak St 1", 10), _moved(ADA, 2, "Elm St 9", 8)),
}


def _newest(sent: Sequence[Change]) -> dict[str, Any]:
    """The address each order should have, None for a closed one, "" for one nobody spoke of."""
    best: dict[str, Change] = {}
    for each in sent:
        if each.version > best.get(each.order_id, Change(version=0)).version:
            best[each.order_id] = each
    return {order: best[order].address if order in best else "" for order in (ADA, BEN)}


def _held(view: Any) -> dict[str, Any]:
    """What the view says of both orders, in whichever shape a row is kept."""
    found: dict[str, Any] = {}
    for order in (ADA, BEN):
        row = view.get(order, "")
        found[order] = row[1] if type(row) in (tuple, list) and len(row) > 1 else row
    return found


def _says(address: Any) -> str:
    return "closed" if address is None else str(address) or "nothing"


def _wrong(disk: Any) -> str | None:
    held, owed = _held(disk.view), _newest(disk.sent)
    for order in (ADA, BEN):
        if owed[order] is None and held[order] in (None, ""):
            continue
        if held[order] != owed[order]:
            return f"{order}: {_says(held[order])}, expected {_says(owed[order])}"
    return None


def _label(change: Change) -> str:
    kind = "closes" if change.kind == "OrderClosed" else "moves"
    return f"{change.order_id[-2:]} v{change.version} {kind}"


def _observe(answer: Any) -> Seen:
    from companion.lab import Disk

    def build(disk: Any) -> Any:
        def handle(change: Change) -> None:
            view = dict(disk.view)
            answer(view, change)
            disk.view = view

        return handle

    def found(name: str, seeds: int = SEEDS) -> dict[str, Any]:
        return explored(
            build, SENT[name], _wrong, disk=lambda: Disk(view={}), label=_label, seeds=seeds, steps=2_000_000
        )

    again = _to_two_views(answer)
    scenes = {name: found(name) for name in SENT}
    return {"orderly": found("late", 1), "again": again, "rows": _rows(answer)} | scenes


def _rows(answer: Any) -> dict[str, Any]:
    """One view: whether it is empty after a message, whether that call returned anything, and what stands
    there after another one that closes."""
    order = f"order-{next(_numbers)}"

    def arrive() -> dict[str, Any]:
        view: dict[str, Any] = {}
        returned = answer(view, _moved(order, 1, "Oak St 1", 9)) is not None
        empty = not view
        answer(view, _closed(order, 2, 10))
        return {"empty": empty, "returned": returned, "closed": plain(view.get(order, ""))}

    outcome = call(arrive, expect=True)
    found: Any = outcome.value
    return found if outcome.ok else {"empty": False, "returned": False, "closed": ""}


def _to_two_views(answer: Any) -> list[bool]:
    """Whether one message, then one that closes, arrived in an empty view; the same for a second one.

    Under an order and versions that no answer has met: what it keeps in its process is no help.
    """
    order, version = f"order-{next(_numbers)}", 1_000_000 + 2 * next(_numbers)
    sent = (_moved(order, version, "Oak St 1", 9), _closed(order, version + 1, 10))

    def arrives() -> bool:
        view: dict[str, Any] = {}
        answer(view, sent[0])
        arrived = order in view
        answer(view, sent[1])
        return arrived

    outcome = call(lambda: [arrives(), arrives()], expect=True)
    return outcome.value if outcome.ok and isinstance(outcome.value, list) else []


def _orderly(seen: Seen) -> Finding | None:
    if seen["again"] == [True, False]:
        said = "one message, delivered to two empty views: it is in the first, and not in the second"
        return Finding("", said)
    found, rows = broken(seen["orderly"]), seen["rows"]
    if found is None or not rows["empty"]:
        return found
    returned = "what it returned is not read, and " if rows["returned"] else ""
    return Finding("", f"one message, to an empty view: {returned}the view it was given is still empty")


def _first(*names: str) -> Any:
    def judge(seen: Seen) -> Finding | None:
        return next((each for name in names if (each := broken(seen[name])) is not None), None)

    return judge


def _order(seen: Seen, name: str) -> list[str]:
    return list(seen[name]["labels"])


def _last_wins(seen: Seen) -> bool:
    """The old message was taken, not refused with an error."""
    stands = seen["gap"]["problem"].startswith(f"{ADA}: ")
    return stands and _order(seen, "gap") == ["42 v3 moves", "42 v1 moves"]


def _forgets(seen: Seen) -> bool:
    """The row that was closed is gone; one that says closed, and is not made for every order, stays."""
    back = seen["closed"]["problem"].startswith(f"{ADA}: ")
    late = back and _order(seen, "closed") == ["42 v2 closes", "42 v1 moves"]
    return late and seen["gap"]["ok"] and seen["rows"]["closed"] == ""


LATER = Exercise(
    id="06-late",
    title="apply",
    kind="bug hunt",
    points=3,
    bonus=True,
    signature="apply(view, event)",
    returns=False,
    observe=_observe,
    gate=(Criterion(ORDERLY, 0, _orderly),),
    criteria=(
        Criterion(LATE, 1, _first("late")),
        Criterion(CLOSED, 1, _first("closed", "opened")),
        Criterion(GAPS, 1, _first("gap", "clock")),
    ),
    misconceptions=(
        Misconception(
            "remembers in the process",
            ORDERLY,
            lambda seen: seen["again"] == [True, False],
            "Your code keeps something outside of `view`. The process loses it when it dies, and a second "
            "view never had it. Keep the version in the row.",
        ),
        Misconception(
            "raises in the gap",
            GAPS,
            lambda seen: "42 v3 moves was given up" in seen["gap"]["problem"],
            "You asked for the version in between, and it never comes: this one will end as a dead letter. "
            "Where every version comes it would be right.",
        ),
        Misconception(
            "one version for all",
            LATE,
            lambda seen: not seen["late"]["ok"] and seen["opened"]["ok"] and seen["gap"]["ok"],
            "order-43's v1 is not older than order-42's v2: versions count per order. Compare with the row "
            "of the same order.",
        ),
        Misconception(
            "the last to come wins",
            LATE,
            _last_wins,
            "The old address came after the new one, and stands there now. The row knows its version: "
            "compare before you set.",
        ),
        Misconception(
            "waits for the gap",
            GAPS,
            lambda seen: _order(seen, "gap") == ["42 v3 moves"],
            "v2 never comes, so v3 was never taken; and it was acknowledged, so it does not come again.",
        ),
        Misconception(
            "forgets what it closed",
            CLOSED,
            _forgets,
            "Closed, then v1 late: the order has an address again. You deleted the row, and with it the "
            "version. Keep a tombstone: a row that says closed, at v2.",
        ),
        Misconception(
            "closed for ever",
            CLOSED,
            lambda seen: seen["closed"]["ok"] and _order(seen, "opened")[-1:] == ["42 v3 moves"],
            "v3 opened it again. Closed is a state like any other: the newer version decides.",
        ),
        Misconception(
            "closing needs no version",
            CLOSED,
            lambda seen: seen["closed"]["ok"] and _order(seen, "opened")[-1:] == ["42 v2 closes"],
            "v3 opened it, then the late closing v2 came and closed it. A closing can be old too.",
        ),
        Misconception(
            "trusts clocks",
            GAPS,
            lambda seen: seen["gap"]["ok"] and not seen["clock"]["ok"],
            "v2 carries the hour 8 and v1 the hour 10: two machines, two clocks. What the sender counts "
            "does not depend on a clock.",
        ),
    ),
    hints=(
        "What must the row still know after the order was closed?",
        "Compare with the version that stands there, also when the address is None.",
        "known, _ = view.get(event.order_id, (0, None))\nif ___:\n    view[event.order_id] = "
        'event.version, event.address if event.kind == "AddressChanged" else None',
    ),
)
