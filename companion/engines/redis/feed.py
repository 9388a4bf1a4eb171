"""Feeds in Redis: a sorted set for each reader, filled when a post is written.

The same contract as `MemoryFeed`, by the same tests. A post reaches its author's followers by a script that
runs on the server, 1,000 feeds at a time; where there are no scripts (fakeredis) by pipelines. Every step
may be repeated after a crash. Left out: Redis Cluster. The script makes the names of the feeds itself, from
the followers, and a cluster runs only scripts that are given every key; there, use pipelines.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from companion.cqrs.errors import ReadModelDamaged, reaching
from companion.cqrs.feed import CELEBRITY, KEPT, NEWEST, Entry, is_content, merged, score_of
from companion.events import BadDefinition
from companion.events.errors import short

from .client import has_scripts, place_of, text_of

CHUNK: Final = 1_000  # feeds written in one go: other clients wait so long, a millisecond or two

# The names of followers after ARGV[2], in the order of their bytes, so that nobody is left out while others
# come and go. Returns how many there were and the last of them.
_FAN_OUT: Final = """
local readers = redis.call('ZRANGEBYLEX', KEYS[1], ARGV[2], '+', 'LIMIT', 0, ARGV[3])
local trim = -1 - tonumber(ARGV[4])
for _, reader in ipairs(readers) do
  local feed = ARGV[1] .. reader
  redis.call('ZADD', feed, ARGV[5], ARGV[6])
  redis.call('ZREMRANGEBYRANK', feed, 0, trim)
