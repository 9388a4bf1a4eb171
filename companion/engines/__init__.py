"""Real engines for lessons and tests: found, or started in seconds and stopped with the process that asked.

`postgres()` gives the URL of a PostgreSQL. It is looked for in this order: the variable
COMPANION_POSTGRES_URL, the programs on PATH, those in the wheel. What cannot be found is said in one
sentence. Imports no room of the package, and nothing beyond the standard library before it is needed.
"""

from companion.engines.errors import EngineAbsent, EngineError, EngineFailed, EngineRefused
from companion.engines.postgres import postgres

__all__ = ["postgres", "EngineError", "EngineAbsent", "EngineRefused", "EngineFailed"]
