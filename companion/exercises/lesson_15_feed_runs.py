"""15-feed: what is run for each criterion. Ada (7) posts, Bob (123) and Eve (124) follow her.

A run returns what it has to say: empty where the design does what the criterion asks for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from companion.exercises.lesson_15_feed_read import Read
from companion.exercises.lesson_15_feed_tables import INDEX, TABLES, index, tables
from companion.exercises.plain import Plain, plain
from companion.exercises.telling import in_words
from companion.scenarios.feed_design import World
from companion.scenarios.statements import is_sql

WRITE_ALONE = "a post is written while the read models are down"
READ_ALONE = "the feed is read while the write model is down"
AFTER = "the feed shows a post after its event, and not before"
OUTAGE = "an outage of the feed loses nothing"
LATE = "the feed may be late, and comes right"
NOW = "what must be true now is not late"
FIFTY = "the newest fifty, newest first"
EDIT = "an edit leaves no old words, a deletion nothing"
SEARCH = "search finds Paris, and only it"
LIKES = "likes are counted, a repeat once"

TWICE = "stands in it twice"
ONE_SECOND = "within one second"
REFUSED = "the event comes again, and is refused"
STILL_FINDS = "search still finds"

ADA, BOB, EVE, CY = 7, 123, 124, 125
_DECIDE: Final = {
    "liked": "has Bob liked 456? He tapped a second ago, and a late answer is no: he likes it twice",
    "may_delete": "may Ada delete 456? She wrote it a second ago, and a late answer is: no such post",
    "name_free": "is the name ada free? Taken a second ago, and a late answer is yes: two are called ada",
}
"""What happens where an answer that decides something is late."""


def world(found: Read) -> World:
    """A network of four, with nothing in it."""
    return World(found.design, {ADA: (BOB, EVE)})


def post(
    here: World, post_id: int, after_s: float = 0, content: str = "hello", type: str = "PostCreated"
) -> str:
    """Ada writes; empty, or why it could not be saved."""
    return here.happen(type, post_id=post_id, user_id=ADA, after_s=after_s, content=content)


def feed(here: World, reader: int = BOB) -> list[str]:
    """The ids in a feed as it is answered, whatever else stands there with them."""
    return [_id(each) for each in _entries(here, reader)]


def _entries(here: World, reader: int = BOB) -> list[str]:
    """A feed as it is answered; of a pair with its score the first."""
    answer = here.ask("feed", reader=reader)
    if not isinstance(answer, list):
        return []
    return [str(each[0] if isinstance(each, list) and each else each) for each in answer]


def _id(entry: str) -> str:
    """A post's id: by itself, or in JSON."""
    try:
        read = json.loads(entry)
    except ValueError:
        return entry
    return str(read.get("post_id", entry)) if isinstance(read, dict) else entry


def _about(met: Mapping[str, list[str]], question: str) -> list[str]:
    """The sentences about one of the three questions: none of those that name another of them."""
    others = {"feed", "search", "likes"} - {question}
    return [each for name, said in met.items() if name not in others for each in said]


def _with(here: World, said: str, question: str = "feed") -> str:
    """What was seen, and the first command for this question that could not be run."""
    met = _about(here.met, question)
    return f"{said}; {met[0]}" if met else said


def _no_feed(found: Read, here: World) -> str:
    if "feed" not in found.design.questions:
        return _with(here, "nobody answers: questions has no feed")
    if half := _half_said(found):
        return half
    instead = feed(here)[:1]
    told = f"; the feed answers {instead[0]}" if instead else _keys(here, "feed")
    return _with(here, "post 456 does not come" + told)


def _keys(here: World, question: str) -> str:
    """The keys that there are, for a question that Redis answers: the one it asks for may be another."""
    if here.met.get(question) or is_sql(here.design.questions.get(question)):
        return ""
    keys = [str(key) for key in sorted(here.redis.keys())]
    return (
        f"; it is asked by {here.design.questions[question]}, and Redis has {', '.join(keys[:3]) or 'no key'}"
    )


