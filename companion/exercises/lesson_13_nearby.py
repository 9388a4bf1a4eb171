"""13-nearby: match the nearest driver who is free and fresh, while reports come late and requests twice."""

from collections.abc import Callable
from typing import Any, Final

from companion.exercises.budget import call
from companion.exercises.plain import Plain, plain
from companion.exercises.telling import in_words
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

FIRST = "one driver, near and free, is matched"
LATE = "of each driver the newest report counts"
FRESH = "who has been silent for more than 30 s is not matched; at 30 s still"
MANY = "the nearest who is free, within 3,000 m, however many are taken"
ONCE = "a ride that asks again has its driver"

SQUARE: Final = (52.3731, 4.8926)
METRE: Final = 1 / 111_226  # a metre to the north, in degrees of latitude
NAMES: Final = ("Kim", "Dan", "Eva", "Lee", "Max", "Noa")
TAKEN: Final = 11


def _at(metres: float) -> tuple[float, float]:
    return SQUARE[0] + metres * METRE, SQUARE[1]


class Evening:
    """One object of the answer's, and what was asked of it and answered."""

    def __init__(self, answer: Any) -> None:
        from companion.cqrs import GridNearby

        self.asked: list[list[Plain]] = []
        self.trouble = ""
        self.one: Any = self._do(lambda: answer(GridNearby()))

    def _do(self, act: Callable[[], Any]) -> Any:
        if self.trouble:
            return None
        outcome = call(act)
        self.trouble = outcome.trouble
        return outcome.value

    def report(self, driver: str, at_s: int, metres: float) -> None:
        self._do(lambda: self.one.report(driver, at_s, *_at(metres)))

    def match(self, ride: str, now_s: int, wanted: str | None, metres: float = 0) -> None:
        """Ask, and note the ride, the answer and who would be right."""
        from companion.cqrs import Near

        found = self._do(lambda: self.one.match(ride, now_s, *_at(metres)))
        got = f"Near(member={found.member!r}, …)" if type(found) is Near else plain(found)
        self.asked.append([ride, got, wanted])

    def ask(self, ride: str, now_s: int) -> None:
        """Ask, whoever is right."""
        self._do(lambda: self.one.match(ride, now_s, *_at(0)))

    def seen(self) -> dict[str, Plain]:
        """Plain data."""
        return {"asked": list(self.asked), "trouble": self.trouble}


def _observe(answer: Any) -> Seen:
    plays = {
        "first": _first,
        "late": _late,
        "older": _older,
        "others": _others,
        "silent": _silent,
        "alone": _alone,
        "edge": _edge,
        "many": _many,
        "far": _far,
        "crowd": _crowd,
        "twice": _twice,
        "anew": _anew,
        "own": _own,
    }
    seen: Seen = {}
    for name, play in plays.items():
        evening = Evening(answer)
        play(evening)
        seen[name] = evening.seen()
    return seen


def _first(city: Evening) -> None:
    city.report("Dan", 100, 400)
    city.match("ride-31", 105, "Dan")


def _anew(city: Evening) -> None:
    """Dan as at first, another ride, another object."""
    city.report("Dan", 100, 400)
    city.match("ride-62", 105, "Dan")


def _own(city: Evening) -> None:
    """Dan's second report comes a second after his first, and nobody else's is newer."""
    city.report("Eva", 99, 900)
    city.report("Dan", 100, 2_500)
    city.report("Dan", 101, 400)
    city.match("ride-63", 105, "Dan")


def _late(city: Evening) -> None:
    """Dan drove away at second 110; what he said at 104 comes after that."""
    city.report("Eva", 108, 900)
    city.report("Dan", 110, 2_500)
    city.report("Dan", 104, 100)
    city.match("ride-32", 112, "Eva")


def _older(city: Evening) -> None:
    """Dan said at 110 where he is, and what he said at 104 does not make him older."""
    city.report("Dan", 110, 2_500)
    city.report("Dan", 104, 100)
    city.match("ride-33", 139, "Dan")


def _others(city: Evening) -> None:
    """Eva's second report is the newest of hers, though Dan's was made a second later."""
    city.report("Eva", 108, 2_900)
    city.report("Dan", 110, 2_500)
    city.report("Eva", 109, 900)
    city.match("ride-30", 112, "Eva")


def _silent(city: Evening) -> None:
    city.report("Dan", 200, 100)
    city.report("Eva", 235, 1_800)
    city.match("ride-34", 240, "Eva")
    city.match("ride-35", 240, None)


def _alone(city: Evening) -> None:
    """Dan's is the newest report of all, and too old."""
    city.report("Dan", 250, 100)
    city.match("ride-37", 281, None)
    city.report("Dan", 282, 100)
    city.match("ride-37", 283, "Dan")


