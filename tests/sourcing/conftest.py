"""Stores of a test's own on the PostgreSQL that all tests share, and a way behind their backs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from companion.sourcing import PostgresStore

Run = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def postgres_schema(postgres_url: str) -> Iterator[str]:
    """The name of a schema that is not there yet, and that is gone after the test."""
    import psycopg

    name = f"test_{uuid4().hex}"
    yield name
    with psycopg.connect(postgres_url, autocommit=True) as link:
        link.execute(f'DROP SCHEMA IF EXISTS "{name}" CASCADE')


@pytest.fixture
def postgres_open(postgres_url: str, postgres_schema: str) -> Iterator[Callable[..., PostgresStore]]:
    """Open the test's store, any number of times; all are closed at the end. The server knows their
    connections by the schema's name.
    """
    from psycopg.conninfo import make_conninfo

    from companion.sourcing import PostgresStore

    url = make_conninfo(postgres_url, application_name=postgres_schema)

    opened: list[PostgresStore] = []

    def open(**options: Any) -> PostgresStore:
        opened.append(PostgresStore(url, schema=postgres_schema, **options))
        return opened[-1]

    yield open
    for store in opened:
        store.close()


@pytest.fixture
def postgres_run(postgres_url: str, postgres_schema: str) -> Iterator[Run]:
    """Run a statement on a connection of its own, with the test's schema first on the search path."""
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as link:
        link.execute("SELECT set_config('search_path', %s, false)", (postgres_schema,))

        def run(text: str, *values: object) -> list[tuple[Any, ...]]:
            cursor = link.execute(text, values)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

        yield run
