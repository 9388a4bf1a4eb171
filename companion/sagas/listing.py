"""Which sagas of a store want attention: found in the logs, without their definitions."""

from __future__ import annotations

from companion.sourcing import EventStore

from .log import PREFIX
from .progress import STUCK, SagaRun, folded


def unfinished(store: EventStore) -> tuple[SagaRun, ...]:
    """Every saga that has not ended, by name of its stream: what to run again after a crash.

    Reads the log of each saga in the store, the ended ones too.
    """
    found = []
    for stream in store.streams(PREFIX):
        progress = folded(store.read(stream))
        if progress.saga and not progress.ended:
            id = stream.removeprefix(f"{PREFIX}{progress.saga}:")
            found.append(progress.seen(progress.saga, id))
    return tuple(found)


def stuck(store: EventStore) -> tuple[SagaRun, ...]:
    """Every saga an operator must look at: `step` and `reason` say at what. See `Saga.retry` and
    `Saga.resolve`.
    """
    return tuple(run for run in unfinished(store) if run.outcome is STUCK)