def _edge(city: Evening) -> None:
    city.report("Dan", 300, 100)
    city.report("Eva", 325, 1_800)
    city.match("ride-36", 330, "Dan")


def _many(city: Evening) -> None:
    """Six drivers, seven rides; Dan, who has one, says again where he is."""
    for n, driver in enumerate(NAMES):
        city.report(driver, 400 + n, 150 + 400 * n)
    for n, wanted in enumerate((*NAMES, None)):
        city.match(f"ride-{40 + n}", 410, wanted)
        if wanted == "Eva":
            city.report("Dan", 408, 500)


def _far(city: Evening) -> None:
    city.report("Fay", 500, 11_000)
    city.match("ride-50", 505, None)
    city.report("Fay", 507, 3_050)
    city.match("ride-51", 508, None)
    city.report("Fay", 510, 2_990)
    city.match("ride-52", 512, "Fay")


def _crowd(city: Evening) -> None:
    """More than a hundred who are taken or silent, and Eva behind them."""
    for n in range(TAKEN):
        city.report(f"taxi-{n + 1}", 835, 5 + n)
    for n in range(90):
        city.report(f"taxi-{TAKEN + n + 1}", 800, 50 + n)
    city.report("Eva", 835, 900)
    for n in range(TAKEN):
        city.ask(f"ride-{70 + n}", 840)
    city.match(f"ride-{70 + TAKEN}", 840, "Eva")


def _twice(city: Evening) -> None:
    """The request comes again at once, and again when Dan has been silent for long and is far away."""
    city.report("Dan", 600, 100)
    city.report("Eva", 601, 700)
    city.match("ride-60", 605, "Dan")
    city.match("ride-60", 605, "Dan")
    city.report("Dan", 610, 9_000)
    city.match("ride-61", 612, "Eva")
    city.match("ride-60", 700, "Dan")


def _holds(*names: str) -> Callable[[Seen], Finding | None]:
    def judge(seen: Seen) -> Finding | None:
        for name in names:
            if name != "first" and _holds("first")(seen) is not None:
                return Finding("", "not judged: first one driver, near and free, must be matched")
            if seen[name]["trouble"]:
                return Finding("", f"{TOLD[name]}: your code {seen[name]['trouble']}")
            before: list[str] = []
            for ride, got, wanted in seen[name]["asked"]:
                before.append(f"{ride} {_who(got)}")
                if got != wanted and not _of_no_concern(seen, name, got):
                    return Finding(_who(wanted), f"{TOLD[name]}: {', '.join(before)}")
        return None

    return judge


def _of_no_concern(seen: Seen, name: str, got: Plain) -> bool:
    """Eva's second ride is a matter of `many`, and who cannot pass a silent driver fails in `silent`."""
    if name == "silent":
        return got == "Eva"
    return name == "crowd" and (got is not None or _got(seen, "silent")[:1] != ["Eva"])


def _who(name: Plain) -> str:
    plainly = type(name) is str and (name in (*NAMES, "Fay") or name.startswith("Near("))
    return "nobody" if name is None else str(name) if plainly else in_words(name, 40)


TOLD: Final = {
    "first": "Dan is 400 m away and free",
    "late": "Dan at 110 s: 2,500 m; his report of 104 s, 100 m, comes after it; Eva at 900 m",
    "older": "Dan at 110 s: 2,500 m; his report of 104 s, 100 m, comes after it; asked at 139 s",
    "others": "Eva at 108 s: 2,900 m; Dan at 110 s: 2,500 m; Eva at 109 s: 900 m",
    "silent": "Dan, 100 m, silent for 40 s; Eva, 1,800 m, for 5 s",
    "alone": "Dan, 100 m, silent for 31 s, nobody else; then he reports",
    "edge": "Dan, 100 m, silent for 30 s; Eva, 1,800 m, for 5 s",
    "many": "Kim, Dan, Eva, Lee, Max and Noa in this order; Dan reports again after the third ride",
    "far": "Fay is 11,000 m away, then 3,050 m, then 2,990 m",
    "crowd": f"{TAKEN} drivers near, and {TAKEN} rides have asked; then 90 silent ones; then Eva, 900 m away",
    "twice": "Dan at 100 m, Eva at 700 m; ride-60 asks twice, and again 95 s later, when Dan is 9,000 m away",
}


def _got(seen: Seen, name: str) -> list[Plain]:
    return [got for _, got, _ in seen[name]["asked"]]


def _served(seen: Seen) -> int:
    """How many of the seven rides got the driver they should, before one did not."""
    pairs = [(got, wanted) for _, got, wanted in seen["many"]["asked"]]
    return next((n for n, (got, wanted) in enumerate(pairs) if got != wanted), len(pairs))


def _few(seen: Seen) -> bool:
    served = _served(seen)
    if served == 7:
        return _got(seen, "far")[:1] == _got(seen, "crowd") == [None]
    return 0 < served < 6 and _got(seen, "many")[served] is None


