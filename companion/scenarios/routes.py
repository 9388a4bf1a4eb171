"""Eight questions to the social network, each asked of every model that could be asked it.

61 posts were published. After that Bob (123) tapped the heart under post 456 and Ada deleted post 1059: both
are written and not yet told. `asked` says what a model answers, and whether that is right. A right answer can
still be a bad choice: `cost` says how much is read for it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final, NamedTuple

from .four_models import Network, busy_network
from .social_events import DeletePost

__all__ = ["MODELS", "QUESTIONS", "Answer", "asked", "right_choice"]

QUESTIONS: Final = {
    "a1": "the newest 50 posts of those Bob follows, 57,870 times a second",
    "a2": "all of Ada's posts, on her profile",
    "b1": "the posts about Paris",
    "b2": "is the heart under 456 red, right after Bob tapped it?",
    "c1": "how many posts were made on each day?",
    "c2": "how many people looked at post 456?",
    "d1": "may post 1059 be edited, right after Ada deleted it?",
    "d2": "the picture of 456, for a friend in Auckland",
}
MODELS: Final = ("feed", "search", "analytics", "media", "write", "nobody")


class Answer(NamedTuple):
    """What a model says to a question. `right` is None where it cannot be asked that; `cost` is empty where
    nothing but the answer is read.
    """

    says: str
    right: bool | None
    cost: str = ""


_HOLDS: Final = {
    "feed": "a feed holds ids of posts, by reader",
    "search": "the index holds words and hashtags of posts",
    "analytics": "it holds one row for each fact: its type, post and day",
    "media": "it holds pictures, by post",
    "write": "the tables hold posts, likes, comments and who follows whom",
}
_BY_AUTHOR: Final = (
    "SELECT post_id FROM posts WHERE user_id = 7 AND deleted_at IS NULL ORDER BY created_at DESC"
)
_FOLLOWED: Final = (
    "SELECT post_id FROM posts JOIN followers ON following_id = user_id WHERE follower_id = 123 "
    "ORDER BY created_at DESC LIMIT 50"
)
_PARIS: Final = "SELECT post_id FROM posts WHERE content LIKE '%paris%'"
_PER_DAY: Final = "SELECT substr(created_at, 1, 10) AS day, count(*) FROM posts GROUP BY day"
_HEART: Final = "SELECT count(*) FROM likes WHERE post_id = 456 AND user_id = 123"


@cache
def _network() -> Network:
    network = busy_network()
    network.posts.like(456, 123)
    network.posts.do(DeletePost(1059, 7))
    return network


def right_choice(question: str) -> str:
    """The model that answers it rightly and reads nothing but the answer; "nobody" if none does."""
    fit = [m for m in MODELS if m != "nobody" and asked(question, m).right and not asked(question, m).cost]
    return fit[0] if fit else "nobody"


def asked(question: str, model: str) -> Answer:
    """Ask one of `MODELS` one of `QUESTIONS`, in letters of any case, as the check reads them."""
    return _asked(question.strip().lower(), model.strip().lower())


@cache
def _asked(question: str, model: str) -> Answer:
    if model == "nobody":
        able = [each for each in _HOLDS if asked(question, each).right]
        return Answer(f"{able[0]} can answer it" if able else "no model can answer it", not able)
    ask = _ASKED.get((question, model))
    return (
        ask(_network())
        if ask
        else Answer(f"it cannot be asked: {_HOLDS.get(model, 'there is no such model')}", None)
    )


def _newest(network: Network) -> Answer:
    found = network.feed.newest("123")
    return Answer(f"{len(found)} posts, read from one key", found[0] == "1059" and len(found) == 50)


def _newest_by_join(network: Network) -> Answer:
    found = len(network.rows(_FOLLOWED))
    cost = "all 61 posts of both are found and sorted, each of the 57,870 times a second"
    return Answer(f"{found} posts", True, cost if _plan(network, _FOLLOWED, "ORDER BY") else "")


def _profile(network: Network) -> Answer:
    return Answer(f"all {len(network.rows(_BY_AUTHOR))}, found by the index on user and time", True)


def _profile_from_feed(network: Network) -> Answer:
    own = [each for each in network.feed.newest("123") if each == "456" or int(each) % 2]
    said = f"{len(own)} posts, and Ada has {len(network.rows(_BY_AUTHOR))}"
    return Answer(f"{said}: the others were trimmed from Bob's feed", False)


def _paris(network: Network) -> Answer:
    return Answer(f"post {', '.join(network.search.find('paris'))}, found by the word", True)


def _paris_by_rows(network: Network) -> Answer:
    found = ", ".join(str(each) for each, *_ in network.rows(_PARIS))
    return Answer(f"post {found}", True, "every row of posts is read" if _plan(network, _PARIS) else "")


def _paris_in_feed(network: Network) -> Answer:
    there = "456" in network.feed.newest("123")
    return Answer("it has no words, and post 456 is older than the 50 it keeps", there)


def _heart(network: Network) -> Answer:
    return Answer("red: the like is a row", bool(network.rows(_HEART)[0][0]))


def _heart_by_facts(network: Network) -> Answer:
    [[found]] = network.facts("SELECT count(*) FROM post_activity WHERE type = 'PostLiked' AND post_id = 456")
    return Answer(f"{found} likes: the tap is written and not yet told. Bob taps again", bool(found))


def _days(network: Network) -> Answer:
    made = "SELECT day, count(*) FROM post_activity WHERE type = 'PostCreated' GROUP BY day ORDER BY day"
    return Answer(" and ".join(f"{count} on {day}" for day, count in network.facts(made)), True)


def _days_by_rows(network: Network) -> Answer:
    said = " and ".join(f"{count} on {day}" for day, count in network.rows(_PER_DAY))
    cost = "every post is read, in the tables that people write to" if _plan(network, _PER_DAY) else ""
    return Answer(said, True, cost)


def _looked(network: Network) -> Answer:
    [[found]] = network.facts("SELECT count(*) FROM post_activity WHERE type = 'PostViewed'")
    return Answer(f"{found}, and people did look: no event says that somebody did", False)


def _may_edit(network: Network) -> Answer:
    [[gone]] = network.rows("SELECT deleted_at IS NOT NULL FROM posts WHERE post_id = 1059")
    return Answer("no: the row says deleted", bool(gone))


def _may_edit_by_feed(network: Network) -> Answer:
    there = "1059" in network.feed.newest("123")
    return Answer("yes: post 1059 is in the feed. The row says deleted", not there)


def _may_edit_by_search(network: Network) -> Answer:
    there = "1059" in network.search.find("post number 59")
    return Answer("yes: post 1059 is found. The row says deleted", not there)


def _may_edit_by_facts(network: Network) -> Answer:
    return Answer(
        "yes: post 1059 was made, and no row says that it is gone. The posts' row says deleted", False
    )


def _picture(network: Network) -> Answer:
    return Answer("the copy nearby", network.media.copies.get(456) is not None)


def _picture_by_row(network: Network) -> Answer:
    [[url]] = network.rows("SELECT media_url FROM posts WHERE post_id = 456")
    return Answer(f"{url}: where it was uploaded", True, "the picture crosses the world for each look")


def _plan(network: Network, sql: str, word: str = "SCAN") -> bool:
    """Whether the database plans to do this for a statement."""
    return word in str(network.rows(f"EXPLAIN QUERY PLAN {sql}"))


_ASKED: Final[dict[tuple[str, str], Callable[[Network], Answer]]] = {
    ("a1", "feed"): _newest, ("a1", "write"): _newest_by_join,
    ("a2", "write"): _profile, ("a2", "feed"): _profile_from_feed,
    ("b1", "search"): _paris, ("b1", "write"): _paris_by_rows, ("b1", "feed"): _paris_in_feed,
    ("b2", "write"): _heart, ("b2", "analytics"): _heart_by_facts,
    ("c1", "analytics"): _days, ("c1", "write"): _days_by_rows,
    ("c2", "analytics"): _looked,
    ("d1", "write"): _may_edit, ("d1", "feed"): _may_edit_by_feed,
    ("d1", "search"): _may_edit_by_search, ("d1", "analytics"): _may_edit_by_facts,
    ("d2", "media"): _picture, ("d2", "write"): _picture_by_row,
}  # fmt: skip
