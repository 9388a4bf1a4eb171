"""02-frozen: an event that no handler can change, however deep, and a correction that is a new event."""

from collections.abc import Callable
from difflib import get_close_matches
from types import FunctionType, SimpleNamespace
from typing import Any, Final

import msgspec

from companion.exercises.budget import Outcome, call
from companion.exercises.plain import plain
from companion.exercises.telling import in_words
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

ORDERED: Final = (("coffee", 1), ("bagel", 2))
LABEL = "order_id cannot be assigned"
INTO = "no handler can put anything into the order"
CALLER = "the caller's own list is not the event's"
DEEPER = "no handler can change an item inside"
CORRECTED = "corrected() makes a new order, the old one stays"
WRITTEN = "written and read again it is equal, and hashable"
POST_INIT: Final = "__post_init__"
NO_ORDER = "no order could be made to try this on"
PARTS = "[Item, LunchOrdered, corrected, loyalty]"


def _order(item: Any, order: Any, order_id: str = "order-42") -> tuple[Any, Any, str]:
    """A fresh event, the caller's list behind it and what went wrong; a class may refuse lists and take
    tuples."""
    basket = call(lambda: [item(sku=sku, quantity=quantity) for sku, quantity in ORDERED])
    if basket.trouble:
        return None, None, f'Item(sku="coffee", quantity=1) {basket.trouble}'
    made = call(lambda: order(order_id=order_id, items=basket.value), expect=True)
    if not made.ok:
        made = call(lambda: order(order_id=order_id, items=tuple(_each(basket.value))), expect=True)
    trouble = f"LunchOrdered(…) {made.trouble}" if made.trouble else _lost(made.value)
    return made.value, basket.value, trouble


def _lost(event: Any) -> str:
    """What a fresh order no longer holds of the items it was made from, in a sentence; "" if all is there."""
    if call(lambda: isinstance(event.items, set | frozenset), expect=True).value is True:
        return "LunchOrdered(…) holds a set: it forgets the order of the items, and keeps equal ones once"
    found = _items(event)
    if found == _items_expected():
        return ""
    made_from = ", ".join(_items_expected())
    return f"LunchOrdered(…) was made from {made_from} and holds {', '.join(found) or 'no items'}"


def _each(values: Any) -> list[Any]:
    return list(values)


def _attempt(item: Any, order: Any, deed: Callable[[Any, Any], object]) -> dict[str, Any]:
    """Do something to a fresh order. `went`: nothing was raised; `changed`: the order is another now."""
    event, basket, trouble = _order(item, order)
    before = plain(event)
    outcome = call(lambda: deed(event, basket), expect=True)
    after = plain(event)
    return {
        "went": outcome.ok,
        "changed": after != before or (not trouble and _items(event) != _items_expected()),
        "after": _items(event),
        "trouble": trouble,
    }


def _items(event: Any) -> list[str]:
    """The items as a handler reads them: "2 bagel", …"""

    def read() -> list[str]:
        return [_line(each) for each in ([event.items] if type(event.items) is str else event.items)]

    found = plain(call(read, expect=True).value)
    return [str(line) for line in found] if type(found) is list else []


def _items_expected() -> list[str]:
    return [f"{quantity} {sku}" for sku, quantity in ORDERED]


def _line(item: Any) -> str:
    if type(item) is dict:
        return f"{item.get('quantity')} {item.get('sku')}"
    if not hasattr(item, "sku"):
        return in_words(plain(item))
    return f"{getattr(item, 'quantity', '?')} {item.sku}"


def _label(event: Any, basket: Any) -> None:
    event.order_id = "order-43"


def _replace_items(event: Any, basket: Any) -> None:
    event.items = []


def _into(event: Any, basket: Any) -> None:
    event.items.append(SimpleNamespace(sku="gold bar", quantity=1))


def _over(event: Any, basket: Any) -> None:
    event.items[0] = SimpleNamespace(sku="gold bar", quantity=1)