end
return {#readers, readers[#readers]}
"""


class RedisFeed:
    """Feeds in the Redis of `client`, under keys that begin with `prefix`.

    `kept` posts stay in each; from `celebrity` followers on an author is not fanned out. `scripts` says
    whether the server runs Lua; None: it is asked. Raises `BadDefinition`; every method raises
    `ReadModelUnavailable` when the server is away.
    """

    def __init__(
        self, client: Any, prefix: str = "", *, kept: int = KEPT, celebrity: int = CELEBRITY,
        scripts: bool | None = None,
    ) -> None:  # fmt: skip
        self.client, self.prefix, self.kept, self.celebrity = client, prefix, kept, celebrity
        if hasattr(client, "command_stack"):
            raise BadDefinition(prefix, "a feed reads as it writes: make it RedisView(…, at_once=True)")
        self._database = place_of(client)
        self._celebrities, self._fading = f"{prefix}celebrities", f"{prefix}fading"
        self._fan_out = client.register_script(_FAN_OUT)
        self._scripts = scripts

    def follow(self, reader: str, author: str) -> None:
        """See `Feed.follow`."""
        with reaching(self._database):
            pipe = self.client.pipeline()
            pipe.zadd(self._followers(author), {reader: 0})
            pipe.sadd(self._following(reader), author)
            pipe.zcard(self._followers(author))
            pipe.sismember(self._celebrities, author)
            pipe.sismember(self._fading, author)
            *_, followers, was_celebrity, fading = pipe.execute()
            if followers < self.celebrity:
                self._backfill([reader], author)
            elif fading or not was_celebrity:
                self._fade(author)

    def unfollow(self, reader: str, author: str) -> None:
        """See `Feed.unfollow`."""
        feed, posts = self._feed(reader), self._posts(author)
        with reaching(self._database):
            pipe = self.client.pipeline()
            pipe.zrem(self._followers(author), reader)
            pipe.srem(self._following(reader), author)
            pipe.zdiffstore(feed, [feed, posts])
            pipe.zcard(self._followers(author))
            pipe.sismember(self._celebrities, author)
            *_, followers, was_celebrity = pipe.execute()
            if was_celebrity and followers < self.celebrity:  # no longer looked up, so put into feeds
                self._backfill(self._readers(author), author)
                self.client.srem(self._celebrities, author)  # last: a crash before it leaves it to be done

    def post(self, author: str, post_id: str, at: datetime) -> int:
        """See `Feed.post`."""
        entry = Entry(score_of(post_id, at), post_id)
        with reaching(self._database):
            pipe = self.client.pipeline()
            self._add(pipe, self._posts(author), entry)
            pipe.sismember(self._celebrities, author)
            if pipe.execute()[-1]:
                return 0
            return self._by_script(author, entry) if self._has_scripts() else self._by_pipeline(author, entry)

    def remove(self, author: str, post_id: str) -> None:
        """See `Feed.remove`."""
        with reaching(self._database):
            for readers in _chunks(self._readers(author)):
                pipe = self.client.pipeline(transaction=False)
                for reader in readers:
                    pipe.zrem(self._feed(reader), post_id)
                pipe.execute()
            self.client.zrem(self._posts(author), post_id)

    def newest(self, reader: str, count: int = NEWEST) -> tuple[str, ...]:
        """See `Feed.newest`. Raises `ReadModelDamaged` for a feed that holds content instead of ids."""
        if count < 1:
            return ()
        with reaching(self._database):
            pipe = self.client.pipeline(transaction=False)
            pipe.zrange(self._feed(reader), 0, count - 1, desc=True)
            pipe.sinter(self._following(reader), self._celebrities)
            members, celebrities = pipe.execute()
            if not celebrities:
                return tuple(self._id(reader, member) for member in members)
            keys = [self._feed(reader), *(self._posts(text_of(each)) for each in celebrities)]
            for key in keys:
                pipe.zrange(key, 0, count - 1, desc=True, withscores=True)
            found = pipe.execute()
        entries = [Entry(int(score), self._id(reader, member)) for part in found for member, score in part]
        return merged(entries, count)

    def rebuild(self, reader: str) -> None:
        """Rebuild the feed of one reader from the posts of those they follow: the remedy for
        `ReadModelDamaged`.
        """
        with reaching(self._database):
            authors = self.client.sdiff(self._following(reader), self._celebrities)
            pipe = self.client.pipeline()
            pipe.delete(self._feed(reader))
            for author in authors:
                self._merge_into(pipe, reader, text_of(author))
            pipe.execute()

    # --- inside ---------------------------------------------------------------------------------------

    def _fade(self, author: str) -> None:
        """An author becomes a celebrity: looked up from now on, so taken out of feeds."""
        pipe = self.client.pipeline()
        pipe.sadd(self._celebrities, author)
        pipe.sadd(self._fading, author)
        pipe.execute()
        for readers in _chunks(self._readers(author)):
            pipe = self.client.pipeline(transaction=False)
            for reader in readers:
                pipe.zdiffstore(self._feed(reader), [self._feed(reader), self._posts(author)])
            pipe.execute()
        self.client.srem(self._fading, author)  # last: a crash before it leaves it to be done

    def _by_script(self, author: str, entry: Entry) -> int:
        key, after = self._followers(author), "-"
        reached = 0
        while True:
            settings = (self._feed(""), after, CHUNK, self.kept, entry.score, entry.post_id)
            count, *last = self._fan_out([key], settings)
            reached += int(count)
            if count < CHUNK:
                return reached
            after = f"({text_of(last[0])}"

    def _by_pipeline(self, author: str, entry: Entry) -> int:
        reached = 0
        for readers in _chunks(self._readers(author)):
            pipe = self.client.pipeline(transaction=False)
            for reader in readers:
                self._add(pipe, self._feed(reader), entry)
            pipe.execute()
            reached += len(readers)
        return reached

    def _backfill(self, readers: Iterable[str], author: str) -> None:
        """Put an author's kept posts into feeds."""
        for chunk in _chunks(readers):
            pipe = self.client.pipeline(transaction=False)
            for reader in chunk:
                self._merge_into(pipe, reader, author)
            pipe.execute()

    def _merge_into(self, pipe: Any, reader: str, author: str) -> None:
        feed = self._feed(reader)
        pipe.zunionstore(feed, [feed, self._posts(author)], aggregate="MAX")
        pipe.zremrangebyrank(feed, 0, -1 - self.kept)

    def _add(self, pipe: Any, key: str, entry: Entry) -> None:
        pipe.zadd(key, {entry.post_id: entry.score})
        pipe.zremrangebyrank(key, 0, -1 - self.kept)

    def _readers(self, author: str) -> Iterable[str]:
        """The followers of an author, sorted by name, a thousand at a time."""
        after = "-"
        while found := self.client.zrangebylex(self._followers(author), after, "+", start=0, num=CHUNK):
            names = [text_of(each) for each in found]
            yield from names
            after = f"({names[-1]}"

    def _id(self, reader: str, member: bytes | str) -> str:
        try:
            found = text_of(member)
        except UnicodeDecodeError:
            raise _damaged(reader, member) from None
        if is_content(found):
            raise _damaged(reader, found)
        return found

    def _has_scripts(self) -> bool:
        if self._scripts is None:
            self._scripts = has_scripts(self.client)
        return self._scripts

    def _feed(self, reader: str) -> str:
        return f"{self.prefix}feed:{reader}"

    def _posts(self, author: str) -> str:
        return f"{self.prefix}posts:{author}"

    def _followers(self, author: str) -> str:
        return f"{self.prefix}followers:{author}"

    def _following(self, reader: str) -> str:
        return f"{self.prefix}following:{reader}"


def _damaged(reader: str, member: object) -> ReadModelDamaged:
    return ReadModelDamaged(
        f"The feed of {reader!r}",
        f"it holds {short(member)}, which is not a post's id",
        f"call rebuild({reader!r}), and let only this class write",
    )


def _chunks(readers: Iterable[str]) -> Iterable[list[str]]:
    chunk: list[str] = []
    for reader in readers:
        chunk.append(reader)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
