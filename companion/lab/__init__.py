"""The lab: virtual time and seeded faults, so that what goes wrong once a year goes wrong in a second, and
again.

`explore` searches schedules of deliveries and faults for one that breaks an invariant and shrinks it;
`Simulation` runs a bus on virtual time, with queues, latency and outages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from companion.lab.counterexample import Counterexample, Survived
from companion.lab.disk import Crash, Disk
from companion.lab.explore import UnknownLabel, deliver, explore, replay
from companion.lab.schedule import FAULTS, Choice, Step, UnknownFault

if TYPE_CHECKING:
    from companion.lab.simulation import NotVirtual, Simulation

__all__ = [
    "FAULTS",
    "Choice",
    "Counterexample",
    "Crash",
    "Disk",
    "NotVirtual",
    "Simulation",
    "Step",
    "Survived",
    "UnknownFault",
    "UnknownLabel",
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
