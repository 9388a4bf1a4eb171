"""The lab: virtual time and seeded faults, so that what goes wrong once a year goes wrong in a second, and
again.

`explore` searches schedules of deliveries and faults for one that breaks an invariant and shrinks it;
`crash_points` crashes a piece of code at every point it passes, and asks what still holds; a `StoreDisk` lets
both strike at an event store; `Simulation` runs a bus on virtual time, with queues, latency and outages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from companion.lab.counterexample import Counterexample, Survived
from companion.lab.crash_grid import CrashPoints, UnknownPoint
from companion.lab.crash_points import NeverEnds, crash_points
from companion.lab.crash_table import CrashTable, crash_table
from companion.lab.disk import Crash, Disk
from companion.lab.explore import UnknownLabel, deliver, explore, replay
from companion.lab.schedule import FAULTS, Choice, Step, UnknownFault
from companion.lab.store_disk import StoreDisk, WrongStore

if TYPE_CHECKING:
    from companion.lab.simulation import NotVirtual, Simulation

__all__ = [
    "FAULTS",
    "Choice",
    "Counterexample",
    "Crash",
    "CrashPoints",
    "CrashTable",
    "Disk",
    "NeverEnds",
    "NotVirtual",
    "Simulation",
    "Step",
    "StoreDisk",
    "Survived",
    "UnknownFault",
    "UnknownLabel",
    "UnknownPoint",
    "WrongStore",
    "crash_points",
    "crash_table",
    "deliver",
    "explore",
    "replay",
]


def __getattr__(name: str) -> Any:
    """The simulation brings SimPy and the bus with it, so it is loaded when first asked for."""
    if name in ("NotVirtual", "Simulation"):
        from companion.lab import simulation

        return getattr(simulation, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