def _half_said(found: Read) -> str:
    """Where the feed is kept by commands and asked by None, or the other way round: a sentence; or ""."""
    kept = {model: by["PostCreated"] for model, by in found.design.sync.items() if "PostCreated" in by}
    asked = found.design.questions.get("feed")
    if asked is None and any(kept.values()) and None not in kept.values():
        return "sync has commands, and questions has None for the feed: None finds what None keeps, no other"
    if asked is not None and kept.get("feed", "") is None:
        return "questions has a command for the feed, sync None: it finds what commands keep, no other"
    return ""


def _again(here: World, question: str) -> str:
    """What a repeated event was refused for; empty where each could come twice."""
    met = _about(here.met_again, question)
    if not met:
        return ""
    return f"{REFUSED}: {met[0]}; so it is never done with, and comes for ever"


def write_alone(found: Read) -> str:
    here = world(found)
    here.reading_up = False
    refused = post(here, 456)
    return f"post 456 is not saved: {refused}" if refused else ""


def read_alone(found: Read) -> str:
    here = world(found)
    post(here, 456)
    here.catch_up()
    if "456" not in feed(here):
        return _no_feed(found, here)
    here.writing_up = False
    return "" if "456" in feed(here) else "the feed is down with the write model: it is read from its tables"


def after(found: Read) -> str:
    here = world(found)
    post(here, 456)
    early = "456" in feed(here)
    here.catch_up()
    if early:
        return "post 456 is in the feed, and no event came"
    for reader in (BOB, EVE):
        if "456" not in feed(here, reader):
            return _no_feed(found, here)
    if "456" in feed(here, CY):
        return "Cy follows nobody, and 456 is in Cy's feed"
    return "Ada does not follow herself, and her post 456 is in her feed" if "456" in feed(here, ADA) else ""


def outage(found: Read) -> str:
    here = world(found)
    here.reading_up = False
    post(here, 456)
    post(here, 457, 9)
    here.catch_up()
    here.reading_up = True
    here.catch_up()
    missing = [each for each in ("456", "457") if each not in feed(here)]
    if len(missing) == 1:
        return _with(here, f"two posts during the outage; afterwards {missing[0]} is missing")
    return _no_feed(found, here) if missing else ""


def late(found: Read) -> str:
    here = world(found)
    post(here, 456)
    before = "456" in feed(here)
    here.catch_up()
    if "456" not in feed(here):
        return _no_feed(found, here)
    if before:
        return "the feed is never late here: 456 stood in it before any event came"
    if "feed" not in found.may_be_late:
        return "asked before the event came, the feed was late; may_be_late does not name it"
    return ""


def now(found: Read) -> str:
    here = world(found)
    post(here, 456)
    here.catch_up()
    wrong = [name for name in found.may_be_late if name in _DECIDE]
    if wrong:
        return f"{wrong[0]} may be late: {_DECIDE[wrong[0]]}"
    if "456" not in feed(here):
        return _no_feed(found, here)
    if not found.may_be_late and "may_be_late" in found.slips:
        return "what may be late could not be read"
    if not found.may_be_late:
        return "may_be_late is empty: then each answer must be true now, the feed's too"
    return _late_and_not_said(found)


def _late_and_not_said(found: Read) -> str:
    """Whether search or likes wait for an event, and are not among what may be late."""
    here = world(found)
    post(here, 456, 0, "Paris")
    here.happen("PostLiked", post_id=456, user_id=BOB, after_s=9)
    asked: dict[str, dict[str, Any]] = {"search": {"words": "paris"}, "likes": {"post_id": 456}}
    kept = [name for name in asked if found.design.questions.get(name) and name not in found.may_be_late]
    early = {name: plain(here.ask(name, **asked[name])) for name in kept}
    here.catch_up()
    for name in kept:
        if plain(here.ask(name, **asked[name])) != early[name]:
            return f"{name} is not in may_be_late, and waits for an event: before it came, {name} was late"
    return ""


