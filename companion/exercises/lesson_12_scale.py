"""12-scale: from users and authors to posts, writes, gigabytes and terabytes, in two worlds."""

import copy
import difflib
from collections.abc import Callable
from typing import Any, Final

from companion.exercises.budget import call
from companion.exercises.plain import number, plain
from companion.exercises.telling import in_words
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

RATES = "posts and reads a second, on average"
WRITES = "writes into feeds, on average and at the peak"
SIZES = "gigabytes of feeds, and terabytes of pictures a day"

NAMES: Final = {
    RATES: ("posts_per_s", "reads_per_s"),
    WRITES: ("writes_per_s", "peak_writes_per_s"),
    SIZES: ("feed_gb", "media_tb_per_day"),
}
TOLERANCE: Final = 1e-6
ONE: Final = "ten celebrities"


def _observe(answer: Any) -> Seen:
    from companion.scenarios.feed_numbers import BY_AUTHOR, numbers

    return {name: _asked(answer, world, numbers(world)) for name, world in BY_AUTHOR.items()}


def _asked(answer: Any, world: Any, wanted: dict[str, float]) -> dict[str, Any]:
    outcome = call(answer, copy.deepcopy(dict(world)), watch=True)
    got = plain(outcome.value)
    found = got if isinstance(got, dict) else {}
    return {
        "trouble": outcome.trouble,
        "names": [str(name) for name in found],
        "returned": "" if isinstance(got, dict) else in_words(got),
        "got": {name: found.get(name) for names in NAMES.values() for name in names},
        "wanted": {name: wanted[name] for names in NAMES.values() for name in names},
        "authors": [list(each) for each in world["authors"]],
        "users": world["users"],
        "kept": world["kept"],
        "peak": world["peak"],
    }


def near(value: Any, wanted: float) -> bool:
    """Whether a plain value is this number, to one in a million."""
    found = number(value)
    return found is not None and abs(found - wanted) <= TOLERANCE * abs(wanted)


def _judge(criterion: str) -> Callable[[Seen], Finding | None]:
    def judge(seen: Seen) -> Finding | None:
        for world, run in seen.items():
            if run["trouble"]:
                return Finding("", f"{world}: your code {run['trouble']}")
            if run["returned"]:
                return Finding("a dict", f"{world}: scale returned {run['returned']}")
            for name in NAMES[criterion]:
                if not near(run["got"][name], run["wanted"][name]):
                    return Finding(_short(run["wanted"][name]), f"{world}: {name} is {_there(run, name)}")
        return None

    return judge


def _rounded(run: dict[str, Any], places: int) -> bool:
    """Whether all numbers are the wanted ones, rounded to so many places."""
    found = [number(value) for value in run["got"].values()]
    return found == [round(each, places) for each in run["wanted"].values()]


def _short(value: float) -> str:
    return f"{value:,.6g}" if abs(value) < 1_000 else f"{value:,.1f}"


def _there(run: dict[str, Any], name: str) -> str:
    """What stands under this name, in words; where nothing does, which name is like it."""
    value = run["got"][name]
    if value is None:
        strange = [each for each in run["names"] if each not in run["got"]]
        near = difflib.get_close_matches(name, strange, 1)
        return f"not there; there is {near[0]!r}" if near else "not there"
    found = number(value)
    return in_words(value) if found is None else _short(found)


def _every(name: str, factor: Callable[[dict[str, Any]], float]) -> Callable[[Seen], bool]:
    """Whether a number is the wanted one times this factor, in both worlds."""

    def recognise(seen: Seen) -> bool:
        runs = list(seen.values())
        return all(near(run["got"][name], run["wanted"][name] * factor(run)) for run in runs)

    return recognise


def _average(run: dict[str, Any]) -> float:
    """By how much an average author's followers, times all posts, are off."""
    many = sum(each[0] for each in run["authors"])
    followers = sum(each[0] * each[1] for each in run["authors"]) / many
    posts = sum(each[0] * each[2] for each in run["authors"])
    return float(followers * posts / sum(each[0] * each[1] * each[2] for each in run["authors"]))


def _average_user(run: dict[str, Any]) -> float:
    """The same with the followers shared out over all users, those who never post included."""
    return float(_average(run) * sum(each[0] for each in run["authors"]) / run["users"])


def _kinds_average(run: dict[str, Any]) -> float:
    """The same with an average over the kinds of author, however many each are."""
    followers = sum(each[1] for each in run["authors"]) / len(run["authors"])
    posts = sum(each[0] * each[2] for each in run["authors"])
    return float(followers * posts / sum(each[0] * each[1] * each[2] for each in run["authors"]))


