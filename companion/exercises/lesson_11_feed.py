"""11-feed: a feed's commands for a post, its edit and its deletion, typed into a Redis and looked at."""

from collections.abc import Mapping, Sequence
from typing import Any

from companion.exercises.plain import Plain, plain
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

NEWEST = "newest first, in whatever order the posts arrive"
SECOND = "newest first within one second, too"
EDIT = "an edited post is there once, and where it was"
DELETE = "a deleted post is in nobody's feed"
FIFTY = "a feed holds the newest fifty, and no more"
TWICE = "an event comes twice: the same feeds"

EVENTS = ("PostCreated", "PostEdited", "PostDeleted")
MOST_COMMANDS, MOST_SHOWN = 12, 60
KEPT = 50

Design = Mapping[str, Sequence[str]]
FEEDS = ("123", "124")


def _observe(answer: Any) -> Seen:
    given = {str(plain(key)): plain(value) for key, value in dict.items(answer)}
    strange = [key for key in given if key not in EVENTS]
    design = {name: _listed(value) for name, value in given.items() if name in EVENTS}
    mute = [name for name, commands in design.items() if commands is None]
    if strange or mute:
        return {"ran": False, "strange": strange[:1], "mute": mute[:1]}
    said: dict[str, list[str]] = {name: design.get(name) or [] for name in EVENTS}
    return {"ran": True, "design": said, **{name: _played(said, *told) for name, told in _cases().items()}}


def _listed(value: Plain) -> list[str] | None:
    """The commands of one event; None for what is no text and no list of texts."""
    if value is None or value == {"todo": True}:
        return []
    several = value if type(value) is list else [value]
    texts = [each for each in several if type(each) is str]
    return texts if len(texts) == len(several) <= MOST_COMMANDS else None


def _cases() -> dict[str, tuple[list[Any], list[str], int]]:
    """What happens in each case, what feed:123 shows then, and how many entries it may hold."""
    from companion.scenarios.post_feeds import deleted, edited, written

    old, nine, ten = written(8, "in the train", -90), written(9, "breakfast"), written(10, "lunch?", 0.3)
    other = written(5, "Lisbon", 30, user_id=8)
    first, last = written(460, "Call me: 555-0142", 60), written(461, "Paris", 120)
    taken_back = written(31, "never mind", 150, user_id=8)
    many = [written(100 + n, "and on", 60 * n) for n in range(60)]
    late, trimmed = written(77, "from last week", -900), edited(many[3], "mended")
    mended = [edited(first, "Call me, please"), edited(first, "My vacation", 3)]
    evening = [nine, other, ten, first, mended[0], last, deleted(nine)]
    return {
        "order": ([nine, other, old], ["5", "9", "8"], KEPT),
        "second": ([nine, ten], ["10", "9"], KEPT),
        "edit": ([nine, first, last, *mended], ["461", "460", "9"], KEPT),
        "delete": ([first, last, taken_back, mended[0], deleted(first), deleted(taken_back)], ["461"], KEPT),
        "once": (evening, ["461", "460", "5", "10"], KEPT),
        "fifty": ([*many, late], [str(159 - n) for n in range(KEPT)], KEPT),
        "mended": ([*many, late, trimmed], [str(159 - n) for n in range(KEPT)], KEPT),
        "twice": (
            [each for n, each in enumerate(evening) for _ in range(1 + (n + 1) % 2)],
            ["461", "460", "5", "10"],
            KEPT,
        ),
    }


def _played(design: Design, events: list[Any], expected: list[str], kept: int) -> dict[str, Any]:
    """What the two feeds show and hold afterwards, and the first command that Redis refused."""
    from companion.scenarios.commands import BadCommand, empty_redis, run
    from companion.scenarios.post_feeds import keep, shown

    redis, told = empty_redis(), ""
    for event in events:
        try:
            keep(redis, design, event)
        except BadCommand as refused:
            told = told or f"{type(event).__name__}: {refused}"
    seen: dict[str, Any] = {"expected": expected, "refused": told.rstrip("."), "shown": {}, "holds": 0}
    known = {f"feed:{reader}" for reader in (*FEEDS, "7")}
    seen["keys"] = [key for key in sorted(map(str, redis.keys())) if key not in known][:1]
    seen["most"] = 0
    for reader in (*FEEDS, "7"):
        try:
            seen["shown"][reader] = shown(redis, int(reader))[:MOST_SHOWN]
            held = run(redis, f"ZCARD feed:{reader}")[0].reply
            seen["holds"] = held if reader == "123" else seen["holds"]
            seen["most"] = max(seen["most"], held if reader in FEEDS else 0)
        except BadCommand as refused:
            seen["shown"][reader] = []
            seen["refused"] = seen["refused"] or str(refused).rstrip(".")
    return seen


