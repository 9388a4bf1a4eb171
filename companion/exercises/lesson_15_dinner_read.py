"""15-dinner: reads a design that may be written in any way, and says of what cannot be read where it stands.

Nothing is lost by a slip: what can be read is run and marked. A name alone will do where a list was wanted.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import Any, Final

from companion.exercises.lesson_15_parts import parts
from companion.exercises.plain import Plain
from companion.exercises.telling import in_words
from companion.scenarios.reactions import PEOPLE, Reaction

PARTS: Final = ("events", "reactions", "undo", "promise", "critical", "later", "once")
_WANTED: Final = {
    "when": "a row waits for one event",
    "service": "nobody acts on it",
    "publishes": "write an event's name in quotes",
    "or else": "write an event's name in quotes",
}
MOST_SLIPS, LONGEST_NAME = 4, 80
MOST_ROWS: Final = 50
"""More rows than that are not read: an evening has 200 deliveries at most."""
NO_NAME: Final = "is no event's name, which is one word: OrderPlaced"
SHAPE: Final = "a row is (when, service, publishes), and a fourth entry is what it says instead"


@dataclass(slots=True)
class Design:
    """A design of question 1 as far as it could be read. `slips` maps a part to its sentences."""

    rows: list[Reaction] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    undo: list[str] = field(default_factory=list)
    critical: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    once: list[str] = field(default_factory=list)
    promise: str = ""
    slips: dict[str, list[str]] = field(default_factory=dict)

    def slip(self, part: str, sentence: str) -> None:
        """Keep a sentence about `part`, of many the first few."""
        said = self.slips.setdefault(part, [])
        if len(said) < MOST_SLIPS:
            said.append(sentence)


def as_design(answer: Any) -> Design:
    """The design in `answer`, a dict."""
    given = parts(answer)
    design = Design()
    for key in given:
        near = difflib.get_close_matches(key, PARTS, 1, 0.7)
        if key not in PARTS and near and near[0] not in given:  # others, such as "why", are for people
            design.slip(near[0], f"{key!r} is no part of a design; did you mean {near[0]!r}?")
    for part in ("events", "undo", "critical", "later", "once"):
        setattr(design, part, _names(design, part, given.get(part)))
    promise = given.get("promise")
    if type(promise) is str:
        design.promise = promise
    elif promise is not None and promise != {"todo": True}:
        design.slip("promise", f"promise is {in_words(promise)}, wanted the name of one event")
    rows = _several(design, "reactions", given.get("reactions"))
    if len(rows) > MOST_ROWS:
        design.slip("reactions", f"there are more than {MOST_ROWS} rows: the first {MOST_ROWS} are played")
    read = [_row(design, number, row) for number, row in enumerate(rows[:MOST_ROWS], start=1)]
    design.rows = _in_this_order(design, read)
    return design


def _in_this_order(design: Design, read: list[Reaction | None]) -> list[Reaction]:
    """The rows that could be read, without those that name the service first and then the event."""
    said = {name for row in read if row for name in (row.publishes, row.or_else) if name}
    events, kept = said | set(design.events), []
    for number, row in enumerate(read, start=1):
        if row and row.service in events and row.when not in (*said, *PEOPLE):
            told = f"row {number}: {row.service!r} is an event, and stands where the service does"
            design.slip("reactions", told)
        elif row:
            kept.append(row)
    return kept


def _several(design: Design, part: str, value: Plain) -> list[Plain]:
    """The entries of a list, tuple or set; one slip for what is none."""
    if value is None or value == {"todo": True}:
        return []
    if type(value) is list:
        return value
    if type(value) is dict and list(value) == ["set"] and type(value["set"]) is list:
        return value["set"]
    rows = " of rows" if part == "reactions" else ""
    design.slip(part, f"{part} is {in_words(value)}, wanted a list{rows}")
    return []


def _names(design: Design, part: str, value: Plain) -> list[str]:
    names = []
    for each in _several(design, part, [value] if type(value) is str else value):
        if type(each) is str and "," in each:
            design.slip(part, f"{in_words(each, 40)} in {part} is one text: put each name in quotes")
        elif type(each) is str and each.strip():
            names.append(each if len(each) <= LONGEST_NAME else f"{each[:LONGEST_NAME]}…")
        elif each != {"todo": True}:
            design.slip(part, f"{in_words(each)} stands in {part}, wanted names")
    return list(dict.fromkeys(names))


def _row(design: Design, number: int, row: Plain) -> Reaction | None:
    """One row; None, and a slip, for what is none."""
    if row == {"todo": True}:
        return None
    told = f"row {number} is {in_words(row, 80)}"
    if type(row) is not list or len(row) not in (3, 4):
        design.slip("reactions", f"{told}: {SHAPE}")
        return None
    texts = ["" if each is None and place == 3 else each for place, each in enumerate(row)]
    for name, each in zip(("when", "service", "publishes", "or else"), texts, strict=False):
        if type(each) is not str or (name != "or else" and not each.strip()):
            design.slip("reactions", f"{told}: {in_words(each)} is no {name!r}; {_WANTED[name]}")
            return None
    when, service, *said = [str(each).strip() for each in texts]
    if service in PEOPLE:
        design.slip("reactions", f"{told}: {service!r} is a 'when', and stands second; {SHAPE}")
        return None
    for name in filter(None, said):
        if not name.isidentifier() or name == "Event":
            design.slip("reactions", f"{told}: {in_words(name)} {NO_NAME}")
            return None
    return Reaction(when, service, *said)
