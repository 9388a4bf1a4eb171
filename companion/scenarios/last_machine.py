"""One machine on the shelf, two customers, two sagas of three steps that run in turns.

The reader chooses who takes the next step, so that every order of the steps can be tried.
A saga that is refused undoes what it did in the same move. Cards are good or bad; the carrier never refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

__all__ = ["CHARGE_FIRST", "CUSTOMERS", "HAS_IT", "RESERVE_FIRST", "Evening", "last_machine", "mixes"]

RESERVE_FIRST = ("reserve", "charge", "ship")
CHARGE_FIRST = ("charge", "reserve", "ship")
CUSTOMERS = ("Ada", "Grace")
HAS_IT = "has it"


class Evening(NamedTuple):
    """How it ended: for each customer "has it", "sold out" or "card declined", what is on the `shelf`, and
    the `story`, one line for each move.
    """

    ended: dict[str, str]
    shelf: int
    story: tuple[str, ...]


class _Shop:
    def __init__(self, steps: Sequence[str], good_cards: Sequence[str]) -> None:
        self.steps, self.good_cards = steps, good_cards
        self.shelf = 1
        self.done: dict[str, list[str]] = {who: [] for who in CUSTOMERS}
        self.ended: dict[str, str] = {}
        self.story: list[str] = []

    def move(self, who: str) -> None:
        """The next step of the saga of `who`; nothing when it has ended."""
        if who in self.ended:
            return
        step = self.steps[len(self.done[who])]
        if step == "reserve" and not self.shelf:
            self._turn_back(who, "sold out")
        elif step == "charge" and who not in self.good_cards:
            self._turn_back(who, "card declined")
        else:
            self.shelf -= step == "reserve"
            self.done[who].append(step)
            self.story.append(f"{who}: {step}")
            if len(self.done[who]) == len(self.steps):
                self.ended[who] = HAS_IT

    def _turn_back(self, who: str, why: str) -> None:
        undone = {"reserve": "released", "charge": "refunded"}
        self.shelf += "reserve" in self.done[who]
        told = [why, *(undone[step] for step in reversed(self.done[who]))]
        self.story.append(f"{who}: {', '.join(told)}")
        self.ended[who] = why


def last_machine(
    moves: Iterable[str], *, steps: Sequence[str] = RESERVE_FIRST, good_cards: Sequence[str] = ("Grace",)
) -> Evening:
    """Play `moves`, names of who takes the next step; then Ada's saga runs to its end, then Grace's.

    Raises KeyError for somebody who is no customer.
    """
    shop = _Shop(steps, good_cards)
    for who in [*moves, *("Ada" for _ in steps), *("Grace" for _ in steps)]:
        shop.move(who)
    return Evening(shop.ended, shop.shelf, tuple(shop.story))


def mixes() -> list[tuple[str, ...]]:
    """The 20 orders in which two sagas of three steps can take turns."""
    return [tuple("Ada" if n in ada else "Grace" for n in range(6)) for ada in combinations(range(6), 3)]
