"""With Kafka between: messages are published to a topic, and workers, one or ten, handle them."""

from __future__ import annotations

from companion.delivery import Broker, Worker
from companion.events import Envelope, Event

from .messages import Message, opened, sealed
from .office import Office

TOPIC = "box-office"


def publish(broker: Broker, message: Message) -> None:
    """Hand a message to the broker. Messages of one buyer stay in order, unless they are tried again."""
    broker.publish(TOPIC, message.buyer, sealed(message, broker.clock))


def worker(broker: Broker, office: Office, wait_s: float | None = None) -> Worker:
    """A member of the group "office". No inbox is needed: `because` in the log tells a repeat."""

    def handle(event: Event, envelope: Envelope) -> None:
        office.handle(opened(envelope))

    return Worker(broker, TOPIC, "office", handle, wait_s=wait_s)
