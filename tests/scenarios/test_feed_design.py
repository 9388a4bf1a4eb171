"""A feed as data, run: two sides, a queue between them, commands of Redis and SQL, and what cannot be run."""

from __future__ import annotations

import pytest

from companion.scenarios import statements
from companion.scenarios.commands import BadCommand
from companion.scenarios.feed_design import FeedDesign, World

PUT = ["ZADD feed:{follower} {at} {post_id}"]
ASK = {"feed": "ZRANGE feed:{reader} 0 49 REV"}


def world(**parts: object) -> World:
    given: dict[str, object] = {"write": ["posts"], "sync": {"feed": {"PostCreated": PUT}}, "questions": ASK}
    return World(FeedDesign(**{**given, **parts}), {7: (123, 124)})  # type: ignore[arg-type]


def post(here: World, post_id: int = 456, after_s: int = 0, content: str = "hello") -> str:
    return here.happen("PostCreated", post_id=post_id, user_id=7, after_s=after_s, content=content)


def test_an_event_waits_until_the_read_side_has_time_for_it() -> None:
    here = world()
    assert post(here) == ""
    assert here.ask("feed", reader=123) == []
    here.catch_up()
    assert [here.ask("feed", reader=each) for each in (123, 124, 125)] == [["456"], ["456"], []]


def test_what_waits_survives_an_outage_of_the_read_side() -> None:
    here = world()
    here.reading_up = False
    post(here)
    here.catch_up()
    assert here.ask("feed", reader=123) is None
    here.reading_up = True
    here.catch_up()
    assert here.ask("feed", reader=123) == ["456"]


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"write": ["users"]}, "write does not name the table posts"),
        ({"sync": {"feed": {"while saving": PUT}}}, "only if the read models are up"),
    ],
)
def test_a_post_that_cannot_be_saved_says_why(parts: dict[str, object], says: str) -> None:
    here = world(**parts)
    here.reading_up = False
    assert says in post(here)


def test_the_write_side_down_takes_no_post_and_answers_no_question_of_its_tables() -> None:
    here = world(
        tables=[
            "CREATE TABLE posts (post_id BIGSERIAL, user_id BIGINT, content TEXT, created_at TIMESTAMPTZ)"
        ],
        questions={"feed": "SELECT post_id FROM posts"},
    )
    post(here)
    assert here.ask("feed") == ["456"]
    here.writing_up = False
    assert here.ask("feed") is None
    assert post(here, 457) == "the write model is down"


def test_none_says_that_a_model_is_kept_and_a_plain_dict_stands_in() -> None:
    here = world(sync={"feed": {"PostCreated": None}}, questions={"feed": None})
    post(here, 456, 0)
    post(here, 457, 9)
    here.catch_up(times=2)
    assert here.ask("feed", reader=123) == ["457", "456"]
    assert here.ask("feed", reader=125) == []


def test_sql_runs_once_for_each_follower_and_its_values_are_never_read_as_sql() -> None:
    here = world(
        index_tables=["CREATE TABLE feed (reader INTEGER, content TEXT)"],
        sync={"feed": {"PostCreated": ["INSERT INTO feed VALUES ({follower}, {content})"]}},
        questions={"feed": "SELECT content FROM feed WHERE reader = {reader}"},
    )
    post(here, content="x'); DROP TABLE feed; --")
    here.catch_up()
    assert here.ask("feed", reader=124) == ["x'); DROP TABLE feed; --"]


