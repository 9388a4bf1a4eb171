"""The wrong ideas about 11-feed: what the commands and the feeds show of each."""

from typing import Any, Final

from companion.exercises.words import Misconception, Seen

NEWEST = "newest first, in whatever order the posts arrive"
SECOND = "newest first within one second, too"
EDIT = "an edited post is there once, and where it was"
DELETE = "a deleted post is gone"
FIFTY = "a feed holds the newest fifty, and no more"
TWICE = "an event comes twice: the same feeds"

EVENTS = ("PostCreated", "PostEdited", "PostDeleted")
KEPT = 50


def _ran(test: Any) -> Any:
    return lambda seen: bool(seen["ran"]) and bool(test(seen))


def _commands(seen: Seen, *names: str) -> str:
    """All commands of these events in capitals, one after the other."""
    return " ; ".join(each for name in names or EVENTS for each in seen["design"][name]).upper()


def _members(seen: Seen, case: str) -> list[str]:
    return list(seen[case]["shown"]["123"])


def _on_feeds(seen: Seen, *names: str) -> list[list[str]]:
    """The commands of these events on a feed, each as its words in capitals: a command that only looks like
    another (ZDEL), or works on another key, is another."""
    typed = [each.upper().split() for name in names or EVENTS for each in seen["design"][name]]
    return [words for words in typed if len(words) > 1 and words[1].startswith("FEED:")]


def _does(seen: Seen, *commands: str, at: str = "") -> bool:
    """Whether one of these commands is typed for a feed, at this event or at any."""
    return any(words[0] in commands for words in _on_feeds(seen, *filter(None, [at])))


def _content(seen: Seen) -> bool:
    adds = [" ".join(words) for words in _on_feeds(seen) if words[0].endswith("ADD")]
    told = any("{CONTENT}" in each or "{POST_DATA}" in each for each in adds)
    return told and any(not each.isdecimal() for each in _members(seen, "order"))


def _swapped(seen: Seen) -> bool:
    adds = [words for words in _on_feeds(seen, "PostCreated") if words[0] == "ZADD"]
    return any(words[-2] == "{POST_ID}" != words[-1] for words in adds)


def _cuts(seen: Seen) -> bool:
    """Whether a post that is added takes anything out, of whatever key."""
    typed = [each.upper() for each in seen["design"]["PostCreated"]]
    return any(each.startswith(("ZREMRANGE", "ZPOP", "ZRANGESTORE")) for each in typed)


def _oldest_kept(seen: Seen) -> bool:
    found = _members(seen, "fifty")
    return bool(found) and "159" not in found and len(found) <= KEPT


IDEAS: Final = (
    Misconception(
        "the author's own feed",
        NEWEST,
        _ran(lambda s: s["order"]["shown"]["7"] and not s["order"]["shown"]["123"]),
        "{user_id} is who posted. Ada reads herself, and Bob reads nothing: a command with {follower} "
        "runs once for each reader.",
    ),
    Misconception(
        "a list",
        NEWEST,
        _ran(lambda s: _does(s, "LPUSH", "RPUSH", "LPUSHX", "RPUSHX")),
        "A list keeps the order of arrival, and a repeat twice. ZRANGE asks a sorted set.",
    ),
    Misconception(
        "the content is the member",
        EDIT,
        _ran(_content),
        "The member is the entry's name. Made of what the post says, it has another name after an edit, "
        "and the old entry stays. Which part of a post never changes?",
    ),
    Misconception(
        "score and member swapped",
        NEWEST,
        _ran(
            lambda s: any(each.isdecimal() and len(each) > 9 for each in _members(s, "order")) and _swapped(s)
        ),
        "ZADD takes the score first, then the member: the time, then the post.",
    ),
    Misconception(
        "the id is the score",
        NEWEST,
        _ran(lambda s: _members(s, "order") == ["9", "8", "5"] and "} {POST_ID} {" in _commands(s)),
        "Ordered by number: a post that was written first and arrives last has the higher one. The "
        "score is *when* it was posted.",
    ),
    Misconception(
        "whole seconds",
        SECOND,
        _ran(lambda s: _members(s, "second") == ["9", "10"] and " {TIMESTAMP} " in _commands(s)),
        "Both were posted in the same whole second, so the alphabet decides, and there '9' comes after "
        "'10'. Is there a finer time among the names?",
    ),
    Misconception(
        "adds scores",
        TWICE,
        _ran(lambda s: _does(s, "ZINCRBY") or any("INCR" in words for words in _on_feeds(s))),
        "ZINCRBY adds, and so does ZADD with INCR: told twice, the post is far in the future and stays "
        "on top. A plain ZADD sets the score, so a repeat changes nothing.",
    ),
    Misconception(
        "an edit takes the post away",
        EDIT,
        _ran(lambda s: _does(s, "ZREM", at="PostEdited") and not _does(s, "ZADD", at="PostEdited")),
        "The edited post is gone: you took the entry away and put none back. With the id as member the "
        "entry is still right after an edit.",
    ),
    Misconception(
        "nobody deletes",
        DELETE,
        _ran(lambda s: not s["design"]["PostDeleted"]),
        "PostDeleted has no command: what Ada takes back stays in every feed. ZREM takes a member away, "
        "if you can name it.",
    ),
    Misconception(
        "deletes the whole feed",
        DELETE,
        _ran(lambda s: _does(s, "DEL", "UNLINK", at="PostDeleted") and not _members(s, "delete")),
        "One post is taken back, and with it all that Bob follows. Take one member away.",
    ),
    Misconception(
        "deletes by place",
        DELETE,
        _ran(
            lambda s: (
                "ZREM " not in _commands(s, "PostDeleted")
                and ("ZPOP" in _commands(s, "PostDeleted") or "BYRANK" in _commands(s, "PostDeleted"))
            )
        ),
        "You took away whichever entry stood at that place, and that is another post. Name the member.",
    ),
    Misconception(
        "trims the newest",
        FIFTY,
        _ran(_oldest_kept),
        "You kept the oldest. Rank 0 is the *lowest* score, so that is where to cut; -1 is the newest.",
    ),
    Misconception(
        "trims before it adds",
        FIFTY,
        _ran(
            lambda s: (
                "ZREMRANGEBYRANK" in _commands(s)
                and any(
                    _commands(s, name).find("ZREMRANGEBYRANK") < _commands(s, name).find("ZADD")
                    and "ZREMRANGEBYRANK" in _commands(s, name)
                    for name in EVENTS
                )
            )
        ),
        "You cut first and added then: what came last is one too many, or stands in the place of a newer "
        "post. Add, then cut what is too much.",
    ),
    Misconception(
        "off by one",
        FIFTY,
        _ran(lambda s: s["fifty"]["holds"] in (KEPT - 1, KEPT + 1)),
        "Ranks count from 0, and from the end -1 is the newest, -50 the fiftieth newest. What is to go "
        "ends just before it.",
    ),
    Misconception(
        "an edit adds, too",
        FIFTY,
        _ran(lambda s: s["fifty"]["holds"] == KEPT and s["mended"]["holds"] > KEPT),
        "Post 103 was cut off long ago, and its edit put it in again. Whatever adds must cut: each of "
        "your ZADDs.",
    ),
    Misconception(
        "a post is added, and nothing is cut",
        FIFTY,
        _ran(lambda s: s["fifty"]["holds"] > KEPT + 1 and not _cuts(s)),
        "A question for 50 shows 50, and the feed itself grows for ever, in memory. Behind each ZADD a "
        "ZREMRANGEBYRANK cuts it.",
    ),
)
