"""07-gap (bonus): read a table by number while its transactions commit in any order."""

from collections.abc import Callable
from typing import Any

from companion.exercises.budget import call
from companion.exercises.plain import plain
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen
from companion.scenarios.numbered_table import NumberedTable

CALM = "an ordinary day: each number once, in order"
SLOW = "a slow transaction is not passed by"
ROLLED = "a number that never comes is not waited for"
BUSY = "a busy table, and a commit between two of your calls"

MOST_SHOWN = 12
MOST_CALLS = 40


class _Reader:
    """Calls the answer, with one memory for all calls, and notes what it gave."""

    def __init__(self, answer: Any) -> None:
        self.answer, self.table, self.memory = answer, NumberedTable(), dict[str, Any]()
        self.gave: list[Any] = []
        self.odd = ""
        self.trouble = ""

    def committed(self, count: int) -> None:
        """As many transactions, one after the other."""
        for _ in range(count):
            self.table.commit(self.table.begin())

    def read(self) -> None:
        outcome = call(self.answer, self.table, self.memory, steps=50_000)
        self.trouble = self.trouble or outcome.trouble
        self.gave.append(outcome.value)
        if not isinstance(outcome.value, (list, tuple)):
            self.odd = self.odd or type(outcome.value).__name__

    def gives_news(self) -> bool:
        """Whether the last call gave numbers, and none of them was given before."""
        gave: list[Any] = [plain(each) for each in self.gave]
        if self.odd or self.trouble or any(type(each) is not list for each in gave):
            return False
        known = [number for each in gave[:-1] for number in each]
        return bool(gave[-1]) and not any(number in known for number in gave[-1])

    def end(self, expected: list[int]) -> dict[str, Any]:
        """What it gave. Who gives a few at a time is called as long as something new comes."""
        while self.gives_news() and len(self.gave) < MOST_CALLS:
            self.read()
        return {"gave": plain(self.gave), "odd": self.odd, "trouble": self.trouble, "expected": expected}


def _calm(reader: _Reader) -> list[int]:
    for count in (1, 2, 0, 1):
        reader.committed(count)
        reader.read()
    return [1, 2, 3, 4]


def _slow(reader: _Reader) -> list[int]:
    reader.committed(1)
    slow = reader.table.begin()
    reader.committed(1)
    reader.read()
    reader.table.commit(slow)
    reader.read()
    reader.read()
    return [1, 2, 3]


def _rolled(reader: _Reader) -> list[int]:
    reader.committed(1)
    reader.table.roll_back(reader.table.begin())
    slow = reader.table.begin()
    reader.committed(1)
    reader.read()
    reader.table.commit(slow)
    reader.read()
    reader.read()
    return [1, 3, 4]


def _busy(reader: _Reader) -> list[int]:
    """The first of 30 is slow, and there is always somebody open."""
    slow = reader.table.begin()
    reader.committed(28)
    last = reader.table.begin()
    reader.read()
    reader.read()
    reader.table.commit(slow)
    for _ in range(3):
        reader.read()
        following = reader.table.begin()
        reader.table.commit(last)
        last = following
    reader.read()
    return list(range(1, 33))


def _between(reader: _Reader) -> list[int]:
    reader.committed(1)
    slow = reader.table.begin()
    reader.committed(1)
    reader.table.then(lambda: reader.table.commit(slow))
    for _ in range(3):
        reader.read()
    return [1, 2, 3]


CASES: dict[str, Callable[[_Reader], list[int]]] = {
    "calm": _calm,
    "anew": _calm,
    "slow": _slow,
    "rolled": _rolled,
    "busy": _busy,
    "between": _between,
}


def _observe(answer: Any) -> Seen:
    seen: Seen = {"asks": "oldest_open" in getattr(getattr(answer, "__code__", None), "co_names", ())}
    for name, case in CASES.items():
        reader = _Reader(answer)
        expected = case(reader)
        seen[name] = reader.end(expected)
    return seen


def _numbers(case: Seen) -> list[Any]:
    return [number for gave in case["gave"] if type(gave) is list for number in gave]


def _shown(numbers: list[Any]) -> str:
    text = " ".join(str(number) for number in numbers[:MOST_SHOWN])
    return text + (" …" if len(numbers) > MOST_SHOWN else "") if numbers else "nothing"


def _calls(case: Seen) -> str:
    return ", then ".join(_shown(gave) if type(gave) is list else "no list" for gave in case["gave"][:4])


