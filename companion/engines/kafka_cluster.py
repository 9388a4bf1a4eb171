"""A real Kafka: the cluster that COMPANION_KAFKA_BOOTSTRAP names, or librdkafka's own inside this process.

The one inside speaks the real protocol on 127.0.0.1 and is gone with the process, with all it kept: it is for
lessons and tests, never for what must last. Any other process can join it while this one lives.
"""

from __future__ import annotations

import os
import sys
import threading

from companion.engines import kafka_bootstrap
from companion.engines.errors import EngineAbsent, EngineRefused
from companion.engines.found import Found
from companion.engines.kafka_mock import MockKafka, NoMock, library

ENGINE = "Kafka"
VARIABLE = "COMPANION_KAFKA_BOOTSTRAP"
REMEDY = f"install confluent-kafka from its wheel, or name a running cluster in {VARIABLE}"

_lock = threading.Lock()
_started: MockKafka | None = None


def kafka() -> str:
    """The addresses of a Kafka cluster that serves, as `KafkaBroker` takes them: "host:port,host:port".

    Asked twice, one process gets one cluster. Raise `EngineRefused` when the one that the variable names does
    not serve, `EngineAbsent` when there is none here.
    """
    global _started
    _no_browser()
    if bootstrap := os.environ.get(VARIABLE):
        kafka_bootstrap.check(VARIABLE, bootstrap)
        return bootstrap
    with _lock:
        if _started is None or not _started.serves():
            try:
                _started = MockKafka()
            except NoMock as problem:
                raise EngineAbsent(ENGINE, (str(problem),), REMEDY) from None
        return _started.bootstrap


def look() -> Found:
    """What `kafka()` would use. Starts nothing."""
    try:
        _no_browser()
        if bootstrap := os.environ.get(VARIABLE):
            brokers = kafka_bootstrap.check(VARIABLE, bootstrap)
            return Found(ENGINE, f"{brokers} at {bootstrap}, from {VARIABLE}")
        library()
    except (EngineAbsent, EngineRefused) as problem:
        return Found(ENGINE, "", problem.sentence())
    except NoMock as problem:
        return Found(ENGINE, "", f"{problem}: {REMEDY}")
    import confluent_kafka

    version = confluent_kafka.libversion()[0]
    return Found(ENGINE, f"the mock cluster of librdkafka {version}, in the wheel confluent-kafka")


def _no_browser() -> None:
    if sys.platform == "emscripten":  # never probe: in there a connection appears to succeed
        reason = "a kernel inside the browser can neither start a server nor reach one"
        raise EngineAbsent(ENGINE, (reason,), "open the lesson in JupyterLab on a computer")
