"""Real engines for lessons and tests: found, or started in seconds and stopped with the process that asked.

`postgres()` gives the URL of a PostgreSQL, `valkey()` that of a Valkey or Redis. Each is looked for in this
order: its variable (COMPANION_POSTGRES_URL, COMPANION_REDIS_URL), the programs on PATH, those in a wheel.
`kafka()` gives the addresses of a Kafka cluster: those in COMPANION_KAFKA_BOOTSTRAP, or librdkafka's mock
cluster (`MockKafka`) inside this process. What cannot be found is said in one sentence. Imports no room of
the package, and nothing beyond the standard library before it is needed.
"""

from companion.engines.errors import EngineAbsent, EngineError, EngineFailed, EngineRefused
from companion.engines.found import Found
from companion.engines.kafka_cluster import kafka
from companion.engines.kafka_cluster import look as _kafka
from companion.engines.kafka_mock import MockKafka
from companion.engines.postgresql import look as _postgres
from companion.engines.postgresql import postgres
from companion.engines.valkey_server import look as _valkey
from companion.engines.valkey_server import valkey

__all__ = [
    "postgres", "valkey", "kafka", "MockKafka", "survey", "Found", "EngineError", "EngineAbsent",
    "EngineRefused", "EngineFailed",
]  # fmt: skip


def survey() -> list[Found]:
    """What is here of each engine. Starts nothing; a server named by a variable is asked for its version."""
    return [look() for look in (_postgres, _valkey, _kafka)]
