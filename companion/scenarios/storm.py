"""A crowd that comes back: a thousand clients call a bank that is away, and each tries again after a wait.

The clients call within the first second. The bank answers nobody for `down_s` seconds and then `capacity`
calls a second; a client that is refused waits `delay_s(failures, chance)` seconds, where `failures` counts
from 1 and `chance` is a random number from 0 up to 1. A refusal costs the bank nothing here. The rates are
teaching numbers. Source of the idea: M. Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog,
2015).
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from random import Random

import msgspec

from companion.diagrams import Picture
from companion.diagrams.bars import pulses

__all__ = ["Storm", "capped", "compare", "doubled", "jittered", "storm"]

Delay = Callable[[int, float], float]
CLIENTS, CAPACITY = 1000, 100


class Storm(msgspec.Struct):
    """The result: `calls` in each second, how many clients were `served`, and when the `last` of them
    was, in seconds.
    """

    calls: list[int]
    served: int = 0
    last: float = 0.0
    down_s: int = 10

    @property
    def peak(self) -> int:
        """The most calls in one second once the bank was back."""
        return max(self.calls[self.down_s :])

    def __repr__(self) -> str:
        return (
            f"served {self.served:,} of {CLIENTS:,}, the last after {self.last:.0f} s; "
            f"at most {self.peak:,} calls a second, {sum(self.calls):,} in all"
        )


def storm(delay_s: Delay, *, down_s: int = 10, most_s: int = 200, seed: int = 1) -> Storm:
    """Let every client try until served, for at most `most_s` seconds. Equal on every machine."""
    chance = Random(seed).random
    due = [(client / CLIENTS, client, 0) for client in range(CLIENTS)]
    result, taken = Storm([0] * most_s, down_s=down_s), [0] * most_s
    while due:
        at, client, failed = heappop(due)
        second = int(at)
        if second >= most_s:
            break
        result.calls[second] += 1
        if second >= down_s and taken[second] < CAPACITY:
            taken[second] += 1
            result.served, result.last = result.served + 1, at
        else:
            heappush(due, (at + max(delay_s(failed + 1, chance()), 0.001), client, failed + 1))
    return result


def doubled(failures: int, chance: float) -> float:
    """1, 2, 4, 8 … seconds, without end."""
    return 2.0 ** min(failures - 1, 30)


def capped(failures: int, chance: float) -> float:
    """1, 2, 4 … and never more than 20 seconds."""
    return min(20.0, doubled(failures, chance))


def jittered(failures: int, chance: float) -> float:
    """Anything from 0 to what `capped` says."""
    return chance * capped(failures, chance)


def compare(own: Delay | None = None) -> Picture:
    """Calls by the second for `doubled`, `capped`, `jittered` and, if given, a delay of your own."""
    ways = {"doubled": doubled, "… at most 20 s": capped, "… and by chance": jittered}
    runs = {name: storm(delay_s) for name, delay_s in (ways | ({"yours": own} if own else {})).items()}
    return pulses(
        {name: run.calls for name, run in runs.items()},
        title="All come back in the same second, unless chance decides",
        subtitle=f"{CLIENTS:,} clients; the bank is away for 10 s, then takes {CAPACITY} calls a second",
        says={name: f"{run.served:,} served, the last after {run.last:.0f} s" for name, run in runs.items()},
        bar="calls in one second",
        mark=(10, "the bank is back"),
    )
