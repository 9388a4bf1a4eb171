"""11-own: whoever wrote waits until the view has come so far, and no longer than that."""

from typing import Any

from companion.exercises.budget import call
from companion.exercises.plain import plain
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

REACHED = "the view reaches the write: the page with it, at once"
LEAP = "a batch leaps over it, or the view was there before"
LATE = "not within the limit: the page there is, and False"
NOBODY = "who wrote nothing gets the page at once"
STEPS = 30_000
LAST = 12

MOVES = {
    "reached": (((0.0, 5), (0.3, 6)), 6, 2.0),
    "later": (((0.0, 2), (0.5, 3), (0.8, 4), (1.9, 9)), 4, 1.5),
    "leap": (((0.0, 4), (0.25, 9)), 6, 2.0),
    "there": (((0.0, 7),), 6, 2.0),
    "exactly": (((0.0, 6),), 6, 1.0),
    "never": (((0.0, 4), (1.0, 5)), 6, 2.0),
    "shorter": (((0.0, 3), (1.65, 8)), 7, 1.6),
    "last": (((0.0, 4), (1.55, 6)), 6, 1.6),
    "between": (((0.0, 5), (0.3, 6)), 6, 2.0),
    "too late": (((0.0, 5), (9.0, 6)), 6, 1.6),
    "nobody": (((0.0, 4), (0.5, 6)), None, 2.0),
    "empty": (((0.0, 0),), None, 1.0),
}
"""When (s) the view moves to which place, where the reader wrote, and how long they may wait (s): 1.6 and 2
are so many tenths for whoever adds 0.1, takes 0.1 away, divides or multiplies."""
DUE = {"reached": 0.3, "later": 0.8, "leap": 0.3, "never": 2.0, "shorter": 1.6, "last": 1.6, "between": 0.3}
"""How many seconds a reader waits; the others none."""
BEHIND_IT = ("between", "too late")
"""Where the view moves right behind the first page that is read."""


class _View:
    """A view that moves with the clock, and with `between` right behind a page that is read; a place is a
    position of a store.
    """

    def __init__(
        self, clock: Any, moves: tuple[tuple[float, int], ...], places: list[Any], between: bool
    ) -> None:
        self._clock, self._moves, self._places, self._between = clock, moves, places, between
        self._moved = False

    def checkpoint(self) -> Any:
        """How far the view has come."""
        return self._places[self._at()]

    def newest(self) -> list[str]:
        """The ids of its page."""
        page = _page(self._at())
        self._moved = self._between
        return page

    def _at(self) -> int:
        if self._moved:
            return self._moves[-1][1]
        return max(place for since, place in self._moves if since <= self._clock.elapsed_s + 1e-9)


def _page(at: int) -> list[str]:
    """The page of a view that stands there: the newest three of the posts 451, 452, …"""
    return [str(450 + place) for place in range(at, max(0, at - 3), -1)]


def _places() -> list[Any]:
    from companion.events import VirtualClock
    from companion.scenarios.counting_likes import like
    from companion.sourcing import START, MemoryStore

    store = MemoryStore(clock=VirtualClock())
    return [START, *(like(store, 450 + n, 7) for n in range(1, LAST))]


def _observe(answer: Any) -> Seen:
    places = _places()
    return {name: _visit(answer, name, places) for name in MOVES}


def _visit(answer: Any, name: str, places: list[Any]) -> dict[str, Any]:
    from companion.events import VirtualClock

    moves, wrote, limit_s = MOVES[name]
    clock = VirtualClock()
    position = None if wrote is None else places[wrote]
    outcome = call(
        answer, _View(clock, moves, places, name in BEHIND_IT), position, clock, limit_s, steps=STEPS
    )
    pair = plain(outcome.value)
    both = pair if type(pair) is list and len(pair) == 2 and type(pair[0]) is not bool else None
    return {
        "trouble": outcome.trouble,
        "stopped": outcome.stopped,
        "waited": round(clock.elapsed_s, 3),
        "pair": both is not None,
        "ids": both[0] if both else pair,
        "fresh": both[1] if both else None,
    }


