"""Opening a schema of PostgreSQL: made, migrated, or refused; and sessions that are set otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest

from companion.engines import PostgresStore
from companion.engines.postgresql import sql
from companion.engines.postgresql.link import SCHEMA, Namespace
from companion.events import Event
from companion.sourcing import (
    ANY,
    NO_STREAM,
    CannotOpenStore,
    StoreDamaged,
    StoreUnavailable,
    TransactionConflict,
)

Open = Callable[..., PostgresStore]
Run = Callable[..., list[tuple[Any, ...]]]


class CoinKept(Event):
    amount_cents: int


def coins(*amounts: int) -> list[CoinKept]:
    return [CoinKept(amount_cents=amount) for amount in amounts]


def test_a_schema_with_tables_of_another_program_is_refused_and_left_as_it_is(
    postgres_open: Open, postgres_run: Run, postgres_schema: str
) -> None:
    postgres_run(f'CREATE SCHEMA "{postgres_schema}"')
    postgres_run("CREATE TABLE invoices (id int)")
    with pytest.raises(CannotOpenStore) as caught:
        postgres_open()
    assert "invoices" in caught.value.reason
    assert postgres_schema in caught.value.place
    assert postgres_run(
        "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace", postgres_schema
    ) == [("invoices",)]


def test_an_empty_schema_that_is_there_is_used(
    postgres_open: Open, postgres_run: Run, postgres_schema: str
) -> None:
    postgres_run(f'CREATE SCHEMA "{postgres_schema}"')
    assert postgres_open().count() == 0


def test_tables_beside_those_of_the_store_do_not_matter(postgres_open: Open) -> None:
    with postgres_open().transaction() as tx:
        tx.execute("CREATE TABLE invoices (id int)")
    assert postgres_open().count() == 0


def test_a_schema_of_a_newer_package_is_refused(postgres_open: Open, postgres_run: Run) -> None:
    postgres_open()
    postgres_run("UPDATE companion_store SET schema = %s", SCHEMA + 1)
    with pytest.raises(CannotOpenStore) as caught:
        postgres_open()
    assert f"schema {SCHEMA + 1}," in caught.value.reason and f"up to {SCHEMA};" in caught.value.reason
    assert postgres_run("SELECT schema FROM companion_store") == [(SCHEMA + 1,)]


def test_a_schema_of_an_older_package_is_migrated_with_all_it_holds(
    postgres_open: Open, postgres_run: Run
) -> None:
    store = postgres_open()
    stored = store.append("till-1", coins(1), expected=NO_STREAM)
    store.close()
    postgres_run("DROP TABLE snapshots")  # as schema 1 was
    postgres_run("UPDATE companion_store SET schema = 1")
    with ThreadPoolExecutor(4) as pool:
        for opening in [pool.submit(postgres_open) for _ in range(4)]:
            opening.result()
    again = postgres_open()
    again.save_snapshot("till-1", 1, "v1", b"1")
    assert again.load_snapshot("till-1", "v1") == (1, b"1")
    assert again.read_all() == stored
    assert postgres_run("SELECT schema FROM companion_store") == [(SCHEMA,)]


def test_who_looks_in_the_middle_of_anothers_migration_looks_again(
    postgres_open: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its list of tables is from before the migration, the schema number from after."""
    postgres_open().close()
    look, looks = Namespace._about, list[int]()

    def halfway(self: Namespace, link: Any) -> Any:
        looks.append(1)
        if len(looks) == 1:
            raise StoreDamaged(self.place, "the table snapshots is gone")
        return look(self, link)

    monkeypatch.setattr(Namespace, "_about", halfway)
    assert postgres_open().streams() == ()


def test_of_many_who_open_a_new_schema_one_makes_it(postgres_open: Open, postgres_run: Run) -> None:
    with ThreadPoolExecutor(6) as pool:
        for opening in [pool.submit(postgres_open) for _ in range(6)]:
            opening.result()
    assert postgres_run("SELECT id FROM companion_store") == [(postgres_open().id,)]


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("DROP TABLE events", "events"),
        ("DROP TABLE snapshots", "snapshots"),
        ("DELETE FROM companion_store", "0 rows"),
    ],
)
def test_tables_that_are_gone_are_named(
    postgres_open: Open, postgres_run: Run, damage: str, named: str
) -> None:
    postgres_open()
    postgres_run(damage)
    with pytest.raises(StoreDamaged) as caught:
        postgres_open()
    assert named in caught.value.problem


def test_another_store_made_in_its_place_is_not_taken_for_the_old_one(
    postgres_open: Open, postgres_run: Run, postgres_schema: str
) -> None:
    store = postgres_open()
    postgres_run(f'DROP SCHEMA "{postgres_schema}" CASCADE')
    with pytest.raises(StoreDamaged):
        store.append("till-1", coins(1), expected=ANY)
    new = postgres_open()
    with store.transaction(), pytest.raises(StoreDamaged):  # a second connection finds another store
        store.read("till-1")
    assert new.count() == 0


