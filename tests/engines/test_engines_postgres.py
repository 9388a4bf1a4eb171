"""A real PostgreSQL, as lessons and tests get it."""

from __future__ import annotations

import psycopg

from companion import engines


def test_asked_twice_one_process_gets_one_server(postgres_url: str) -> None:
    assert engines.postgres() == postgres_url


def test_the_server_keeps_what_production_keeps_and_can_be_decoded(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        rows = connection.execute("SELECT current_setting('fsync'), current_setting('wal_level')").fetchall()
    assert rows == [("on", "logical")]