def _expected(name: str) -> tuple[list[str], bool]:
    """The page at the end of the wait, and whether the reader's write is in it."""
    moves, wrote, _ = MOVES[name]
    at = max(place for since, place in moves if since <= DUE.get(name, 0.0))
    return _page(at), wrote is None or at >= wrote


STORY = {
    "reached": "written at 6; the view is at 5, and at 6 after 0.3 s: ",
    "later": "written at 4; the view is at 2, at 3 after 0.5 s, at 4 after 0.8 s: ",
    "leap": "written at 6; the view is at 4, and goes to 9 after 0.25 s: ",
    "there": "written at 6, and the view is at 7: ",
    "exactly": "written at 6, and the view is at 6: ",
    "never": "written at 6; the view is at 4, at 5 after 1 s; limit 2 s: ",
    "shorter": "written at 7; the view is at 3, at 8 after 1.65 s; limit 1.6 s: ",
    "last": "written at 6; the view is at 4, at 6 after 1.55 s; limit 1.6 s: ",
    "between": "written at 6; the view is at 5, and moves to 6 right after view.newest() was asked: ",
    "too late": "written at 6; the view is at 5, limit 1.6 s, and moves to 6 right after view.newest(): ",
    "nobody": "position is None, and others' posts come in: ",
    "empty": "position is None, and the view is empty: ",
}


def _case(*names: str) -> Any:
    def judge(seen: Seen) -> Finding | None:
        return next((found for name in names if (found := _visited(seen, name)) is not None), None)

    return judge


def _visited(seen: Seen, name: str) -> Finding | None:
    got, story = seen[name], STORY[name]
    ids, fresh = _expected(name)
    if got["trouble"]:
        return Finding("", f"{story}your code {got['trouble']}")
    if not got["pair"]:
        return Finding("(ids, fresh)", f"{story}returned {_said(got['ids'])}")
    wait = DUE.get(name, 0.0)
    if got["ids"] != ids and got["waited"] > wait + 0.01:
        told = f"waited {got['waited']:g} s, and the page is {_said(got['ids'])}"
        return Finding(f"{wait:g} s, and {_said(ids)}", f"{story}{told}")
    if got["ids"] != ids:
        return Finding(_said(ids), f"{story}the page is {_said(got['ids'])}")
    if got["fresh"] is not fresh:
        return Finding(str(fresh), f"{story}the page is {_said(ids)}, and fresh is {_said(got['fresh'])}")
    if name == "between":  # whoever reads a page at each look is done sooner
        return None
    if not wait - 0.01 <= got["waited"] <= (wait + 0.11 if wait else 0.01):
        return Finding(f"{wait:g} s", f"{story}waited {got['waited']:g} s")
    return None


def _too_late(seen: Seen) -> Finding | None:
    """A page without the write, called fresh: said once, where a look is in time or where it is not."""
    found: Finding | None = _case("never", "shorter")(seen)
    got = seen["too late"]
    if found is None and _visited(seen, "between") is None and (got["ids"], got["fresh"]) == (_page(5), True):
        found = Finding("False", f"{STORY['too late']}the page is {_said(_page(5))}, and fresh is True")
    return found


def _said(value: Any) -> str:
    """A page as `[456, 455]`; anything else as Python shows it."""
    if type(value) is list:
        return f"[{', '.join(str(each) for each in value[:4])}]"
    if type(value) is dict:
        return f"something of type {value.get('object', 'dict')}"
    return repr(value)


def _never_ends(seen: Seen) -> bool:
    return bool(seen["never"]["stopped"])


