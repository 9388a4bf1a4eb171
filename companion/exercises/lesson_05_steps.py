"""Steps that note their calls, for 05-saga: one of them refuses, or breaks."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from companion.exercises.budget import call
from companion.exercises.words import Seen

MOST_CALLS: Final = 40
SHOP: Final = ("reserve", "charge", "ship", "mail")
CHECKED: Final = ("reserve", "charge", "check", "ship", "mail")
TRIP: Final = ("hold seat", "take money", "issue ticket")
NO_UNDO: Final = ("check", "mail", "issue ticket")


class Scene:
    """Steps that note their calls; one of them refuses (charge with a subclass of `Refused`), or breaks."""

    def __init__(self, names: Sequence[str], refuses: str = "", why: str = "", breaks: str = "") -> None:
        self.refuses, self.why, self.breaks = refuses, why, breaks
        self.order_id = ""
        self.calls: list[str] = []
        self.refusals = 0
        self.steps = [(name, self._action(name), self._undo(name)) for name in names]

    def _note(self, what: str, order: Any) -> None:
        found = order.get("order_id") if type(order) is dict else None
        text = f"the text {order!r:.20}" if type(order) is str else f"a {type(order).__name__}"
        shown = found if type(found) is str else text
        self.calls.append(what if shown == self.order_id else f"{what} for {shown}")

    def _action(self, name: str) -> Callable[[Any], None]:
        def action(order: Any) -> None:
            from companion.sourcing import Refused

            class CardDeclined(Refused):
                pass

            if name == self.refuses:
                self.refusals += 1
                raise (CardDeclined if name == "charge" else Refused)(self.why)
            if name == self.breaks:
                raise ConnectionError(f"{name} does not answer")
            self._note(name, order)

        action.__qualname__ = "action"  # as an error of the learner's call names it
        return action

    def _undo(self, name: str) -> Callable[[Any], None] | None:
        def undo(order: Any) -> None:
            self._note(f"undo {name}", order)

        undo.__qualname__ = "compensation"
        return None if name in NO_UNDO else undo

    def play(self, answer: Any, order_id: str) -> dict[str, Any]:
        """One order through the steps; what was called, and what came out."""
        self.order_id, self.calls, self.refusals = order_id, [], 0
        outcome = call(answer, self.steps, {"order_id": order_id, "pieces": 1}, expect=True)
        return {
            "refuses": self.refuses,
            "breaks": self.breaks,
            "why": self.why,
            "calls": self.calls[:MOST_CALLS],
            "refusals": min(self.refusals, MOST_CALLS),
            "stopped": outcome.stopped,
            "value": outcome.value if type(outcome.value) is str else None,
            "kind": type(outcome.value).__name__,
            "error": outcome.error,
            "trouble": outcome.trouble,
        }


def observe(answer: Any) -> Seen:
    """What `answer` calls, and what comes out of it, for each way in which an order can go."""
    no, atlantis = "no", "the carrier does not go to Atlantis"
    twice = Scene(SHOP, "ship", atlantis)
    first = twice.play(answer, "order-77")
    twice.refuses = "reserve"
    second = twice.play(answer, "order-78")
    twice.refuses = ""
    third = twice.play(answer, "order-79")
    twice.refuses = "reserve"
    return {
        "well": [Scene(SHOP).play(answer, "order-42"), Scene(TRIP).play(answer, "trip-7")],
        "ship": first,
        "second": [second, third, twice.play(answer, "order-80")],
        "early": [
            Scene(SHOP, "reserve", "1 ordered, 0 on the shelf").play(answer, "order-77"),
            Scene(SHOP, "charge", no).play(answer, "order-77"),
        ],
        "none": Scene(CHECKED, "ship", no).play(answer, "order-77"),
        "none_last": Scene(CHECKED, "mail", no).play(answer, "order-42"),
        "breaks": Scene(SHOP, breaks="ship").play(answer, "order-77"),
    }
