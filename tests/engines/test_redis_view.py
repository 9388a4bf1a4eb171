"""What only a view in Redis can do wrong: generations, half batches, read models that read as they write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import redis
from redis.client import Pipeline

from companion.cqrs import Overtaken, Projection, ReadModelDamaged, ReadModelUnavailable
from companion.engines import RedisFeed, RedisNearby, RedisView
from companion.engines.redis.view import _PIECE
from companion.events import BadDefinition, Event, VirtualClock
from companion.sourcing import ANY, START, BadInput, MemoryStore


class LanternLit(Event):
    lamp: str


class ReaderFollowed(Event):
    reader: str
    author: str


class NoteWritten(Event):
    author: str
    note_id: str


class Lamps:
    """A hash of lamps; `client` may be a queue."""

    def __init__(self, client: Any, prefix: str) -> None:
        self.client, self.key = client, f"{prefix}lamps"

    def light(self, lamp: str) -> None:
        self.client.hincrby(self.key, lamp, 1)

    def lit(self) -> dict[str, int]:
        return {lamp.decode(): int(n) for lamp, n in self.client.hgetall(self.key).items()}


@pytest.fixture(params=["fakeredis", "valkey"])
def client(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(f"{request.param}_client")


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(clock=VirtualClock())


def lamps(client: Any, name: str, light: Callable[[LanternLit, Any], None] | None = None) -> Projection:
    projection = Projection(RedisView(client, name, Lamps))
    projection.on(LanternLit)(light or (lambda event, target: target.light(event.lamp)))
    return projection


def lit(store: MemoryStore, *names: str) -> None:
    for name in names:
        store.append(f"lamp-{name}", [LanternLit(lamp=name)], expected=ANY)


def keys(client: Any, name: str) -> set[str]:
    return {key.decode() for key in client.scan_iter(match=f"{name}*", count=1_000)}


# --- generations --------------------------------------------------------------------------------------


def test_a_view_opened_again_stands_where_it_stood(client: Any, store: MemoryStore, redis_name: str) -> None:
    lit(store, "a")
    lamps(client, redis_name).catch_up(store)
    again = lamps(client, redis_name)
    assert again.lag(store) == 0 and again.view.model.lit() == {"a": 1}  # type: ignore[attr-defined]


def test_old_generations_are_deleted_in_pieces_and_nothing_else_is(
    client: Any, store: MemoryStore, redis_name: str
) -> None:
    other = {f"{redis_name}2:g1:lamps", f"{redis_name}:1", f"{redis_name}:g", f"{redis_name}"}
    for key in other:
        client.set(key, "another program's")
    projection = lamps(client, redis_name)
    lit(store, "a")
    for _ in range(3):
        projection.catch_up(store)
        prefix = projection.view.model.key.removesuffix("lamps")  # type: ignore[attr-defined]
        client.mset({f"{prefix}{number}": 1 for number in range(_PIECE + 3)})
        projection.rebuild(store)
    mine = keys(client, redis_name) - other
    assert {key.split(":")[1] for key in mine} == {"g3", "g4", "at", "view"}
    assert {key for key in mine if ":at:" in key} == {f"{redis_name}:at:3", f"{redis_name}:at:4"}
    assert other <= keys(client, redis_name)


def test_a_rebuild_that_fails_leaves_no_keys(client: Any, store: MemoryStore, redis_name: str) -> None:
    lit(store, "a")
    lamps(client, redis_name).catch_up(store)
    before = keys(client, redis_name) | {f"{redis_name}:view"}

    def die(event: LanternLit, target: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lamps(client, redis_name, die).rebuild(store)
    assert keys(client, redis_name) == before


def test_of_two_rebuilds_at_once_both_may_end_first(client: Any, store: MemoryStore, redis_name: str) -> None:
    """The one that began first may be swapped in last: its own keys are not the old ones."""
    view = RedisView(client, redis_name, Lamps)
    early, late = view.fresh(), view.fresh()
    for each in (early, late):
        with each.writing(START) as writing:
            writing.target.light("a")
    assert view.swap(late) and view.swap(early)
    assert view.model.lit() == {"a": 1}


def test_a_rebuild_that_later_ones_left_behind_says_so(client: Any, redis_name: str) -> None:
    view = RedisView(client, redis_name, Lamps)
    slow = view.fresh()
    view.swap(view.fresh())
    view.swap(view.fresh())
    with pytest.raises(BadDefinition, match="later rebuilds"), slow.writing(START):
        pass
    with pytest.raises(BadDefinition, match="later rebuilds"):
        view.swap(slow)


def test_only_a_fresh_view_takes_the_place_of_another(client: Any, redis_name: str) -> None:
    view = RedisView(client, redis_name, Lamps)
    with pytest.raises(BadDefinition, match="fresh"):
        view.swap(view)


@pytest.mark.parametrize("name", ["", "a:b", "9", "a*", "x" * 61, None])
def test_a_name_that_would_mix_with_other_keys_is_refused(name: Any) -> None:
    with pytest.raises(BadDefinition):
        RedisView(None, name, Lamps)


# --- all or nothing -----------------------------------------------------------------------------------


def test_nothing_of_a_batch_is_there_before_its_end(client: Any, redis_name: str) -> None:
    view = RedisView(client, redis_name, Lamps)
    with view.writing(START) as writing:
        writing.target.light("a")
        assert view.model.lit() == {}
    assert view.model.lit() == {"a": 1}


def test_whoever_was_overtaken_meanwhile_writes_nothing(
    client: Any, store: MemoryStore, redis_name: str
) -> None:
    lit(store, "a")
    view = RedisView(client, redis_name, Lamps)
    with pytest.raises(Overtaken) as caught, view.writing(START) as writing:
        writing.target.light("a")
        lamps(client, redis_name).catch_up(store)
    assert (caught.value.since, caught.value.at) == (START, view.checkpoint())
    assert view.model.lit() == {"a": 1}


def test_a_batch_does_not_go_into_a_generation_that_was_swapped_out(
    client: Any, store: MemoryStore, redis_name: str
) -> None:
    lit(store, "a")
    view = RedisView(client, redis_name, Lamps)
    with pytest.raises(Overtaken), view.writing(START) as writing:
        writing.target.light("a")
        lamps(client, redis_name).rebuild(store)
    assert view.model.lit() == {"a": 1}


def test_commands_the_server_refuses_as_a_whole_park_the_event(
    valkey_client: Any, store: MemoryStore, redis_name: str
) -> None:
    def light(event: LanternLit, target: Any) -> None:
        if event.lamp == "b":
            target.client.execute_command("HINCRBY", target.key)  # a value is missing
        target.light(event.lamp)

    projection = lamps(valkey_client, redis_name, light)
    lit(store, "a", "b", "c", "d")
    assert projection.catch_up(store) == 4
    assert projection.view.model.lit() == {"a": 1, "c": 1, "d": 1}  # type: ignore[attr-defined]
    [parked] = projection.parked()
    assert (parked.stream, parked.tries) == ("lamp-b", 3) and "wrong number of arguments" in parked.error


def test_a_torn_batch_is_said_and_its_events_are_not_passed_over(
    client: Any, store: MemoryStore, redis_name: str
) -> None:
    def light(event: LanternLit, target: Any) -> None:
        target.light(event.lamp)
        if event.lamp == "b":
            target.client.sadd(target.key, "a hash is no set")

    projection = lamps(client, redis_name, light)
    lit(store, "a", "b")
    for _ in range(2):
        with pytest.raises(ReadModelDamaged) as caught:
            projection.catch_up(store)
        assert caught.value.what == f"View {redis_name!r}" and "WRONGTYPE" in caught.value.problem
        assert "rebuild()" in caught.value.remedy
    assert projection.lag(store) == 2
    projection.on(LanternLit)(lambda event, target: target.light(event.lamp))
    projection.rebuild(store)
    assert projection.view.model.lit() == {"a": 1, "b": 1}  # type: ignore[attr-defined]


def test_a_parked_event_whose_retry_is_torn_stays_parked(
    client: Any, store: MemoryStore, redis_name: str
) -> None:
    def stumble(event: LanternLit, target: Any) -> None:
        raise ValueError("dark")

    def tear(event: LanternLit, target: Any) -> None:
        target.client.hset(target.key, "x", 1)
        target.client.sadd(target.key, "a hash is no set")

    projection = lamps(client, redis_name, stumble)
    lit(store, "a")
    projection.catch_up(store)
    projection.on(LanternLit)(tear)
    with pytest.raises(ReadModelDamaged):
        projection.retry_parked(store)
    [parked] = projection.parked()
    assert parked.stream == "lamp-a" and parked.error == "ValueError: dark"
    with projection.view.writing() as writing:
        assert writing.held(["lamp-a"]) == {"lamp-a"}


def test_only_streams_with_a_parked_event_are_held(client: Any, store: MemoryStore, redis_name: str) -> None:
    """Names that begin alike, and one whose events were all tried again."""
    names, dark = ["a", "a ", "a\x01", "ab", "ä", "b"], {"a", "ab"}

    def light(event: LanternLit, target: Any) -> None:
        if event.lamp in dark:
            raise ValueError("dark")
        target.light(event.lamp)

    projection = lamps(client, redis_name, light)

    def held() -> set[str]:
        with projection.view.writing() as writing:
            return writing.held([f"lamp-{name}" for name in names])

    assert held() == set()
    lit(store, *names, *names)
    projection.catch_up(store)
    assert held() == {"lamp-a", "lamp-ab"} and [each.tries for each in projection.parked()] == [3, 3, 0, 0]
    dark.remove("ab")
    assert projection.retry_parked(store) == 2
    assert held() == {"lamp-a"}
    for each in projection.parked():
        projection.discard_parked(each)
    assert held() == set() and keys(client, redis_name).isdisjoint(
        {f"{redis_name}:held:1", f"{redis_name}:parked:1"}
    )


def test_parked_events_of_deleted_generations_are_gone_with_their_index(
    client: Any, store: MemoryStore, redis_name: str
) -> None:
    def light(event: LanternLit, target: Any) -> None:
        raise ValueError("dark")

    projection = lamps(client, redis_name, light)
    lit(store, "a")
    for _ in range(3):
        projection.rebuild(store)
    assert {key for key in keys(client, redis_name) if ":held:" in key or ":parked:" in key} == {
        f"{redis_name}:{what}:{generation}" for what in ("held", "parked") for generation in (3, 4)
    }


def test_a_server_without_memory_parks_nothing(
    fakeredis_client: Any, store: MemoryStore, redis_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It refuses while commands are queued, as it does a wrong command: but that is no fault of the event."""
    import redis

    projection = lamps(fakeredis_client, redis_name)
    lit(store, "a")

    def full(pipe: Any, raise_on_error: bool = True) -> Any:
        raise redis.exceptions.OutOfMemoryError("command not allowed when used memory > 'maxmemory'")

    with monkeypatch.context() as patch:
        patch.setattr(redis.client.Pipeline, "execute", full)
        with pytest.raises(ReadModelUnavailable, match="maxmemory"):
            projection.catch_up(store)
    assert projection.parked() == () and projection.catch_up(store) == 1


