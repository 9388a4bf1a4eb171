"""From a message name to its words and back: `OrderPlaced`, `order_placed`, `com.example.order.placed.v1`.

Promises that any usual spelling is split the same way, acronyms kept whole, and that new words are written in
the spelling of the name they replace. Leaves out what the words mean (`naming_rules`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .inflection import is_action, is_verb
from .words import NAMESPACES

ROLES = {
    "event": "event", "evt": "event", "e": "event",
    "message": "event", "msg": "event", "notification": "event",
    "command": "command", "cmd": "command", "query": "query", "qry": "query",
}  # fmt: skip
ROLE_PREFIXES = frozenset(("action", "evt", "event", "cmd", "command"))
ROLE_ADJECTIVES = frozenset(("integration", "domain"))
# A version, an acronym in the plural (SKUs), an acronym, a word, a number with its unit (1080p), others.
WORD = r"[vV]\d+(?![a-z])|[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+[a-z]*|[^\W\d_]+"
# … and what is cut off the end: OrderPlaced2, OrderPlacedV2, order.placed.v1, order.placed.1.0
VERSION = r"(?<=[a-z])V?\d+$|(?<=[a-zA-Z])[._-]?[vV]\d+([._]\d+)*$|(?<=[a-zA-Z])[._-]\d+([._]\d+)*$"


class Spelled(NamedTuple):
    """A name taken apart: its words as written, and what stands before, between and after them."""

    head: str
    tokens: tuple[str, ...]
    between: str
    tail: str
    role: str
    dotted: bool

    @property
    def words(self) -> tuple[str, ...]:
        """The words in lower case, without namespace, version and role."""
        return tuple(token.lower() for token in self.tokens)


def words(name: str) -> tuple[str, ...]:
    """All words of a name in lower case: `SKUAddedV2` → `("sku", "added", "v2")`; none for `""`."""
    return tuple(token.lower() for token in re.findall(WORD, name))


def take_apart(name: str) -> Spelled:
    """Split a name into namespace, words, version and role (`Event`, `Command`, `Query`).

    In a dotted name the last part counts when it says something by itself (`orders.PlaceOrder`); when it is
    one word, the parts before it are the thing (`order.placed`), and `dotted` is true.
    """
    body, tail = _cut_version(name.strip().rstrip(" ./:_-[]()!?"))
    cut = max(body.rfind(mark) for mark in "./:]") + 1  # "]" as in "[Cart Page] Add Item"
    cut += len(body[cut:]) - len(body[cut:].lstrip())
    said_last = len(re.findall(WORD, body[cut:]))
    dotted = said_last == 1 and cut > 1
    head, last = (body[:cut], body[cut:]) if said_last > 1 else ("", body)
    tokens, role = _cut_role(re.findall(WORD, last))
    if dotted and tokens and tokens[0].lower() in NAMESPACES:
        tokens = tokens[2:] if len(tokens) > 3 else tokens
    between = next((mark for mark in ". /:_-" if mark in last.strip(mark)), "")
    return Spelled(head, tuple(tokens), between, tail, role, dotted)


def _cut_version(name: str) -> tuple[str, str]:
    found = re.search(VERSION, name)
    return (name[: found.start()], found.group()) if found and found.start() else (name, "")


def _cut_role(tokens: list[str]) -> tuple[list[str], str]:
    role = ""
    while len(tokens) > 1 and tokens[-1].lower() in ROLES and not _is_object(tokens):
        role = ROLES[tokens.pop().lower()]
    while role and len(tokens) > 1 and tokens[-1].lower() in ROLE_ADJECTIVES:
        tokens.pop()
    while len(tokens) > 1 and tokens[0].lower() in ROLE_PREFIXES:
        tokens = tokens[1:]
    return tokens, role


def _is_object(tokens: list[str]) -> bool:
    """In `SendMessage` and `ReplayEvents` the last word is what the request is about, not a role."""
    first, last = tokens[0].lower(), tokens[-1].lower()
    if last in ("command", "cmd", "evt"):
        return False
    if len(tokens) == 2:
        return is_verb(first)
    return is_action(first) and last in ("message", "msg", "notification")


def spell_like(name: str, new_words: tuple[str, ...]) -> str:
    """Write `new_words` the way `name` is written: `ADD_TODO` with (`todo`, `added`) → `TODO_ADDED`."""
    old = take_apart(name)
    if old.dotted and new_words[:-1] == old.words[:-1]:
        start = name.lower().rfind(old.words[-1])
        return name[:start] + _cased(new_words[-1], old.tokens[-1], capital=False) + old.tail
    as_written = dict(zip(old.words, old.tokens, strict=True))
    letters = "".join(old.tokens)
    if old.between and letters.isupper():
        return old.head + old.between.join(new_words).upper() + old.tail
    if old.between and letters.islower():
        return old.head + old.between.join(new_words) + old.tail
    cased = [_cased(word, as_written.get(word, ""), capital=True) for word in new_words]
    if old.tokens[0].islower() and not old.between:
        cased[0] = new_words[0]
    return old.head + old.between.join(cased) + old.tail


def _cased(word: str, written: str, *, capital: bool) -> str:
    """Keep an acronym as it was written, else follow the name: capitals between words that are joined."""
    if len(written) > 1 and written[:2].isupper():
        return written if written.lower() == word else word.upper()
    return word.capitalize() if capital or written[:1].isupper() else word
