"""An evening on which the Feed Builder is slow: Ada posts, looks at her own page, and it is not there yet.

Five posts of others are before hers, and each takes a second of virtual time. She sees what the view
has when she looks. Lesson 11 runs it; the numbers are teaching numbers.
"""

from __future__ import annotations

from typing import NamedTuple

from companion.bus import Bus
from companion.events import Trace, VirtualClock
from companion.lab import Simulation

from .post_feeds import written

__all__ = ["Evening", "evening"]

ADA, POST = 7, 460
LOOKS_S = (1.5, 2.5, 3.5, 4.5, 5.5, 6.5)


class Evening(NamedTuple):
    """What happened, and what Ada saw: (seconds, whether her post was on her page)."""

    trace: Trace
    looks: tuple[tuple[float, bool], ...]


def evening() -> Evening:
    """Others post at once, Ada after a second; then she looks at her page once a second."""
    bus = Bus(VirtualClock())
    simulation, page, looks = Simulation(bus, latency_s=0.2), list[int](), list[tuple[float, bool]]()

    @bus.service("FeedBuilder").on(type(written(0)), takes_s=1)
    def show(event: object) -> None:
        page.append(event.post_id)  # type: ignore[attr-defined]  # a PostCreated

    for number in range(5):
        other = written(450 + number, user_id=100 + number)
        simulation.at(publish=other, service="Posts", correlation_id=f"post-{other.post_id}")
    hers = written(POST, after_s=1)
    simulation.at(second=1, publish=hers, service="Posts", correlation_id=f"post-{POST}")
    for second in LOOKS_S:
        simulation.at(second=second, do=lambda at=second: looks.append((at, POST in page)))  # type: ignore[misc]
    simulation.run()
    return Evening(bus.trace, tuple(looks))