def _refused(seen: Seen) -> Finding | None:
    if seen["ran"]:
        return None
    if seen["strange"]:
        return Finding(", ".join(EVENTS), f"there is no event {seen['strange'][0]!r}")
    return Finding("commands in quotes, in a list", f"at {seen['mute'][0]} there is something else")


def _case(name: str, story: str) -> Any:
    def judge(seen: Seen) -> Finding | None:
        if (refused := _refused(seen)) is not None:
            return refused
        played = seen[name]
        if played["refused"]:
            return Finding("", played["refused"])
        shown, expected = played["shown"]["123"], played["expected"]
        if name == "twice" and shown == seen["once"]["shown"]["123"] != expected:
            return Finding("", "not judged: each told once, the feed is wrong already")
        if shown != expected:
            return Finding(_said(expected), f"{story}feed:123 shows {_found(played)}")
        if name == "order" and played["shown"]["7"]:
            return Finding("nothing", f"{story}feed:7, Ada's own, shows {_said(played['shown']['7'])}")
        alike = [each for each in expected if each not in ("5", "31")]  # user 8 has one follower
        if played["shown"]["124"] != alike:
            return Finding(_said(alike), f"{story}feed:124 shows {_said(played['shown']['124'])}")
        return None

    return judge


def _fifty(seen: Seen) -> Finding | None:
    if (refused := _refused(seen)) is not None:
        return refused
    posts = "60 posts, 100 to 159, then an older one"
    for name, story in (("fifty", f"{posts}: "), ("mended", f"{posts}, and 103 is edited: ")):
        played = seen[name]
        if played["refused"]:
            return Finding("", played["refused"])
        if played["shown"]["123"] != played["expected"]:
            return Finding("159, 158 … 110", f"{story}feed:123 shows {_found(played)}")
        if played["most"] > KEPT:
            which = "123" if played["holds"] > KEPT else "124"
            return Finding(str(KEPT), f"{story}feed:{which} holds {played['most']} entries")
    return None


def _found(played: Mapping[str, Any]) -> str:
    """What feed:123 shows, and a word on members that are no ids, or on the key in which they lie."""
    shown = list(played["shown"]["123"])
    if not shown and played["keys"]:
        return f"nothing; there is a key {played['keys'][0]}"
    strange = any(not each.isdecimal() for each in shown)
    return f"{_said(shown)}; that is no list of ids" if strange else _said(shown)


def _said(members: list[str]) -> str:
    """ "461, 460", the ends of a long list, "nothing"; a member that is no id in quotes."""
    told = [
        each if each.isdecimal() else repr(each if len(each) <= 18 else f"{each[:17]}…") for each in members
    ]
    if len(told) > 6:
        return f"{told[0]}, {told[1]} … {told[-1]} ({len(told)} entries)"
    return ", ".join(told) or "nothing"


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


FEED = Exercise(
    id="11-feed",
    title="feed",
    kind="design",
    points=6,
    accepts=(dict,),
    example='{"PostCreated": ["ZADD feed:{follower} {at} {post_id}"], …}',
    blank=({}, dict.fromkeys(EVENTS, ())),
    observe=_observe,
    criteria=(
        Criterion(NEWEST, 1, _case("order", "posts 9, 5 and 8, the oldest, arrive: ")),
        Criterion(SECOND, 1, _case("second", "posts 9 and 10, 0.3 s later: ")),
        Criterion(EDIT, 1, _case("edit", "posts 9, 460, 461, and 460 is edited twice: ")),
        Criterion(DELETE, 1, _case("delete", "460 and 31 are deleted, 461 stays: ")),
        Criterion(FIFTY, 1, _fifty),
        Criterion(TWICE, 1, _case("twice", "some events come twice, 9 is deleted: ")),
    ),
    misconceptions=(
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
                lambda s: (
                    any(each.isdecimal() and len(each) > 9 for each in _members(s, "order")) and _swapped(s)
                )
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
            "ZINCRBY adds: told twice, the post is in the far future and stays on top. ZADD sets the score, "
            "so a repeat changes nothing.",
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
            _ran(lambda s: _does(s, "DEL", "UNLINK", at="PostDeleted")),
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
    ),
    hints=(
        "Which part of a post never changes? That is its name in the feed.",
        "ZADD on a member that is there moves it, or changes nothing. After each ZADD cut the lowest ranks: "
        "what stands before the fiftieth from the end.",
        '"PostCreated": ["ZADD feed:{follower} {at} {post_id}",\n'
        '                "ZREMRANGEBYRANK feed:{follower} 0 -51"],\n'
        "and for a deletion ZREM with the same member",
    ),
)