def _inside(event: Any, basket: Any) -> None:
    first = event.items[0]
    if type(first) is dict:
        first["quantity"] = 99
    else:
        first.quantity = 99


def _callers(event: Any, basket: Any) -> None:
    basket.append(SimpleNamespace(sku="gold bar", quantity=1))


def _corrected(item: Any, order: Any, corrected: Any) -> dict[str, Any]:
    event, _, trouble = _order(item, order, "order-43")
    before = plain(event)
    right = call(lambda: [item(sku="tea", quantity=3)], expect=True).value
    outcome = call(corrected, event, right, expect=True)
    new, items = outcome.value, _items(outcome.value)
    if type(right) is list:
        right.append(SimpleNamespace(sku="gold bar", quantity=1))
    return {
        "trouble": trouble or outcome.trouble,
        "old_changed": plain(event) != before,
        "same_object": new is event,
        "items": items,
        "later": _items(new),
        "order_id": plain(getattr(new, "order_id", None)) if outcome.ok else None,
        "gave": in_words(plain(new)),
    }


def _written(item: Any, order: Any) -> dict[str, Any]:
    event, _, trouble = _order(item, order)

    def there_and_back() -> tuple[object, object]:
        again = msgspec.json.decode(msgspec.json.encode(event), type=order)
        return again, (again == event) is True

    outcome = call(there_and_back, expect=True)
    again, equal = _pair(outcome)
    equal = bool(equal) and plain(again) == plain(event)
    hashed = call(lambda: hash(event), expect=True)
    return {
        "trouble": trouble or outcome.trouble,
        "equal": equal,
        "differs": "" if equal or not outcome.ok else _difference(event, again),
        "hash": hashed.trouble,
    }


def _difference(event: Any, again: Any) -> str:
    """What became of the items on their way through JSON, in a sentence; "" where it is something else."""
    before, after = (_kinds(each) for each in (event, again))
    if before[0] != after[0]:
        return f"its items, a {before[0]}, came back as a {after[0]}"
    return f"an {before[1]} came back as a {after[1]}" if before[1] != after[1] else ""


def _kinds(event: Any) -> tuple[str, str]:
    """The types of an order's items and of the first of them."""
    found = call(lambda: (type(event.items).__name__, type(event.items[0]).__name__), expect=True).value
    return found if type(found) is tuple else ("", "")


def _pair(outcome: Outcome) -> tuple[Any, Any]:
    value: Any = outcome.value
    return value if outcome.ok else (None, False)


def _tamed(loyalty: Any) -> bool:
    """Whether the learner's Loyalty no longer touches what it is given, so that the handler was repaired."""
    stand_in = SimpleNamespace(order_id="order-42", items=["coffee", "bagel"])
    outcome = call(loyalty, stand_in, expect=True)
    return outcome.ok and plain(stand_in.items) == ["coffee", "bagel"]


def _misspelt(order: Any) -> str:
    """The method that is nearly called `__post_init__`, or ""."""
    methods = [name for name, part in vars(order).items() if type(part) is FunctionType]
    return "" if POST_INIT in methods else next(iter(get_close_matches(POST_INIT, methods, 1, 0.8)), "")


def _observe(answer: Any) -> Seen:
    parts = list(answer)
    if len(parts) != 4 or not all(callable(part) for part in parts):
        return {"trouble": f"wanted are the four themselves: {PARTS}"}
    item, order, corrected, loyalty = parts
    tried = {
        "label": _attempt(item, order, _label),
        "items": _attempt(item, order, _replace_items),
        "into": _attempt(item, order, _into),
        "over": _attempt(item, order, _over),
        "inside": _attempt(item, order, _inside),
        "callers": _attempt(item, order, _callers),
    }
    misspelt = call(lambda: _misspelt(order), expect=True).value
    annotated = call(lambda: "tuple" in str(order.__annotations__["items"]).lower(), expect=True).value
    return {
        "trouble": tried["label"]["trouble"],
        "tried": tried,
        "annotated": annotated is True,
        "misspelt": misspelt if type(misspelt) is str else "",
        "dicts": item is dict,
        "tamed": _tamed(loyalty),
        "corrected": _corrected(item, order, corrected),
        "written": _written(item, order),
    }