def _problem(case: Seen, said: str) -> Finding | None:
    """What is wrong with what was given, all calls together."""
    if case["trouble"]:
        return Finding("", f"{said}: your code {case['trouble']}")
    if case["odd"]:
        what = "None" if case["odd"] == "NoneType" else f"something of type {case['odd']}"
        return Finding("a list of numbers", f"{said}: take gave back {what}")
    found, expected = _numbers(case), case["expected"]
    for number in found:
        if type(number) is not int:
            what = f"{number!r}, a text (str)" if type(number) is str else "something that is no whole number"
            return Finding("whole numbers", f"{said}: take gave back {what[:60]}")
    never = [number for number in expected if number not in found]
    if never:
        return Finding("", f"{said}: you gave {_calls(case)}; {_shown(never)} never came")
    if len(found) != len(expected):
        return Finding("each once", f"{said}: you gave {_calls(case)}")
    return None


def _ordinary(seen: Seen) -> Finding | None:
    said = "1, then 2 and 3, then nothing, then 4 are committed"
    for name, where in (("calm", ""), ("anew", "another table and an empty memory: ")):
        case = seen[name]
        if (wrong := _problem(case, where + said)) is not None:
            return wrong
        if _numbers(case) != case["expected"]:
            return Finding("1 2 3 4", f"{where}you gave {_calls(case)}")
    return None


def _busy_case(seen: Seen) -> Finding | None:
    wrong = _problem(seen["busy"], "1 commits after 2 to 29, and somebody is always open")
    return wrong or _problem(
        seen["between"], "2 is open, 1 and 3 are there, and 2 commits between two of your calls"
    )


def _never(seen: Seen, case: str) -> list[int]:
    found = _numbers(seen[case])
    return [number for number in seen[case]["expected"] if number not in found]


GAP = Exercise(
    id="07-gap",
    title="take",
    kind="bug hunt",
    points=3,
    bonus=True,
    signature="take(table, memory)",
    observe=_observe,
    gate=(Criterion(CALM, 0, _ordinary),),
    criteria=(
        Criterion(SLOW, 1, lambda s: _problem(s["slow"], "1 and 3 are there, 2 commits later")),
        Criterion(ROLLED, 1, lambda s: _problem(s["rolled"], "2 is rolled back, 3 is slow, 4 is there")),
        Criterion(BUSY, 1, _busy_case),
    ),
    misconceptions=(
        Misconception(
            "remembers outside the memory",
            CALM,
            lambda s: _numbers(s["calm"]) == [1, 2, 3, 4] != _numbers(s["anew"]) and not s["anew"]["trouble"],
            "The second table was read as if the first one's numbers had been its own: something is kept "
            "outside of `memory`. The next process begins without it.",
        ),
        Misconception(
            "everything again",
            CALM,
            lambda s: _numbers(s["calm"])[:3] == [1, 1, 2],
            "You gave 1, and with the next call 1 again. Either remember what was given, or delete it.",
        ),
        Misconception(
            "sequence is commit order",
            SLOW,
            lambda s: _numbers(s["slow"]) == [1, 3],
            "You remembered 3 and asked for more than 3. Number 2 was taken before, and committed after. The "
            "highest number you saw says nothing about the lower ones.",
        ),
        Misconception(
            "waits for every number",
            ROLLED,
            lambda s: _never(s, "rolled") == [3, 4] and not _never(s, "slow"),
            "Number 2 was rolled back and will never come: 3 and 4 wait for it for ever.",
        ),
        Misconception(
            "looks back a little",
            BUSY,
            lambda s: _never(s, "busy") == [1] and not _never(s, "slow"),
            "Number 1 was open while 29 others came. You looked back as far as you had luck.",
        ),
        Misconception(
            "reads the horizon last",
            BUSY,
            lambda s: bool(s["asks"]) and _never(s, "between") == [2] and not _never(s, "busy"),
            "2 committed between your two reads: not among the rows you had read, and no longer open when "
            "you asked. You noted 3. First ask who is open, then read the rows.",
        ),
        Misconception(
            "deletes what it did not give",
            BUSY,
            lambda s: not s["asks"] and _never(s, "between") == [2] and not _never(s, "busy"),
            "2 committed between your two reads: not among the rows you gave, and among those you deleted. "
            "Delete exactly what you gave.",
        ),
        Misconception(
            "waits for quiet",
            BUSY,
            lambda s: not _numbers(s["busy"]) and not _never(s, "slow"),
            "Somebody was always open, and nothing was published. A busy table is never quiet.",
        ),
    ),
    hints=(
        "Which numbers may still come below the highest one you saw?",
        "Do not remember a number: remember what is left. Or stop below the oldest open transaction.",
        "end = table.oldest_open()      # first\nrows = ...   # above the last one you gave, below end",
    ),
)
