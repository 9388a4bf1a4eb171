"""The feed: the newest posts of those a reader follows, ready before anybody asks.

Each reader has a sorted set: the member is a post's id, the score its time. A post is fanned out to its
author's followers when it is written, except by authors with very many (celebrities): theirs are looked up
when a feed is read. The member holds no content, so that an edited post leaves no stale twin. Feeds are
trimmed. `MemoryFeed` keeps them in this process, `RedisFeed` of `companion.engines` in Redis; both are
idempotent: an event that comes twice changes nothing. Source: Azure Architecture Center, CQRS pattern; the
hybrid is Twitter's (Krikorian, "Timelines at Scale", 2012).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from companion.events import BadInput
from companion.events.clock import microseconds

NEWEST: Final = 50  # what one page of a feed shows
KEPT: Final = 800  # how many posts a feed keeps
CELEBRITY: Final = 10_000  # from so many followers on, a post is not fanned out


class Entry(NamedTuple):
    """A post in a feed: `score` is its time in microseconds since 1970."""

    score: int
    post_id: str


class Feed(Protocol):
    """Feeds by reader. Ids are text; equal times are ordered by id, the greater one first."""

    def follow(self, reader: str, author: str) -> None:
        """From now on `reader` sees what `author` posts, and the author's kept posts of before."""
        ...

    def unfollow(self, reader: str, author: str) -> None:
        """From now on `reader` sees nothing of `author`, what was posted before included.

        What trimming took out meanwhile does not come back for it.
        """
        ...

    def post(self, author: str, post_id: str, at: datetime) -> int:
        """Put a post into the feeds of its author's followers; returns into how many. Raises `BadInput`.

        A celebrity's goes into none: it is found when feeds are read. An id is in a feed once, at the time
        given last.
        """
        ...

    def remove(self, author: str, post_id: str) -> None:
        """Take a post out of every feed."""
        ...

    def newest(self, reader: str, count: int = NEWEST) -> tuple[str, ...]:
        """The ids of the newest `count` posts in a reader's feed, newest first."""
        ...


def score_of(post_id: object, at: object) -> int:
    """The score of a post: whole microseconds, which a float holds exactly. Raises `BadInput`."""
    if not isinstance(post_id, str) or not post_id:
        raise BadInput("Post", post_id, "a member is the id of a post, as text, and never its content")
    if is_content(post_id):
        raise BadInput(
            "Post", post_id, "this looks like content: an edit would leave it in the feed for ever"
        )
    if not isinstance(at, datetime) or at.utcoffset() is None:
        raise BadInput("Post", post_id, f"its time {at!r} is not a datetime with a time zone")
    return microseconds(at)


def is_content(member: str) -> bool:
    """Whether a member is longer than any id, or begins as JSON does."""
    return len(member) > 64 or member.lstrip()[:1] in ("{", "[")


class MemoryFeed:
    """Feeds in memory. `kept` posts stay in each; from `celebrity` followers on an author is not fanned
    out.
    """

    def __init__(self, *, kept: int = KEPT, celebrity: int = CELEBRITY) -> None:
        self.kept, self.celebrity = kept, celebrity
        self._followers: dict[str, dict[str, None]] = defaultdict(dict)
        self._following: dict[str, dict[str, None]] = defaultdict(dict)
        self._feeds: dict[str, _Newest] = defaultdict(lambda: _Newest(kept))
        self._posts: dict[str, _Newest] = defaultdict(lambda: _Newest(kept))  # by author

    def follow(self, reader: str, author: str) -> None:
        """See `Feed.follow`."""
        was_celebrity = self._is_celebrity(author)
        self._followers[author][reader] = None
        self._following[reader][author] = None
        if not self._is_celebrity(author):
            self._feeds[reader].add(*self._posts[author])
        elif not was_celebrity:  # looked up from now on, so taken out of feeds
            for follower in self._followers[author]:
                self._take_out(follower, author)

    def unfollow(self, reader: str, author: str) -> None:
        """See `Feed.unfollow`."""
        was_celebrity = self._is_celebrity(author)
        self._followers[author].pop(reader, None)
        self._following[reader].pop(author, None)
        self._take_out(reader, author)
        if was_celebrity and not self._is_celebrity(author):  # no longer looked up, so put into feeds
            for follower in self._followers[author]:
                self._feeds[follower].add(*self._posts[author])

    def post(self, author: str, post_id: str, at: datetime) -> int:
        """See `Feed.post`."""
        entry = Entry(score_of(post_id, at), post_id)
        self._posts[author].add(entry)
        if self._is_celebrity(author):
            return 0
        for reader in self._followers[author]:
            self._feeds[reader].add(entry)
        return len(self._followers[author])

    def remove(self, author: str, post_id: str) -> None:
        """See `Feed.remove`."""
        for entries in (self._posts[author], *(self._feeds[reader] for reader in self._followers[author])):
            entries.discard(post_id)

    def newest(self, reader: str, count: int = NEWEST) -> tuple[str, ...]:
        """See `Feed.newest`."""
        looked_up = [each for author in self.pulled(reader) for each in self._posts[author].last(count)]
        return merged([*self._feeds[reader].last(count), *looked_up], count)

    def pulled(self, reader: str) -> tuple[str, ...]:
        """Those whom a reader follows and who are not fanned out: each is looked up at every `newest`."""
        return tuple(author for author in self._following[reader] if self._is_celebrity(author))

    def _take_out(self, reader: str, author: str) -> None:
        for each in self._posts[author]:
            self._feeds[reader].discard(each.post_id)

    def _is_celebrity(self, author: str) -> bool:
        return len(self._followers[author]) >= self.celebrity


class _Newest:
    """A sorted set of entries, each id once, that keeps the `kept` greatest: what Redis calls ZSET."""

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._entries: list[Entry] = []
        self._scores: dict[str, int] = {}

    def add(self, *entries: Entry) -> None:
        for entry in entries:
            if self._scores.get(entry.post_id) != entry.score:
                self.discard(entry.post_id)
                insort(self._entries, entry)
                self._scores[entry.post_id] = entry.score
        too_many = len(self._entries) - self._kept
        if too_many > 0:
            for entry in self._entries[:too_many]:
                del self._scores[entry.post_id]
            del self._entries[:too_many]

    def discard(self, post_id: str) -> None:
        score = self._scores.pop(post_id, None)
        if score is not None:
            del self._entries[bisect_left(self._entries, Entry(score, post_id))]

    def last(self, count: int) -> list[Entry]:
        return self._entries[-count:] if count > 0 else []

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)


def merged(entries: Iterable[Entry], count: int) -> tuple[str, ...]:
    """The newest `count` of several lists of entries, each post once, newest first."""
    newest = sorted(set(entries), reverse=True)
    return tuple(dict.fromkeys(each.post_id for each in newest))[: max(count, 0)]