def _kept_how(found: Read) -> str:
    """Empty, if the design says how the feed is kept and asked, and not only that it is."""
    how = [each for by in found.design.sync.values() for each in by.values()]
    if found.design.questions.get("feed") is None or (how and not any(how)):
        return _half_said(found) or "your design says that there is a feed, and not how it is kept"
    return ""


_SOON: Final[Mapping[int, float]] = {52: 51 * 60 + 0.25, 59: 58 * 60 + 0.25}
"""Two posts that follow the one before them within its second: 104 after 157, and 153 after 146."""


def _only_swapped(ids: list[int], got: list[str], wanted: list[str]) -> str:
    """Where nothing is wrong but the order of two posts of one second: which two. Otherwise empty."""
    told, mended = "", list(got)
    for place in _SOON:
        early, late = str(ids[place - 1]), str(ids[place])
        if {early, late} <= set(got) and got.index(early) < got.index(late):
            told = told or f"{late} was posted after {early}, {ONE_SECOND}; the feed has {early} first"
            mended[got.index(early)], mended[got.index(late)] = late, early
    return told if mended == wanted else ""


_SIXTY: Final = [100 + place * 7 % 60 for place in range(60)]
"""The ids of sixty posts, in the order in which they are written."""


def _sixty(found: Read, times: int) -> World:
    """Sixty posts are written, and each event comes so many times."""
    here = world(found)
    for place, post_id in enumerate(_SIXTY):
        post(here, post_id, _SOON.get(place, place * 60))
    here.catch_up(times)
    return here


def fifty(found: Read) -> str:
    if not_said := _kept_how(found):
        return not_said
    here = _sixty(found, 2)
    got, wanted = feed(here), [str(each) for each in reversed(_SIXTY[-50:])]
    if got == wanted:
        return _again(here, "feed")
    if swapped := _only_swapped(_SIXTY, got, wanted):
        return _with(here, swapped)
    told = f"60 posts; the feed answers {len(got)}, first {', '.join(got[:3]) or 'none'}"
    if twice := [each for each in wanted if got.count(each) > 1]:
        each = twice[0]
        if feed(_sixty(found, 1)).count(each) > 1:
            return _with(here, f"{told}; {each} is in it twice where its event came once, too")
        return _with(here, f"{told}; the event of {each} came twice, and {each} {TWICE}")
    return _with(here, f"{told}; wanted 50, first {', '.join(wanted[:3])}")


def edit(found: Read) -> str:
    if not_said := _kept_how(found):
        return not_said
    here = world(found)
    post(here, 455, 0, "Rain in Oslo")
    post(here, 456, 9, "call 555-0142")
    post(here, 457, 18, "Fog in Rome")
    here.catch_up()
    before = _order(feed(here))
    searches = plain(here.ask("search", words="call")) == ["456"]  # else it is wrong without an edit, too
    post(here, 456, 9, "Paris", "PostEdited")
    here.catch_up(times=2)
    now_there = _order(feed(here))
    edited, old = feed(here).count("456"), any("555-0142" in each for each in _entries(here))
    searched = _searched(here, (("call", []), ("paris", ["456"])), "after an edit") if searches else ""
    post(here, 456, 9, "", "PostDeleted")
    here.catch_up()
    left = feed(here)
    told = []
    if old or edited != 1:
        told.append("it still says 'call 555-0142'" if old else f"456 stands in it {edited} times")
        told[0] = f"after an edit that came twice {told[0]}"
    elif now_there != before and sorted(now_there) == sorted(before):
        told.append(f"{', '.join(before)}; after an edit of 456 {', '.join(now_there)}")
    if deleted := left.count("456"):
        told.append(f"after its deletion {deleted} of it {'is' if deleted == 1 else 'are'} left")
    if "455" not in left and edited:
        told.append("after the deletion of 456 post 455 is gone, too")
    if told:
        return _with(here, f"the feed: {'; '.join(told)}")
    if searches and not searched:
        searched = _searched(here, (("paris", []), ("oslo", ["455"])), "after its deletion")
    return _with(here, searched, "search") if searched else ""


