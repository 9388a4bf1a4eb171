"""Real engines for lessons and tests: found, or started in seconds and stopped with the process that asked.

`postgres()` gives the URL of a PostgreSQL, `valkey()` that of a Valkey or Redis. Each is looked for in this
order: its variable (COMPANION_POSTGRES_URL, COMPANION_REDIS_URL), the programs on PATH, those in a wheel.
`kafka()` gives the addresses of a Kafka cluster: those in COMPANION_KAFKA_BOOTSTRAP, or librdkafka's mock
cluster (`MockKafka`) inside this process. What cannot be found is said in one sentence. Imports no room of
the package, and nothing beyond the standard library before it is needed.
"""

from companion.engines.engine import EngineError, Found
from companion.engines.kafka_cluster import KAFKA, kafka
from companion.engines.kafka_mock import MockKafka
from companion.engines.postgresql import POSTGRESQL, postgres
from companion.engines.valkey_server import VALKEY, valkey

__all__ = ["postgres", "valkey", "kafka", "MockKafka", "survey", "Found", "EngineError"]


def survey() -> list[Found]:
    """What is here of each engine. Starts nothing; a server named by a variable is asked for its version."""
    return [engine.look() for engine in (POSTGRESQL, VALKEY, KAFKA)]
