"""The address of a Kafka cluster: how it is written, whether anybody listens there, and whether the cluster
stands inside this process. Asks no server and needs no package; for what finds, starts or uses a cluster.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

SHAPE: Final = "host:9092, several with commas between"
LOCAL_PARTITIONS: Final = 4
"""The partitions that a cluster inside a process gives to a topic which a client asks for."""

_ADDRESS = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\]):(\d{1,5})")

silent = logging.Logger("companion.kafka")
"""librdkafka's own log messages are dropped; the raised errors say what matters."""
silent.addHandler(logging.NullHandler())


class Local(Protocol):
    """A cluster inside this process. It has no admin interface: it is asked itself to make a topic."""

    bootstrap: str

    def serves(self) -> bool:
        """Whether it is open and belongs to this process."""
        ...

    def create_topic(self, topic: str, partitions: int) -> None:
        """Make a topic. Raises ValueError if it exists."""
        ...


opened: list[Local] = []
"""The clusters that were opened in this process and not closed."""


def local_at(bootstrap: str) -> Local | None:
    """The cluster of this process that has one of these addresses."""
    asked = set(bootstrap.split(","))
    return next((one for one in list(opened) if one.serves() and asked & set(one.bootstrap.split(","))), None)


def fault(bootstrap: str) -> str:
    """Why `bootstrap` is not a list of addresses; "" if it is one."""
    for address in str(bootstrap).split(","):
        found = _ADDRESS.fullmatch(address.strip())
        if not found:
            return f"write it as {SHAPE}"
        if not 0 < int(found[2]) < 65536:
            return f"{found[2]} is not a port"
    return ""


def cause(heard: Sequence[str]) -> str:
    """The last connection error of librdkafka, without its internal names."""
    said = next((each for each in reversed(heard) if "brokers are down" not in each), "")
    return re.sub(r"^[^ ]*/[^ ]*: | \(after .*", "", said)


def all_refused(bootstrap: str, heard: Iterable[str]) -> bool:
    """Whether no server listens at any of the addresses, so that waiting longer is useless.

    `heard` are the errors of a client; each begins with the address it is about.
    """
    refused = {each.partition("/")[0] for each in heard if "refused" in each}
    return len(refused) >= len(bootstrap.split(","))
