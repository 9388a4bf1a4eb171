"""Promises of a store: what can no longer be read is named, and everything else stays readable."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from companion.events import Closed, CodecError, Event, UnknownName, UnknownSchemaVersion
from companion.sourcing.errors import StoreError, UnreadableEvent
from companion.sourcing.position import Position
from companion.sourcing.store import ANY, NO_STREAM, EventStore

from .backend import Backend
from .evidence import refused, same, true
from .facts import PebbleDropped, forgotten, numbers, pebbles, position_of
from .promise import Lacking


def an_event_of_an_unknown_type_is_named(backend: Backend) -> None:
    """The module that defines it was not imported: say which event of which stream needs it."""

    class TideTurned(Event):
        height_m: float

    with backend.store() as store:
        _two_streams(store, TideTurned(height_m=1.5))
        with forgotten(TideTurned):
            _is_named(store, "TideTurned", UnknownName)
        same(len(store.read("s-1")), 3, "events of the stream once its class is there again")


def an_event_of_a_newer_shape_is_named(backend: Backend) -> None:
    """Old code that reads what new code wrote must not guess."""

    class TideTurned(Event, schema=2):
        height_m: float

    with backend.store() as store:
        _two_streams(store, TideTurned(height_m=1.5))

        class TideTurned(Event):  # type: ignore[no-redef]
            height_m: float

        _is_named(store, "TideTurned", UnknownSchemaVersion)


def an_event_whose_class_lost_its_shape_is_named(backend: Backend) -> None:
    """A field was added, and there is no upcaster."""

    class TideTurned(Event):
        height_m: float

    with backend.store() as store:
        _two_streams(store, TideTurned(height_m=1.5))

        class TideTurned(Event):  # type: ignore[no-redef]
            height_m: float
            harbour: str

        _is_named(store, "TideTurned", CodecError)


def a_damaged_event_is_named(backend: Backend) -> None:
    """A disk lost a byte, or a person edited the table by hand."""
    if backend.damage is None:
        raise Lacking("it gives the suite no way to damage what is stored")
    with backend.store() as store:
        _two_streams(store, PebbleDropped(number=99))
        backend.damage(store, "s-1", 2, b'{"number": "nine"}')
        _is_named(store, "PebbleDropped", CodecError)


def what_is_no_longer_json_is_named(backend: Backend) -> None:
    """Cut short by a full disk. Some databases do not even take it, which is just as well."""
    if backend.damage is None:
        raise Lacking("it gives the suite no way to damage what is stored")
    with backend.store() as store:
        _two_streams(store, PebbleDropped(number=99))
        backend.damage(store, "s-1", 2, b'{"number": 9')
        _is_named(store, "PebbleDropped", CodecError)


def a_closed_store_says_so(backend: Backend) -> None:
    """Not an error of some driver about a handle."""
    store = backend.opening()()
    [first] = store.append("s-1", pebbles(1), expected=NO_STREAM)
    store.close()
    store.close()
    calls: list[tuple[str, Callable[[], object]]] = [
        ("append", lambda: store.append("s-1", pebbles(2), expected=ANY)),
        ("read", lambda: store.read("s-1")),
        ("read_all", lambda: store.read_all()),
        ("version", lambda: store.version("s-1")),
        ("save_checkpoint", lambda: store.save_checkpoint("mailer", position_of(first))),
        ("transaction", lambda: _enter(store)),
    ]
    for name, call in calls:
        refused(Closed, f"{name} on a closed store", call)


def a_store_whose_file_is_gone_says_so(backend: Backend) -> None:
    """A learner deletes the file, another program replaces it: what is written then would be nowhere."""
    if backend.lose is None:
        raise Lacking("it gives the suite no way to take its file away")
    with backend.store() as store:
        store.append("s-1", pebbles(1), expected=NO_STREAM)
        backend.lose(store)
        refused(StoreError, "append to a deleted store", store.append, "s-1", pebbles(2), expected=ANY)
        refused(StoreError, "a transaction on a deleted store", _append_inside, store)


def an_error_at_the_commit_is_one_of_ours(backend: Backend) -> None:
    """A constraint of the user's own table that is looked at in the end only: the store says it in its words,
    and nothing of the transaction is there.
    """
    backend.needs_sql()
    with backend.store() as store:
        with store.transaction() as tx:
            tx.execute("CREATE TABLE box (id INTEGER PRIMARY KEY)")
            tx.execute("CREATE TABLE shell (box INTEGER REFERENCES box (id) DEFERRABLE INITIALLY DEFERRED)")
        try:
            with store.transaction() as tx:
                tx.append("s-1", pebbles(1), expected=NO_STREAM)
                tx.execute("INSERT INTO shell VALUES (?)", 7)
        except StoreError:
            same(store.version("s-1"), 0, "version after a commit that was refused")
            store.append("s-1", pebbles(2), expected=NO_STREAM)
        else:  # databases that do not look at such constraints
            same(store.version("s-1"), 1, "version after the commit")


def _append_inside(store: EventStore) -> None:
    with store.transaction() as tx:
        tx.append("s-1", pebbles(3), expected=ANY)


def _enter(store: EventStore) -> None:
    with store.transaction():
        pass


def _two_streams(store: EventStore, odd: Event) -> None:
    store.append("s-1", [*pebbles(1), odd, *pebbles(3)], expected=NO_STREAM)
    store.append("s-2", pebbles(4), expected=NO_STREAM)


def _is_named(store: EventStore, type: str, kind: type[Exception]) -> None:
    """Event 2 of s-1 cannot be read: every way of reading says so once it comes to it, and shows the rest."""
    [before] = store.read("s-1", until=1)
    same(before.event, pebbles(1)[0], "the event before it")
    asks: list[tuple[str, Callable[[], object]]] = [
        ("read", lambda: store.read("s-1")),
        ("read_events", lambda: store.read_events("s-1")),
        ("read_all", lambda: store.read_all(after=position_of(before))),
        ("scan", lambda: list(store.scan())),
        ("subscribe", lambda: list(store.subscribe("mailer"))),
    ]
    for name, ask in asks:
        error = refused(UnreadableEvent, f"{name} of an unreadable event", ask)
        same((error.stream, error.version, error.type), ("s-1", 2, type), f"the evidence of {name}")
        true(isinstance(error.problem, kind), f"{name} should blame {kind.__name__}, got {error.problem!r}")
        if name in ("read_all", "subscribe"):
            rest = store.read_all(after=cast(Position, error.position))
            same(numbers(rest), [3, 4], f"what {name} gives after the position in its error")
    same(store.read_all(), (before,), "read_all up to it")
    same(store.checkpoint("mailer"), position_of(before), "the checkpoint of a subscriber that met it")
    same(numbers(store.read("s-1", after=2)), [3], "the event after it")
    same(numbers(store.read("s-2")), [4], "the other stream")
    same(store.version("s-1"), 3, "its stream's version")
