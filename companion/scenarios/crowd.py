"""A crowd that posts: how long one Feed Builder keeps a post waiting, and how much work a line saves.

An author with `line` followers or more is pulled: readers look the post up, and no feed is written. None
means that no author is pulled. Populations are teaching numbers: (followers of one author, posts a day).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from companion.cqrs.feed import MemoryFeed
from companion.diagrams import Picture, plot, swimlanes
from companion.events import Record

__all__ = [
    "BUILDER_PER_S", "EIGHT", "POPULATIONS", "TRAIN", "Posted", "Shown", "again", "counted", "evening",
    "four_lines", "shown", "slowest_s", "tell", "tonight", "waits", "work", "work_by_line",
]  # fmt: skip

BUILDER_PER_S: Final = 100_000  # feeds that one Feed Builder writes a second
STAND_IN: Final = 50_000_000  # the line of whoever has none yet; not told, it would be an answer
EIGHT: Final = datetime(2024, 1, 31, 20, tzinfo=UTC)

Authors = Sequence[tuple[int, float]]

POPULATIONS: Final[Mapping[str, Authors]] = {
    "everybody posts once a day": [(3, 1), (200, 1), (20_000, 1), (1_000_000, 1), (50_000_000, 1)],
    "big ones post more": [(3, 0.5), (200, 0.2), (20_000, 1), (1_000_000, 5), (50_000_000, 10)],
}


class Posted(NamedTuple):
    """Somebody with so many followers posts at this second after eight."""

    author: str
    followers: int
    at_s: float


TRAIN: Final = (Posted("the footballer", 50_000_000, 0), Posted("Ada", 3, 1))


class Shown(NamedTuple):
    """When the Feed Builder began with a post and when the last feed had it, in seconds after eight."""

    post: Posted
    begun_s: float
    done_s: float

    @property
    def done(self) -> datetime:
        """The same on the clock."""
        return EIGHT + timedelta(seconds=self.done_s)


def evening(posts: Sequence[Posted], line: float | None = None) -> list[Shown]:
    """One Feed Builder works the posts off in the order in which they come; a pulled one costs it nothing."""
    free_s, found = 0.0, []
    for post in posts:
        pushed = line is None or post.followers < line
        begun_s = max(free_s, post.at_s)
        free_s = begun_s + (post.followers / BUILDER_PER_S if pushed else 0.0)
        found.append(Shown(post, begun_s, free_s))
    return found


def shown(posts: Sequence[Posted]) -> list[Record]:
    """The evening, to be drawn: the Feed Builder works, and those who read the last post wait."""
    work = evening(posts)
    last = work[-1]
    bars = [
        Record("called", each.done, "Feed Builder", started=EIGHT + timedelta(seconds=each.begun_s),
               label=f"{each.post.author}: {each.post.followers:,} feeds")
        for each in work
    ]  # fmt: skip
    posted = EIGHT + timedelta(seconds=last.post.at_s)
    waiting = Record("waited", last.done, f"{last.post.author}'s friends", started=posted, label="wait")
    return [waiting, *bars]


def tell(line: float | None = None) -> None:
    """Print when the post of the footballer and that of Ada are in the last of their feeds."""
    for each in evening(TRAIN, line):
        begun, pulled = EIGHT + timedelta(seconds=each.begun_s), each.begun_s == each.done_s
        feeds = "looked up by those who read" if pulled else f"in its last feed at {each.done:%H:%M:%S}"
        print(f"{each.post.author}: begun at {begun:%H:%M:%S}, {feeds}")


def again(lines: object) -> None:
    """The same evening with a learner's line of "a", or with a stand-in if that is not a number."""
    rows = lines.items() if isinstance(lines, Mapping) else ()
    yours = next((line for key, line in rows if str(key).strip().lower() == "a"), None)
    if isinstance(yours, int | float | Decimal | Fraction):
        print(f"pulled from {float(yours):,.10g} on")
        tell(float(yours))
    else:
        print("the footballer is pulled, as long as your a is no number")
        tell(STAND_IN)


def tonight() -> Picture:
    """The same evening without a line, printed and drawn."""
    tell()
    return swimlanes(shown(TRAIN), title="Ada has three followers, and waits for fifty million", unit="s")


def waits(before: Sequence[int], line: int | None = None, followers: int = 3) -> float:
    """How many seconds Ada's post waits and takes, if these posts (their authors' followers) came first."""
    posts = [Posted("somebody", each, 0.0) for each in before]
    return evening([*posts, Posted("Ada", followers, 0.0)], line)[-1].done_s


def work(authors: Authors, line: float | None, loads: float) -> float:
    """Feed writes and look-ups a day, if every follower of an author looks `loads` times a day."""
    return sum(
        followers * (posts if line is None or followers < line else loads) for followers, posts in authors
    )


def work_by_line() -> Picture:
    """The work of each line in both populations, two looks a day: printed and drawn."""
    lines = (3, 200, 20_000, 1_000_000, 50_000_000, None)
    found = {
        says: [work(authors, line, loads=2) / 1e6 for line in lines] for says, authors in POPULATIONS.items()
    }
    print("million writes and look-ups a day")
    print("pulled from".ljust(13) + "".join(f"  {says}" for says in found))
    for place, line in enumerate(lines):
        name = "nobody" if line is None else f"{line:,} on"
        print(name.ljust(13) + "".join(f"{works[place]:{len(says) + 2}.2f}" for says, works in found.items()))
    return plot(
        found,
        title="How often they post decides, not how many followers they have",
        across="who is pulled: 1 everybody, … 5 the greatest, 6 nobody",
        upwards="million writes and look-ups a day",
    )


def slowest_s(authors: Authors, line: float | None) -> float:
    """How long the fan-out of one post takes at most: that of the greatest author who is pushed."""
    return max((f for f, _ in authors if line is None or f < line), default=0) / BUILDER_PER_S


def counted(line: int) -> tuple[int, int, list[tuple[str, ...]]]:
    """Feed writes, look-ups and all pages of a real `MemoryFeed`.

    200 readers; authors with 20, 60 and 200 followers post 1, 3 and 12 times; then everybody looks twice.
    """
    feed = MemoryFeed(celebrity=line)
    readers = [f"reader-{n}" for n in range(200)]
    for author, followers in (("small", 20), ("middle", 60), ("great", 200)):
        for reader in readers[:followers]:
            feed.follow(reader, author)
    authors = ["small"] + ["middle"] * 3 + ["great"] * 12
    writes = sum(
        feed.post(author, f"{author}-{n}", EIGHT + timedelta(minutes=n)) for n, author in enumerate(authors)
    )
    lookups = sum(len(feed.pulled(reader)) for reader in readers) * 2
    return writes, lookups, [feed.newest(reader) for reader in readers]


def four_lines() -> dict[str, int]:
    """The work of that feed by who is pulled, as "who: writes + look-ups"; says whether the pages differ."""
    lines = {"nobody": 10_000, "from 200 on": 200, "from 60 on": 60, "everybody": 20}
    runs = {says: counted(line) for says, line in lines.items()}
    equal = all(pages == runs["nobody"][2] for _, _, pages in runs.values())
    print("all 200 pages are the same, whoever is pulled:", equal)
    return {f"{says}: {wrote} + {looked}": wrote + looked for says, (wrote, looked, _) in runs.items()}
