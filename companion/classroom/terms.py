"""The course's terms: the lesson and the cell that introduce each.

`tests/notebooks/test_terms.py` walks the lessons by them: nobody uses a term before its cell. What a term
says stands in `notebooks/source/glossary.md`. A lesson's author adds rows below the lesson's number.
"""

from __future__ import annotations

from typing import NamedTuple


class Term(NamedTuple):
    """A term, the lesson and the cell that introduce it, and a regular expression for how it looks in text.

    A term with two rows is announced by the first and explained by the last.
    """

    term: str
    lesson: str
    cell: str
    pattern: str = ""


TERMS = (
    # 00 Start here
    Term("seed", "00", "accident-words", r"\bseeds?\b"),
    Term("virtual time", "00", "coffee-words", r"\*virtual\*|virtual time|virtual clock"),
    Term("event", "00", "words", r"\*\*event\*\*"),
    Term("publish", "00", "words", r"\*\*publish\*\*"),
    Term("react", "00", "words", r"\*\*react\*\*"),
    Term("event-driven architecture", "00", "words", r"\*event-driven architecture\*"),
    Term("kernel", "00", "kernel", r"\*\*kernel\*\*"),
    # 01 Why events?
    Term("synchronous call", "01", "closed-words"),
    Term("temporal coupling", "01", "closed-words"),
    Term("broker", "01", "available-task", r"\bbrokers?\b"),
    Term("handler", "01", "listen", r"\bhandlers?\b"),
    Term("dead letter", "01", "uncouple-task", "dead letters?"),
    Term("gateway", "01", "when-task", r"\bgateway"),
    Term("CRUD", "01", "when-task"),
    # 02 Events are facts
    Term("frozen", "02", "gold"),
    Term("fact", "02", "why", r"\*\*fact\*\*"),
    Term("immutable", "02", "why", r"\bimmutable"),
    Term("command", "02", "naming", r"\bcommands\b"),
    Term("command", "02", "kinds", r"\*\*command\*\*"),
    Term("query", "02", "kinds", r"\*\*query\*\*"),
    Term("document", "02", "kinds", r"\*\*document\*\*"),
    Term("envelope", "02", "envelope", r"\benvelopes?\b"),
    Term("correlation", "02", "envelope", r"\bcorrelation(?:_id)?\b"),
    Term("causation", "02", "envelope", r"\bcausation(?:_id)?\b"),
    Term("CloudEvents", "02", "envelope"),
    Term("CRUD event", "02", "smells"),
    Term("property sourcing", "02", "smells"),
    Term("clickbait", "02", "smells"),
    Term("passive-aggressive command", "02", "smells"),
    # 03 The event bus
    Term("event bus", "03", "bus-words", r"\*\*event bus\*\*"),
    Term("isolate", "03", "many-words", r"\*\*isolates\*\*"),
    Term("trace", "03", "many-words", r"\*\*trace\*\*|\bthe trace\b"),
    Term("retry", "03", "retry-words", r"\bretr(?:y|ies)\b"),
    Term("poison message", "03", "retry-words"),
    Term("dead letter", "03", "retry-words", r"\*\*Dead letter\*\*"),
    Term("redeliver", "03", "letters-words", r"\bredeliver"),
    Term("asynchronous", "03", "honest-words", r"\*asynchronous\*"),
    Term("synchronous", "03", "honest-words", r"\*\*synchronous\*\*"),
    # 04 Choreography
    Term("choreography", "04", "choreography", r"\bchoreograph"),
    Term("promise", "04", "grid", r"\*\*promise\*\*"),
    Term("critical for a promise", "04", "promise"),
    Term("notification", "04", "carry", r"\*\*notification\*\*"),
    Term("event-carried state transfer", "04", "carry"),
    Term("distributed monolith", "04", "carry-words"),
    Term("orchestration", "04", "preview", r"\borchestrat"),
    # 05 Orchestration and sagas
    Term("orchestrator", "05", "boss-words", r"\*\*orchestrator\*\*"),
    Term("saga", "05", "words", r"\*\*saga\*\*|\ba saga\b"),
    Term("step", "05", "words", r"\*\*step\*\*"),
    Term("compensation", "05", "words", r"\bcompensations?\b"),
    Term("refused", "05", "words", r"\*\*refused\*\*"),
    Term("failed", "05", "words", r"\*\*failed\*\*"),
    Term("pivot", "05", "pivot-words", r"\bpivot"),
    Term("compensatable", "05", "pivot-words"),
    Term("retriable", "05", "pivot-words"),
    Term("STUCK", "05", "pivot-words", r"\bis STUCK\b"),
    Term("ACD without I", "05", "alone-words", r"\bACD\b"),
    Term("crash point", "05", "spof-words", "crash points?"),
    # 06 At least once
    Term("schedule", "06", "colleague-words", r"\*\*schedules\*\*"),
    Term("at most once", "06", "silence", r"\*\*at most once\*\*"),
    Term("at least once", "06", "silence", r"\*\*at least once\*\*"),
    Term("together or not at all", "06", "tx-words"),
    Term("store transaction", "06", "tx-words", r"\*\*transaction\*\*|store\.transaction"),
    Term("commit", "06", "tx-words", r"\bcommit\b"),
    Term("inbox", "06", "inbox-words", r"\binbox"),
    Term("request key", "06", "key-words", "request keys?"),
    Term("topic", "06", "ack-words", r"\btopics?\b"),
    Term("consumer", "06", "ack-words", r"\bconsumers?\b"),
    Term("settle", "06", "ack-words", r"\*\*settle\*\*"),
    Term("acknowledge", "06", "ack-words", r"\backnowledg"),
    Term("reject", "06", "ack-words", r"\*\*reject\*\*"),
    Term("head-of-line blocking", "06", "block-words"),
    Term("log (a broker)", "06", "block-words", r"\*\*log\*\*"),
    Term("queue (a broker)", "06", "block-words", r"\*\*queue\*\*"),
    Term("partition", "06", "block-words", r"\bpartitions?\b"),
    Term("backoff", "06", "storm-words", r"\bbackoff\b"),
    Term("cap", "06", "storm-words", r"\*\*cap\*\*"),
    Term("jitter", "06", "storm-words", r"\bjitter\b"),
    Term("idempotent", "06", "put-words", r"\bidempotent"),
    Term("commutative", "06", "put-words", r"\bcommutative"),
    Term("version (of a sender)", "06", "properties-words", r"\*\*version\*\*"),
    Term("redrive", "06", "dead-words", r"\*\*redrives?\*\*"),
    Term("effectively once", "06", "once"),
    # 07 The dual write
    Term("dual write", "07", "ben-words", r"\*\*dual write\*\*"),
    Term("XA", "07", "outbox-words", r"\bXA\b"),
    Term("outbox", "07", "outbox-words", r"\boutbox"),
    Term("relay", "07", "outbox-words", r"\brelays?\b"),
    Term("poll", "07", "numbers-words", r"\*poll\*"),
    Term("high-water mark", "07", "numbers-words", "high-water mark"),
    Term("sequence gap", "07", "gap-words", "sequence gap"),
    Term("change data capture", "07", "cdc-words", r"change data capture|\bCDC\b"),
    # 08 Event sourcing
    Term("event sourcing", "08", "row-words", r"\*\*Event sourcing\*\*"),
    Term("stream", "08", "words", r"\*\*stream\*\*"),
    Term("version (of a stream)", "08", "words", r"its \*\*version\*\*: 1"),
    Term("evolve", "08", "words", r"`evolve\(state, event\)`"),
    Term("decide", "08", "words", r"`decide\(command, state\)`"),
    Term("decider", "08", "words", r"\bdeciders?\b"),
    Term("fold", "08", "words", r"\*\*fold\*\*"),
    Term("replay", "08", "words", r"\*\*replay\*\*"),
    Term("expected version", "08", "race-words", "expected versions?"),
    Term("conflict", "08", "race-words", r"\*\*conflict\*\*"),
    # 09 Sagas that survive
    Term("PENDING", "09", "late-words", r"\bPENDING\b"),
    Term("timeout", "09", "late-words", r"\btimeout"),
    Term("tombstone", "09", "key-words", r"\btombstone"),
    Term("operator", "09", "stuck-words", r"\*\*operator\*\*"),
    Term("sweep", "09", "sweep-task", r"\*\*sweep\*\*"),
    Term("isolation", "09", "isolation-words", "## .*isolation"),
    Term("dirty read", "09", "isolation-words"),
    Term("lost update", "09", "isolation-lost"),
    Term("semantic lock", "09", "isolation-lost"),
    # 10 Living with history
    Term("tolerant reader", "10", "why-words"),
    Term("schema number", "10", "upcast-words"),
    Term("upcaster", "10", "upcast-words", r"\bupcasters?\b"),
    Term("lag", "10", "first-words", r"\blag\b"),
    Term("readers first", "10", "stuck-said"),
    Term("consumer contract", "10", "contract-words", "consumer contracts?"),
    Term("AsyncAPI", "10", "contract-words"),
    Term("projection", "10", "mail-words", r"\bprojections?\b"),
    Term("checkpoint", "10", "mail-words", r"\bcheckpoints?\b"),
    Term("snapshot", "10", "point-words", r"\*\*snapshot\*\*"),
    Term("closing the books", "10", "tradeoff"),
    # 11 CQRS
    # 12 One write, many reads
    Term("shape of a question", "12", "shapes-words", "the shape of a question"),
    Term("inverted index", "12", "shapes-words"),
    Term("columns", "12", "shapes-words", r"\*\*columns\*\*"),
    Term("consumer group", "12", "groups-words", "consumer groups?"),
    Term("peak", "12", "scale-words", r"\*\*peak\*\*"),
    Term("average author", "12", "mean-said", r"\*\*average author\*\*"),
    Term("push", "12", "push-words", r"\*\*push\*\*"),
    Term("pull", "12", "push-words", r"\*\*pull\*\*"),
    Term("hybrid", "12", "push-words", r"\*\*hybrid\*\*"),
    Term("line (between push and pull)", "12", "push-words", r"\*\*line\*\*"),
    # 13 Order, partitions, scale
    Term("partition key", "13", "key-words", r"partition keys?"),
    Term("member of a group", "13", "key-words", r"\*\*member\*\*"),
    Term("competing consumers", "13", "members-words"),
    Term("session", "13", "rebalance-words", r"\*\*session\*\*"),
    Term("rebalance", "13", "rebalance-words", r"\brebalances?\b"),
    Term("hot key", "13", "hot-words", r"\bhot keys?\b"),
    Term("resequence", "13", "order-words", r"\bresequenc"),
    Term("age of a lag", "13", "lag-words", r"\*\*age\*\*"),
    Term("retention", "13", "lag-words", r"\*\*retention\*\*"),
    Term("backpressure", "13", "lag-words"),
    Term("utilisation", "13", "little", r"\butilisation"),
    Term("Little's law", "13", "little"),
    Term("telemetry", "13", "near-words"),
    # 14 Two clocks and the law
    Term("correction", "14", "clerk-words", r"\*\*correction\*\*"),
    Term("happened and recorded", "14", "clocks-words", r"\*\*happened\*\*"),
    Term("valid and transaction time", "14", "clocks-words", "valid time|transaction time"),
    Term("as of", "14", "clocks-words", r"\*\*as of\*\*"),
    Term("as known", "14", "clocks-words", r"\bas known\b"),
    Term("counter-entry", "14", "counter-words", "counter-entr(?:y|ies)"),
    Term("event time", "14", "flights-words", r"\bevent time"),
    Term("processing time", "14", "flights-words"),
    Term("window", "14", "window-words", r"\*\*window\*\*"),
    Term("lateness", "14", "window-words"),
    Term("encryption key", "14", "shred-words", "encryption keys?"),
    Term("crypto-shredding", "14", "shred-words", "crypto-shredd"),
    # 15 Practice exam
    Term("design as data", "15", "rules-words", r"\*\*design as data\*\*"),
    Term("margin note", "15", "q1-annotated-words", "margin notes?"),
)
