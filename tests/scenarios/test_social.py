"""The social network: one row and one message, four consumers, feeds of exactly the newest fifty."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from companion.cqrs.feed import MemoryFeed
from companion.cqrs.search import SQLiteSearch
from companion.delivery import MemoryBroker, MessageRefused
from companion.diagrams import flow
from companion.engines import DuckDBTables
from companion.events import Trace
from companion.lab import StoreDisk, crash_points
from companion.naming import lint
from companion.scenarios import social_events as words
from companion.scenarios.refused import CommandRefused
from companion.scenarios.settling import settle
from companion.scenarios.social import POST_456, Social
from companion.scenarios.social_events import (
    CreatePost,
    DeletePost,
    EditPost,
    Post,
    PostCreated,
    PostDeleted,
    PostEdited,
)
from companion.scenarios.social_models import MediaCache, hashtags
from companion.scenarios.social_posts import decide, evolve, post
from companion.scenarios.social_readers import ReadModels, consumers
from companion.scenarios.social_schema import CONTENT_DDL, load_posts
from companion.sourcing import MemoryStore, Refused, StatementFailed, fold

ADA, BOB = 7, 123
ACTIVITY = "SELECT type, post_id FROM post_activity ORDER BY type, post_id"


def models():
    return ReadModels(MemoryFeed(), SQLiteSearch(), DuckDBTables(), MediaCache(lambda url: url.encode()))


class Network(Social):
    """The network with its four consumers."""

    def __init__(self, store, broker=None, to=None, topic="social"):
        super().__init__(store, topic)
        self.broker = broker or MemoryBroker(clock=store.clock)
        self.publishing = self.relay(self.broker)
        self.models = to or models()
        self.workers = consumers(store, self.broker, self.models, topic=topic)

    def react(self, *names):
        """Let these consumers work, all when none is named."""
        settle(self.publishing, [self.workers[name] for name in names or self.workers])

    def row(self, post_id=456):
        with self.store.transaction() as tx:
            return load_posts(tx, [post_id])[post_id]

    def feed(self, reader=BOB):
        return self.models.feed.newest(str(reader))

    def shown(self):
        """All that readers can see."""
        return shown(self.models)


def shown(models):
    with models.analytics.transaction() as tx:
        activity = tx.execute(ACTIVITY)
    return {
        "feed": models.feed.newest(str(BOB)),
        "search": {query: models.search.find(query) for query in ("paris", "rain", "#travel")},
        "activity": activity,
        "media": dict(models.media.copies),
    }


def told(network):
    """What waits in the outbox: types, in order."""
    return [row.data.split(b'"type":"')[1].split(b'"')[0].decode() for row in network.outbox.waiting()]


@pytest.fixture
def network(clock):
    return Network(MemoryStore(clock=clock))


# --- the tables ---------------------------------------------------------------------------------------


def test_contents_tables_let_in_what_they_should_not(postgres_store):
    with postgres_store.transaction() as tx:
        for statement in CONTENT_DDL:
            tx.execute(statement)
        for _ in range(2):
            tx.execute("INSERT INTO followers VALUES (?, ?)", BOB, ADA)
        tx.execute("INSERT INTO followers VALUES (NULL, NULL)")
        assert tx.execute("SELECT COUNT(*) FROM followers") == [(3,)]
        indexes = "SELECT tablename FROM pg_indexes WHERE schemaname = current_schema() AND tablename = ?"
        assert tx.execute(indexes, "followers") == []
        tx.execute("INSERT INTO posts (user_id, content, created_at) VALUES (?, ?, ?)", ADA, "x",
                   "2023-11-14T22:13:19+05:00")  # fmt: skip
        [(created,)] = tx.execute("SELECT created_at FROM posts")
        assert created.tzinfo is None  # and five hours are lost


BAD_ROWS = {
    "following twice": "INSERT INTO followers VALUES (1, 2), (1, 2)",
    "nobody follows": "INSERT INTO followers VALUES (NULL, 2)",
    "following oneself": "INSERT INTO followers VALUES (1, 1)",
    "liking twice": "INSERT INTO likes VALUES (456, 2, '2024-01-01'), (456, 2, '2024-01-02')",
    "a post without an author": "INSERT INTO posts VALUES (1, NULL, '', NULL, '2024-01-01', 1, NULL)",
}


@pytest.mark.parametrize("statement", BAD_ROWS.values(), ids=BAD_ROWS)
def test_the_corrected_tables_refuse_it_on_every_store(store, statement):
    network = Social(store)
    network.do(POST_456)
    with pytest.raises(StatementFailed), store.transaction() as tx:
        tx.execute(statement)


def test_whoever_fans_out_finds_followers_by_an_index(network):
    with network.store.transaction() as tx:
        plan = tx.execute("EXPLAIN QUERY PLAN SELECT follower_id FROM followers WHERE following_id = 7")
    assert "followers_of" in str(plan)


def test_a_time_keeps_its_zone_on_every_store(store):
    network = Social(store)
    east = datetime(2024, 1, 15, 23, tzinfo=UTC) + timedelta(microseconds=1)
    network.do(CreatePost(1, ADA, "hello", created_at=east))
    with store.transaction() as tx:
        assert load_posts(tx, [1, 2]) == {
            1: Post(1, ADA, "hello", None, east, 1), 2: Post(2),
        }  # fmt: skip


# --- writing ------------------------------------------------------------------------------------------


def test_every_event_has_the_name_of_a_fact():
    facts = [each for each in vars(words).values() if isinstance(each, type) and hasattr(each, "__schema__")]
    names = [each.__name__ for each in facts if each.__name__ != "Event"]
    assert len(names) == 7 and {lint(name).kind for name in names} == {"event"}


def test_a_post_is_a_row_and_a_message_in_one_transaction(store):
    network = Social(store)
    [created] = network.do(POST_456)
    assert (created.type, created.service) == ("PostCreated", "Posts")
    assert [row.id for row in network.outbox.waiting()] == [created.id]


def test_when_the_message_is_refused_there_is_no_row_either(store):
    network = Network(store)
    network.outbox.max_message_bytes = 10
    with pytest.raises(MessageRefused):
        network.do(POST_456)
    assert network.row() == Post(456)
    assert network.outbox.is_empty()


def test_a_command_sent_again_makes_no_second_post_and_no_second_message(store):
    network = Network(store)
    assert network.do(POST_456) and not network.do(POST_456)
    assert network.do(EditPost(456, ADA, "rain")) and not network.do(EditPost(456, ADA, "rain"))
    assert network.do(DeletePost(456, ADA)) and not network.do(DeletePost(456, ADA))
    assert not network.do(POST_456)
    assert told(network) == ["PostCreated", "PostEdited", "PostDeleted"]
    assert network.row() == Post(456, ADA, "", None, POST_456.created_at, 3, deleted=True)


def test_a_post_without_a_date_is_made_now(network, clock):
    clock.advance(60)
    network.do(CreatePost(1, ADA, "hello"))
    assert network.row(1).created_at == clock.now()


def test_of_two_who_edit_at_once_the_second_decides_again(postgres_store, clock):
    network, struck = Network(postgres_store), []
    network.do(POST_456)

    def other(name):
        if name == "before row" and not struck:
            struck.append(name)
            thread = Thread(target=network.do, args=[EditPost(456, ADA, "first")])
            thread.start()
            thread.join(timeout=300)

    clock.on_point = other
    [edited] = network.do(EditPost(456, ADA, "second"))
    assert (edited.event.version, network.row().content) == (3, "second")
    assert told(network) == ["PostCreated", "PostEdited", "PostEdited"]


def test_likes_count_once_and_comments_by_their_id(store):
    network = Network(store)
    network.do(POST_456)
    assert [network.like(456, BOB), network.like(456, BOB)] == [True, False]
    assert [network.comment(1, 456, BOB, "nice"), network.comment(1, 456, BOB, "nice")] == [True, False]
    assert told(network) == ["PostCreated", "PostLiked", "CommentAdded"]


@pytest.mark.parametrize("act", [lambda n: n.like(456, BOB), lambda n: n.comment(1, 456, BOB, "nice")])
def test_what_is_not_there_is_neither_liked_nor_commented(network, act):
    with pytest.raises(CommandRefused, match="no such post"):
        act(network)
    network.do(POST_456)
    network.do(DeletePost(456, ADA))
    with pytest.raises(CommandRefused, match="no such post"):
        act(network)
    assert told(network) == ["PostCreated", "PostDeleted"]


def test_following_twice_is_following_once_and_nobody_follows_himself(store):
    network = Network(store)
    assert [network.follow(BOB, ADA), network.follow(BOB, ADA)] == [True, False]
    assert [network.unfollow(BOB, ADA), network.unfollow(BOB, ADA)] == [True, False]
    assert told(network) == ["UserFollowed", "UserUnfollowed"]
    with pytest.raises(Refused, match="himself"):
        network.follow(ADA, ADA)


CREATED = PostCreated(post_id=1, user_id=ADA, content="a", created_at=POST_456.created_at)
EDITED = PostEdited(post_id=1, user_id=ADA, content="b", created_at=POST_456.created_at, version=2)
DELETED = PostDeleted(post_id=1, user_id=ADA, version=3)
REFUSED = {
    "somebody else's id": ([CREATED], CreatePost(1, BOB, "mine"), "another user's post has this id"),
    "an edit of nothing": ([], EditPost(1, ADA, "b"), "there is no such post"),
    "an edit by another": ([CREATED], EditPost(1, BOB, "b"), "it is another user's post"),
    "an edit too late": ([CREATED, EDITED, DELETED], EditPost(1, ADA, "c"), "the post was deleted"),
    "no words": ([], CreatePost(1, ADA, "  "), "words or a picture"),
    "too many words": ([], CreatePost(1, ADA, "x" * 2_201), "2201 characters"),
    "a deletion by another": ([CREATED], DeletePost(1, BOB), "it is another user's post"),
}


@pytest.mark.parametrize(("events", "command", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_post_refuses_what_cannot_be(events, command, reason):
    with pytest.raises(CommandRefused, match=reason) as refused:
        decide(command, fold(post, events))
    assert refused.value.command == command


def test_a_picture_is_enough_and_what_says_nothing_of_a_post_changes_nothing():
    command = CreatePost(1, ADA, "", "media/1.jpg", POST_456.created_at)
    assert len(decide(command, Post(1))) == 1
    liked = words.PostLiked(post_id=1, user_id=BOB)
    assert evolve(Post(1, version=1), liked) == Post(1, version=1)


# --- reading ------------------------------------------------------------------------------------------


def test_four_consumers_of_one_post_each_fill_a_read_model(store):
    network = Network(store)
    network.follow(BOB, ADA)
    network.do(POST_456)
    network.like(456, BOB)
    network.react()
    assert network.shown() == {
        "feed": ("456",),
        "search": {"paris": ("456",), "rain": (), "#travel": ("456",)},
        "activity": [("PostCreated", 456), ("PostLiked", 456)],
        "media": {456: b"media/456.jpg"},
    }
    assert list(network.workers) == ["FeedBuilder", "SearchIndexer", "Analytics", "CDN"]


def test_it_is_the_same_on_every_broker(broker, topic, clock):
    network = Network(MemoryStore(clock=clock), broker, topic=topic)
    network.follow(BOB, ADA)
    network.do(POST_456)
    network.do(EditPost(456, ADA, "rain in Paris"))
    network.like(456, BOB)
    network.react()
    assert network.shown() == {
        "feed": ("456",),
        "search": {"paris": ("456",), "rain": ("456",), "#travel": ()},
        "activity": [("PostCreated", 456), ("PostLiked", 456)],
        "media": {},
    }
    assert [broker.lag(topic, name) for name in network.workers] == [0, 0, 0, 0]


def test_on_the_real_engines_alike(postgres_store, redis_client):
    from companion.engines import RedisBroker, RedisFeed

    client, prefix = redis_client
    to = models()._replace(feed=RedisFeed(client, prefix), analytics=postgres_store)
    network = Network(postgres_store, RedisBroker(client, prefix=prefix[:-1]), to)
    network.follow(BOB, ADA)
    for number in range(1, 61):
        network.do(CreatePost(number, ADA, "in Paris", created_at=POST_456.created_at + number * SECOND))
    network.do(EditPost(60, ADA, "in Rome"))
    network.do(DeletePost(59, ADA))
    network.react()
    assert network.feed() == tuple(str(number) for number in (60, *range(58, 9, -1)))
    assert network.timeline(to.feed, BOB, 2)[0].content == "in Rome"
    [feed] = [key for key in client.scan_iter(f"{prefix}*") if key.endswith(b"feed:123")]
    assert client.zrevrange(feed, 0, 1, withscores=True) == [
        (b"60", 1_700_000_059e6), (b"58", 1_700_000_057e6)
    ]  # fmt: skip


SECOND = timedelta(seconds=1)


def test_a_feed_shows_exactly_the_fifty_newest(network):
    for author in (ADA, 8, 9):
        network.follow(BOB, author)
    for number in range(1, 72):
        author, at = (ADA, 8, 9)[number % 3], POST_456.created_at + number * SECOND
        network.do(CreatePost(number, author, "x", created_at=at))
    network.react()
    newest = list(range(71, 21, -1))
    assert network.feed() == tuple(map(str, newest)) and len(newest) == 50
    assert [each.post_id for each in network.timeline(network.models.feed, BOB)] == newest


def test_an_edit_leaves_one_entry_and_is_read_at_once(network):
    network.follow(BOB, ADA)
    network.do(POST_456)
    network.react()
    network.do(EditPost(456, ADA, "rain in Paris"))
    [now] = network.timeline(network.models.feed, BOB)
    assert now.content == "rain in Paris"
    network.react()
    assert network.feed() == ("456",)
    assert network.shown()["search"] == {"paris": ("456",), "rain": ("456",), "#travel": ()}
    assert network.shown()["media"] == {}


def test_a_deleted_post_is_shown_to_nobody_not_even_before_the_consumers_know(network):
    network.follow(BOB, ADA)
    network.do(POST_456)
    network.react()
    network.do(DeletePost(456, ADA))
    assert (network.feed(), network.timeline(network.models.feed, BOB)) == (("456",), ())
    network.react()
    assert network.feed() == ()
    assert network.shown()["search"]["paris"] == () and network.shown()["media"] == {}


def test_a_celebritys_post_goes_into_no_feed_and_is_found_in_each(clock):
    feed = MemoryFeed(celebrity=3)
    network = Network(MemoryStore(clock=clock), to=models()._replace(feed=feed))
    for reader in (BOB, 124, 125):
        network.follow(reader, ADA)
    network.follow(BOB, 8)
    network.do(POST_456)
    network.do(CreatePost(457, 8, "hello", created_at=POST_456.created_at + SECOND))
    network.react()
    assert network.feed() == ("457", "456") and network.feed(124) == ("456",)
    assert feed.post(str(ADA), "456", POST_456.created_at) == 0  # written into no feed, told again


def test_post_456_has_one_date_that_of_its_score():
    assert POST_456.created_at == datetime.fromtimestamp(1_699_999_999, UTC)
    assert POST_456.created_at.isoformat() == "2023-11-14T22:13:19+00:00"
    assert hashtags(POST_456.content) == ("paris", "travel")


def test_unfollowing_empties_the_feed_of_that_author(network):
    network.follow(BOB, ADA)
    network.do(POST_456)
    network.unfollow(BOB, ADA)
    network.react()
    assert network.feed() == ()


@given(st.text())
@example("new_york")
@example("½")
def test_no_text_makes_hashtags_that_a_search_index_refuses(text):
    found = hashtags(f"#{text} {text}")
    SQLiteSearch().put("1", text, found, POST_456.created_at)
    assert len(found) == len(set(found))


# --- once, in order, and late rather than never -------------------------------------------------------


class Doubling(MemoryBroker):
    """A broker to which everything is sent twice, as by a relay that dies before it marks what it sent."""

    def send(self, topic, messages):
        messages = list(messages)
        super().send(topic, messages)
        super().send(topic, messages)


def write(network):
    """A little of everything."""
    network.follow(BOB, ADA)
    network.do(POST_456)
    network.do(CreatePost(457, ADA, "more of Paris #travel", "media/457.jpg"))
    network.like(456, BOB)
    network.like(457, BOB)
    network.comment(1, 457, BOB, "nice")
    network.do(EditPost(457, ADA, "rain in Paris"))
    network.do(DeletePost(456, ADA))


SHOWN = {
    "feed": ("457",),
    "search": {"paris": ("457",), "rain": ("457",), "#travel": ()},
    "activity": [("CommentAdded", 457), ("PostCreated", 456), ("PostCreated", 457), ("PostLiked", 456),
                 ("PostLiked", 457)],
    "media": {},
}  # fmt: skip


def test_what_comes_twice_has_no_second_effect(store, clock):
    network = Network(store, Doubling(clock=clock))
    write(network)
    network.react()
    assert network.shown() == SHOWN
    assert network.workers["FeedBuilder"].counts.repeats == 5
    assert network.broker.lag("social", "nobody-yet") == 2 * 8


def test_each_consumer_hears_of_a_post_in_order(network):
    network.do(POST_456)
    for number in range(2, 30):
        network.do(EditPost(456, ADA, f"draft {number}"))
        network.do(CreatePost(1_000 + number, ADA, "meanwhile"))
    network.publishing.run_once()
    seen = {}
    with network.broker.consume("social", "audit") as consumer:
        for each in consumer:
            seen.setdefault(each.key, []).append(each.envelope.event.version)
            each.acknowledge()
    assert seen["post-456"] == list(range(1, 30)) and len(seen) == 29


def test_a_consumer_that_was_down_catches_up_and_three_went_on(network):
    write(network)
    network.react("FeedBuilder", "SearchIndexer", "Analytics")
    assert network.broker.lag("social", "CDN") == 8
    assert {**network.shown(), "media": {}} == SHOWN
    network.do(CreatePost(458, ADA, "a picture", "media/458.jpg"))
    network.react()
    assert network.models.media.copies == {458: b"media/458.jpg"}
    assert network.broker.lag("social", "CDN") == 0


def failing(network):
    """Let the picture be out of reach; returns how to repair it."""
    away = [True]

    def fetch(url):
        if away:
            raise OSError("no answer")
        return url.encode()

    network.models.media._fetch = fetch
    return away.clear


def test_what_one_consumer_cannot_do_waits_for_it_alone(network):
    repair = failing(network)
    network.follow(BOB, ADA)
    network.do(POST_456)
    network.react()
    assert network.feed() == ("456",) and network.models.search.find("paris") == ("456",)
    assert [len(network.broker.dead_letters("social", name)) for name in network.workers] == [0, 0, 0, 1]
    repair()
    network.broker.redrive("social", "CDN")
    network.react()
    assert network.models.media.copies == {456: b"media/456.jpg"}


def test_a_dead_letter_redriven_after_the_deletion_brings_nothing_back(network):
    repair = failing(network)
    network.do(POST_456)
    network.react()
    network.do(DeletePost(456, ADA))
    network.react()
    repair()
    assert network.broker.redrive("social", "CDN") == 1
    network.react()
    assert network.models.media.copies == {}


def test_what_a_dead_letter_did_not_bring_the_next_edit_does(network):
    repair = failing(network)
    network.do(POST_456)
    network.react()
    repair()
    network.do(EditPost(456, ADA, "again", "media/new.jpg"))
    network.react()
    network.broker.redrive("social", "CDN")
    network.react()
    assert network.models.media.copies == {456: b"media/new.jpg"}


def test_read_models_built_again_from_the_topic_are_equal(network):
    write(network)
    network.react()
    again = models()
    settle(network.publishing, consumers(network.store, network.broker, again, generation=2).values())
    assert shown(again) == network.shown() == SHOWN


def test_a_crash_at_any_point_loses_nothing_and_doubles_nothing():
    beside = {}  # servers beside the process, which survive its crash

    def run(disk):
        if not hasattr(disk, "broker"):
            disk.broker = MemoryBroker(clock=disk.clock, partitions=1)
            beside[disk.broker] = MemoryFeed(), SQLiteSearch(), MediaCache(lambda url: url.encode())
        feed, search, media = beside[disk.broker]
        network = Social(disk.store)
        network.follow(BOB, ADA)
        network.do(POST_456)
        network.like(456, BOB)
        network.do(EditPost(456, ADA, "rain in Paris", "media/456.jpg"))
        to = ReadModels(feed, search, disk.store, media)
        readers = consumers(disk.store, disk.broker, to, wait_s=disk.broker.session_s + 1)
        settle(network.relay(disk.broker), readers.values())

    def all_shown(disk):
        feed, search, media = beside[disk.broker]
        found = shown(ReadModels(feed, search, disk.store, media))
        return None if found == expected else str(found)

    def rows(disk):
        with disk.store.transaction() as tx:
            found = [tx.execute(f"SELECT COUNT(*) FROM {each}")[0][0]
                     for each in ("posts", "likes", "followers", "outbox")]  # fmt: skip
        return None if found == [1, 1, 1, 0] else str(found)

    expected = {
        "feed": ("456",),
        "search": {"paris": ("456",), "rain": ("456",), "#travel": ()},
        "activity": [("PostCreated", 456), ("PostLiked", 456)],
        "media": {456: b"media/456.jpg"},
    }
    grid = crash_points(run, {"all shown": all_shown, "rows": rows}, disk=StoreDisk)
    assert grid.ok, str(grid)
    for each in ("before outbox PostCreated", "before commit", "before mark in outbox", "before handling"):
        assert any(point.startswith(each) for point in grid.points), each


def test_saving_first_and_publishing_then_does_lose_a_post():
    def run(disk):
        if not hasattr(disk, "broker"):
            disk.broker = MemoryBroker(clock=disk.clock)
        network = Social(disk.store)
        for envelope in network.do(POST_456):
            disk.broker.publish("dual", "post-456", envelope)

    def published(disk):
        return None if "dual" in disk.broker.topics() else "a row, and no message"

    found = crash_points(run, {"published": published}, disk=StoreDisk)
    assert not found.ok


def test_the_picture_shows_one_post_and_four_consumers(clock):
    trace = Trace()
    network = Network(MemoryStore(clock=clock), MemoryBroker(clock=clock, trace=trace))
    network.do(POST_456)
    network.react()
    picture = flow(trace, title="One post, four consumers")
    assert [row[3] for row in picture.rows] == ["PostCreated"]
    assert all(name in picture.svg() for name in network.workers)