# --- read models of the package -----------------------------------------------------------------------


def feeds(client: Any, name: str) -> Projection:
    projection = Projection(RedisView(client, name, RedisFeed, at_once=True))

    @projection.on(ReaderFollowed)
    def follow(event: ReaderFollowed, feed: Any) -> None:
        feed.follow(event.reader, event.author)

    @projection.on(NoteWritten)
    def write(event: NoteWritten, feed: Any, envelope: Any) -> None:
        feed.post(event.author, event.note_id, envelope.time)
        if event.note_id == "n2" and not getattr(projection, "mended", False):
            raise ValueError("stumbled after writing")

    return projection


def test_feeds_are_kept_up_and_rebuilt_by_a_projection(
    client: Any, store: MemoryStore, redis_name: str
) -> None:
    projection: Any = feeds(client, redis_name)
    store.append("ada", [ReaderFollowed(reader="ada", author="bob")], expected=0)
    for number in (1, 2, 3):
        store.append(f"note-{number}", [NoteWritten(author="bob", note_id=f"n{number}")], expected=0)
    assert projection.catch_up(store) == 4
    assert [each.stream for each in projection.parked()] == ["note-2"]
    assert set(projection.view.model.newest("ada")) == {
        "n1",
        "n2",
        "n3",
    }  # half done: at_once takes nothing back
    projection.mended = True
    assert projection.retry_parked(store) == 1
    projection.rebuild(store)
    assert set(projection.view.model.newest("ada")) == {"n1", "n2", "n3"} and projection.parked() == ()


