"""Kafka: a member that asks the cluster whether it is done hands out what arrives meanwhile."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

import pytest

from companion.events import Envelope, Event, SystemClock


class CrateUnloaded(Event):
    number: int


def crate(number: int) -> Envelope:
    clock = SystemClock()
    id = clock.new_id()
    return Envelope(id=id, type="CrateUnloaded", event=CrateUnloaded(number=number), time=clock.now(),
                    correlation_id=id)  # fmt: skip


def test_what_arrives_while_the_cluster_is_asked_is_delivered(
    kafka_bootstrap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from companion.delivery.kafka import KafkaBroker
    from companion.delivery.kafka_reading import Reading

    broker, topic = KafkaBroker(kafka_bootstrap, partitions=1), f"test_{uuid4().hex}"
    broker.publish(topic, "dock", crate(1))
    asked, early, ends = [], [], broker.link.ends

    with broker.consume(topic, "dockers", wait_s=0.0) as consumer:
        reading: Reading = consumer._reading
        take_in = reading._take_in

        def late(message: Any) -> None:
            """Take nothing in before the cluster is asked."""
            early.append(message)
            while asked and early:
                take_in(early.pop(0))

        def ask(where: str, numbers: Any = None) -> Any:
            """Answer only when what there was to read has been read, as on a busy machine."""
            asked.append(where)
            until = time.monotonic() + 60
            while len(asked) == 1 and not has_read(reading) and time.monotonic() < until:
                time.sleep(0.001)
            return ends(where, numbers)

        monkeypatch.setattr(reading, "_take_in", late)
        monkeypatch.setattr(broker.link, "ends", ask)
        delivered = []
        for each in consumer:
            delivered.append(each.envelope.event)
            each.acknowledge()
    broker.close()
    assert asked
    assert delivered == [CrateUnloaded(number=1)]


def has_read(reading: Any) -> bool:
    return any(lane.main.messages for lane in reading.lanes.values())
