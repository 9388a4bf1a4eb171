"""Pictures of what really happened: a trace goes in, a drawing and a table of the same facts come out.

Layouts are made once, in points; SVG needs nothing but the standard library, `figure()` needs matplotlib,
`graph` needs networkx. See `flow` first.

How to draw what ran:

    >>> from companion.bus import Bus
    >>> from companion.diagrams import flow
    >>> from companion.events import Event
    >>> class OrderPlaced(Event):
    ...     order_id: str
    >>> bus = Bus()
    >>> receipt = bus.service("Counter").publish(OrderPlaced(order_id="order-42"))
    >>> picture = flow(bus.trace, title="One order")
    >>> picture.svg()[:4]
    '<svg'
    >>> print(picture)
    One order
    #  service  event        id  cause
    1  Counter  OrderPlaced  e1  -
"""

from __future__ import annotations

from companion.diagrams.bars import bars
from companion.diagrams.concept_map import concept_map
from companion.diagrams.counterexample import counterexample
from companion.diagrams.event_log import EventLog, event_log
from companion.diagrams.flow import flow
from companion.diagrams.grid import grid
from companion.diagrams.partitions import partitions
from companion.diagrams.picture import Picture
from companion.diagrams.player import Player, player
from companion.diagrams.plot import Plot, plot
from companion.diagrams.saga_flow import saga_flow
from companion.diagrams.service_map import service_map
from companion.diagrams.swimlanes import swimlanes
from companion.diagrams.timeline import Timeline, timeline

__all__ = [
    "EventLog",
    "Picture",
    "Player",
    "Plot",
    "Timeline",
    "bars",
    "concept_map",
    "counterexample",
    "event_log",
    "flow",
    "grid",
    "partitions",
    "player",
    "plot",
    "saga_flow",
    "service_map",
    "swimlanes",
    "timeline",
]
