"""11-swap: make a view anew while people like and read, and take the new one when it is not behind."""

from itertools import pairwise
from typing import Any, Final

from companion.exercises.budget import call
from companion.exercises.plain import plain
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

END = "at the end readers see all likes: 22"
FEWER = "no reader ever sees fewer likes than before"
STOPPED = "nobody is kept from liking"

LINES: Final = {
    "a": "fresh = view.fresh()",
    "b": "while True:",
    "c": "    follow(fresh)",
    "d": "    if view.swap(fresh):",
    "e": "        return",
    "f": "clear(view)",
    "g": "view.swap(fresh)",
    "h": "pause()",
    "i": "follow(fresh)",
}
MOST_LINES, MOST_FOLLOWED, STEPS = 12, 40, 20_000
COMING = 12


class _World:
    """Ten likes of post 456, of which the view shows 7; twelve more come, one each time one follows."""

    def __init__(self) -> None:
        from companion.cqrs import DictView, Projection
        from companion.events import VirtualClock
        from companion.scenarios.counting_likes import PostLiked, like
        from companion.sourcing import MemoryStore

        self._like = like
        self.store, self.view = MemoryStore(clock=VirtualClock()), DictView("likes")
        like(self.store, 456, *range(11, 21))

        def follow(view: Any) -> None:
            projection = Projection(view)

            @projection.on(PostLiked)
            def count(event: Any, rows: Any) -> None:
                rows[event.post_id] = rows.get(event.post_id, 0) + 1

            projection.catch_up(self.store)

        self._catch_up = follow
        follow(self.view)
        with self.view.writing() as writing:
            writing.target[456] = 7
        self.came, self.followed, self.paused = 0, 0, False
        self.read = [7]

    def follow(self, view: Any) -> None:
        """Apply to `view` what it has not; meanwhile somebody likes, and the view that is read keeps up."""
        self.followed += 1
        if self.followed > MOST_FOLLOWED:
            raise RuntimeError("follow was called 40 times, and it never ends")
        self._catch_up(view)
        self.look()
        if self.came < COMING and not self.paused:
            self.came += 1
            self._like(self.store, 456, 100 + self.came)
            self._catch_up(self.view)
        self.look()

    def clear(self, view: Any) -> None:
        """Take all rows out of `view`."""
        with view.writing() as writing:
            writing.target.clear()
        self.look()

    def pause(self) -> None:
        """Stop the writers."""
        self.paused = True

    def look(self) -> None:
        """A reader looks."""
        self.read.append(self.view.rows.get(456, 0))


def _observe(answer: Any) -> Seen:
    given = plain(answer)
    letters = list(given) if type(given) is str else given if type(given) is list else []
    letters = [str(each).strip().lower() for each in letters if str(each).strip(" ,")]
    strange = [each for each in letters if each not in LINES]
    problem = f"there is no line {strange[0]!r}, expected letters from a to i" if strange else _alone(letters)
    if len(letters) > MOST_LINES:
        problem = f"there are {len(letters)} lines, and {MOST_LINES} are enough"
    if problem:
        return {
            "order": [],
            "problem": problem,
            "trouble": "",
            "read": [],
            "end": 0,
            "came": 0,
            "paused": False,
        }
    return {"order": letters, "problem": "", **_played(letters)}


