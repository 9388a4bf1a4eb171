"""The lab: virtual time and seeded faults, so that a failure of once a year happens within a second, as often
as you like.

`explore` searches schedules of deliveries and faults for one that breaks an invariant, and shrinks it;
`crash_points` crashes a piece of code at every point it passes, and checks what still holds; a `StoreDisk`
gives both an event store; `Simulation` runs a bus on virtual time, with queues, latency and outages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from companion.lab.counterexample import Counterexample, Survived
from companion.lab.crash_points import CrashPoints, NeverEnds, crash_points
from companion.lab.crash_table import CrashTable, crash_table
from companion.lab.disk import Crash, Disk
from companion.lab.explore import deliver, explore, replay
from companion.lab.schedule import FAULTS, Choice, Step
from companion.lab.store_disk import StoreDisk

if TYPE_CHECKING:
    from companion.lab.simulation import Simulation

__all__ = [
    "FAULTS", "Choice", "Counterexample", "Crash", "CrashPoints", "CrashTable", "Disk", "NeverEnds",
    "Simulation", "Step", "StoreDisk", "Survived", "crash_points", "crash_table", "deliver", "explore",
    "replay",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """The simulation imports SimPy and the bus, so it is loaded only when it is used."""
    if name == "Simulation":
        from companion.lab.simulation import Simulation

        return Simulation
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
