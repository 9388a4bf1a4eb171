"""What a word is, and what it does where it stands: the questions the naming rules ask.

Promises answers that depend on the words alone, from the lists in `words` and `verbs`. Leaves out any verdict
(`naming_rules`). Throughout, `w` is a name's words in lower case.
"""

from __future__ import annotations

from itertools import pairwise

from . import words as known
from .inflection import (
    VERBS,
    base_of_gerund,
    base_of_past,
    base_of_present,
    is_action,
    is_unchanged,
    is_verb,
    past_participle,
)
from .verbs import REQUESTS

__all__ = ["base_of_gerund", "base_of_past", "is_action", "is_unchanged", "is_verb", "past_participle"]

Words = tuple[str, ...]
# Requests that are told in the present even as the last word: PaymentProcesses, TrialEnds.
ENDS_IN_PRESENT = frozenset(("process", "end", "start", "stop", "crash", "bounce", "drop"))


def without_forewords(w: Words) -> Words:
    """Drop what stands before an imperative and leaves it one: `bulk import contacts` → `import contacts`."""
    if len(w) < 2 or w[0] not in known.FOREWORDS:
        return w
    imperative = w[1] in known.QUERIES or (len(w) > 2 and (is_action(w[1]) or w[1] in REQUESTS - {"run"}))
    return w[1:] if imperative else w


def asks(word: str) -> bool:
    """Whether `word` in front of a thing asks for something: a verb, unless it is first of all a thing."""
    return is_action(word) or word in REQUESTS


def is_past(word: str) -> bool:
    """A past form that tells of a happening: `sent`, `unlocked`; not `required`, not `unpaid`."""
    base = base_of_past(word)
    if base is None or word in known.STATES:
        return False
    return not word.startswith("un") or base in VERBS or not is_verb(base[2:])


def is_stative(word: str) -> bool:
    """An adjective of how something is: `low`, `refundable`, and `unpaid`, which undoes nothing."""
    able = word.endswith(("able", "ible")) and word not in known.ABLE_NOUNS
    return word in known.STATES or able or (base_of_past(word) is not None and not is_past(word))


def is_follower(w: Words, i: int) -> bool:
    """Whether word `i` (or the end) may follow a participle and not be its object: by whom, where to, how."""
    return i >= len(w) or w[i] in known.FOLLOWERS or w[i].endswith("ly")


def first_is_a_thing(w: Words) -> bool:
    """Whether what follows makes the first word what it happened to: `list sent to printer`."""
    return w[0] not in known.COMPLEMENT_VERBS and len(w) > 1 and is_past(w[1]) and is_follower(w, 2)


def is_fixed(w: Words, at: int) -> bool:
    """Whether the word at `at` and the one before are one thing: `data set`, `credit card`."""
    return at > 0 and w[at - 1] + w[at] in known.FIXED_THINGS


def is_compound(w: Words) -> bool:
    """Whether the words name a thing though the first can be a verb: `request id`, `load balancer`."""
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
    return i > 0 and base in REQUESTS and not another_verb and not is_stative(w[-1])


def is_in_motion(w: Words) -> bool:
    """Whether a word after the first says something goes on: `driver running late`, `stock runs low`."""
    for i, word in enumerate(w[1:], 1):
        going = base_of_gerund(word) is not None and word not in known.STATES
        if going or is_present(w, i):
            return True
    return False


def modal(w: Words) -> str:
    """`will` and the like; `can` in front only opens a question."""
    said = (x for i, x in enumerate(w) if x in known.MODALS and (i or x not in known.QUESTION_WORDS))
    return next(said, "")


def sign_of_the_future(w: Words) -> str:
    """What else puts a name in the future: `upcoming`, `soon`, `to be`, `to pay`; or nothing."""
    if is_action(w[0]) or (is_past(w[-1]) and "be" not in w):
        return ""
    sign = next((x for i, x in enumerate(w) if x in known.FUTURE_SIGNS and (not i or not is_past(x))), "")
    pairs = (f"{first} {second}" for first, second in pairwise(w))
    to_come = next((pair for pair in pairs if pair in ("to be", "about to", "going to")), "")
    return sign or to_come or _to_be_done(w)


def _to_be_done(w: Words) -> str:
    """`items to pick`; but not `ready to ship` nor `moved to close`."""
    if "to" not in w[1:-1]:
        return ""
    at = w.index("to", 1)
    taken = w[0] in REQUESTS or any(is_past(x) or is_stative(x) or base_of_gerund(x) for x in w[:at])
    return f"to {w[at + 1]}" if is_action(w[at + 1]) and not taken else ""


def describes(w: Words, at: int) -> bool:
    """Whether the adjective at `at` says something (`StockLow`) and does not only pick (`ActiveUser`)."""
    if w[at] in ("awaiting", "waiting", "missing", "lacking"):
        return True
    if at == 0 and w[0] in known.AMOUNTS:
        return w[-1] not in known.HEADS
    return is_stative(w[at]) and is_follower(w, at + 1)
