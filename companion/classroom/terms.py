"""The course's terms: the lesson and the cell that introduce each, and a sentence there that says what it is.

The glossary is made of these rows, and `tests/notebooks/test_terms.py` walks the lessons by them: nobody
uses a term before its cell. A lesson's author adds the lesson's rows below its number.
"""

from __future__ import annotations

from typing import NamedTuple


class Term(NamedTuple):
    """A term, the lesson and the cell that introduce it, and a regular expression for how it looks in text.

    `says` is quoted from that cell, without its asterisks and backticks: what the glossary says.
    """

    term: str
    lesson: str
    cell: str
    pattern: str = ""
    says: str = ""


TERMS = (
    # 00 Start here
    Term("seed", "00", "accident-words", r"\bseeds?\b"),
    Term("virtual time", "00", "coffee-words", r"\*virtual\*|virtual time|virtual clock"),
    Term("react", "00", "words", r"\*\*react\*\*"),
    Term("kernel", "00", "kernel", r"\*\*kernel\*\*"),
    # 01 Why events?
    Term("synchronous call", "01", "closed-words"),
    Term("temporal coupling", "01", "closed-words"),
    Term("broker", "01", "available-task", r"\bbrokers?\b"),
    Term("dead letter", "01", "uncouple-task", r"dead letters?"),
    Term("gateway", "01", "when-task", r"\bgateway"),
    Term("CRUD", "01", "when-task"),
    # 02 Events are facts
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
    # 03 The event bus
    Term("event bus", "03", "bus-words", r"\*\*event bus\*\*"),
    Term("handler", "03", "bus-words", r"\*\*handler\*\*"),
    Term("trace", "03", "many-words", r"\*\*trace\*\*|\bthe trace\b"),
    Term("retry", "03", "retry-words", r"\bretr(?:y|ies)\b"),
    Term("poison message", "03", "retry-words"),
    Term("redeliver", "03", "letters-words", r"\bredeliver"),
    # 04 Choreography
    Term("choreography", "04", "choreography", r"\bchoreograph"),
    Term("event-carried state transfer", "04", "carry"),
    Term("distributed monolith", "04", "carry-words"),
    Term("critical for a promise", "04", "promise"),
    Term("orchestration", "04", "preview", r"\borchestrat"),
    # 05 Orchestration and sagas
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
    # 06 At least once
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
    # 07 The dual write
    # 08 Event sourcing
    # 09 Sagas that survive
    # 10 Living with history
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
    # 11 CQRS
    # 12 One write, many reads
    # 13 Order, partitions, scale
    # 14 Two clocks and the law
    # 15 Practice exam
)
