"""Standards: the forms in which this package exchanges events and definitions with other systems.

Promises that what is written follows the standard's own rules and what is read is checked against them, with
evidence. Leaves out transport: no module here opens a connection.

How to describe a bus to other tools:

    >>> from companion.bus import Bus
    >>> from companion.events import Event
    >>> from companion.interop import asyncapi
    >>> class OrderPlaced(Event):
    ...     order_id: str
    >>> bus = Bus()
    >>> receipt = bus.service("Counter").publish(OrderPlaced(order_id="order-42"))
    >>> list(asyncapi.document(bus)["channels"])
    ['OrderPlaced']
"""

from __future__ import annotations

from companion.events.errors import ErrorWithEvidence

__all__ = ["NotExportable"]


class NotExportable(ErrorWithEvidence):
    """`what` has no counterpart in `target` (States Language, AsyncAPI); `problem` says why, and what to do
    instead.
    """

    what: str
    target: str
    problem: str
    says = "{what!r} cannot be written in {target}: {problem}."