def _alone(order: list[str]) -> str:
    """Which line stands without the one that it belongs to, in a sentence; "" if none does."""
    deep = {each: (len(line) - len(line.lstrip())) // 4 for each, line in LINES.items()}
    for before, after in zip(["", *order], [*order, ""], strict=True):
        opens = LINES.get(before, "").endswith(":")
        if opens and deep.get(after, 0) <= deep[before]:
            return f"nothing is indented under {before}, `{LINES[before].strip()}`: what happens there?"
        if deep.get(after, 0) > deep.get(before, 0) + opens:
            return f"{after} is indented, and the line that it belongs to is not above it"
    return ""


def _played(letters: list[str]) -> dict[str, Any]:
    program = "def rebuild(view, follow, clear, pause):\n"
    program += "\n".join(f"    {LINES[each]}" for each in letters)
    world = _World()

    def run() -> None:
        known: dict[str, Any] = {}
        exec(compile(program, "<your lines>", "exec"), known)
        known["rebuild"](world.view, world.follow, world.clear, world.pause)

    outcome = call(run, steps=STEPS)
    world.look()
    while world.came < COMING and not world.paused:  # those who come after the rebuild
        world.came += 1
        world._like(world.store, 456, 100 + world.came)
    world._catch_up(world.view)
    world.look()
    return {
        "trouble": outcome.trouble,
        "read": world.read[:60],
        "end": world.read[-1],
        "came": world.came,
        "paused": world.paused,
    }


def _followed_first(order: list[str]) -> bool:
    """Whether something was followed before the swap that nobody listens to."""
    return "g" in order and any(each in order[: order.index("g")] for each in ("c", "i"))


def _cannot(seen: Seen) -> Finding | None:
    if seen["problem"]:
        return Finding("", seen["problem"])
    return (
        Finding("", f"your lines {seen['trouble'].removeprefix('your code ')}") if seen["trouble"] else None
    )


def _end(seen: Seen) -> Finding | None:
    if (cannot := _cannot(seen)) is not None:
        return cannot
    wanted = 10 + seen["came"]
    if seen["end"] != wanted:
        return Finding(str(wanted), f"post 456 has {seen['end']} likes")
    behind = _behind_the_loop(seen["order"])
    return Finding("", f"{behind[0]} is never reached: it stands behind `while True`") if behind else None


def _behind_the_loop(order: list[str]) -> list[str]:
    """The lines after the loop, which ends by `return` alone."""
    after = order[order.index("b") :] if "b" in order else []
    return [each for each in after if not LINES[each].startswith("    ") and each != "b"]


def _fewer(seen: Seen) -> Finding | None:
    if (cannot := _cannot(seen)) is not None:
        return cannot
    read = seen["read"]
    for before, after in pairwise(read):
        if after < before:
            return Finding("", f"readers saw {before} likes, then {after}")
    return _nothing_new(seen)


def _nothing_new(seen: Seen) -> Finding | None:
    """The old view, damaged as it was, is still the one that is read."""
    return (
        Finding("", "not judged: readers still see the old view") if seen["end"] == 7 + seen["came"] else None
    )


def _stopped(seen: Seen) -> Finding | None:
    if (cannot := _cannot(seen)) is not None:
        return cannot
    if seen["paused"]:
        return Finding("", "the writers were stopped, and nobody could like meanwhile")
    return _nothing_new(seen)


SWAP = Exercise(
    id="11-swap",
    title="order",
    kind="modify",
    points=3,
    bonus=True,
    accepts=(list, tuple, str),
    example='["a", "c"]',
    blank=([], ""),
    observe=_observe,
    criteria=(Criterion(END, 1, _end), Criterion(FEWER, 1, _fewer), Criterion(STOPPED, 1, _stopped)),
    misconceptions=(
        Misconception(
            "clears what is read",
            FEWER,
            lambda s: "f" in s["order"] and 0 in s["read"][1:],
            "Readers saw nothing while you counted. Count somewhere else, and change places when it is done.",
        ),
        Misconception(
            "stops the world",
            STOPPED,
            lambda s: "h" in s["order"],
            "Right, and nobody could like meanwhile. For 1,200 likes that is a moment; for a year of them a "
            "night.",
        ),
        Misconception(
            "does not listen to swap",
            END,
            lambda s: not s["trouble"] and _followed_first(s["order"]) and s["end"] == 7 + s["came"],
            "swap said False: a like had come meanwhile, the old view was ahead, and nobody listened. Follow "
            "again, and ask again.",
        ),
        Misconception(
            "no fresh view",
            END,
            lambda s: "UnboundLocalError" in s["trouble"] or "NameError" in s["trouble"],
            "`fresh` is used before there is one: which line makes it?",
        ),
        Misconception(
            "nobody follows the fresh view",
            END,
            lambda s: "c" not in s["order"] and "i" not in s["order"] and "stopped" in s["trouble"],
            "Nothing follows the fresh view, so it never comes as far as the old one, and swap says no for "
            "ever.",
        ),
    ),
    hints=(
        "What may readers see while you count anew?",
        "Fill a fresh view beside the old one, and ask swap: it says False while the fresh one is behind.",
        "make it; then, again and again: follow it, and return if swap says yes",
    ),
)
