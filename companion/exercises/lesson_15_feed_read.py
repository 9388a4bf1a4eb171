"""15-feed: reads a design that may be written in any way, and says of what cannot be read where it stands."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from companion.exercises.lesson_15_parts import parts
from companion.exercises.plain import Plain
from companion.exercises.telling import in_words
from companion.scenarios.feed_design import EVENTS, SAVING, FeedDesign

PARTS: Final = ("write", "tables", "sync", "index_tables", "questions", "may_be_late", "numbers")
MAY: Final = ("feed", "search", "likes", "liked", "may_delete", "name_free")
"""The answers that a design may call late: three of them decide something, now."""

MOST_SLIPS: Final = 4
MOST: Final = 20
"""More texts in one list than that are not read."""


@dataclass(slots=True)
class Read:
    """A design of question 2 as far as it could be read. `slips` maps a part to its sentences."""

    design: FeedDesign = field(default_factory=FeedDesign)
    may_be_late: list[str] = field(default_factory=list)
    numbers: Callable[..., Any] | dict[str, Plain] | None = None
    slips: dict[str, list[str]] = field(default_factory=dict)

    def slip(self, part: str, sentence: str) -> None:
        """Keep a sentence about `part`, of many the first few."""
        said = self.slips.setdefault(part, [])
        if len(said) < MOST_SLIPS:
            said.append(sentence)


def read(answer: Any) -> Read:
    """The design in `answer`, a dict."""
    found = Read()
    given = parts(answer, deep=3)
    for key in given:
        near = difflib.get_close_matches(key, PARTS, 1, 0.7)
        if key not in PARTS and near and near[0] not in given:  # others are for people
            found.slip(near[0], f"{key!r} is no part of a design; did you mean {near[0]!r}?")
    found.design = FeedDesign(
        write=_texts(found, "write", given.get("write"), alone=False),
        tables=_texts(found, "tables", given.get("tables")),
        sync=_sync(found, given.get("sync")),
        index_tables=_texts(found, "index_tables", given.get("index_tables")),
        questions=_questions(found, given.get("questions")),
    )
    for name in _texts(found, "may_be_late", given.get("may_be_late")):
        if name.strip().lower() in MAY:
            found.may_be_late.append(name.strip().lower())
        else:
            found.slip("may_be_late", f"{name!r} is no answer that may be late; there are {', '.join(MAY)}")
    found.numbers = _numbers(found, answer, given.get("numbers"))
    return found


def _by_name(value: Plain) -> dict[str, Plain]:
    return value if type(value) is dict else {}


def no_mapping(value: Plain) -> bool:
    """Neither missing nor a dict; `plain` writes an object or a set as a dict of one entry."""
    if type(value) is dict:
        return len(value) == 1 and next(iter(value)) in ("object", "cut", "set") and not _mappings(value)
    return not _missing(value)


def _mappings(value: dict[str, Plain]) -> bool:
    return all(type(each) is dict for each in value.values())


def _missing(value: Plain) -> bool:
    return value is None or value == {"todo": True}


def _texts(found: Read, part: str, value: Plain, alone: bool = True) -> list[str]:
    """The texts of a list, tuple or set; a text alone is a list of one, where that cannot be mistaken."""
    if type(value) is str and (alone or value.isidentifier()):
        return [value]
    if _missing(value):
        return []
    if type(value) is dict and list(value) == ["set"] and type(value["set"]) is list:
        value = value["set"]
    if type(value) is not list:
        found.slip(part, f"{part} is {in_words(value)}, wanted a list of texts")
        return []
    for each in value[:MOST]:
        if type(each) is not str and each != {"todo": True}:
            found.slip(part, f"{in_words(each)} stands in {part}, wanted texts")
    if len(value) > MOST:
        found.slip(part, f"{part} has more than {MOST} texts in one list: the first {MOST} are run")
    return [each for each in value[:MOST] if type(each) is str]


def _of(name: str, part: str) -> str:
    """Where a slip is told: with the question it belongs to, if it is one of the three."""
    return name if name in MAY[:3] else part


def _sync(found: Read, value: Plain) -> dict[str, dict[str, list[str] | None]]:
    models: dict[str, dict[str, list[str] | None]] = {}
    if no_mapping(value):
        found.slip("sync", f"sync is {in_words(value)}, wanted {{model: {{event: [commands]}}}}")
        return models
    for model, by in _by_name(value).items():
        models[model] = {}
        if model in EVENTS:
            found.slip("sync", f"{model} stands where a model is wanted: {{model: {{event: [commands]}}}}")
            continue
        if no_mapping(by):
            found.slip(_of(model, "sync"), f"{model} is kept by {in_words(by)}, wanted {{event: [commands]}}")
            continue
        for event, how in _by_name(by).items():
            if event in (*EVENTS, SAVING):
                models[model][event] = None if how is None else _texts(found, _of(model, "sync"), how)
            else:
                known = ", ".join(EVENTS)
                found.slip(
                    _of(model, "sync"),
                    f"{model} waits for {event!r}, which nobody publishes; there are {known}",
                )
    return models


def _questions(found: Read, value: Plain) -> dict[str, str | None]:
    asked: dict[str, str | None] = {}
    if no_mapping(value):
        found.slip("questions", f"questions is {in_words(value)}, wanted {{question: command}}")
        return asked
    for name, how in _by_name(value).items():
        how = how[0] if type(how) is list and len(how) == 1 else how
        if how is None or type(how) is str:
            asked[name] = how
        elif how != {"todo": True}:
            found.slip(
                _of(name, "questions"), f"{name} is answered by {in_words(how)}, wanted one command, a text"
            )
    return asked


def _numbers(found: Read, answer: Any, value: Plain) -> Callable[..., Any] | dict[str, Plain] | None:
    if _missing(value):
        return None
    own = dict.get(answer, "numbers")
    if callable(own):
        function: Callable[..., Any] = own
        return function
    if type(value) is dict:
        return value
    found.slip("numbers", f"numbers is {in_words(value)}, wanted a function of n")
    return None
