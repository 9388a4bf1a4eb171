"""Event-driven architecture, by experiment: the package the lessons import.

Every name a lesson needs can be taken from here, and none is loaded before it is asked for, so that
`import companion` works with nothing installed (the command line counts on it) and costs next to nothing.
This file must stay readable by Python 2.7: a Python that is too old gets a sentence from `__main__`,
which it cannot reach past a syntax error here. That is why its types stand in comments.
"""

__version__ = "0.1.0"

# Where each name lives. To offer a new one, add it to its line.
_NAMES = {
    "companion.events": (
        "Event Envelope validate upcaster registered Clock SystemClock VirtualClock "
        "Trace Record causation_graph ancestors CompanionError"
    ),
    "companion.naming": "Verdict lint",
    "companion.bus": "Bus Retry PermanentError ServiceDown DeadLetter Receipt",
    "companion.bus.aio": "AsyncBus",
    "companion.sourcing": (
        "MemoryStore SQLiteStore ANY NO_STREAM STREAM_EXISTS START Position ConcurrencyError "
        "Refused Decider fold handle Snapshots"
    ),
    "companion.diagrams": (
        "Picture flow service_map swimlanes saga_flow event_log counterexample player grid bars concept_map"
    ),
    "companion.diagrams.results": "picture_of",
    "companion.sagas": (
        "Saga Step PENDING Backoff Effects StoredEffects SagaRun stuck unfinished Choreography compare "
        "COMPLETED COMPENSATED STUCK WAITING"
    ),
    "companion.lab": "explore replay deliver crash_points Disk StoreDisk Crash Simulation",
    "companion.delivery": (
        "MemoryBroker Outbox Relay StoreRelay Inbox Worker start_workers LostPartition partition_of"
    ),
    "companion.cqrs": (
        "Projection TableView DictView SQLiteTables MemoryFeed GridNearby SQLiteSearch NotCaughtUp"
    ),
    "companion.engines": (
        "PostgresStore ChangeCapture CaptureRelay KafkaBroker RedisBroker RedisView RedisFeed RedisNearby "
        "ElasticSearch ClickHouseAnalytics DuckDBAnalytics DuckDBTables"
    ),
    "companion.classroom": (
        "check predict reveal explain recall hint lesson page answers progress doctor poll TODO"
    ),
}
_WHERE = {name: module for module, names in _NAMES.items() for name in names.split()}


def __getattr__(name):
    # type: (str) -> object
    """Load the room that holds `name` and hand the name out; AttributeError for a name no room holds."""
    if name == "__all__":  # what `from companion import *` brings
        return _available()
    if name not in _WHERE:
        raise AttributeError("module 'companion' has no name {!r}".format(name))
    import importlib

    value = getattr(importlib.import_module(_WHERE[name]), name)
    globals()[name] = value
    return value


def _available():
    # type: () -> list[str]
    """The names that can be had here: a browser has no client for PostgreSQL, and so no PostgresStore."""
    found = []
    for name in sorted(_WHERE):
        try:
            __getattr__(name)
        except ImportError:
            continue
        found.append(name)
    return found


def __dir__():
    # type: () -> list[str]
    """All names, loaded or not, so that completion in a notebook offers them."""
    return sorted(set(globals()) | set(_WHERE))
