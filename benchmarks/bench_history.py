"""What a long history costs: memory for each event, and folding a million.

    python benchmarks/bench_history.py [rounds]

Contestants run A B C … C B A, at least five rounds; every run checks the balance. eventsourcing folds a
fiftieth of the million, and its time is multiplied. Memory is counted by tracemalloc, once, for it does not
vary. Prints markdown tables. Peers that are not installed are left out and named. Never a timed test.
"""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import Any
from uuid import uuid4

from account import ACCOUNT, Deposited, evolve, movement, signed, surroundings
from interleaved import Run, measure, table

from companion.events.codec import encode_event
from companion.sourcing import MemoryStore, fold

HERE = [name for name in ("numpy", "pandas", "eventsourcing") if find_spec(name)]
STORED, OF_ACCOUNTS = 100_000, 1_000
MILLION = 1_000_000
PART = 50  # eventsourcing folds one event in so many
HISTORY = 10_000
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)

# --- memory -------------------------------------------------------------------------------------------


def bytes_for(fill: Callable[[], Any]) -> int:
    """How much memory stays taken by what `fill` makes, in bytes."""
    gc.collect()
    tracemalloc.start()
    made = fill()
    gc.collect()
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert made
    return size


def only_json() -> Any:
    """The limit: the JSON in one piece, and nothing to find it by."""
    return bytearray().join(encode_event(movement(number)) for number in range(STORED))


def objects() -> Any:
    """What a list of events takes: objects, without envelopes."""
    return [movement(number) for number in range(STORED)]


def in_memory_store() -> Any:
    store = MemoryStore()
    each = STORED // OF_ACCOUNTS
    for version in range(0, each, 10):
        for account in range(OF_ACCOUNTS):
            store.append(
                f"account-{account}", [movement(version + one) for one in range(10)], expected=version
            )
    assert store.count() == STORED
    return store


