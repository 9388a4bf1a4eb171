"""One word for one thing: other people's words for it stand in no lesson, exercise or glossary.

A word that somebody needs all the same, because a product is called so or a term is named beside its other
name, has its place among the exceptions.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping

import pytest

from companion.classroom import reference
from companion.classroom.execute import ROOT
from companion.classroom.source import read, sources
from companion.exercises.registry import Lesson, lesson, numbers
from companion.exercises.words import Exercise, Prediction, Recall

OURS = {
    r"subscribers?|unsubscribes?": "whoever listens; a consumer",
    r"producers?": "publisher",
    r"emit(s|ted|ting)?": "publish",
    r"payloads?": "the event's fields; data",
    r"offsets?": "position, checkpoint",
    r"bookmarks?": "checkpoint",
    r"cursors?": "checkpoint",
    r"dead[- ]letter queues?|DLQs?": "dead letters",
    r"n?acks?|n?acked": "acknowledge, reject",
    r"aggregates?|entity|entities": "what the stream, the key is about",
    r"event stores?": "store",
    r"event streams?": "stream",
    r"journals?": "log",
    r"sequence numbers?": "version, position",
    r"materiali[sz]ed views?": "read model",
    r"read sides?|write sides?": "query side, command side; read model, write model",
    r"message bus|service bus": "event bus",
    r"microservices?": "service",
    r"idempotency keys?": "request key",
    r"compensating (transaction|action)s?": "compensation",
    r"orchestration engine|saga manager|process manager": "orchestrator",
    r"optimistic": "expected version",
    r"reducers?|left fold": "evolve; fold",
    r"redeliver(y|ies) queue": "redeliver",
}
"""What others say: what this course says."""

EXCEPTIONS = {
    ("03", "real", "dead-letter queue"),  # Amazon's name for it
    ("06", "real", "dead letter queues"),  # the title of an article
    ("06", "key-words", "idempotency key"),  # named beside ours
    ("06", "request key", "idempotency key"),  # the same, in the glossary
    ("08", "words", "cursor"),  # the mark in a picture that is moved
    ("08", "real", "journal"),  # LMAX's name for it
    ("09", "links", "microservices"),  # the title of a book
    ("09", "real", "idempotency key"),  # Stripe's name for it
    ("13", "real", "dead letter queues"),  # the title of an article
}
LINK = re.compile(r"\]\([^)]*\)|`[^`]*`")


def texts() -> list[tuple[str, str, str]]:
    """Lesson, cell or line, and what it says to a learner or an instructor, without code and addresses."""
    said = [(path.stem[:2], cell) for path in sources(ROOT) for cell in read(path).cells]
    found = [(number, cell.name, cell.text) for number, cell in said if cell.kind == "markdown"]
    lines = [*reference.glossary(ROOT), *reference.cheat_sheet(ROOT)]
    found += [(line.lesson, line.about, line.text) for line in lines]
    found += [(n, item.id, text) for n in numbers() for item in items(lesson(n)) for text in strings(item)]
    return [(number, name, LINK.sub("", text)) for number, name, text in found]


def items(taught: Lesson) -> tuple[Prediction | Exercise | Recall, ...]:
    return (*taught.predictions, *taught.exercises, *taught.recalls)


def strings(value: object) -> Iterator[str]:
    """Every text in an item: what it asks, what it says of an answer, and its hints."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from strings(tuple(value.items()))
    elif isinstance(value, tuple | list):
        for each in value:
            yield from strings(each)
    elif dataclasses.is_dataclass(value):
        yield from strings([getattr(value, field.name) for field in dataclasses.fields(value)])


TEXTS = texts()


def met(pattern: str) -> set[tuple[str, str, str]]:
    word = re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
    return {(number, name, found[0].lower()) for number, name, text in TEXTS for found in word.finditer(text)}


@pytest.mark.parametrize("pattern", OURS)
def test_nobody_uses_another_word_for_it(pattern: str) -> None:
    strays = met(pattern) - EXCEPTIONS
    assert not strays, f"{sorted(strays)}: say {OURS[pattern]}, or add an exception"


def test_no_exception_is_left_over() -> None:
    needed = {place for pattern in OURS for place in met(pattern)}
    assert needed >= EXCEPTIONS, f"nobody needs {sorted(EXCEPTIONS - needed)} any more"
