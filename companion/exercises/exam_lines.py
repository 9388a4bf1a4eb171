"""The lines of CONTENT.md under its two answers, each with the criterion that tests it.

"What made this answer perfect", "What you got right", "What was missing", "Improvement areas".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

Said: TypeAlias = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Headings, each with its lines: the words, and the criterion that tests them. A line without words continues
the line above; a line without a criterion is not tested."""

LINES: Final[Mapping[int, Said]] = {
    1: (
        ("What made this answer perfect", (
            ("Event naming (past tense)", "at least five events, and each is a fact"),
            ("Choreography reasoning (decoupled)", "at least four services, and nobody is in charge"),
            ("Understood compensating transactions", "card declined: undone, once"),
            ("", "a good day undoes nothing"),
            ("Separated critical vs non-critical path", "critical is what the promise needs"),
            ("", "what comes later may fail"),
        )),
        ("Its reasoning", (
            ("Service autonomy, fault isolation", "no driver: payment still works"),
        )),
    ),
    2: (
        ("What was right", (
            ("Separate write model and read model", "a post is written while the read models are down"),
            ("", "the feed is read while the write model is down"),
            ("Event-driven sync between models", "the feed shows a post after its event, and not before"),
            ("", "an outage of the feed loses nothing"),
            ("Eventual consistency acceptable", "the feed may be late, and comes right"),
            ("", "what must be true now is not late"),
        )),
        ("What was missing", (
            ("Specific Redis data structures (sorted sets)", "the newest fifty, newest first"),
            ("", "an edit leaves no old words, a deletion nothing"),
            ("Schema details", "tables refuse what cannot be"),
            ("", "an author's followers are found by an index"),
            ("How to handle search (Elasticsearch)", "search finds Paris, and only it"),
            ("How to handle different query patterns", "likes are counted, a repeat once"),
            ("Scale calculations", "number:"),
        )),
        ("Improvement areas", (
            ("More implementation details", "the newest fifty, newest first"),
            ("Concrete examples with code", "an edit leaves no old words, a deletion nothing"),
            ("Specific technology choices", ""),
        )),
    ),
}  # fmt: skip
