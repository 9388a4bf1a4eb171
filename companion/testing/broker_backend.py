"""BrokerBackend: how the suite gets new brokers of one kind, and what that kind does not have.

A promise asks for a broker with the settings it needs (`partitions`, `max_tries`, `backoff_s`, `session_s`,
`max_message_bytes`) and uses topics of its own, so that all of them may share one server.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any, Final
from uuid import uuid4

from companion.delivery.broker import Broker
from companion.delivery.errors import LostPartition
from companion.events import VirtualClock

from .backend import Opening, opened
from .promise import Lacking

LONG_S: Final = 600.0  # a backoff or session that is not over before the promise is
VIRTUAL_SESSION_S: Final = 30.0
TRIES: Final = 3
_numbers = count(1)


@dataclass(frozen=True)
class BrokerBackend:
    """What the broker promises are tried on.

    `opening(**settings)` describes a broker with these settings, as keyword arguments of ours have them; each
    call may be the same server. `virtual`: with `clock=VirtualClock()` among the settings all its waiting is
    on that clock, and members may take turns in one thread. `lasts`: topics, groups and dead letters are
    there when the same opening is opened again, and several may have it open at once. `processes`: so may
    other processes. `counts_tries`: `attempt` goes on counting when a member dies. `waits_for_answers`: a
    group that deals its partitions out waits for who is working on a message, as long as its session lasts;
    one that cannot may refuse the answer as too late, and then the message comes again. `backoff_s` and
    `session_s` are in real seconds: a backoff worth waiting for, and the shortest session a member can have.
    `quiet_s` is how long the suite waits for what must not come, `patience_s` how long something that must
    come may take on a busy machine, `examples` how many made-up lives the model tries.
    """

    opening: Callable[..., Opening[Broker]]
    virtual: bool = False
    lasts: bool = True
    processes: bool = True
    counts_tries: bool = True
    waits_for_answers: bool = True
    backoff_s: float = 0.05
    session_s: float = 6.0
    quiet_s: float = 0.3
    patience_s: float = 300
    examples: int = 30

    @contextmanager
    def broker(self, **settings: Any) -> Iterator[Broker]:
        """A broker whose members take turns in this thread; on a virtual clock if it can be."""
        virtual = {"clock": VirtualClock()} if self.virtual else {}
        with opened(self.opening(**{**self._usual(), **virtual, **settings})) as broker:
            yield broker

    @contextmanager
    def busy_broker(self, **settings: Any) -> Iterator[Broker]:
        """A broker for members in threads of their own, on the machine's clock."""
        with opened(self.opened_by(**settings)) as broker:
            yield broker

    def opened_by(self, **settings: Any) -> Opening[Broker]:
        """How to open a broker on the machine's clock, any number of times where it `lasts`."""
        return self.opening(**{**self._usual(), **settings})

    def session(self) -> float:
        """The session that a promise about silent members waits for, in seconds of the broker's clock."""
        return VIRTUAL_SESSION_S if self.virtual else self.session_s

    def wait(self) -> float:
        """How long to wait for what must come: none on a virtual clock, where it is there or never comes."""
        return 0.0 if self.virtual else self.patience_s

    def quiet(self) -> float:
        """How long to wait for what must not come."""
        return 0.0 if self.virtual else self.quiet_s

    def needs_to_last(self) -> None:
        """Raises `Lacking` for a broker that ends with its object."""
        if not self.lasts:
            raise Lacking("it ends when it is closed: nothing can be opened again")

    def needs_processes(self) -> None:
        """Raises `Lacking` where no second process can open the same broker."""
        self.needs_to_last()
        if not self.processes or sys.platform == "emscripten":
            raise Lacking("no other process can open it")

    def needs_to_count_tries(self) -> None:
        """Raises `Lacking` where `attempt` begins at 1 again after a member's death."""
        if not self.counts_tries:
            raise Lacking("it cannot count tries across the death of a member: attempt begins at 1 again")

    def was_too_late(self, ended: object) -> bool:
        """Whether a settlement that ended like this (None, or what it raised) was refused as too late, and a
        broker may do so that does not wait for answers.
        """
        return isinstance(ended, LostPartition) and not self.waits_for_answers

    def _usual(self) -> dict[str, Any]:
        return {"partitions": 2, "max_tries": TRIES, "backoff_s": self.backoff_s, "session_s": LONG_S}


def fresh_topic(what: str = "orders") -> str:
    """A topic no other promise and no other process uses."""
    return f"{what}-{next(_numbers)}-{uuid4().hex[:8]}"
