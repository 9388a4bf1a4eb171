"""The words of a name: what each is, and what it does at its position. The naming rules ask these questions.

Promises that the answers depend only on the words and the lists in `words.txt`; that every usual spelling is
split in the same way (`OrderPlaced`, `order_placed`, `com.example.order.placed.v1`); and that new words are
written in the spelling of the name they replace. Verdicts are in `rules`. Throughout, `w` are the words of a
name in lower case.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple
from unicodedata import category

from . import known
from .inflection import VERBS, base_of_gerund, base_of_past, base_of_present, is_action, is_verb

Words = tuple[str, ...]
# Requests that are in the present also as the last word: PaymentProcesses, TrialEnds.
ENDS_IN_PRESENT = frozenset(("process", "end", "start", "stop", "crash", "bounce", "drop"))


def without_forewords(w: Words) -> Words:
    """Drop a word in front of an imperative: `bulk import contacts` → `import contacts`."""
    if len(w) < 2 or w[0] not in known.FOREWORDS:
        return w
    asked = is_action(w[1]) or w[1] in known.REQUESTS - {"run"}
    return w[1:] if w[1] in known.QUERIES or (len(w) > 2 and asked) else w


def asks(word: str) -> bool:
    """Whether `word` in front of a thing asks for something: a verb that is not mainly a noun."""
    return is_action(word) or word in known.REQUESTS


def is_past(word: str) -> bool:
    """Whether `word` is a past form that says what happened: `sent`, `unlocked`; not `required` or
    `unpaid`.
    """
    base = base_of_past(word)
    if base is None or word in known.STATES:
        return False
    return not word.startswith("un") or base in VERBS or not is_verb(base[2:])


def is_stative(word: str) -> bool:
    """Whether `word` is an adjective for a state: `low`, `refundable`, `unpaid`."""
    able = word.endswith(("able", "ible")) and word not in known.ABLE_NOUNS
    return word in known.STATES or able or (base_of_past(word) is not None and not is_past(word))


def is_follower(w: Words, i: int) -> bool:
    """Whether word `i` (or the end) can follow a participle without being its object: by whom, where to,
    how.
    """
    return i >= len(w) or w[i] in known.FOLLOWERS or w[i].endswith("ly")


def first_is_a_thing(w: Words) -> bool:
    """Whether the first word is the thing to which the rest happened: `list sent to printer`."""
    return w[0] not in known.COMPLEMENT_VERBS and len(w) > 1 and is_past(w[1]) and is_follower(w, 2)


def is_fixed(w: Words, at: int) -> bool:
    """Whether the word at `at` and the one before are one thing: `data set`, `credit card`."""
    return at > 0 and w[at - 1] + w[at] in known.FIXED_THINGS


def is_compound(w: Words) -> bool:
    """Whether the words name a thing although the first can be a verb: `request id`, `load balancer`."""
    if len(w) > 1 and is_fixed(w, 1):
        return True
    if w[-1] not in known.HEADS or is_action(w[0]) or not {"for", "to", "from", "with"}.isdisjoint(w):
        return False
    if w[0] in known.QUERIES or (len(w) > 2 and w[0] not in known.NOUN_LEANING):
        return w[-1] in (known.HEADS - known.OBJECT_HEADS if len(w) == 2 else known.TECHNICAL_HEADS)
    return w[-1] not in known.OBJECT_HEADS or w[0] in known.NOUN_LEANING


def gerund_names_a_thing(w: Words, at: int) -> bool:
    """Whether the -ing word at `at` is or describes a thing: `hotel booking`, `shipping address`."""
    is_thing = w[at] in known.THING_GERUNDS
    if at == len(w) - 1:
        return is_thing
    describes_one = is_thing or w[at] == "shipping" or at > 0
    return w[-1] in known.GERUND_HEADS or (w[-1] in known.HEADS and describes_one)


def is_present(w: Words, i: int) -> bool:
    """Whether word `i` is a verb in the third person: `arrives`, and the middle word of `user logs in`."""
    base = base_of_present(w[i])
    if base is None or w[i] in known.STATE_VERBS or len(w) == 1:
        return False
    if i == len(w) - 1:
        return is_action(base) or base in ENDS_IN_PRESENT
    if is_action(base) or w[i + 1] in known.PARTICLES or (i > 0 and base in ("run", "turn", "stay")):
        return True
    another_verb = is_action(w[-1]) or w[-1] in ("update", "change", "sync")
    return i > 0 and base in known.REQUESTS and not another_verb and not is_stative(w[-1])


def is_in_motion(w: Words) -> bool:
    """Whether a word after the first says something goes on: `driver running late`, `stock runs low`."""
    for i, word in enumerate(w[1:], 1):
        going = base_of_gerund(word) is not None and word not in known.STATES
        if going or is_present(w, i):
            return True
    return False


def modal(w: Words) -> str:
    """The modal verb of a name, such as `will`, or ""; `can` in front only begins a question."""
    said = (x for i, x in enumerate(w) if x in known.MODALS and (i or x not in known.QUESTION_WORDS))
    return next(said, "")


def sign_of_the_future(w: Words) -> str:
    """Another sign of the future: `upcoming`, `soon`, `to be`, `to pay`; or ""."""
    if is_action(w[0]) or (is_past(w[-1]) and "be" not in w):
        return ""
    sign = next((x for i, x in enumerate(w) if x in known.FUTURE_SIGNS and (not i or not is_past(x))), "")
    pairs = (f"{first} {second}" for first, second in pairwise(w))
    to_come = next((pair for pair in pairs if pair in ("to be", "about to", "going to")), "")
    return sign or to_come or _to_be_done(w)


def _to_be_done(w: Words) -> str:
    """The sign in `items to pick`, which is `to pick`; none in `ready to ship` or `moved to close`."""
    if "to" not in w[1:-1]:
        return ""
    at = w.index("to", 1)
    taken = w[0] in known.REQUESTS or any(is_past(x) or is_stative(x) or base_of_gerund(x) for x in w[:at])
    return f"to {w[at + 1]}" if is_action(w[at + 1]) and not taken else ""


def describes(w: Words, at: int) -> bool:
    """Whether the adjective at `at` says how a thing is (`StockLow`) and not which one is meant
    (`ActiveUser`).
    """
    if w[at] in ("awaiting", "waiting", "missing", "lacking"):
        return True
    if at == 0 and w[0] in known.AMOUNTS:
        return w[-1] not in known.HEADS
    return is_stative(w[at]) and is_follower(w, at + 1)


# --- from a name to its words, and back -----------------------------------------------------------------

ROLES = {
    "event": "event", "evt": "event", "e": "event",
    "message": "event", "msg": "event", "notification": "event",
    "command": "command", "cmd": "command", "query": "query", "qry": "query",
}  # fmt: skip
ROLE_PREFIXES = frozenset(("action", "evt", "event", "cmd", "command"))
ROLE_ADJECTIVES = frozenset(("integration", "domain"))
# A version, an acronym in the plural (SKUs), an acronym, a word, a number with its unit (1080p).
WORD = r"[vV]\d+(?![a-z])|[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+[a-z]*"
# A version at the end is cut off: OrderPlaced2, OrderPlacedV2, order.placed.v1, order.placed.1.0
VERSION = r"(?<=[a-z])V?\d+$|(?<=[a-zA-Z])[._-]?[vV]\d+([._]\d+)*$|(?<=[a-zA-Z])[._-]\d+([._]\d+)*$"


class Spelled(NamedTuple):
    """A name in parts: its words as written, and the text before, between and after them."""

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


def _tokens(text: str) -> list[str]:
    """The words of a text as written. A letter of any script counts as one of ours, by its case, and a mark
    (a vowel sign, an accent of its own) as part of the letter before: `ZahlungBestätigt`, `भुगतान_हुआ`.
    """
    if text.isascii():
        return re.findall(WORD, text)
    shadow = "".join(map(_ascii, text))
    return [text[found.start() : found.end()] for found in re.finditer(WORD, shadow)]


def _ascii(char: str) -> str:
    if char.isascii():
        return char
    if category(char)[0] in "LM":
        return "A" if char.isupper() else "a"
    return "0" if char.isdecimal() else " "


def words(name: str) -> tuple[str, ...]:
    """All words of a name in lower case: `SKUAddedV2` → `("sku", "added", "v2")`; none for `""`."""
    return tuple(token.lower() for token in _tokens(name))


def take_apart(name: str) -> Spelled:
    """Split a name into namespace, words, version and role (`Event`, `Command`, `Query`).

    In a dotted name the last part counts when it says something by itself (`orders.PlaceOrder`); when it is
    one word, the parts before it are the thing (`order.placed`), and `dotted` is true.
    """
    body, tail = _cut_version(name.strip().rstrip(" ./:_-[]()!?"))
    cut = max(body.rfind(mark) for mark in "./:]") + 1  # "]" as in "[Cart Page] Add Item"
    cut += len(body[cut:]) - len(body[cut:].lstrip())
    said_last = len(_tokens(body[cut:]))
    dotted = said_last == 1 and cut > 1
    head, last = (body[:cut], body[cut:]) if said_last > 1 else ("", body)
    tokens, role = _cut_role(_tokens(last))
    if dotted and tokens and tokens[0].lower() in known.NAMESPACES:
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
    """Whether the last word is the object of a request and not a role: `SendMessage`, `ReplayEvents`."""
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
