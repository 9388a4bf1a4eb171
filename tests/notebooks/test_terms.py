"""Each term is used only after the cell that introduces it: nobody meets a word that was not explained.

The table stands in `companion/classroom/terms.py`: add your lesson's rows there. What is tagged `notes` (the
instructor reads it) or `further` is not searched.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest

from companion.classroom.cells import Cell
from companion.classroom.execute import ROOT
from companion.classroom.source import read, sources
from companion.classroom.terms import TERMS, Term


class Term(NamedTuple):
    """A term, the lesson and the cell that introduce it, and a pattern if the term itself is not one."""

    term: str
    lesson: str
    cell: str
    pattern: str = ""


TERMS = (
    Term("seed", "00", "accident-words", r"\bseeds?\b"),
    Term("virtual time", "00", "coffee-words", r"\*virtual\*|virtual time|virtual clock"),
    Term("react", "00", "words", r"\*\*react\*\*"),
    Term("kernel", "00", "kernel", r"\*\*kernel\*\*"),
    Term("synchronous call", "01", "closed-words"),
    Term("temporal coupling", "01", "closed-words"),
    Term("broker", "01", "available-task", r"\bbrokers?\b"),
    Term("dead letter", "01", "uncouple-task", r"dead letters?"),
    Term("gateway", "01", "when-task", r"\bgateway"),
    Term("CRUD", "01", "when-task"),
    Term("frozen", "02", "gold"),
    Term("immutable", "02", "why", r"\bimmutable"),
    Term("command", "02", "naming", r"\bcommands\b"),
    Term("query", "02", "kinds", r"\*\*query\*\*"),
    Term("document", "02", "kinds", r"\*\*document\*\*"),
    Term("envelope", "02", "envelope", r"\benvelopes?\b"),
    Term("correlation", "02", "envelope", r"\bcorrelation(?:_id)?\b"),
    Term("causation", "02", "envelope", r"\bcausation(?:_id)?\b"),
    Term("property sourcing", "02", "smells"),
    Term("clickbait", "02", "smells"),
    Term("event bus", "03", "bus-words", r"\*\*event bus\*\*"),
    Term("handler", "03", "bus-words", r"\*\*handler\*\*"),
    Term("trace", "03", "many-words", r"\*\*trace\*\*|\bthe trace\b"),
    Term("retry", "03", "retry-words", r"\bretr(?:y|ies)\b"),
    Term("poison message", "03", "retry-words"),
    Term("redeliver", "03", "letters-words", r"\bredeliver"),
    Term("choreography", "04", "choreography", r"\bchoreograph"),
    Term("event-carried state transfer", "04", "carry"),
    Term("distributed monolith", "04", "carry-words"),
    Term("critical for a promise", "04", "promise"),
    Term("orchestration", "04", "preview", r"\borchestrat"),
    Term("orchestrator", "05", "boss-words", r"\*\*orchestrator\*\*"),
    Term("saga", "05", "words", r"\*\*saga\*\*|\ba saga\b"),
    Term("compensation", "05", "words", r"\bcompensations?\b"),
    Term("refused and failed", "05", "words", r"\*\*refused\*\*|\*\*failed\*\*"),
    Term("pivot", "05", "pivot-words", r"\bpivot"),
    Term("compensatable", "05", "pivot-words"),
    Term("retriable", "05", "pivot-words"),
    Term("STUCK", "05", "pivot-words", r"\bis STUCK\b"),
    Term("ACD without I", "05", "alone-words", r"\bACD\b"),
    Term("crash point", "05", "spof-words", r"crash points?"),
    Term("at most once", "06", "silence", r"\*\*at most once\*\*"),
    Term("at least once", "06", "silence", r"\*\*at least once\*\*"),
    Term("together or not at all", "06", "tx-words"),
    Term("store transaction", "06", "tx-words", r"\*\*transaction\*\*|store\.transaction"),
    Term("commit", "06", "tx-words", r"\bcommit\b"),
    Term("inbox", "06", "inbox-words", r"\binbox"),
    Term("request key", "06", "key-words", r"request keys?"),
    Term("acknowledge", "06", "ack-words", r"\backnowledg"),
    Term("topic", "06", "ack-words", r"\btopics?\b"),
    Term("consumer", "06", "ack-words", r"\bconsumers?\b"),
    Term("head-of-line blocking", "06", "block-words"),
    Term("partition", "06", "block-words", r"\bpartitions?\b"),
    Term("backoff", "06", "storm-words", r"\bbackoff\b"),
    Term("cap", "06", "storm-words", r"\*\*cap\*\*"),
    Term("jitter", "06", "storm-words", r"\bjitter\b"),
    Term("idempotent", "06", "put-words", r"\bidempotent"),
    Term("commutative", "06", "put-words", r"\bcommutative"),
    Term("version per sender", "06", "properties-words", r"\*\*version\*\*"),
    Term("redrive", "06", "dead-words", r"\*\*redrives?\*\*"),
    Term("effectively once", "06", "once"),
    Term("tolerant reader", "10", "why-words"),
    Term("schema number", "10", "upcast-words"),
    Term("upcaster", "10", "upcast-words", r"\bupcasters?\b"),
    Term("lag", "10", "first-words", r"\blag\b"),
    Term("readers first", "10", "stuck-said"),
    Term("consumer contract", "10", "contract-words", r"consumer contracts?"),
    Term("AsyncAPI", "10", "contract-words"),
    Term("projection", "10", "mail-words", r"\bprojections?\b"),
    Term("checkpoint", "10", "mail-words", r"\bcheckpoints?\b"),
    Term("snapshot", "10", "point-words", r"\*\*snapshot\*\*"),
    Term("closing the books", "10", "tradeoff"),
    Term("as of a day", "14", "clocks-words", r"\*\*as of\*\*"),
    Term("as known", "14", "clocks-words", r"\bas known\b"),
    Term("transaction time", "14", "clocks-words", r"valid time|transaction time"),
    Term("correction", "14", "clerk-words", r"\*\*correction\*\*"),
    Term("counter-entry", "14", "counter-words", r"counter-entr(?:y|ies)"),
    Term("event time", "14", "flights-words"),
    Term("processing time", "14", "flights-words"),
    Term("window", "14", "window-words", r"\*\*window\*\*"),
    Term("lateness", "14", "window-words"),
    Term("crypto-shredding", "14", "shred-words", r"crypto-shredd"),
    Term("encryption key", "14", "shred-words", r"encryption keys?"),
)
ANNOUNCED = {("retry", "01", "real")}
"""Terms that a cell only announces: "discard, retry, compensate. You meet them in lessons 03 and 05".
"""


@cache
def cells() -> list[tuple[str, Cell]]:
    """The markdown that a learner reads, in order: (lesson number, cell)."""
    return [
        (source.stem[:2], cell)
        for source in sources(ROOT)
        for cell in read(source).cells
        if cell.kind == "markdown" and not {"notes", "further"} & set(cell.tags)
    ]


def places(term: Term, text: Callable[[Cell], str]) -> list[tuple[str, str]]:
    """The cells, in order, in whose `text` the term stands: (lesson, name of the cell)."""
    pattern = re.compile(term.pattern or re.escape(term.term), re.IGNORECASE)
    return [(number, cell.name) for number, cell in cells() if pattern.search(text(cell))]


def whole(cell: Cell) -> str:
    return cell.text


def used(cell: Cell) -> str:
    """What the cell takes for known: without code, links, and sentences that point to another lesson."""
    text = re.sub(r"\[[^\]]*\]\([^)]*\)|`[^`]*`", "", cell.text).partition("**Next:**")[0]
    return " ".join(part for part in re.split(r"(?<=[.?!])\s", text) if not re.search(r"lessons? \d\d", part))


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.term)
def test_a_term_is_introduced_where_the_table_says(term: Term) -> None:
    found = places(term, whole)
    assert (term.lesson, term.cell) in found, f"{term.term} stands in {found[:5]}; mend table or lesson"


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.term)
def test_nobody_uses_a_term_before_it_is_introduced(term: Term) -> None:
    order = [(number, cell.name) for number, cell in cells()]
    first = order.index((term.lesson, term.cell))
    early = [
        f"{number} {name}"
        for number, name in places(term, used)
        if order.index((number, name)) < first
        and name != "title"
        and (term.term, number, name) not in ANNOUNCED
    ]
    assert not early, f"{term.term}, introduced in {term.lesson} {term.cell}, stands before that in {early}"
