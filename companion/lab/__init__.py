"""The lab: virtual time and seeded faults, so that what goes wrong once a year goes wrong in a second, and
again.

`explore` searches schedules of deliveries and faults for one that breaks an invariant and shrinks it;
`Simulation` runs a bus on virtual time, with queues, latency and outages.
"""

from companion.lab.counterexample import Counterexample, Survived
from companion.lab.disk import Crash, Disk
from companion.lab.explore import UnknownLabel, deliver, explore, replay
from companion.lab.schedule import FAULTS, Choice, Step, UnknownFault

__all__ = [
    "FAULTS",
    "Choice",
    "Counterexample",
    "Crash",
    "Disk",
    "Step",
    "Survived",
    "UnknownFault",
    "UnknownLabel",
    "deliver",
    "explore",
    "replay",
]
