"""Publishing to Kafka: idempotent, acknowledged by every copy in sync, and over when the reports are in."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from threading import Lock
from typing import Any, NamedTuple

from confluent_kafka import KafkaError, KafkaException, Producer

from companion.engines.kafka_bootstrap import silent

from .errors import BrokerUnavailable, DeliveryError, MessageTooLarge
from .kafka_link import Link

ROOM = 262_144  # bytes that key and headers may take beside a message
Headers = list[tuple[str, bytes]]


class Parcel(NamedTuple):
    """What is to be written, and where. `data` None is a tombstone: the key's earlier messages are over."""

    topic: str
    partition: int
    key: bytes
    data: bytes | None
    headers: Headers = []  # noqa: RUF012  (never changed)


class Sender:
    """Writes parcels, one call at a time. Safe to use from several threads.

    librdkafka numbers the messages, so that trying again after a lost answer writes none twice; and with
    `enable.gapless.guarantee` none is written after one that was not. A failure ends such a producer: the
    next call has a new one.
    """

    def __init__(self, link: Link, max_message_bytes: int) -> None:
        self._link = link
        self._limit = max_message_bytes
        self._lock = Lock()
        self._producer: Any = None

    def send(self, parcels: Sequence[Parcel]) -> None:
        """Write them in order; returns when the cluster has them all. Raises `MessageTooLarge`,
        `BrokerUnavailable`.
        """
        if not parcels:
            return
        with self._lock:
            producer = self._producer = self._producer or self._new()
            reports: list[tuple[Any, Parcel]] = []
            begun, problem = 0, None
            for parcel in parcels:
                problem = self._produce(producer, parcel, reports)
                if problem is not None:
                    break
                begun += 1
            until = time.monotonic() + self._link.timeout_s + 5.0  # librdkafka's own limit comes first
            while len(reports) < begun and time.monotonic() < until:
                _poll(producer, 0.1)
            failed = [(error, parcel) for error, parcel in reports if error is not None]
            if not failed and problem is None and len(reports) == begun:
                return
            self._producer = None
            producer.purge()
        raise self._error(failed, problem, begun)

    def _produce(self, producer: Any, parcel: Parcel, reports: list[tuple[Any, Parcel]]) -> Any:
        """Hand one to librdkafka, waiting while its queue is full; returns what was wrong, or None."""
        while True:
            try:
                producer.produce(
                    parcel.topic, value=parcel.data, key=parcel.key, partition=parcel.partition,
                    headers=parcel.headers, on_delivery=lambda error, _: reports.append((error, parcel)),
                )  # fmt: skip
            except BufferError:
                _poll(producer, 0.1)
            except KafkaException as problem:
                return problem.args[0]
            else:
                _poll(producer, 0)
                return None

    def _error(self, failed: list[tuple[Any, Parcel]], problem: Any, begun: int) -> DeliveryError:
        for error, parcel in failed:
            if error.code() == KafkaError.MSG_SIZE_TOO_LARGE:
                size = len(parcel.data or b"")
                return MessageTooLarge(parcel.topic, size, min(self._limit, size - 1))
        first = failed[0][0] if failed else problem
        if first is None:
            return BrokerUnavailable(self._link.place, "it gave no answer", unsure=True)
        return self._link.unavailable(first, unsure=begun > 0)

    def _new(self) -> Any:
        settings = self._link.settings(
            enable_idempotence=True, enable_gapless_guarantee=True, acks="all", linger_ms=0,
            message_timeout_ms=round(self._link.timeout_s * 1000),
            message_max_bytes=self._limit + ROOM,
        )  # fmt: skip
        return Producer({**settings, "error_cb": self._link.hear}, logger=silent)

    def close(self) -> None:
        """Let go of the connections. Nothing is left to write: `send` waits for it."""
        with self._lock:
            self._producer = None


def _poll(producer: Any, wait_s: float) -> None:
    """Let reports come in. That the producer is at its end they say too, and why."""
    with suppress(KafkaException):
        producer.poll(wait_s)
