"""Commands of a design in a Redis: split first, filled afterwards, refused in one sentence."""

from __future__ import annotations

import pytest

from companion.scenarios.commands import BadCommand, Typed, empty_redis, fill, run

POST = {"post_id": 456, "user_id": 7, "at": 1699999999000000, "content": 'it\'s {so} "far", in Paris'}


@pytest.fixture
def redis():
    return empty_redis()


def refused(redis, template, values=POST, followers=(123,)):
    with pytest.raises(BadCommand) as found:
        run(redis, template, values, followers)
    return found.value.sentence()


def test_what_people_wrote_stays_one_word(redis):
    assert fill("HSET post:{post_id} words {content}", POST) == (
        ("HSET", "post:456", "words", POST["content"]),
    )
    run(redis, "HSET post:{post_id} words {content}", POST)
    assert run(redis, "HGET post:456 words")[0].reply == POST["content"]


def test_a_command_with_follower_runs_once_for_each_and_for_nobody_when_there_is_none(redis):
    typed = run(redis, "ZADD feed:{follower} {at} {post_id}", POST, (123, 124))
    assert typed == (
        Typed("ZADD feed:123 1699999999000000 456", 1), Typed("ZADD feed:124 1699999999000000 456", 1),
    )  # fmt: skip
    assert run(redis, "ZREM feed:{follower} 456", POST, ()) == ()
    assert len(run(redis, "SADD gone {post_id}", POST, (123, 124))) == 1


def test_a_follower_may_be_called_by_the_name_of_a_field(redis):
    assert fill("SADD {follower} {user_id}", POST, ("{user_id}",)) == (("SADD", "{user_id}", "7"),)


def test_quotes_keep_words_together_and_json_has_no_names():
    assert fill("""ZADD feed:123 5 '{"post_id": 456, "content": "a b"}'""") == (
        ("ZADD", "feed:123", "5", '{"post_id": 456, "content": "a b"}'),
    )


def test_replies_are_plain_values_from_a_client_that_decodes_and_from_one_that_does_not(redis):
    import fakeredis

    for client in (redis, fakeredis.FakeRedis(server=fakeredis.FakeServer())):
        replies = [run(client, each)[0].reply for each in (
            "ZADD feed:123 2.5 9 7 10", "ZRANGE feed:123 0 49 REV", "ZRANGE feed:123 0 0 WITHSCORES",
            "ZSCORE feed:123 10", "SADD gone b a", "SMEMBERS gone", "HSET h a 1", "HGETALL h", "GET x",
            "SET x 1", "zrevrange feed:123 0 49",
        )]  # fmt: skip
        assert replies == [2, ["10", "9"], [["9", 2.5]], 7, 2, ["a", "b"], 1, {"a": "1"}, None, "OK",
                           ["10", "9"]]  # fmt: skip


def test_a_command_reads_as_it_was_typed(redis):
    assert (
        str(run(redis, "ZADD feed:123 5 {content}", {"content": "a b"})[0]) == "ZADD feed:123 5 'a b'  ->  1"
    )


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("ZADD feed:{reader} 1 2", "there is no {reader} here: use {follower}, {post_id}, {user_id}, {at}"),
        ("ZADD feed:{} 1 2", "there is no {} here"),
        ("ZADDD feed:123 1 2", "Redis has no command ZADDD"),
        ("ZADD feed:123", "ZADD does not work with 1 word behind it"),
        ("ZADD feed:123 {content} {post_id}", "wants a number where none stands"),
        ("ZADD feed:123 {post_id} {at} {user_id}", "look at the order of its words"),
        ("SADD string 1", "another command has made string something that SADD does not work on"),
        ("GET 'a", "a quote is opened and not closed"),
        ("ZADD feed:123 5 9; ZREM feed:123 8", "one text is one command"),
        ("ZREM feed:{follower 456", "a brace too many or too few"),
        ("  ", "there is no command in it"),
        (456, "456: a command is text in quotes, and this is of type int"),
        (("ZREM", "a"), "of type tuple"),
        ("BLPOP queue 0", "BLPOP waits for others"),
        ("SETRANGE feed:123 500000000 x", "500000000 is too far: nothing behind 1,000,000 is written here"),
        ("SETBIT feed:123 4294967295 1", "4294967295 is too far"),
        ("SET feed:123 " + "x" * 1_000, "it has more than 1,000 characters"),
        ("subscribe posts", "waits for others"),
    ],
)
def test_what_cannot_run_is_refused_in_one_sentence(redis, template, says):
    run(redis, "SET string 1")
    sentence = refused(redis, template)
    assert says in sentence
    assert sentence.count("\n") == 0
    assert len(sentence) < 320


def test_a_server_that_is_away_is_not_the_commands_fault():
    import fakeredis
    from redis.exceptions import ConnectionError

    server = fakeredis.FakeServer()
    server.connected = False
    with pytest.raises(ConnectionError):
        run(fakeredis.FakeRedis(server=server), "ZCARD feed:123")


def test_two_of_them_share_nothing():
    run(empty_redis(), "SET a 1")
    assert run(empty_redis(), "GET a")[0].reply is None