def popo_recorder() -> Any:
    """The rows as the application's mapper makes them: topic, JSON with ids and time in it."""
    from peer_eventsourcing import filled, memory_application

    application = memory_application()
    filled(application, OF_ACCOUNTS, STORED // OF_ACCOUNTS - 1)  # and one that opens the account
    assert application.recorder.max_notification_id() == STORED
    return application


def popo_bare() -> Any:
    """The same recorder with our JSON and no envelope: as little as it can take."""
    from eventsourcing.popo import POPOApplicationRecorder
    from peer_eventsourcing import stored

    recorder = POPOApplicationRecorder()
    for _ in range(OF_ACCOUNTS):
        id = uuid4()
        recorder.insert_events(
            [stored(id, each + 1, movement(each)) for each in range(STORED // OF_ACCOUNTS)]
        )
    assert recorder.max_notification_id() == STORED
    return recorder


def memory_table() -> str:
    rows: dict[str, Callable[[], Any]] = {
        "the JSON alone, in one piece (limit)": only_json,
        "a list of events, without envelopes": objects,
        "companion MemoryStore, with envelope": in_memory_store,
    }
    if "eventsourcing" in HERE:
        rows["eventsourcing POPO recorder, our JSON, no envelope"] = popo_bare
        rows["eventsourcing application in memory"] = popo_recorder
    lines = [
        f"### Memory of {STORED:,} events in {OF_ACCOUNTS:,} streams",
        "",
        "| | bytes an event |",
        "|---|---|",
    ]
    for name, fill in rows.items():
        fill()  # what is loaded and cached once is not counted
        lines.append(f"| {name} | {bytes_for(fill) / STORED:.0f} |")
    return "\n".join([*lines, ""])


# --- a million events ---------------------------------------------------------------------------------


def checked(operation: Callable[[], Any], right: int, divisor: int = 1) -> Run:
    """Do `operation()` n times, check each balance; `divisor` says which part of the work it does."""

    def run(n: int) -> float:
        seconds = 0.0
        for _ in range(n):
            start = time.perf_counter()
            found = operation()
            seconds += time.perf_counter() - start
            assert int(found) == right, f"{found} instead of {right}"
        return seconds * divisor

    return run


def evolve_by_type(balance: int, event: Any) -> int:
    """What `evolve` does, asked in the quickest way Python has."""
    if type(event) is Deposited:
        return balance + event.amount_cents  # type: ignore[no-any-return]
    return balance - event.amount_cents  # type: ignore[no-any-return]


def evolve_by_isinstance(balance: int, event: Any) -> int:
    """The same, asked as `match` does it, without `match`."""
    if isinstance(event, Deposited):
        return balance + event.amount_cents
    return balance - event.amount_cents  # type: ignore[no-any-return]


def plain_loop(events: Sequence[Any]) -> int:
    balance = 0
    for event in events:
        balance = evolve(balance, event)
    return balance


def fold_table(rounds: int) -> str:
    from dataclasses import replace

    events = [movement(number) for number in range(MILLION)]
    right = sum(map(signed, range(MILLION)))
    contestants: dict[str, Run] = {}
    if "numpy" in HERE:
        contestants |= columns(events, right)
    limit = next(iter(contestants), "a loop over evolve")
    contestants["a loop over evolve"] = checked(lambda: plain_loop(events), right)
    contestants["companion fold"] = checked(lambda: fold(ACCOUNT, events), right)
    plain = replace(ACCOUNT, evolve=evolve_by_isinstance)
    contestants["companion fold, evolve by isinstance()"] = checked(lambda: fold(plain, events), right)
    quick = replace(ACCOUNT, evolve=evolve_by_type)
    contestants["companion fold, evolve by type()"] = checked(lambda: fold(quick, events), right)
    empty = replace(ACCOUNT, evolve=lambda balance, event: right)
    contestants["companion fold, evolve that looks at nothing"] = checked(lambda: fold(empty, events), right)
    if "eventsourcing" in HERE:
        contestants[f"eventsourcing mutate, {MILLION // PART:,}"] = peer_fold()
    gc.collect()
    gc.freeze()  # a million events in memory are no reason to walk over them
    try:
        found = measure(contestants, 1, rounds, warm_up=1)
    finally:
        gc.unfreeze()
    return table(f"Fold {MILLION:,} events", found, limit, "ms")


def columns(events: Sequence[Any], right: int) -> dict[str, Run]:
    """The amounts and kinds as columns, as an analyst would have them."""
    import numpy as np

    cents = np.array([event.amount_cents for event in events])
    is_deposit = np.array([type(event) is Deposited for event in events])
    found = {"numpy on columns (limit)": checked(lambda: np.where(is_deposit, cents, -cents).sum(), right)}
    if "pandas" in HERE:
        import pandas as pd

        kind = pd.Series(["Deposited" if each else "Withdrawn" for each in is_deposit], dtype="category")
        frame = pd.DataFrame({"kind": kind, "cents": cents})

        def by_kind() -> Any:
            sums = frame.groupby("kind", observed=True)["cents"].sum()
            return sums["Deposited"] - sums["Withdrawn"]

        found["pandas, sum by kind"] = checked(by_kind, right)
    return found


def peer_fold() -> Run:
    from peer_eventsourcing import Account

    account = Account()
    for number in range(MILLION // PART):
        account.move(movement(number))
    events = account.collect_events()

    def mutate_all() -> int:
        state: Any = None
        for event in events:
            state = event.mutate(state)
        return int(state.balance)

    return checked(mutate_all, sum(map(signed, range(MILLION // PART))), PART)


def main(rounds: int = 5) -> None:
    print(surroundings(), end="\n\n")
    print(memory_table())
    print(fold_table(rounds))
    missing = [name for name in ("numpy", "pandas", "eventsourcing") if name not in HERE]
    if missing:
        print(f"Not installed, left out: {', '.join(missing)}")
    print(surroundings())


if __name__ == "__main__":
    main(*(max(5, int(argument)) for argument in sys.argv[1:2]))
