"""What another process does with a broker while a promise is tried.

Run as `python -m companion.testing.broker_child`. It says each step on a line of its own, and what it said
had happened.
"""

from __future__ import annotations

import sys

from companion.delivery.broker import Broker
from companion.delivery.errors import LostPartition

from .backend import Opening, opened
from .broker_messages import number, pebble
from .child import hear, say

MANY = 900


def publish_for_ever(broker: Broker, topic: str, key: str) -> None:
    """Publish 0, 1, 2, … under one key; say each number once it is published. Pause after many:
    the process that reads them must come to an end.
    """
    say("ready")
    hear()
    for n in range(MANY):
        broker.publish(topic, key, pebble(n, by=key))
        say(n)
    hear()


def hold(broker: Broker, topic: str) -> None:
    """Take messages; acknowledge all but number 2, say so, and stay with that one in hand."""
    with broker.consume(topic, "billing", wait_s=None) as consumer:
        for delivery in consumer:
            if number(delivery) == 2:
                say("holds", delivery.attempt)
                hear()
            delivery.acknowledge()
            say("done", delivery.key, number(delivery))


def work(broker: Broker, topic: str) -> None:
    """Acknowledge every message, and say what it was: first that it was given, then that it is done, or that
    the answer was too late.
    """
    say("ready")
    hear()
    with broker.consume(topic, "billing", wait_s=None) as consumer:
        for delivery in consumer:
            say("given", delivery.key, number(delivery))
            try:
                delivery.acknowledge()
            except LostPartition:
                say("late", delivery.key, number(delivery))
            else:
                say("done", delivery.key, number(delivery))


TASKS = {task.__name__: task for task in (publish_for_ever, hold, work)}

if __name__ == "__main__":
    _, task, text, *words = sys.argv
    with opened(Opening.heard(text)) as mine:
        TASKS[task](mine, *words)
