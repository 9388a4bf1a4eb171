"""15-feed: the wrong ideas that people really have about a feed, recognised in what was run and asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from companion.exercises.lesson_15_feed_runs import (
    AFTER,
    EDIT,
    FIFTY,
    LATE,
    LIKES,
    NOW,
    ONE_SECOND,
    READ_ALONE,
    REFUSED,
    SEARCH,
    STILL_FINDS,
    TWICE,
    WRITE_ALONE,
)
from companion.exercises.lesson_15_feed_tables import TABLES
from companion.exercises.plain import close
from companion.exercises.words import Misconception, Seen
from companion.scenarios.feed_design import SAVING
from companion.scenarios.feed_numbers import AVERAGED, numbers


def _typed(seen: Seen) -> list[str]:
    """Every command at an event, in one list."""
    return [str(each) for _, _, how in seen["commands"] for each in how or ()]


def _uses(*words: str) -> Callable[[Seen], bool]:
    return lambda seen: any(word in each for each in _typed(seen) for word in words)


def _asks(seen: Seen, question: str) -> str:
    return str(seen["questions"].get(question) or "")


def _no_peak(seen: Seen) -> bool:
    for world, given in seen["numbers"].items():
        wanted = numbers(AVERAGED[world])["writes_per_s"]
        if type(given) is not dict or not close(given.get("peak_writes_per_s"), wanted, 0.01 * wanted):
            return False
    return True


def _told(criterion: str, words: str) -> Callable[[Seen], bool]:
    return lambda seen: words in seen["told"][criterion]


def _concept(seen: Seen) -> bool:
    """Something is kept, and no command says how."""
    return bool(seen["commands"]) and not any(how for _, _, how in seen["commands"])


def _hears_new_alone(seen: Seen) -> bool:
    """A model keeps words, and lacks an event that changes them."""
    keeps = {m for m, _, how in seen["commands"] if any("{content}" in str(each) for each in how or ())}
    heard = {model: {event for m, event, _ in seen["commands"] if m == model} for model in keeps}
    return any(not {"PostEdited", "PostDeleted"} <= events for events in heard.values())


def _by_id(seen: Seen) -> bool:
    return any(" {post_id} {post_id}" in each for each in _typed(seen) if each.startswith("ZADD"))


def _number(name: str) -> str:
    return f"number: {name}"


IDEAS: Final[tuple[Misconception, ...]] = (
    Misconception(
        "key words",
        WRITE_ALONE,
        lambda seen: not seen["commands"] and not seen["questions"],
        "Nothing of it can be run: no table, no event, no question. Words are not read here.",
    ),
    Misconception(
        "a dual write",
        WRITE_ALONE,
        lambda seen: any(event == SAVING for _, event, _ in seen["commands"]),
        "Two places are written, one behind the other, and no event stands between them. One down, both "
        "down; a crash in between, and the feed never hears of it.",
    ),
    Misconception(
        "one database for both",
        READ_ALONE,
        _told(READ_ALONE, "read from its tables"),
        "It is right, and it is one SELECT. It is also down, slow and locked whenever the tables are.",
    ),
    Misconception(
        "nobody tells the feed",
        AFTER,
        lambda seen: not seen["commands"] and "sync" not in seen["slips"],
        "Nothing ever reaches the feed: sync names no event.",
    ),
    Misconception(
        "one reader for all",
        AFTER,
        lambda seen: (
            "Cy follows nobody" in seen["told"][AFTER]
            and "{reader}" not in _asks(seen, "feed")
            and _uses("{follower}")(seen)
        ),
        "The question asks for one feed, whoever opens theirs: write {reader} where the number stands.",
    ),
    Misconception(
        "one feed for everybody",
        AFTER,
        _told(AFTER, "Cy follows nobody"),
        "All posts stand under one key. A feed belongs to a reader: feed:{follower}.",
    ),
    Misconception(
        "the author's own feed",
        AFTER,
        lambda seen: any("feed:{user_id}" in each for each in _typed(seen)),
        "{user_id} is who posted: Ada's post went to Ada's feed. A feed has the posts of others, those its "
        "reader follows: feed:{follower}.",
    ),
    Misconception(
        "late answers decide",
        NOW,
        lambda seen: bool({"liked", "may_delete", "name_free"} & set(seen["late"])),
        "What decides something is asked of what is written. Late answers decide wrongly.",
    ),
    Misconception(
        "nothing may be late",
        LATE,
        lambda seen: not seen["late"] and "may_be_late" not in seen["slips"],
        "You promise a feed that is never late, and run events. Say what may be late, or call.",
    ),
    Misconception(
        "that, and not how",
        FIFTY,
        _concept,
        "Separate models, events and lateness are right, and earn 24. The other 16 ask for tables, commands, "
        "search and numbers.",
    ),
    Misconception(
        "ids tell the time",
        FIFTY,
        _by_id,
        "A sorted set is sorted by its score, and the score here is the id. Ids need not come in the order "
        "of time.",
    ),
    Misconception(
        "the wrong end first",
        FIFTY,
        lambda seen: _asks(seen, "feed").startswith("ZRANGE") and " REV" not in _asks(seen, "feed"),
        "A sorted set begins with its lowest score: that is the oldest post. REV turns it round.",
    ),
    Misconception(
        "the trim takes the newest",
        FIFTY,
        _uses("ZREMRANGEBYRANK feed:{follower} 50 -1", "ZREMRANGEBYRANK feed:{follower} 50 50"),
        "Ranks begin at the oldest post: from 50 to the end are the newest. The oldest are 0 to -51.",
    ),
    Misconception(
        "a list remembers no names",
        FIFTY,
        lambda seen: _uses("LPUSH", "RPUSH")(seen) and TWICE in seen["told"][FIFTY],
        "A list keeps the order of arrival, and an event that comes twice stands in it twice.",
    ),
    Misconception(
        "the post itself as member",
        EDIT,
        lambda seen: _uses("{post_data}")(seen) and seen["told"][EDIT].startswith("the feed"),
        "The member is the whole text, so an edited post is another member. ZADD is the right command with "
        "the wrong member: keep the id.",
    ),
    Misconception(
        "search misses what changes a post",
        EDIT,
        lambda seen: STILL_FINDS in seen["told"][EDIT] and _hears_new_alone(seen),
        "An edited post has other words, and a deleted one none. What keeps the words hears of both.",
    ),
    Misconception(
        "a second is one moment",
        FIFTY,
        _told(FIFTY, ONE_SECOND),
        "In seconds the two are equal, and then something else than time puts them in order. {at} has "
        "microseconds.",
    ),
    Misconception(
        "a repeat is an error",
        LIKES,
        _told(LIKES, REFUSED),
        "Whoever delivers at least once repeats what was not taken in. A refusal is not taken in: it comes "
        "again and again, and keeps up what stands behind it. Let a repeat change nothing, and succeed.",
    ),
    Misconception(
        "a counter counts deliveries",
        LIKES,
        _uses("INCR"),
        "An event may come twice, and a counter does not know it. Keep who likes it, and count them.",
    ),
    Misconception(
        "a like is a post",
        LIKES,
        _told(LIKES, "A like is no post"),
        "Who likes a post changes its number of likes, and nobody's feed: a feed has what people post.",
    ),
    Misconception(
        "a search needs no index",
        SEARCH,
        _told(SEARCH, "nobody answers"),
        "The feed is kept well, and nobody finds Paris in it: another question wants another model.",
    ),
    Misconception(
        "a row is enough",
        TABLES,
        _told(TABLES, "takes it"),
        "A table takes what nothing forbids. What may be there once only wants a key; what must be said "
        "wants NOT NULL.",
    ),
    Misconception(
        "numbers typed in",
        _number("posts_per_s"),
        lambda seen: bool(seen["typed"]),
        "Right for one world at most. A calculation is a function of its assumptions.",
    ),
    Misconception(
        "the average is the peak",
        _number("peak_writes_per_s"),
        _no_peak,
        "You have the average over a day. In the evening it is `peak` times as much, and it must hold then.",
    ),
)
"""The most particular first. Where several fit, the first whose criterion failed is told."""