def _order(ids: list[str]) -> list[str]:
    """The three posts as they stand in a feed."""
    return [each for each in ids if each in ("455", "456", "457")]


def _searched(here: World, asked: tuple[tuple[str, list[str]], ...], when: str) -> str:
    """The first word for which search does not answer as wanted."""
    for words, wanted in asked:
        got = plain(here.ask("search", words=words))
        if got == wanted:
            continue
        if isinstance(got, list) and "456" in got and not wanted:
            return f"{when} {STILL_FINDS} 456 by {words!r}"
        return f"{when} search for {words!r} answers {in_words(got)}, expected {wanted}"
    return ""


def search(found: Read) -> str:
    if "search" not in found.design.questions:
        return "nobody answers: questions has no search"
    here = world(found)
    post(here, 456, 0, "My vacation in Paris #paris #travel")
    post(here, 457, 5, "Rain in Oslo")
    post(here, 458, 9, "A comparison of trains")
    post(here, 459, 15, "Parisian rain again")
    here.catch_up(times=2)
    for words, wanted in (("paris", ["456"]), ("rain", ["457", "459"])):
        got = plain(here.ask("search", words=words))
        if not isinstance(got, list) or sorted(map(str, got)) != wanted:
            told = f"search for {words!r} answers {in_words(got)}, expected {' and '.join(wanted)}"
            return _with(here, told + _in_another_word(words, got), "search")
    return _again(here, "search")


def _in_another_word(words: str, got: Plain) -> str:
    """The word in which a post was found that has only a part in common with what was asked."""
    found = got if isinstance(got, list) and words == "paris" else ()
    inside = {"458": "comparison", "459": "Parisian"}
    return next((f"; {each} has {word!r}" for each, word in inside.items() if each in found), "")


_LIKED: Final = (
    (456, BOB, "1", "one like"),
    (456, EVE, "2", "two people like it"),
    (457, BOB, "1", "two people like 456, and one likes 457: of 457"),
)
"""Who likes which post, how many likes it has then, and how that is told."""


def likes(found: Read) -> str:
    if "likes" not in found.design.questions:
        return "nobody answers: questions has no likes"
    for times in (1, 2):
        here = World(found.design, {ADA: (BOB, EVE), BOB: (CY,)})
        post(here, 456)
        post(here, 457, 5)
        here.catch_up()
        feeds = [feed(here, reader) for reader in (BOB, CY)]
        for liked, liked_by, wanted, told in _LIKED:
            here.happen("PostLiked", post_id=liked, user_id=liked_by, after_s=9 if liked == 456 else 8)
            here.catch_up(times)
            got = here.ask("likes", post_id=liked)
            got = got[0] if isinstance(got, list) and len(got) == 1 else got
            if str(got) != wanted:
                often = ", delivered twice" if times == 2 and told == "one like" else ""
                keys = "" if got else _keys(here, "likes")
                return _with(here, f"{told}{often}: {in_words(plain(got))}, expected {wanted}{keys}", "likes")
        for reader, before in zip(("Bob's", "Cy's"), feeds, strict=True):
            now_there = feed(here, BOB if reader == "Bob's" else CY)
            if now_there != before:
                was, is_now = (", ".join(ids) or "empty" for ids in (before, now_there))
                return f"Bob liked a post, and {reader} feed is {is_now}; it was {was}. A like is no post"
    return _again(here, "likes")


RUNS: Final[Mapping[str, Callable[[Read], str]]] = {
    WRITE_ALONE: write_alone,
    READ_ALONE: read_alone,
    AFTER: after,
    OUTAGE: outage,
    LATE: late,
    NOW: now,
    TABLES: tables,
    INDEX: index,
    FIFTY: fifty,
    EDIT: edit,
    SEARCH: search,
    LIKES: likes,
}
"""Each criterion but the five numbers, to its run."""