@contextmanager
def role(url: str, *settings: str) -> Iterator[str]:
    """The URL of a new role that may make schemas, set as said."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    name = f"role_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as link:
        link.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'pass'")
        link.execute(f"GRANT CREATE ON DATABASE {link.info.dbname} TO {name}")
        for setting in settings:
            link.execute(f"ALTER ROLE {name} SET {setting}")
        try:
            yield make_conninfo(**{**conninfo_to_dict(url), "user": name, "password": "pass"})
        finally:
            link.execute(f"DROP OWNED BY {name} CASCADE")
            link.execute(f"DROP ROLE {name}")


@contextmanager
def closing(store: PostgresStore) -> Iterator[PostgresStore]:
    try:
        yield store
    finally:
        store.close()


def test_a_role_that_need_not_wait_for_the_disk_waits_all_the_same(
    postgres_url: str, postgres_schema: str
) -> None:
    for given, made in (("off", "on"), ("local", "local")):
        with (
            role(postgres_url, f"synchronous_commit = {given}") as url,
            closing(PostgresStore(url, schema=postgres_schema)) as store,
            store.transaction() as tx,
        ):
            assert tx.execute("SHOW synchronous_commit") == [(made,)]


def test_a_role_with_another_isolation_and_time_zone_keeps_every_promise(
    postgres_url: str, postgres_schema: str
) -> None:
    settings = (
        "default_transaction_isolation = serializable", "TimeZone = 'Asia/Kathmandu'", "DateStyle = German",
        "IntervalStyle = sql_standard", "bytea_output = escape", "default_transaction_read_only = off",
    )  # fmt: skip
    with role(postgres_url, *settings) as url, closing(PostgresStore(url, schema=postgres_schema)) as store:

        def write() -> None:
            for _ in range(10):
                store.append("till-1", coins(1), expected=ANY)

        threads = [Thread(target=write) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with store.transaction() as tx:
            stored = tx.append("till-1", coins(2), expected=30)
            assert tx.execute("SHOW transaction_isolation") == [("read committed",)]
        assert store.read("till-1", after=30) == stored
        assert store.read("till-1", until=stored[0].time)[-1] == stored[0]
        assert str(store.read("till-1")[0].time.tzinfo) == "UTC"


def test_a_role_that_only_reads_is_told_so_when_it_writes(postgres_url: str, postgres_schema: str) -> None:
    with role(postgres_url) as url:
        closing(PostgresStore(url, schema=postgres_schema)).__enter__().close()
        import psycopg
        from psycopg.conninfo import conninfo_to_dict

        with psycopg.connect(postgres_url, autocommit=True) as link:
            link.execute(f"ALTER ROLE {conninfo_to_dict(url)['user']} SET default_transaction_read_only = on")
        with closing(PostgresStore(url, schema=postgres_schema)) as store:
            assert store.read("till-1") == ()
            with pytest.raises(StoreUnavailable) as caught:
                store.append("till-1", coins(1), expected=ANY)
            assert "read-only" in caught.value.reason
            assert not caught.value.unsure


def test_a_role_that_may_not_make_a_schema_is_told_so(postgres_url: str, postgres_schema: str) -> None:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    with role(postgres_url) as url:
        with psycopg.connect(postgres_url, autocommit=True) as link:
            link.execute(f"REVOKE CREATE ON DATABASE {link.info.dbname} FROM {conninfo_to_dict(url)['user']}")
        with pytest.raises(CannotOpenStore) as caught:
            PostgresStore(url, schema=postgres_schema)
        assert "permission denied" in caught.value.reason


def test_a_role_that_may_not_ask_which_cluster_it_is_in_can_open_a_store(
    postgres_url: str, postgres_schema: str
) -> None:
    import psycopg

    with role(postgres_url) as url, psycopg.connect(postgres_url, autocommit=True) as link:
        link.execute("REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC")
        try:
            for turn in range(2):
                with closing(PostgresStore(url, schema=postgres_schema)) as store:
                    store.append("till-1", coins(turn), expected=turn)
        finally:
            link.execute("GRANT EXECUTE ON FUNCTION pg_control_system() TO PUBLIC")
        with closing(PostgresStore(url, schema=postgres_schema)) as store:
            assert store.count() == 2
        rows = link.execute(f'SELECT timeline FROM "{postgres_schema}".companion_store').fetchall()
        assert rows == [(0,)]


@contextmanager
def waiting_for_till_1(url: str, schema: str) -> Iterator[PostgresStore]:
    """A store whose role waits 50 ms for a lock, while a transaction of another store has this stream."""
    with (
        role(url, "lock_timeout = '50ms'") as impatient,
        closing(PostgresStore(impatient, schema=schema)) as store,
        closing(PostgresStore(impatient, schema=schema)) as other,
        store.transaction() as tx,
    ):
        tx.append("till-1", coins(1), expected=NO_STREAM)
        yield other


def test_whoever_waits_no_longer_than_its_role_allows_is_told_that_the_store_is_busy(
    postgres_url: str, postgres_schema: str
) -> None:
    with (
        waiting_for_till_1(postgres_url, postgres_schema) as store,
        pytest.raises(TransactionConflict) as caught,
    ):
        store.append("till-1", coins(2), expected=ANY)
    assert "another writer held it for" in caught.value.reason


def test_a_transaction_that_did_not_get_its_turn_stores_nothing_even_if_its_block_hides_the_error(
    postgres_url: str, postgres_schema: str
) -> None:
    with waiting_for_till_1(postgres_url, postgres_schema) as store:
        with pytest.raises(TransactionConflict), store.transaction() as tx:
            tx.append("till-2", coins(2), expected=NO_STREAM)
            with suppress(TransactionConflict):
                tx.append("till-1", coins(3), expected=ANY)
        assert store.version("till-2") == 0


def test_a_database_that_cannot_hold_every_text_is_refused(postgres_url: str) -> None:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    name = f"latin_{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
        try:
            with pytest.raises(CannotOpenStore) as caught:
                PostgresStore(make_conninfo(**{**conninfo_to_dict(postgres_url), "dbname": name}))
            assert "LATIN1" in caught.value.reason
        finally:
            link.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_every_schema_number_has_its_step() -> None:
    assert len(sql.STEPS) == SCHEMA