def _refused(seen: Seen, *deeds: tuple[str, str]) -> Finding | None:
    """A finding for the first deed that went through, or that did something nevertheless."""
    if seen["trouble"]:
        return Finding("", seen["trouble"] if deeds[0][0] == "label" else NO_ORDER)
    for deed, code in deeds:
        tried = seen["tried"][deed]
        if tried["changed"]:
            return Finding(
                "", f"{code} went through: the order is now {', '.join(tried['after']) or 'empty'}"
            )
        if tried["went"]:
            return Finding("an error", f"{code} was not refused, and changed nothing")
    return None


def _label_stays(seen: Seen) -> Finding | None:
    return _refused(seen, ("label", 'event.order_id = "order-43"'), ("items", "event.items = []"))


def _nothing_into(seen: Seen) -> Finding | None:
    return _refused(seen, ("into", "event.items.append(gold_bar)"), ("over", "event.items[0] = gold_bar"))


def _nothing_inside(seen: Seen) -> Finding | None:
    code = 'event.items[0]["quantity"] = 99' if seen.get("dicts") else "event.items[0].quantity = 99"
    return _refused(seen, ("inside", code))


def _not_the_callers(seen: Seen) -> Finding | None:
    if seen["trouble"]:
        return Finding("", NO_ORDER)
    tried = seen["tried"]["callers"]
    if not tried["changed"]:
        return None
    return Finding("", f"the caller added to its own list: the order is now {', '.join(tried['after'])}")


def _new_order(seen: Seen) -> Finding | None:
    if seen["trouble"]:
        return Finding("", NO_ORDER)
    found = seen["corrected"]
    if found["trouble"]:
        return Finding("", f"corrected(event, items) {found['trouble']}")
    if found["old_changed"]:
        return Finding("", "after corrected(event, items) the old order is not what it was")
    if found["items"] != ["3 tea"] or found["order_id"] != "order-43":
        return Finding("order-43 with 3 tea", f"corrected(event, items) returned {_told(found)}")
    if found["later"] != found["items"] and not seen["tried"]["callers"]["changed"]:
        now = f"the corrected order is now {', '.join(found['later'])}"
        return Finding("", f"the caller added to the list it gave to corrected: {now}")
    return None


def _told(found: dict[str, Any]) -> str:
    if found["order_id"] is None:
        ends = "does it end with return?" if found["gave"] == "None" else "that is no order"
        return f"{found['gave']}: {ends}"
    return f"{found['order_id']} with {', '.join(found['items']) or 'no items'}"


def _reads_back(seen: Seen) -> Finding | None:
    if seen["trouble"]:
        return Finding("", NO_ORDER)
    found = seen["written"]
    if found["trouble"]:
        return Finding("", f"to JSON and back {found['trouble']}")
    if not found["equal"]:
        how = f": {found['differs']}" if found["differs"] else ""
        return Finding("", f"to JSON and back it is another order{how}")
    return Finding("", f"hash(event) {found['hash']}") if found["hash"] else None


WRITES = (
    "immutable type",
    "FrozenInstanceError",
    "object does not support item",
    "has no attribute",
    "can't set",
)
"""What Python says to someone who writes into an event that defends itself."""


def _list_changed(seen: Seen) -> bool:
    return bool(not seen["trouble"] and seen["tried"]["into"]["changed"])


