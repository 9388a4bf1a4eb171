"""The engine room: the code for real systems, one folder or file each, behind the protocols of the other
rooms.

Each name is loaded at its first use. Beside `PostgresStore` and its like are functions that find or start a
server: `postgres()` gives the URL of a PostgreSQL, `valkey()` that of a Valkey or Redis. Each is looked for
in this order: its variable (COMPANION_POSTGRES_URL, COMPANION_REDIS_URL), the programs on PATH, those in a
wheel. A started server stops with the process that started it. `kafka()` gives the addresses of a Kafka
cluster: those in COMPANION_KAFKA_BOOTSTRAP, or librdkafka's mock cluster (`MockKafka`) inside this process.
An engine that cannot be found is an error of one sentence. These functions load no other room, and only the
standard library until more is needed.

How to see which real engines this machine has:

    >>> from companion.engines import survey
    >>> [found.engine for found in survey()]
    ['PostgreSQL', 'Valkey', 'Kafka']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from companion.engines.apache_kafka.broker import KafkaBroker
    from companion.engines.apache_kafka.mock import MockKafka
    from companion.engines.apache_kafka.start import kafka
    from companion.engines.clickhouse import ClickHouseAnalytics
    from companion.engines.duckdb import DuckDBAnalytics, DuckDBTables
    from companion.engines.elastic import ElasticSearch
    from companion.engines.engine import EngineError, Found
    from companion.engines.postgresql.capture import CannotCapture, CaptureRelay, ChangeCapture
    from companion.engines.postgresql.start import postgres
    from companion.engines.postgresql.store import PostgresStore
    from companion.engines.redis.broker import RedisBroker
    from companion.engines.redis.feed import RedisFeed
    from companion.engines.redis.nearby import RedisNearby
    from companion.engines.redis.start import valkey
    from companion.engines.redis.view import RedisView

_NAMES = {
    "apache_kafka.broker": "KafkaBroker",
    "apache_kafka.mock": "MockKafka",
    "apache_kafka.start": "kafka",
    "clickhouse": "ClickHouseAnalytics",
    "duckdb": "DuckDBAnalytics DuckDBTables",
    "elastic": "ElasticSearch",
    "engine": "EngineError Found",
    "postgresql.capture": "CannotCapture CaptureRelay ChangeCapture",
    "postgresql.start": "postgres",
    "postgresql.store": "PostgresStore",
    "redis.broker": "RedisBroker",
    "redis.feed": "RedisFeed",
    "redis.nearby": "RedisNearby",
    "redis.start": "valkey",
    "redis.view": "RedisView",
}
_WHERE = {name: module for module, names in _NAMES.items() for name in names.split()}

__all__ = [
    "CannotCapture", "CaptureRelay", "ChangeCapture", "ClickHouseAnalytics", "DuckDBAnalytics",
    "DuckDBTables", "ElasticSearch", "EngineError", "Found", "KafkaBroker", "MockKafka", "PostgresStore",
    "RedisBroker", "RedisFeed", "RedisNearby", "RedisView", "kafka", "postgres", "survey", "valkey",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load the module that holds `name`."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)


def survey() -> list[Found]:
    """What is available of each engine. Starts nothing; it asks a server named by a variable for its
    version.
    """
    from companion.engines.apache_kafka.start import KAFKA
    from companion.engines.postgresql.start import POSTGRESQL
    from companion.engines.redis.start import VALKEY

    return [engine.look() for engine in (POSTGRESQL, VALKEY, KAFKA)]