NEARBY = Exercise(
    id="13-nearby",
    title="Dispatch",
    kind="bug hunt",
    points=6,
    signature="class Dispatch",
    observe=_observe,
    gate=(Criterion(FIRST, 0, _holds("first")),),
    criteria=(
        Criterion(LATE, 1, _holds("late", "older", "others")),
        Criterion(FRESH, 2, _holds("silent", "edge", "alone")),
        Criterion(MANY, 2, _holds("many", "far", "crowd")),
        Criterion(ONCE, 1, _holds("twice")),
    ),
    misconceptions=(
        Misconception(
            "one memory for every Dispatch",
            LATE,
            lambda seen: _got(seen, "first") == ["Dan"] and _got(seen, "anew") == [None],
            "A second Dispatch knows what the first one did: there Dan has a ride, and here he is busy. A "
            "dict in the body of the class, or in a default value, is shared by all; make it in __init__.",
        ),
        Misconception(
            "a late report is news",
            LATE,
            lambda seen: (
                _got(seen, "late") == ["Dan"]
                and _got(seen, "many")[:1] == ["Kim"]
                and _got(seen, "far") != [None] * 3
            ),
            "The newest report decides, not the one that came last. Each brings its second: compare, before "
            "you move anybody.",
        ),
        Misconception(
            "one newest for all",
            LATE,
            lambda seen: (
                _got(seen, "late") == ["Eva"]
                and _got(seen, "others") == ["Dan"]
                and _got(seen, "own") == ["Dan"]
            ),
            "Eva's report was left out because Dan's is newer. Each driver has a newest second of her own.",
        ),
        Misconception(
            "a late report makes old",
            LATE,
            lambda seen: _got(seen, "late") == ["Eva"] and _got(seen, "older") == [None],
            "The late report moved nobody, but Dan counts as silent since 104 s. He reported at 110 s: what "
            "is older changes nothing at all.",
        ),
        Misconception(
            "silent is free",
            FRESH,
            lambda seen: _got(seen, "silent")[:1] == ["Dan"],
            "Dan was there 40 s ago. His battery may be empty, and he may be anywhere. now_s less the second "
            "of his newest report must be at most 30.",
        ),
        Misconception(
            "the nearest, or nobody",
            FRESH,
            lambda seen: _got(seen, "silent")[:1] == [None] and _got(seen, "edge")[:1] == ["Dan"],
            "The nearest is silent, and you found nobody: you stopped there, or asked for too few. The next "
            "one may do.",
        ),
        Misconception(
            "less than 30",
            FRESH,
            lambda seen: _got(seen, "silent")[:1] == ["Eva"] and _got(seen, "edge")[:1] != ["Dan"],
            "At 30 s a driver still counts: at most 30, not less than 30.",
        ),
        Misconception(
            "everybody is free",
            MANY,
            lambda seen: _got(seen, "many")[:2] == ["Kim", "Kim"],
            "Kim has two rides: at the second, your code did not find her taken. Note who drives whom, and "
            "look there before you match anybody.",
        ),
        Misconception(
            "a report makes free",
            MANY,
            lambda seen: _got(seen, "many")[:4] == ["Kim", "Dan", "Eva", "Dan"],
            "Dan reported again, on his way with a rider, and was matched a second time. Note that he has a "
            "ride where no report of his takes it away.",
        ),
        Misconception(
            "no further than the first few",
            MANY,
            _few,
            "Nobody is found, though others stand there. You asked for the nearest few, or stopped at one "
            "who is taken. Ask for all, len(self.nearby), and look on.",
        ),
        Misconception(
            "however far",
            MANY,
            lambda seen: _got(seen, "far")[:1] == ["Fay"],
            "Fay comes from 11 km. nearest has a fourth parameter, in metres.",
        ),
        Misconception(
            "asked twice, two cars",
            ONCE,
            lambda seen: _got(seen, "twice")[:2] == ["Dan", "Eva"],
            "The request came again, and the rider has two cars: at least once, as in lesson 06. First look "
            "whether this ride has a driver.",
        ),
        Misconception(
            "no second answer",
            ONCE,
            lambda seen: _got(seen, "twice")[:2] == ["Dan", None],
            "Asked again, your code says nobody: the rider is told that no car comes, and Dan is on the way.",
        ),
    ),
    hints=(
        "Which question does nearest(…, 1) answer, and which do you ask?",
        "Walk along the nearest until one is free and fresh. Before that, look whether this ride has a "
        "driver. A report older than the newest changes nothing.",
        "for each in self.nearby.nearest(latitude, longitude, len(self.nearby), 3_000):\n"
        "    if each.member not in self.busy and now_s - self.seen[each.member] <= 30: …",
    ),
)
