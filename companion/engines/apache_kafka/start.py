"""A real Kafka: the cluster that COMPANION_KAFKA_BOOTSTRAP names, or librdkafka's own inside this process.

The one inside speaks the real protocol on 127.0.0.1 and is gone with the process, with all its data: it is
for lessons and tests, never for lasting data. Any other process can join it while this one lives.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from companion.engines.apache_kafka.address import SHAPE, all_refused, cause, fault, silent
from companion.engines.apache_kafka.mock import ENGINE, REMEDY, VARIABLE, MockKafka, library
from companion.engines.engine import Candidate, Engine, EngineError

WAIT_S = 10.0


def kafka() -> str:
    """The addresses of a running Kafka cluster, for `KafkaBroker`: "host:port,host:port".

    A process gets the same cluster each time. Raise `EngineError` if the one that the variable names does not
    answer, or if there is none here.
    """
    return KAFKA.address()


class Kafka(Engine):
    """How a Kafka cluster is found and checked, or started in this process."""

    name = ENGINE
    variable = VARIABLE
    remedy = REMEDY
    kind = "Kafka"
    shape = SHAPE
    start_it = "start the cluster or correct host and port"
    instead = "to have one in this process"

    def check(self, address: str) -> str:
        """How many brokers it has, like "3 brokers"."""
        where = self.where(address)
        try:
            from confluent_kafka import KafkaException
            from confluent_kafka.admin import AdminClient
        except ImportError as problem:
            raise self.not_loaded("confluent-kafka", problem, "confluent-kafka", where) from None
        heard: list[str] = []
        settings: dict[str, Any] = {
            "bootstrap.servers": address,
            "error_cb": lambda error: heard.append(error.str()),
        }
        client = AdminClient(settings, logger=silent)
        until = time.monotonic() + WAIT_S
        while True:
            try:
                count = len(client.list_topics(timeout=1.0).brokers)
            except KafkaException as problem:
                client.poll(0)
                reason = cause(heard) or problem.args[0].str()
            else:
                return f"{count} broker{'s' * (count != 1)}"
            if all_refused(address, heard) or time.monotonic() > until:
                raise self.not_there(where, reason)

    def where(self, address: str) -> str:
        """The addresses; they hold no password."""
        if wrong := fault(address):
            raise self.no_address("" if "write" in wrong else wrong)
        return address

    def candidates(self) -> Iterator[Candidate]:
        """The mock cluster in confluent-kafka."""
        try:
            library()
        except EngineError as problem:
            yield Candidate(problem.reason)
        else:
            import confluent_kafka

            said = f"the mock cluster of librdkafka {confluent_kafka.libversion()[0]}"
            yield Candidate(f"{said}, in the wheel confluent-kafka", _mock)


KAFKA = Kafka()


def _mock() -> tuple[MockKafka, str]:
    cluster = MockKafka()
    return cluster, cluster.bootstrap
