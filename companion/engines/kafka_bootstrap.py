"""Does a Kafka cluster serve at the addresses that a variable holds? Answered within seconds."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterable, Sequence
from typing import Any

from companion.engines.errors import EngineRefused

WAIT_S = 10.0
SHAPE = "host:9092, several with commas between"

_ADDRESS = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\]):(\d{1,5})")

silent = logging.Logger("companion.kafka")
"""Where librdkafka's own messages go: nowhere. What matters of them is in the errors raised."""
silent.addHandler(logging.NullHandler())


def fault(bootstrap: str) -> str:
    """Why `bootstrap` is no list of addresses; "" if it is one."""
    for address in bootstrap.split(","):
        found = _ADDRESS.fullmatch(address.strip())
        if not found:
            return f"write it as {SHAPE}"
        if not 0 < int(found[2]) < 65536:
            return f"{found[2]} is no port"
    return ""


def check(variable: str, bootstrap: str) -> str:
    """How many brokers serve there, like "3 brokers"; raise `EngineRefused` if none does."""
    if wrong := fault(bootstrap):
        reason = "what it holds is no address of a Kafka"
        raise EngineRefused("Kafka", variable, "", reason, wrong if "write" in wrong else f"{wrong}: {SHAPE}")
    try:
        from confluent_kafka import KafkaException
        from confluent_kafka.admin import AdminClient
    except ImportError as problem:
        reason = f"confluent-kafka, which speaks to it, cannot be loaded ({str(problem).splitlines()[0]})"
        raise EngineRefused("Kafka", variable, bootstrap, reason, "install confluent-kafka") from None
    heard: list[str] = []
    settings: dict[str, Any] = {
        "bootstrap.servers": bootstrap,
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
        if all_refused(bootstrap, heard) or time.monotonic() > until:
            break
    remedy = f"start the cluster or correct host and port, or unset {variable} to have one in this process"
    raise EngineRefused("Kafka", variable, bootstrap, reason, remedy)


def cause(heard: Sequence[str]) -> str:
    """What last went wrong with a connection, as librdkafka says it, without names of its own."""
    said = next((each for each in reversed(heard) if "brokers are down" not in each), "")
    return re.sub(r"^[^ ]*/[^ ]*: | \(after .*", "", said)


def all_refused(bootstrap: str, heard: Iterable[str]) -> bool:
    """Whether nobody listens at any of the addresses, so that waiting longer is of no use.

    `heard` are the errors of a client; each begins with the address it is about.
    """
    refused = {each.partition("/")[0] for each in heard if "refused" in each}
    return len(refused) >= len(bootstrap.split(","))