def test_a_feed_whose_member_somebody_edited_is_mended_by_a_rebuild(
    client: Any, store: MemoryStore, redis_name: str
) -> None:
    projection: Any = feeds(client, redis_name)
    projection.mended = True
    store.append("ada", [ReaderFollowed(reader="ada", author="bob")], expected=0)
    store.append("note-1", [NoteWritten(author="bob", note_id="n1")], expected=0)
    projection.catch_up(store)
    model = projection.view.model
    client.zrem(model._feed("ada"), "n1")
    client.zadd(model._feed("ada"), {'{"post_id": "n1", "content": "edited"}': 2**52})
    with pytest.raises(ReadModelDamaged):
        projection.view.model.newest("ada")
    projection.rebuild(store)
    assert projection.view.model.newest("ada") == ("n1",)


def test_a_feed_that_would_have_to_read_from_a_queue_is_refused(client: Any, redis_name: str) -> None:
    view = RedisView(client, redis_name, RedisFeed)
    with pytest.raises(BadDefinition, match="at_once=True"), view.writing(START):
        pass


def test_positions_commit_with_the_checkpoint(client: Any, redis_name: str) -> None:
    view = RedisView(client, redis_name, RedisNearby)
    with view.writing(START) as writing:
        writing.target.move("d1", 52.5, 13.4)
        assert len(view.model) == 0
    assert [near.member for near in view.model.nearest(52.5, 13.4)] == ["d1"]