def _one_of_each(run: dict[str, Any]) -> float:
    """By how much the posts are off if one author of each kind is counted."""
    return float(sum(each[2] for each in run["authors"]) / sum(each[0] * each[2] for each in run["authors"]))


SCALE = Exercise(
    id="12-scale",
    title="scale",
    kind="write",
    points=6,
    signature="scale(n)",
    observe=_observe,
    criteria=(
        Criterion(RATES, 2, _judge(RATES)),
        Criterion(WRITES, 3, _judge(WRITES)),
        Criterion(SIZES, 1, _judge(SIZES)),
    ),
    misconceptions=(
        Misconception(
            "an hour for a day",
            RATES,
            _every("posts_per_s", lambda run: 24),
            "3,600 seconds are an hour. The posts of a day are divided by the seconds of a day.",
        ),
        Misconception(
            "a day for a second",
            RATES,
            _every("posts_per_s", lambda run: 86_400),
            "That is how many there are in a day. What is asked for is a second's share.",
        ),
        Misconception(
            "one author of each kind",
            RATES,
            _every("posts_per_s", _one_of_each),
            "You counted one author of each kind. The first number of each row says how many there are.",
        ),
        Misconception(
            "rounded",
            RATES,
            lambda seen: any(_rounded(seen[ONE], places) for places in range(5)),
            "You rounded, and of small numbers little is left. Round where people read, not where others "
            "compute.",
        ),
        Misconception(
            "only those who post look",
            RATES,
            _every("reads_per_s", lambda run: sum(each[0] for each in run["authors"]) / run["users"]),
            "You counted the authors' looks. Most users never post, and look.",
        ),
        Misconception(
            "peak everywhere",
            RATES,
            _every("reads_per_s", lambda run: run["peak"]),
            "reads_per_s is an average: only what is called peak has the peak in it.",
        ),
        Misconception(
            "the average author",
            WRITES,
            lambda seen: (
                _every("writes_per_s", _average)(seen) or _every("writes_per_s", _average_user)(seen)
            ),
            "You took the average author's followers. Ten authors make 2 % of the posts here and 99.5 % of "
            "the feed writes: the average author is not the author of the average post.",
        ),
        Misconception(
            "an average over the rows",
            WRITES,
            _every("writes_per_s", _kinds_average),
            "You took the mean of the rows' followers, as if there were as many celebrities as others.",
        ),
        Misconception(
            "no fan-out",
            WRITES,
            lambda seen: all(
                near(run["got"]["writes_per_s"], run["wanted"]["posts_per_s"]) for run in seen.values()
            ),
            "One write for each post: nobody's feed got it. A post is written into the feed of each "
            "follower.",
        ),
        Misconception(
            "no peak",
            WRITES,
            lambda seen: all(
                near(run["got"]["writes_per_s"], run["wanted"]["writes_per_s"])
                and near(run["got"]["peak_writes_per_s"], run["wanted"]["writes_per_s"])
                for run in seen.values()
            ),
            "The busiest hour is n['peak'] times the average. Machines are bought for that hour.",
        ),
        Misconception(
            "the peak of the example",
            WRITES,
            _every("peak_writes_per_s", lambda run: 3 / run["peak"]),
            "You typed the 3 of the cells above. In another world n['peak'] is another number.",
        ),
        Misconception(
            "one entry for each user",
            SIZES,
            _every("feed_gb", lambda run: 1 / run["kept"]),
            "A feed keeps many entries: n['kept'] for each user.",
        ),
        Misconception(
            "gibibytes",
            SIZES,
            _every("feed_gb", lambda run: 1e9 / 2**30),
            "2³⁰ bytes are a GiB. The task, disks and bills count 10⁹.",
        ),
        Misconception(
            "bits",
            SIZES,
            _every("media_tb_per_day", lambda run: 8),
            "Eight times too much: media_bytes are bytes already.",
        ),
        Misconception(
            "a picture for each reader",
            SIZES,
            lambda seen: all(
                near(
                    run["got"]["media_tb_per_day"],
                    run["wanted"]["media_tb_per_day"]
                    * run["wanted"]["writes_per_s"]
                    / run["wanted"]["posts_per_s"],
                )
                for run in seen.values()
            ),
            "A picture is stored once. What goes into each feed is the post's id.",
        ),
    ),
    hints=(
        "Sum over the authors before you divide by anything.",
        "Posts a day: how many × posts. Feed writes a day: how many × followers × posts.",
        'posts = sum(many * each for many, followers, each in n["authors"]) / 86_400\n'
        'writes = sum(many * followers * each for many, followers, each in n["authors"]) / 86_400',
    ),
)