OWN = Exercise(
    id="11-own",
    title="read_own",
    kind="write",
    points=4,
    signature="read_own(view, position, clock, limit_s)",
    observe=_observe,
    criteria=(
        Criterion(REACHED, 1, _case("reached", "later", "last", "between")),
        Criterion(LEAP, 1, _case("there", "exactly", "leap")),
        Criterion(LATE, 1, _too_late),
        Criterion(NOBODY, 1, _case("nobody", "empty")),
    ),
    misconceptions=(
        Misconception(
            "no time passes",
            REACHED,
            lambda s: all(s[name]["waited"] == 0 for name in ("reached", "never", "there", "exactly")),
            "The view was 0.3 s away, and on its clock no time passed: only `clock.sleep` lets it pass. Look "
            "again, every 0.1 s, until it is there or the time is over.",
        ),
        Misconception(
            "reads, then waits",
            REACHED,
            lambda s: (
                s["reached"]["fresh"] is True
                and s["reached"]["ids"] == _page(5)
                and s["reached"]["waited"] > 0
            ),
            "True, and the write is not in the page: you took the page before the wait. First wait, then "
            "read, once.",
        ),
        Misconception(
            "the page is older than the answer",
            REACHED,
            lambda s: s["between"]["fresh"] is True and s["between"]["ids"] == _page(5),
            "You took the page, and asked for the checkpoint then. The view moved in between: True, and the "
            "write is not in the page. First the checkpoint, then the page.",
        ),
        Misconception(
            "always the whole limit",
            REACHED,
            lambda s: (
                min(s["there"]["waited"], s["reached"]["waited"]) >= 2 and s["reached"]["fresh"] is True
            ),
            "Everybody waits for the slowest case. Look while you wait.",
        ),
        Misconception(
            "waits for one place exactly",
            LEAP,
            lambda s: (
                min(s[name]["waited"] for name in ("leap", "there")) >= 2 and s["exactly"]["waited"] == 0
            ),
            "A view moves in leaps: a batch took it from 4 to 9, and it is never at exactly 6. It has your "
            "write when it has come at least so far.",
        ),
        Misconception(
            "one place too far",
            LEAP,
            lambda s: s["exactly"]["waited"] > 0 and s["there"]["waited"] == 0,
            "The view stands at 6 and has what stands at 6. You waited for something behind it.",
        ),
        Misconception(
            "waits for ever",
            LATE,
            _never_ends,
            "The view stays behind, and the page never comes. What does Ada see after the limit?",
        ),
        Misconception(
            "an error instead of a page",
            LATE,
            lambda s: ": raise " in s["never"]["trouble"] and not s["reached"]["trouble"],
            "An error page, although an older feed was there. It is late, not broken: show it, and say so.",
            any_error=True,
        ),
        Misconception(
            "nothing when it is late",
            LATE,
            lambda s: s["never"]["ids"] in ([], None) and s["never"]["fresh"] is False,
            "An empty page, and Ada thinks that all is lost. An older page is there: show it.",
        ),
        Misconception(
            "says fresh all the same",
            LATE,
            lambda s: s["never"]["ids"] == _page(5) and s["never"]["fresh"] is True,
            "It says True, and her post is not in it. She will post it again.",
        ),
        Misconception(
            "compares with None",
            NOBODY,
            lambda s: "NoneType" in s["nobody"]["trouble"],
            "Who wrote nothing has no position: None, and no place of a view is at or beyond None. Ask for "
            "it first.",
        ),
        Misconception(
            "everybody waits",
            NOBODY,
            lambda s: s["nobody"]["waited"] > 0,
            "This reader wrote nothing and waited for others. Only who wrote needs to.",
        ),
    ),
    hints=(
        "How do you know that a view has come so far, if it moves in leaps?",
        "Wait in a loop: while the checkpoint is before the position and time is left, sleep 0.1 s. Read the "
        "page after the loop, once.",
        "while position is not None and view.checkpoint() < position:\n"
        "    if waited >= limit_s:\n"
        "        return view.newest(), False\n"
        "    …\n"
        "return view.newest(), True",
    ),
)
