"""Entrances of the stores, deciders, snapshots."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from entrance import (
    AFTER,
    COUNTS,
    EVENT,
    FUNCTIONS,
    LISTS,
    NAMES,
    NAN,
    NUL,
    POSITIONS,
    TEXTS,
    THINGS,
    GateOpened,
    Room,
    Row,
)

from companion import (
    ANY,
    NO_STREAM,
    Decider,
    MemoryStore,
    Position,
    PostgresStore,
    Snapshots,
    SQLiteStore,
    VirtualClock,
    fold,
    handle,
)

COUNTING: Any = Decider(
    0, lambda command, state: [GateOpened(number=command)], lambda state, event: state + 1
)


def filled(store: Any) -> Any:
    """A store with two events, a checkpoint and a snapshot."""
    first, _ = store.append("gate-1", [GateOpened(number=1), GateOpened(number=2)], expected=NO_STREAM)
    store.save_checkpoint("reader", first.position)
    store.save_snapshot("gate-1", 1, "tag", b"state")
    return store


def held(store: Any) -> object:
    """Everything a store can tell, and that it still takes an event."""
    added = len(store.append("works", [EVENT], expected=ANY))
    return (
        added,
        [each.event.number for each in store.read("gate-1")],
        str(store.checkpoint("reader")),
        store.load_snapshot("gate-1", "tag"),
        store.streams(),
        store.count() - store.version("works"),
    )


def memory(folder: Path) -> Any:
    return filled(MemoryStore(clock=VirtualClock()))


def sqlite(folder: Path) -> Any:
    return filled(SQLiteStore(folder / "gate.db", clock=VirtualClock()))


def postgres(url: str, schema: str) -> Room:
    """The same entrances, with a server behind them; its SQL takes lists and numbers of any size."""
    rows = (row for row in _STORE if row.entrance != "tx.execute, values")
    make = lambda folder: filled(PostgresStore(url, schema=schema, clock=VirtualClock()))  # noqa: E731
    return Room("a store on PostgreSQL", make, held, tuple(rows))


def _in_transaction(store: Any, use: Any) -> object:
    with store.transaction() as tx:
        return use(tx)


_STORE = (
    Row("append, stream", lambda store, wrong: store.append(wrong, [EVENT], expected=ANY), NAMES),
    Row(
        "append, events",
        lambda store, wrong: store.append("gate-1", wrong, expected=ANY),
        (*LISTS, [GateOpened(number="one")]),
    ),
    Row(
        "append, expected",
        lambda store, wrong: store.append("gate-1", [EVENT], expected=wrong),
        (None, "2", "ANY", 1.5, 2.0, NAN, True, -1, [2], EVENT),
    ),
    Row(
        "append, cause",
        lambda store, wrong: store.append("gate-1", [EVENT], expected=ANY, cause=wrong),
        (3, "e-1", EVENT, GateOpened),
    ),
    Row(
        "append, correlation_id",
        lambda store, wrong: store.append("gate-1", [EVENT], expected=ANY, correlation_id=wrong),
        NAMES[1:],
    ),
    Row(
        "append, service",
        lambda store, wrong: store.append("gate-1", [EVENT], expected=ANY, service=wrong),
        NAMES[1:],
    ),
    Row("read, stream", lambda store, wrong: store.read(wrong), NAMES),
    Row(
        "read, after",
        lambda store, wrong: store.read("gate-1", after=wrong),
        (None, "3", 1.5, NAN, True, [1], Position("x", 1)),
    ),
    Row(
        "read, until",
        lambda store, wrong: store.read("gate-1", until=wrong),
        ("3", 1.5, NAN, True, [1], EVENT),
    ),
    Row(
        "read, zone",
        lambda store, wrong: store.read("gate-1", until=date(2024, 1, 1), zone=wrong),
        (None, 3, "UTC", EVENT),
    ),
    Row("read_events, stream", lambda store, wrong: store.read_events(wrong), NAMES),
    Row(
        "read_events, after",
        lambda store, wrong: store.read_events("gate-1", after=wrong),
        (None, "3", 1.5, NAN, True, [1]),
    ),
    Row("read_all, after", lambda store, wrong: store.read_all(after=wrong), POSITIONS),
    Row(
        "read_all, limit", lambda store, wrong: store.read_all(limit=wrong), (None, "3", 1.5, NAN, True, [1])
    ),
    Row("version", lambda store, wrong: store.version(wrong), NAMES),
    Row("streams", lambda store, wrong: store.streams(wrong), [each for each in NAMES if each != ""]),
    Row("last_types", lambda store, wrong: store.last_types(wrong), [each for each in NAMES if each != ""]),
    Row("count", lambda store, wrong: store.count(after=wrong), POSITIONS),
    Row("lag", lambda store, wrong: store.lag(wrong), NAMES),
    Row("checkpoint", lambda store, wrong: store.checkpoint(wrong), NAMES),
    Row("save_checkpoint, name", lambda store, wrong: store.save_checkpoint(wrong, store.head()), NAMES),
    Row("save_checkpoint, position", lambda store, wrong: store.save_checkpoint("reader", wrong), POSITIONS),
    Row("reset_checkpoint, name", lambda store, wrong: store.reset_checkpoint(wrong), NAMES),
    Row(
        "reset_checkpoint, position", lambda store, wrong: store.reset_checkpoint("reader", wrong), POSITIONS
    ),
    Row("save_snapshot, stream", lambda store, wrong: store.save_snapshot(wrong, 1, "tag", b"x"), NAMES),
    Row(
        "save_snapshot, version",
        lambda store, wrong: store.save_snapshot("gate-1", wrong, "tag", b"x"),
        COUNTS,
    ),
    Row("save_snapshot, tag", lambda store, wrong: store.save_snapshot("gate-1", 1, wrong, b"x"), NAMES),
    Row(
        "save_snapshot, data",
        lambda store, wrong: store.save_snapshot("gate-1", 1, "tag", wrong),
        (None, 3, "x", EVENT),
    ),
    Row("load_snapshot, stream", lambda store, wrong: store.load_snapshot(wrong, "tag"), NAMES),
    Row("load_snapshot, tag", lambda store, wrong: store.load_snapshot("gate-1", wrong), NAMES),
    Row("subscribe, name", lambda store, wrong: list(store.subscribe(wrong)), NAMES),
    Row("subscribe, stop", lambda store, wrong: list(store.subscribe("other", stop=wrong)), FUNCTIONS),
    Row("wait, after", lambda store, wrong: store.wait(wrong, 0.0), POSITIONS),
    Row("wait, timeout_s", lambda store, wrong: store.wait(store.head(), wrong), (None, "3", NAN, [1])),
    Row(
        "tx.append, events",
        lambda store, wrong: _in_transaction(store, lambda tx: tx.append("gate-1", wrong, expected=ANY)),
        LISTS,
    ),
    Row(
        "tx.save_checkpoint",
        lambda store, wrong: _in_transaction(store, lambda tx: tx.save_checkpoint("reader", wrong)),
        POSITIONS,
    ),
    Row(
        "tx.execute, sql",
        lambda store, wrong: _in_transaction(store, lambda tx: tx.execute(wrong)),
        (None, 3, "SELEC 1", "SELECT 1; SELECT 2", "COMMIT", NUL),
    ),
    Row(
        "tx.execute, values",
        lambda store, wrong: _in_transaction(store, lambda tx: tx.execute("SELECT ?", wrong)),
        ([1], EVENT, 2**70),
    ),
    Row(
        "tx, ended",
        lambda store, _: _in_transaction(store, lambda tx: tx).append("gate-1", [EVENT], expected=ANY),
        (AFTER,),
    ),
    Row("handle, stream", lambda store, wrong: handle(store, wrong, COUNTING, 1), NAMES),
    Row(
        "handle, cause",
        lambda store, wrong: handle(store, "gate-1", COUNTING, 1, cause=wrong),
        (3, "e-1", EVENT),
    ),
    Row(
        "decide gives no events",
        lambda store, wrong: handle(store, "gate-1", Decider(0, lambda c, s: wrong, COUNTING.evolve), 1),
        (3, EVENT, "x", [3], GateOpened),
    ),
    Row(
        "Position.parse",
        lambda store, wrong: Position.parse(wrong),
        (None, 3, "", "x", "x:1", "x:-1:2", "x:1:2:", b"x:1:2", EVENT),
    ),
    Row("handle, decider", lambda store, wrong: handle(store, "gate-1", wrong, 1), THINGS),
    Row("handle, store", lambda _, wrong: handle(wrong, "gate-1", COUNTING, 1), THINGS),
    Row("fold, decider", lambda _, wrong: fold(wrong, []), THINGS),
    Row("fold, events", lambda _, wrong: fold(COUNTING, wrong), (None, 3, "GateOpened", EVENT, GateOpened)),
    Row("Decider, decide", lambda _, wrong: Decider(0, wrong, COUNTING.evolve), FUNCTIONS),
    Row("Decider, evolve", lambda _, wrong: Decider(0, COUNTING.decide, wrong), FUNCTIONS),
    Row("Snapshots, state_type", lambda _, wrong: Snapshots(wrong, "tag"), (None, 3, "int", EVENT)),
    Row("Snapshots, tag", lambda _, wrong: Snapshots(int, wrong), (*TEXTS, "")),
    Row("Snapshots, every", lambda _, wrong: Snapshots(int, "tag", wrong), (*COUNTS, 0)),
    Row("MemoryStore, clock", lambda _, wrong: MemoryStore(clock=wrong), (3, "x", EVENT, VirtualClock)),
    Row("MemoryStore, max_event_bytes", lambda store, wrong: MemoryStore(max_event_bytes=wrong), COUNTS),
)

_OPENING = (
    Row("SQLiteStore, a folder", lambda folder, _: SQLiteStore(folder), (AFTER,)),
    Row(
        "SQLiteStore, durability",
        lambda folder, wrong: SQLiteStore(folder / "a.db", durability=wrong),
        (None, 3, "", "OFF", "full", EVENT),
    ),
)


def _closed(folder: Path) -> Any:
    store = sqlite(folder)
    store.close()
    return store, folder


def _on_disk(it: Any) -> object:
    with_file = SQLiteStore(it[1] / "gate.db")
    try:
        return len(with_file.read("gate-1"))
    finally:
        with_file.close()


_USES: dict[str, Any] = {
    "append": lambda store: store.append("gate-1", [EVENT], expected=ANY),
    "read": lambda store: store.read("gate-1"),
    "read_events": lambda store: store.read_events("gate-1"),
    "read_all": lambda store: store.read_all(),
    "scan": lambda store: list(store.scan()),
    "streams": lambda store: store.streams(),
    "version": lambda store: store.version("gate-1"),
    "count": lambda store: store.count(),
    "head": lambda store: store.head(),
    "lag": lambda store: store.lag("reader"),
    "checkpoint": lambda store: store.checkpoint("reader"),
    "reset_checkpoint": lambda store: store.reset_checkpoint("reader"),
    "save_snapshot": lambda store: store.save_snapshot("gate-1", 1, "tag", b"x"),
    "load_snapshot": lambda store: store.load_snapshot("gate-1", "tag"),
    "subscribe": lambda store: store.subscribe("reader"),
    "transaction": lambda store: store.transaction().__enter__(),
    "handle": lambda store: handle(store, "gate-1", COUNTING, 1),
}

CLOSED = Room(
    "a closed SQLite store",
    _closed,
    _on_disk,
    tuple(Row(name, lambda it, _, use=use: use(it[0]), (AFTER,)) for name, use in _USES.items()),
)

ROOMS = (
    Room("a store in memory", memory, held, _STORE),
    Room("a store on SQLite", sqlite, held, _STORE),
    Room("a SQLite file", lambda folder: folder, lambda folder: 0, _OPENING),
    CLOSED,
)
