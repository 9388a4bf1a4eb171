"""The account as users of the `eventsourcing` package write it, and its recorders on both databases."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID, uuid4

from account import STREAMS, expect, movement, places
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

from companion.events.codec import encode_event

TOPIC = "peer_eventsourcing:Account.Deposited"


class Account(Aggregate):
    def __init__(self) -> None:
        self.balance = 0

    @event("Deposited")
    def deposit(self, amount_cents: int, note: str) -> None:
        self.balance += amount_cents

    @event("Withdrawn")
    def withdraw(self, amount_cents: int, note: str) -> None:
        self.balance -= amount_cents

    def move(self, movement: Any) -> None:
        if type(movement).__name__ == "Deposited":
            self.deposit(movement.amount_cents, movement.note)
        else:
            self.withdraw(movement.amount_cents, movement.note)


def stored(originator: UUID, version: int, movement: Any) -> StoredEvent:
    """The row of one movement, encoded beforehand: what a recorder is given."""
    return StoredEvent(originator, version, TOPIC, encode_event(movement))


def sqlite_recorder(path: str, threads: int = 1) -> SQLiteApplicationRecorder:
    """In WAL mode, as the package sets it, and FULL, as SQLite has it by itself."""
    recorder = SQLiteApplicationRecorder(
        SQLiteDatastore(path, pool_size=threads, pool_timeout=60, lock_timeout=60)
    )
    recorder.create_table()
    return recorder


def postgres_recorder(url: str, schema: str, in_the_database: bool = False) -> Any:
    """`in_the_database`: insert by the package's own PL/pgSQL function. Needs psycopg_pool."""
    import psycopg
    from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

    with psycopg.connect(url, autocommit=True) as link:
        link.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
    known = psycopg.conninfo.conninfo_to_dict(url)
    store = PostgresDatastore(
        str(known["dbname"]), str(known["host"]), str(known["port"]), str(known["user"]),
        str(known.get("password", "")), schema=schema, enable_db_functions=in_the_database,
    )  # fmt: skip
    recorder = PostgresApplicationRecorder(store)
    recorder.create_table()
    return recorder


def sqlite_application(path: str) -> Application[UUID]:
    return Application(env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": path})


def postgres_application(url: str, schema: str) -> Application[UUID]:
    import psycopg

    with psycopg.connect(url, autocommit=True) as link:
        link.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
    known = psycopg.conninfo.conninfo_to_dict(url)
    return Application(env={
        "PERSISTENCE_MODULE": "eventsourcing.postgres", "POSTGRES_SCHEMA": schema,
        "POSTGRES_DBNAME": str(known["dbname"]), "POSTGRES_HOST": str(known["host"]),
        "POSTGRES_PORT": str(known["port"]), "POSTGRES_USER": str(known["user"]),
        "POSTGRES_PASSWORD": str(known.get("password", "")),
    })  # fmt: skip


def memory_application() -> Application[UUID]:
    return Application()


def filled(application: Application[UUID], accounts: int, movements: int) -> list[UUID]:
    """Save accounts with that many movements each; their ids."""
    ids = []
    for _ in range(accounts):
        account = Account()
        for number in range(movements):
            account.move(movement(number))
        application.save(account)
        ids.append(account.id)
    return ids


def record_all(recorder: Any, n: int, batch: int) -> float:
    ids = [uuid4() for _ in range(STREAMS)]
    batches = [
        [stored(ids[stream], version + each + 1, movement(version + each)) for each in range(batch)]
        for stream, version in places(n, batch)
    ]
    recorder.insert_events([stored(uuid4(), 1, movement(0))])  # the first opens the connection
    start = time.perf_counter()
    for each in batches:
        recorder.insert_events(each)
    seconds = time.perf_counter() - start
    highest = max(len(recorder.select_events(each)) for each in ids)
    expect(n, batch, recorder.max_notification_id() - 1, highest)
    return seconds


def save_all(application: Any, n: int, batch: int) -> float:
    accounts = [Account() for _ in range(STREAMS)]
    application.save(*accounts)
    batches = []
    for stream, version in places(n, batch):
        for each in range(batch):
            accounts[stream].move(movement(version + each))
        batches.append(accounts[stream].collect_events())
    start = time.perf_counter()
    for each in batches:
        application.save(*each)
    seconds = time.perf_counter() - start
    highest = max(application.repository.get(each.id).version for each in accounts) - 1
    expect(n, batch, application.recorder.max_notification_id() - STREAMS, highest)
    return seconds
