"""11-feed: a feed's commands for a post, its edit and its deletion, typed into a Redis and looked at."""

from collections.abc import Mapping, Sequence
from typing import Any

from companion.exercises.lesson_11_feed_ideas import (
    DELETE,
    EDIT,
    EVENTS,
    FIFTY,
    IDEAS,
    KEPT,
    NEWEST,
    SECOND,
    TWICE,
)
from companion.exercises.plain import Plain, plain
from companion.exercises.words import Criterion, Exercise, Finding, Seen

MOST_COMMANDS, MOST_SHOWN = 12, 60

Design = Mapping[str, Sequence[str]]
FEEDS = ("123", "124")
SHOWN = ("order", "second", "edit", "delete", "fifty", "mended")
"""The cases of the other criteria."""
TAKEN_BACK = ("Call me", "never mind")
READ = {"string": "GET {}", "hash": "HGETALL {}", "set": "SMEMBERS {}", "list": "LRANGE {} 0 -1"}
READ |= {"zset": "ZRANGE {} 0 -1"}


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
    keys = [key for key in sorted(map(str, redis.keys())) if key not in known]
    seen["keys"], seen["told"] = keys[:1], [key for key in keys if _tells(redis, key)][:1]
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


def _tells(redis: Any, key: str) -> bool:
    """Whether this key holds words of one of the posts that are deleted in "delete"."""
    ask = READ.get(redis.type(key))
    held = str(redis.execute_command(*ask.format(key).split())) if ask else ""
    return any(words in held for words in TAKEN_BACK)


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
            if any(seen[case]["shown"]["123"] != seen[case]["expected"] for case in SHOWN):
                return Finding("", "not judged: each told once, the feed is wrong already")
            return Finding(_said(expected), f"each told once, 9 is deleted: feed:123 shows {_found(played)}")
        if shown != expected:
            return Finding(_said(expected), f"{story}feed:123 shows {_found(played)}")
        if name == "order" and played["shown"]["7"]:
            return Finding("nothing", f"{story}feed:7, Ada's own, shows {_said(played['shown']['7'])}")
        alike = [each for each in expected if each not in ("5", "31")]  # user 8 has one follower
        if played["shown"]["124"] != alike:
            return Finding(_said(alike), f"{story}feed:124 shows {_said(played['shown']['124'])}")
        if name == "delete" and played["told"]:
            return Finding("", f"{story}no feed shows them, and {played['told'][0]} still has their words")
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
    misconceptions=IDEAS,
    hints=(
        "Which part of a post never changes? That is its name in the feed.",
        "ZADD on a member that is there moves it, or changes nothing. After each ZADD cut the lowest ranks: "
        "what stands before the fiftieth from the end.",
        '"PostCreated": ["ZADD feed:{follower} {at} {post_id}",\n'
        '                "ZREMRANGEBYRANK feed:{follower} 0 -51"],\n'
        "and for a deletion ZREM with the same member",
    ),
)
