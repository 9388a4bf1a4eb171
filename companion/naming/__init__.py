"""The naming linter: is a message name an event or something else, and which of its words says so?

`lint(name)` judges, `RULES` is the table it reads from top to bottom, `words.txt` holds every word it knows.
Needs nothing else of the package.

How to ask whether a name is an event's:

    >>> from companion.naming import lint
    >>> lint("OrderPlaced").kind, lint("PlaceOrder").kind
    ('event', 'command')
    >>> lint("PlaceOrder").suggestion
    'OrderPlaced'
"""

from __future__ import annotations

from .linter import RULES, Kind, Verdict, lint, past_participle, words

__all__ = ["RULES", "Kind", "Verdict", "lint", "past_participle", "words"]