def test_a_name_inside_quotes_is_a_value_all_the_same() -> None:
    here = statements.database()
    statements.make(here, "CREATE TABLE said (words TEXT)")
    statements.run(here, "INSERT INTO said VALUES ({words})", {"words": "it's 5 % rain"})
    assert statements.run(here, "SELECT words FROM said WHERE words LIKE '%{part}%'", {"part": "it's"})
    assert not statements.run(here, "SELECT words FROM said WHERE words LIKE '%{part}%'", {"part": "snow"})


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("ZAD feed:{follower} {at} {post_id}", "Redis has no command ZAD"),
        ("ZADD feed:{folower} {at} {post_id}", "there is no {folower} here"),
        ("INSERT INTO nowhere VALUES ({post_id})", "no such table: nowhere"),
        ("INSERT INTO nowhere VALUES ({id})", "there is no {id} here"),
    ],
)
def test_a_command_that_cannot_be_run_is_told_once_and_the_rest_goes_on(command: str, says: str) -> None:
    here = world(sync={"bad": {"PostCreated": [command]}, "feed": {"PostCreated": PUT}})
    post(here, 456)
    post(here, 457, 9)
    here.catch_up()
    [trouble] = here.troubles
    assert says in trouble
    assert here.ask("feed", reader=123) == ["457", "456"]


def test_a_question_with_a_name_that_it_has_not_is_told_which_it_has() -> None:
    here = world(questions={"feed": "ZREVRANGE feed:{user_id} 0 49"})
    assert here.ask("feed", reader=123) is None
    assert here.troubles == ["ZREVRANGE feed:{user_id} 0 49: there is no {user_id} here: use {reader}"]


def test_what_could_not_be_run_is_kept_with_the_read_model_or_the_question_it_belongs_to() -> None:
    one, two = ["ZAD feed:{follower} {at} {post_id}"], ["INSERT INTO words VALUES ({post_id})"]
    here = world(
        sync={"feed": {"PostCreated": one}, "search": {"PostCreated": two}},
        questions={"likes": "SCARD likes:{user_id}"},
    )
    post(here)
    here.catch_up(times=2)
    here.ask("likes", post_id=456)
    assert {name: len(said) for name, said in here.met.items()} == {"": 0, "feed": 1, "search": 1, "likes": 1}
    assert "no such table: words" in here.met["search"][0]
    assert len(here.troubles) == 3


def test_a_refusal_of_a_repeat_is_kept_with_its_read_model() -> None:
    here = world(
        sync={
            "feed": {"PostCreated": PUT},
            "search": {"PostCreated": ["INSERT INTO words VALUES ({post_id})"]},
        },
        index_tables=["CREATE TABLE words (post_id INTEGER PRIMARY KEY)"],
    )
    post(here)
    here.catch_up(times=2)
    assert {name: len(said) for name, said in here.met_again.items()} == {"feed": 0, "search": 1}


def test_a_table_that_stands_among_those_of_the_write_model_is_told_where_it_belongs() -> None:
    missing = {"tables": ["CREATE TABLE words (post_id INTEGER)"], "index_tables": []}
    here = world(sync={"search": {"PostCreated": ["INSERT INTO words VALUES ({post_id})"]}}, **missing)
    post(here)
    here.catch_up()
    [said] = here.troubles
    assert said.endswith(
        "no such table: words: it stands in tables, and commands reach those of index_tables"
    )


def test_tables_in_postgresql_s_words_can_be_made() -> None:
    here = world(
        tables=[
            "CREATE TABLE posts (post_id BIGSERIAL PRIMARY KEY, at TIMESTAMPTZ DEFAULT now(), tags TEXT[]);"
            "CREATE INDEX CONCURRENTLY by_time ON posts USING btree (at)",
            "CREATE TABLE users (id UUID PRIMARY KEY DEFAULT gen_random_uuid())",
            "CREATE TABLE likes (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
        ]
    )
    assert here.table_troubles == []


def test_what_is_no_sql_is_told_with_its_text() -> None:
    assert world(tables=["CREATE TABEL posts (a)"]).table_troubles == [
        'CREATE TABEL posts (a): SQLite says: near "TABEL": syntax error'
    ]


def test_a_query_without_end_is_ended() -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(BadCommand, match="interrupted"):
        statements.run(statements.database(), endless, {})


def test_a_statement_opens_no_file() -> None:
    with pytest.raises(BadCommand, match="not authorized"):
        statements.make(statements.database(), "ATTACH DATABASE 'a.db' AS other")
