"""Servers of read models that are away: said by name, without a password, and nothing is parked or lost."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest

from companion.cqrs import DictView, Projection, ReadModelDamaged, ReadModelUnavailable
from companion.cqrs.errors import reason, unavailable
from companion.engines import DuckDBTables, ElasticSearch, RedisFeed, RedisNearby, RedisView
from companion.events import Event, VirtualClock
from companion.events.errors import short
from companion.sourcing import ANY, START, MemoryStore

NOON = datetime(2024, 1, 15, 12, tzinfo=UTC)
SECRET = "hunter2/?@x"


class PigeonArrived(Event):
    pigeon: str


class Cable:
    """A way from `port` to a `server` port on 127.0.0.1 that can be cut and mended.

    Take a port that a system gives to nobody who asks for any: while it is cut it must stay free.
    """

    def __init__(self, server: int, port: int) -> None:
        self._server, self.port = server, port
        self._ends: list[socket.socket] = []
        self.mend()

    def cut(self) -> None:
        for end in [self._door, *self._ends]:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._thread.join()
        self._ends.clear()

    def mend(self) -> None:
        self._door = socket.create_server(("127.0.0.1", self.port))
        self._listen()

    def _listen(self) -> None:
        self._thread = threading.Thread(target=self._accept, args=(self._door,), daemon=True)
        self._thread.start()

    def _accept(self, door: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                here, _ = door.accept()
                there = socket.create_connection(("127.0.0.1", self._server))
                self._ends += [here, there]
                for one, other in ((here, there), (there, here)):
                    threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := one.recv(65_536):
            other.sendall(data)
    with contextlib.suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def cable(redis_url: str, free_port: Callable[[], int]) -> Iterator[Cable]:
    """A cable to the real Valkey."""
    made = Cable(urlsplit(redis_url).port or 6379, free_port())
    yield made
    made.cut()


@pytest.fixture
def far(cable: Cable, redis_url: str, valkey_client: Any) -> Iterator[Any]:
    """A client at the other end of the cable, which tries once."""
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    parts = urlsplit(redis_url)
    client = redis.Redis(
        port=cable.port, host="127.0.0.1", username=parts.username or None, password=parts.password,
        retry=Retry(NoBackoff(), 0), socket_timeout=30,
    )  # fmt: skip
    yield client
    client.close()


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore(clock=VirtualClock())
    made.append("pigeons", [PigeonArrived(pigeon="p1"), PigeonArrived(pigeon="p2")], expected=ANY)
    return made


def test_a_server_that_goes_away_inside_a_batch_loses_and_parks_nothing(
    cable: Cable, far: Any, store: MemoryStore, redis_name: str
) -> None:
    view = RedisView(far, redis_name, lambda client, prefix: (client, prefix + "pigeons"))
    projection, cuts = Projection(view), [cable.cut]

    @projection.on(PigeonArrived)
    def count(event: PigeonArrived, target: Any) -> None:
        target[0].hincrby(target[1], event.pigeon, 1)
        if event.pigeon == "p2" and cuts:
            cuts.pop()()

    with pytest.raises(ReadModelUnavailable) as caught:
        projection.catch_up(store)
    assert caught.value.database == f"redis://127.0.0.1:{cable.port}/0"
    with pytest.raises(ReadModelUnavailable):
        projection.catch_up(store)
    cable.mend()
    assert projection.catch_up(store) == 2 and projection.parked() == ()
    client, key = view.model
    assert client.hgetall(key) == {b"p1": b"1", b"p2": b"1"}


def test_a_feed_that_goes_away_inside_a_handler_parks_nothing(
    cable: Cable, far: Any, store: MemoryStore, redis_name: str
) -> None:
    feed = RedisFeed(far, f"{redis_name}:")
    feed.follow("ada", "loft")
    projection, cuts = Projection(DictView()), [cable.cut]

    @projection.on(PigeonArrived)
    def announce(event: PigeonArrived, rows: Any, envelope: Any) -> None:
        if event.pigeon == "p2" and cuts:
            cuts.pop()()
        feed.post("loft", event.pigeon, envelope.time)

    with pytest.raises(ReadModelUnavailable):
        projection.catch_up(store)
    assert projection.parked() == () and projection.view.checkpoint() == START
    cable.mend()
    assert projection.catch_up(store) == 2
    assert set(feed.newest("ada")) == {"p1", "p2"}


def test_a_driver_a_handler_uses_by_itself_is_understood_too(
    cable: Cable, far: Any, store: MemoryStore
) -> None:
    projection = Projection(DictView())
    projection.on(PigeonArrived)(lambda event, rows: far.incr("never"))
    cable.cut()
    with pytest.raises(ReadModelUnavailable, match="Redis"):
        projection.catch_up(store)
    assert projection.parked() == () and projection.view.checkpoint() == START


def calls(client: Any) -> list[Callable[[], Any]]:
    feed, nearby = RedisFeed(client, "x:"), RedisNearby(client, "x:")
    view = RedisView(client, "x", RedisFeed, at_once=True)
    return [
        lambda: feed.follow("a", "b"), lambda: feed.unfollow("a", "b"), lambda: feed.post("b", "p", NOON),
        lambda: feed.remove("b", "p"), lambda: feed.newest("a"), lambda: feed.rebuild("a"),
        lambda: nearby.move("d", 1, 1), lambda: nearby.remove("d"), lambda: nearby.nearest(1, 1),
        lambda: len(nearby), view.checkpoint, lambda: view.writing().__enter__(), view.parked, view.fresh,
        view.discard, lambda: view.model,
    ]  # fmt: skip


def test_a_wrong_address_is_said_by_every_method(free_port: Callable[[], int]) -> None:
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    port = free_port()
    client = redis.Redis(host="127.0.0.1", port=port, password=SECRET, retry=Retry(NoBackoff(), 0))
    for call in calls(client):
        with pytest.raises(ReadModelUnavailable) as caught:
            call()
        assert caught.value.database == f"redis://127.0.0.1:{port}/0" and "refused" in caught.value.reason
        assert SECRET not in str(caught.value)


def test_a_wrong_password_is_said_without_it(redis_url: str) -> None:
    import redis

    port = urlsplit(redis_url).port
    client = redis.Redis(host="127.0.0.1", port=port or 6379, username="nobody", password=SECRET)
    with pytest.raises(ReadModelUnavailable) as caught:
        RedisFeed(client).newest("ada")
    said = f"{caught.value} {caught.value!r}"
    assert "WRONGPASS" in said or "invalid username-password" in said
    assert SECRET not in said


# --- Elasticsearch ------------------------------------------------------------------------------------


def elastic(where: Any, index: str = "posts", **options: Any) -> Any:
    pytest.importorskip("elasticsearch", reason="the extra elasticsearch is not installed")
    return ElasticSearch(where, index, **options)


@pytest.mark.parametrize("url", ["notaurl", f"http://ada:{SECRET}@127.0.0.1:notaport", "http://"])
def test_what_is_no_url_is_said_without_its_password(url: str) -> None:
    with pytest.raises(ReadModelUnavailable) as caught:
        elastic(url)
    assert "hunter2" not in f"{caught.value} {caught.value!r}"
    assert caught.value.__cause__ is None  # the driver's own words quote the URL


def test_no_url_at_all_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMPANION_ELASTICSEARCH_URL", raising=False)
    with pytest.raises(ReadModelUnavailable, match="COMPANION_ELASTICSEARCH_URL is not set"):
        elastic(None)


def test_the_variable_is_the_address(
    monkeypatch: pytest.MonkeyPatch, elasticsearch_url: str, redis_name: str
) -> None:
    monkeypatch.setenv("COMPANION_ELASTICSEARCH_URL", elasticsearch_url)
    assert elastic(None, redis_name).find("anything") == ()


def test_an_index_is_opened_by_any_number_at_once(elasticsearch_url: str, redis_name: str) -> None:
    wrong: list[BaseException] = []

    def open_it() -> None:
        try:
            elastic(elasticsearch_url, redis_name)
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_what_was_put_without_waiting_is_found_after_a_refresh(
    elasticsearch_url: str, redis_name: str
) -> None:
    search = elastic(elasticsearch_url, redis_name, wait=False)
    search.put("1", "paris", [], NOON)
    search.refresh()
    assert search.find("paris") == ("1",)


def test_an_index_server_that_goes_away_parks_nothing(
    elasticsearch_url: str, redis_name: str, store: MemoryStore, free_port: Callable[[], int]
) -> None:
    cable = Cable(urlsplit(elasticsearch_url).port or 9200, free_port())
    search = elastic(f"http://127.0.0.1:{cable.port}", redis_name)
    projection = Projection(DictView())
    projection.on(PigeonArrived)(lambda event, rows: search.put(event.pigeon, "pigeon", [], NOON))
    cable.cut()
    with pytest.raises(ReadModelUnavailable) as caught:
        projection.catch_up(store)
    assert caught.value.database == f"Elasticsearch at 127.0.0.1:{cable.port}"
    with pytest.raises(ReadModelUnavailable):
        search.find("pigeon")
    cable.mend()
    assert projection.catch_up(store) == 2 and projection.parked() == ()
    assert search.find("pigeon") == ("p1", "p2")
    cable.cut()


# --- which error is whose ------------------------------------------------------------------------------


COMMIT = "TransactionContext Error: Failed to commit:"


def test_an_error_of_the_event_is_not_taken_for_a_server_that_is_away() -> None:
    import duckdb
    import elastic_transport
    import elasticsearch
    import redis

    assert DuckDBTables and ElasticSearch  # imported: their modules know the errors of their drivers

    def status(number: int) -> Any:
        meta: Any = type("Meta", (), {"status": number})()
        return elasticsearch.ApiError("refused", meta, {})

    away = [
        redis.ConnectionError("gone"), redis.TimeoutError("slow"), redis.ReadOnlyError("a replica"),
        redis.BusyLoadingError("loading"), redis.AuthenticationError("WRONGPASS"),
        redis.ResponseError("MISCONF cannot write to the disk"),
        elastic_transport.ConnectionError("gone"), elastic_transport.ConnectionTimeout("slow"),
        *map(status, (401, 403, 429, 503)),
        duckdb.IOException("disk"), duckdb.OutOfMemoryException("memory"),
        duckdb.TransactionException(f'{COMMIT} Could not write file "v.duck.wal": No space left on device'),
    ]  # fmt: skip
    assert [each for each in away if unavailable(each) is None] == []
    faults = [
        redis.ResponseError("WRONGTYPE a hash is no set"), redis.DataError("no text"),
        *map(status, (400, 409)), duckdb.ConstraintException("twice"),
        duckdb.TransactionException(f'{COMMIT} duplicate key "name: Could not write file"'),
        ValueError("x"), KeyError("x"), ConnectionError("the event's own"),
    ]  # fmt: skip
    assert [each for each in faults if unavailable(each) is not None] == []


@pytest.mark.parametrize(
    "said, shown",
    [
        ("cannot reach http://ada:pass/w@rd@host:1/x.", "cannot reach http://host:1/x"),
        ("two\nlines", "two lines"),
        ("", "ValueError"),
        ("x" * 300, "x" * 197 + "..."),
    ],
)
def test_a_reason_is_one_line_without_a_login(said: str, shown: str) -> None:
    assert reason(ValueError(said)) == shown


# --- feeds somebody wrote into -------------------------------------------------------------------------


@pytest.mark.parametrize("member", ['{"post_id": 456, "content": "Paris"}', "x" * 65, b"\xff\xfe"])
@pytest.mark.parametrize("celebrity", [1, 100])
def test_a_feed_with_content_in_it_is_named_and_can_be_rebuilt(
    fakeredis_client: Any, member: Any, celebrity: int
) -> None:
    feed = RedisFeed(fakeredis_client, "f:", celebrity=celebrity)
    feed.follow("ada", "bob")
    for number in (1, 2):
        feed.post("bob", f"p{number}", NOON.replace(minute=number))
    fakeredis_client.zadd("f:feed:ada", {member: 2**52})
    with pytest.raises(ReadModelDamaged) as caught:
        feed.newest("ada")
    assert caught.value.what == "The feed of 'ada'" and short(member) in caught.value.problem
    assert "rebuild('ada')" in caught.value.remedy
    feed.rebuild("ada")
    assert feed.newest("ada") == ("p2", "p1")