FROZEN = Exercise(
    id="02-frozen",
    title="an event that stays as it was",
    kind="bug hunt",
    points=5,
    accepts=(list, tuple),
    example=PARTS,
    observe=_observe,
    gate=(Criterion(LABEL, 0, _label_stays),),
    criteria=(
        Criterion(INTO, 1, _nothing_into),
        Criterion(CALLER, 1, _not_the_callers),
        Criterion(DEEPER, 1, _nothing_inside),
        Criterion(CORRECTED, 1, _new_order),
        Criterion(WRITTEN, 1, _reads_back),
    ),
    misconceptions=(
        Misconception(
            "assigns in __post_init__",
            LABEL,
            lambda seen: "immutable type" in seen["trouble"] or "FrozenInstanceError" in seen["trouble"],
            "Frozen holds inside `__post_init__` as well: "
            'force_setattr(self, "items", …) is the one way past it.',
        ),
        Misconception(
            "thaws the event",
            LABEL,
            lambda seen: bool(not seen["trouble"] and seen["tried"]["label"]["changed"]),
            "You took `frozen=True` away to get past it. Now every handler gets past it, too.",
        ),
        Misconception(
            "copies in the handler",
            INTO,
            lambda seen: bool(_list_changed(seen) and seen["tamed"]),
            "You repaired Loyalty. The next handler is not repaired, and next week there are four. "
            "Make the event such that none can.",
        ),
        Misconception(
            "a method that nobody calls",
            INTO,
            lambda seen: bool(_list_changed(seen) and seen["misspelt"]),
            lambda seen: f"`{seen['misspelt']}` never ran. What runs after construction is `{POST_INIT}`.",
        ),
        Misconception(
            "tuple in the annotation only",
            INTO,
            lambda seen: bool(_list_changed(seen) and seen["annotated"]),
            "You wrote `tuple`, the caller passed a list, and Python kept the list.",
        ),
        Misconception(
            "frozen is enough",
            INTO,
            _list_changed,
            "Frozen stops the label, not the list behind it: `event.items.append` still works.",
        ),
        Misconception(
            "a copy for everybody",
            INTO,
            lambda seen: bool(not seen["trouble"] and seen["tried"]["into"]["went"]),
            "Each handler changes its own copy and believes it. Two services now disagree about a fact.",
        ),
        Misconception(
            "one level deeper",
            DEEPER,
            lambda seen: bool(not seen["trouble"] and seen["tried"]["inside"]["changed"]),
            "The same bug, one floor down: a tuple protects its places, not what stands in them.",
        ),
        Misconception(
            "a tuple of exactly one",
            WRITTEN,
            lambda seen: "of length 1" in seen["written"]["trouble"] if not seen["trouble"] else False,
            "`tuple[Item]` is a tuple with one place. Any number of items is `tuple[Item, ...]`.",
        ),
        Misconception(
            "a tuple of anything",
            WRITTEN,
            lambda seen: not seen["trouble"] and seen["written"]["differs"].endswith("came back as a dict"),
            "The annotation does not say what stands in the tuple, so what is read stays a plain dict. "
            "Items, any number of them, are `tuple[Item, ...]`.",
        ),
        Misconception(
            "changes the original",
            CORRECTED,
            lambda seen: bool(not seen["trouble"] and seen["corrected"]["old_changed"]),
            "The old order now says what the correction says. History was rewritten; "
            "lesson 08 needs it as it was.",
        ),
        Misconception(
            "still writes into the original",
            CORRECTED,
            lambda seen: bool(
                not seen["trouble"] and any(words in str(seen["corrected"]["trouble"]) for words in WRITES)
            ),
            "The event defends itself, also against you. Build a second one from it: "
            "msgspec.structs.replace(event, items=items).",
        ),
    ),
    hints=(
        "Which of the three can be changed: the order, its list, an item in the list? Go down one by one.",
        "A tuple has no append; `tuple(some_list)` is a new object that the caller does not hold. "
        "Item can be frozen as well. A correction is a copy with one difference.",
        "class Item(msgspec.Struct, frozen=True): ...\n"
        'force_setattr(self, "items", tuple(self.items))\n'
        "return replace(event, items=items)",
    ),
)
