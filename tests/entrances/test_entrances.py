"""Every public entrance answers a wrong value with a sentence, and nothing is lost.

The tables are in the files beside this one: an entrance a row, with the values it is asked with. A good
answer is an error of ours, or a TypeError or ValueError that the package raises itself, which names the
value; and what the thing held and could do before, it holds and can do afterwards.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import rooms_bus
import rooms_classroom
import rooms_delivery
import rooms_others
import rooms_sourcing
from entrance import AFTER, Room, Row, answer, complaints

import companion
from companion import KafkaBroker, RedisBroker
from companion.events import CompanionError

ROOMS: tuple[Room, ...] = (
    *rooms_bus.ROOMS,
    *rooms_sourcing.ROOMS,
    *rooms_delivery.ROOMS,
    *rooms_others.ROOMS,
)
ASKED = [(room, row) for room in ROOMS for row in room.rows]


@pytest.mark.parametrize(
    ("room", "row"), ASKED, ids=[f"{row.entrance} of {room.name}" for room, row in ASKED]
)
def test_a_wrong_value_is_answered_with_a_sentence_and_nothing_is_lost(
    room: Room, row: Row, tmp_path: Path
) -> None:
    assert complaints(room, row, room.make(tmp_path)) == []


def _complaints_of_all(room: Room, folder: Path) -> list[str]:
    """What is wrong with the answers of one thing, asked all rows of its room one after the other."""
    it = room.make(folder)
    found = [each for row in room.rows for each in complaints(room, row, it)]
    it.close()
    return found


def test_a_store_on_postgresql_answers_as_the_others(postgres_url: str, tmp_path: Path) -> None:
    import psycopg

    schema = f"entrances_{uuid4().hex[:12]}"
    found = _complaints_of_all(rooms_sourcing.postgres(postgres_url, schema), tmp_path)
    with psycopg.connect(postgres_url, autocommit=True) as link:
        link.execute(f"DROP SCHEMA {schema} CASCADE")
    assert found == []


@pytest.mark.parametrize("client", ["fakeredis_client", "redis_url"])
def test_a_broker_on_redis_streams_answers_as_the_others(
    client: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    server, prefix = request.getfixturevalue(client), f"t{uuid4().hex[:12]}"
    broker = RedisBroker(server, prefix=prefix, partitions=1, max_tries=1, backoff_s=0)
    assert _complaints_of_all(rooms_delivery.on_a_server("a broker on Redis", broker), tmp_path) == []


def test_a_broker_on_kafka_answers_as_the_others(kafka_bootstrap: str, tmp_path: Path) -> None:
    broker = KafkaBroker(kafka_bootstrap, partitions=1, max_tries=1, backoff_s=0)
    assert _complaints_of_all(rooms_delivery.on_a_server("a broker on Kafka", broker), tmp_path) == []


@pytest.mark.parametrize("name", rooms_classroom.CALLS)
def test_the_classroom_says_what_is_wrong_with_an_id_and_scores_nothing(
    name: str, companion_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for wrong in rooms_classroom.NO_ID:
        getattr(companion, name)(wrong, *rooms_classroom.CALLS[name])
        said = capsys.readouterr()
        assert len(said.out) > 20, f"{name}({wrong!r:.40}) said {said.out!r}"
        assert said.err == ""
    assert not (companion_home / "progress.json").exists()


# Names without an entrance to ask, and those not asked yet. Each must say why.
NOT_ASKED = {
    "errors, which the package makes": "CompanionError PermanentError ServiceDown ConcurrencyError Refused "
    "LostPartition NotCaughtUp Crash",
    "values": "ANY NO_STREAM STREAM_EXISTS START COMPLETED COMPENSATED STUCK WAITING PENDING TODO",
    "what entrances give and take": "Event Envelope Record DeadLetter Receipt Verdict SagaRun Picture",
    "no value could be wrong": "Clock SystemClock progress doctor page",
    "on a server or a disk, not asked": "RedisView "
    "RedisFeed RedisNearby ElasticSearch ClickHouseAnalytics DuckDBTables SQLiteTables ChangeCapture "
    "CaptureRelay StoredEffects start_workers",
    "takes any value": "Disk",
}


def test_every_public_name_is_in_the_table_or_says_why_not() -> None:
    asked = {"PostgresStore", "RedisBroker", "KafkaBroker"}  # in tests of their own
    asked |= {word for _, row in ASKED for word in re.findall(r"\w+", row.entrance)}
    asked |= set(rooms_classroom.CALLS)
    excused = [word for words in NOT_ASKED.values() for word in words.split()]
    assert sorted(set(companion._WHERE) - asked - set(excused)) == []
    assert [name for name in excused if name in asked or name not in companion._WHERE] == []


# --- what the table itself would notice -------------------------------------------------------------------


def _raises(error: Exception) -> Any:
    def ask() -> None:
        raise error

    return ask


@pytest.mark.parametrize(
    "error", [AttributeError("3"), KeyError(3), IndexError("3"), TypeError("3"), ValueError("3")], ids=repr
)
def test_an_error_of_pythons_own_is_no_answer(error: Exception) -> None:
    assert answer(_raises(error), 3).startswith("raw")


def test_a_sentence_that_does_not_name_the_value_is_no_answer() -> None:
    assert answer(_raises(CompanionError("something is wrong")), 3).startswith("does not name")
    assert answer(_raises(CompanionError("3 is no name")), 3) == ""
    assert answer(_raises(CompanionError("This store was closed: open it.")), AFTER) == ""


def test_a_value_that_is_taken_is_no_answer() -> None:
    assert answer(lambda: 7, 3) == "taken: 7"


def test_what_is_lost_is_told(tmp_path: Path) -> None:
    def loses(it: list[int], wrong: object) -> None:
        it.clear()
        raise CompanionError(f"{wrong} is no number")

    row = Row("pop", loses, (3,))
    assert complaints(Room("a list", lambda _: [1], list, (row,)), row, [1]) == [
        "pop of a list asked with 3: [1] became []"
    ]