def test_a_view_that_stands_in_another_store_is_refused_and_stays(
    client: Any, store: MemoryStore, redis_name: str
) -> None:
    lit(store, "a")
    projection = lamps(client, redis_name)
    projection.catch_up(store)
    other = MemoryStore(clock=VirtualClock(seed=2))
    lit(other, "b")
    [envelope] = other.read_all()
    with pytest.raises(BadInput):
        projection.catch_up(other)
    foreign: Any = envelope.position
    with pytest.raises(BadInput), projection.view.writing() as writing:
        writing.save_checkpoint(foreign)
    assert projection.view.model.lit() == {"a": 1} and projection.lag(store) == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize("in_batch", [False, True])
def test_the_answer_that_ctrl_c_did_not_wait_for_is_not_read_by_the_next_question(
    redis_url: str, redis_name: str, store: MemoryStore, monkeypatch: pytest.MonkeyPatch, in_batch: bool
) -> None:
    client, other = redis.Redis.from_url(redis_url), redis.Redis.from_url(redis_url)
    projection = lamps(client, redis_name)
    lit(store, "a")
    projection.catch_up(store)
    at = projection.view.checkpoint()

    def stopped(*given: Any, **named: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Pipeline if in_batch else client, "parse_response", stopped)
        other.client_pause(200)  # so that the answer is late
        with pytest.raises(KeyboardInterrupt):
            if in_batch:
                with projection.view.writing():
                    raise AssertionError("not reached")
            projection.view.checkpoint()
    assert projection.view.checkpoint() == at
    other.delete(*keys(client, redis_name))
