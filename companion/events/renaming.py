"""Better names for the linter to suggest: the thing first, then what happened to it.

Promises words in the order of an event name, or none where only the author can know what happened. Leaves out
spelling (`spelling`) and whether the result passes (`naming` withholds one that does not).
"""

from __future__ import annotations

from .inflection import (
    base_of_gerund,
    base_of_past,
    base_of_present,
    is_unchanged,
    is_verb,
    past_participle,
    past_tense,
)
from .verbs import BY_ITSELF, MARKING
from .words import FOLLOWERS, MODALS, NO_TURNING_POINT, PARTICLES

Words = tuple[str, ...]
HELPING = frozenset(("to", "be", "been", "being", "is", "are", "about", "going", "soon", "tomorrow"))
# What happened when something became so. Other adjectives take *became*.
TURNING_POINTS = {
    "low": ("fell", "below", "minimum"),
    "high": ("rose", "above", "maximum"),
    "empty": ("emptied",),
    "full": ("filled",),
    "open": ("opened",),
    "complete": ("completed",),
}


def from_request(verb: str, rest: Words) -> Words:
    """`place` and `order` → `order placed`; `add` and `item to cart` → `item added to cart`."""
    particle, rest = (rest[:1], rest[1:]) if rest and rest[0] in PARTICLES else ((), rest)
    ends = (i for i, word in enumerate(rest) if word in FOLLOWERS or (i and base_of_past(word)))
    cut = next(ends, len(rest))
    thing, tail = rest[:cut], rest[cut:]
    tells_of_another = bool(tail) and tail[0] not in FOLLOWERS and verb not in MARKING  # NotifyOrderShipped
    return () if not thing or tells_of_another else (*thing, *_happened(verb), *particle, *tail)


def _happened(verb: str) -> Words:
    """The word for it; with *was* where that word alone would not tell the past: `price was cut`."""
    return ("was", verb) if is_unchanged(verb) else (past_participle(verb),)


def done(w: Words) -> Words:
    """`processing payment` → `payment processed`, `customer pays invoice` → `invoice paid by customer`."""
    w = tuple(word for word in w if word not in HELPING)
    for i, word in enumerate(w):
        base = base_of_gerund(word) or base_of_present(word)
        if base and len(w) > 1:
            return _told(w[:i], base, w[i + 1 :])
    return w if w and base_of_past(w[-1]) else ()


def _told(subject: Words, verb: str, rest: Words) -> Words:
    if not subject:
        return from_request(verb, rest)
    if not rest or rest[0] in FOLLOWERS:
        return (*subject, *((past_tense(verb),) if verb in BY_ITSELF else _happened(verb)), *rest)
    return (*from_request(verb, rest), "by", *subject)


def out_of_the_future(w: Words) -> Words:
    """`order will ship` → `order shipped`, `inventory should be released` → `inventory released`."""
    at = next((i for i, x in enumerate(w) if x in MODALS or x in ("to", "about", "going")), None)
    if at is None:
        return done(w)
    subject, rest = w[:at], tuple(word for word in w[at + 1 :] if word not in HELPING)
    if not subject or not rest or "not" in rest:
        return ()
    if base_of_past(rest[0]):
        return (*subject, *rest)
    return _told(subject, rest[0], rest[1:]) if is_verb(rest[0]) else ()


def became(w: Words, at: int) -> Words:
    """`stock low` → `stock fell below minimum`, `user active` → `user became active`."""
    adjective, thing = w[at], w[:at] or w[at + 1 :]
    if not thing or adjective in NO_TURNING_POINT or base_of_past(adjective):
        return ()
    tail = w[at + 1 :] if at else ()
    return (*thing, *TURNING_POINTS.get(adjective, ("became", adjective)), *tail)


def failed_or_succeeded(w: Words) -> Words:
    """`fetch posts failure` → `fetch posts failed`."""
    outcome = {"failure": "failed", "success": "succeeded"}.get(w[-1])
    return (*w[:-1], outcome) if outcome else ()
