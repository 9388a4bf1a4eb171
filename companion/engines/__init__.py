"""Real engines for lessons and tests: found, or started in seconds and stopped with the process that asked.

`postgres()` gives the URL of a PostgreSQL. It is looked for in this order: the variable
COMPANION_POSTGRES_URL, the programs on PATH, those in the wheel. What cannot be found is said in one
sentence. Imports no room of the package, and nothing beyond the standard library before it is needed.
"""

from companion.engines.errors import EngineAbsent, EngineError, EngineFailed, EngineRefused
from companion.engines.found import Found
from companion.engines.postgresql import look as _postgres
from companion.engines.postgresql import postgres

__all__ = ["postgres", "survey", "Found", "EngineError", "EngineAbsent", "EngineRefused", "EngineFailed"]


def survey() -> list[Found]:
    """What is here of each engine. Starts nothing; a server named by a variable is asked for its version."""
    return [look() for look in (_postgres,)]
