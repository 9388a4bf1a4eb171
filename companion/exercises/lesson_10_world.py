"""The evening that 10-mail plays: a store, a view, and the mails that went out."""

from collections.abc import Callable
from typing import Any, Final

from companion.exercises.budget import call

CENTS: Final = {f"order-{n}": n * 37 for n in (70, 71, 82, 83, 94, 95, 96, 97)}
EARLY: Final = ("order-70", "order-71", "order-82")
MOST: Final = 40

Phase = dict[str, Any]


class World:
    """A store, a view, and the mails that went out; `down` says that none can be sent, `refused` which."""

    def __init__(self) -> None:
        from companion.events import VirtualClock
        from companion.sourcing import MemoryStore

        self.store = MemoryStore(clock=VirtualClock())
        self.view: Any = {}
        self.mails: list[str] = []
        self.down, self.refused = False, ""
        self.phases: dict[str, Phase] = {}
        self.send = self._sender()

    def _sender(self) -> Callable[[Any], None]:
        """A plain function: called with too many arguments, its error counts as a learner does."""

        def send(order_id: Any) -> None:
            if self.down or (self.refused and order_id == self.refused):
                raise ConnectionError("the mail server is down")
            if len(self.mails) < MOST:
                known = isinstance(order_id, str)
                self.mails.append(order_id[:40] if known else f"something of type {type(order_id).__name__}")

        send.__qualname__ = "send"
        return send

    def order(self, order_id: str) -> None:
        from companion.scenarios.dinners_of_old import DinnerConfirmed

        dinner = DinnerConfirmed(order_id=order_id, total_cents=CENTS[order_id])
        self.store.append(order_id.replace("order", "dinner"), [dinner], expected=0)

    def play(self, name: str, act: Callable[[], object], expect: bool = False) -> object:
        """Let the learner's object act, and note what was mailed meanwhile and what the view holds then."""
        before = len(self.mails)
        outcome = call(act, expect=expect)
        self.phases[name] = {
            "mails": self.mails[before:],
            "view": dict(list(self.view.items())[:MOST]),
            "trouble": outcome.trouble,
            "stopped": outcome.stopped,
        }
        return outcome.value
