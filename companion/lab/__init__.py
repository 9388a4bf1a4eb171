"""The lab: virtual time and seeded faults, so that a failure of once a year happens within a second, as often
as you like.

`explore` searches schedules of deliveries and faults for one that breaks an invariant, and shrinks it;
`crash_points` crashes a piece of code at every point it passes, and checks what still holds; a `StoreDisk`
gives both an event store; `Simulation` runs a bus on virtual time, with queues, latency and outages.

How to find the smallest schedule of deliveries that breaks your code:

    >>> from companion.events import Event
    >>> from companion.lab import Disk, explore
    >>> class OrderPlaced(Event):
    ...     cents: int
    >>> def till(disk):
    ...     def handle(event):
    ...         disk.cents += event.cents
    ...     return handle
    >>> def holds(disk):
    ...     return None if disk.cents == 450 else f"the till holds {disk.cents} cents"
    >>> found = explore(till, [OrderPlaced(cents=450)], holds, disk=lambda: Disk(cents=0))
    >>> print(found)
    the till holds 900 cents
      1. e0 is delivered
      2. e0 is delivered again
    shrunk from 3 deliveries to 2
    replay with seed 2
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from companion.lab.counterexample import Counterexample, Survived
from companion.lab.crash_points import CrashPoints, crash_points
from companion.lab.crash_table import CrashTable, crash_table
from companion.lab.disk import Crash, Disk
from companion.lab.explore import deliver, explore, replay
from companion.lab.schedule import FAULTS, Choice, Step
from companion.lab.store_disk import StoreDisk

if TYPE_CHECKING:
    from companion.lab.simulation import Simulation

__all__ = [
    "FAULTS", "Choice", "Counterexample", "Crash", "CrashPoints", "CrashTable", "Disk", "Simulation", "Step",
    "StoreDisk", "Survived", "crash_points", "crash_table", "deliver", "explore", "replay",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """The simulation imports SimPy and the bus, so it is loaded only when it is used."""
    if name == "Simulation":
        from companion.lab.simulation import Simulation

        return Simulation
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
