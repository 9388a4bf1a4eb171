"""Better names for the linter to suggest: the thing first, then what happened to it.

Promises words in the order of an event name, or nothing where only the author can know what happened. Leaves out spelling
(`spelling`) and whether the result passes (`naming` withholds one that does not)."""

from __future__ import annotations

from .inflection import base_of_gerund, base_of_past, base_of_present, is_verb, past_participle
from .words import FOLLOWERS, MODALS, PARTICLES

Words = tuple[str, ...]
AUXILIARIES = frozenset(("to", "be", "been", "being", "is", "are", "about", "going", "soon", "tomorrow"))
# What happened when something became so. Other adjectives take *became*.
TURNING_POINTS = {
    "low": ("fell", "below", "minimum"), "high": ("rose", "above", "maximum"), "empty": ("emptied",),
    "open": ("opened",), "full": ("filled",), "enabled": ("enabled",), "dirty": ("soiled",),
}  # fmt: skip
# Nobody but the author knows what happened when something is pending.
NO_TURNING_POINT = frozenset(
    "pending awaiting waiting required needed outstanding missing allowed permitted supported remaining existing draft ok"
    " okay due wanted desired sufficient".split()
)


def from_request(verb: str, rest: Words) -> Words:
    """`place`, (`order`) → (`order`, `placed`); `add`, (`item`, `to`, `cart`) → (`item`, `added`, `to`, `cart`)."""
    particle, rest = (rest[:1], rest[1:]) if rest and rest[0] in PARTICLES else ((), rest)
    cut = next((i for i, word in enumerate(rest) if word in FOLLOWERS or (i and base_of_past(word))), len(rest))
    thing, tail = rest[:cut], rest[cut:]
    return (*thing, past_participle(verb), *particle, *tail) if thing else ()


def done(w: Words) -> Words:
    """`processing payment` → `payment processed`, `driver arrives` → `driver arrived`, `customer pays invoice` → `invoice paid by customer`."""
    w = tuple(word for word in w if word not in AUXILIARIES)
    for i, word in enumerate(w):
        base = base_of_gerund(word) or base_of_present(word)
        if base and (i or len(w) > 1):
            return _told(w[:i], base, w[i + 1 :])
    return w if w and base_of_past(w[-1]) else ()


def _told(subject: Words, verb: str, rest: Words) -> Words:
    if not subject:
        return from_request(verb, rest)
    if not rest or rest[0] in FOLLOWERS:
        return (*subject, past_participle(verb), *rest)
    return (*from_request(verb, rest), "by", *subject)


def out_of_the_future(w: Words) -> Words:
    """`order will ship` → `order shipped`, `inventory should be released` → `inventory released`."""
    modal = next((i for i, word in enumerate(w) if word in MODALS or word in ("to", "about", "going")), None)
    if modal is None:
        return done(w)
    subject, rest = w[:modal], tuple(word for word in w[modal + 1 :] if word not in AUXILIARIES | {"not"})
    if not subject or not rest or "not" in w:
        return ()
    if base_of_past(rest[0]):
        return (*subject, *rest)
    return _told(subject, rest[0], rest[1:]) if is_verb(rest[0]) else ()


def became(w: Words, at: int) -> Words:
    """`stock low` → `stock fell below minimum`, `user active` → `user became active`."""
    thing = w[:at] or w[at + 1 :]
    if not thing or w[at] in NO_TURNING_POINT or w[at].startswith("un") and base_of_past(w[at]):
        return ()
    tail = w[at + 1 :] if w[:at] else ()
    return (*thing, *TURNING_POINTS.get(w[at], ("became", w[at])), *tail)


def failed_or_succeeded(w: Words) -> Words:
    """`fetch posts failure` → `fetch posts failed`."""
    return {"failure": (*w[:-1], "failed"), "success": (*w[:-1], "succeeded")}.get(w[-1], ())
