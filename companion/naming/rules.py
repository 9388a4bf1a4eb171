"""The rules of the naming linter, each a small function with the names it is about.

Promises that a rule returns a finding, with a reason that quotes the deciding word, or None, which leaves the
name to the next rule; and that a better name has the word order of an event, or is left out if only the
author can know what happened. The order of the rules is in `linter.RULES`. In every rule `w` are the words of
the name in lower case and `spelled` says how they were written.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Literal, NamedTuple

from . import known
from .grammar import (
    Spelled,
    asks,
    describes,
    first_is_a_thing,
    gerund_names_a_thing,
    is_compound,
    is_fixed,
    is_follower,
    is_in_motion,
    is_past,
    is_present,
    is_stative,
    modal,
    sign_of_the_future,
)
from .inflection import (
    base_of_gerund,
    base_of_past,
    base_of_present,
    is_action,
    is_unchanged,
    is_verb,
    past_participle,
    past_tense,
)

Kind = Literal["event", "command", "query", "present", "future", "state", "noun", "ambiguous"]
Words = tuple[str, ...]


class Finding(NamedTuple):
    """The result of a rule: the kind, the reason, and the words of a better name, if any, in lower case."""

    kind: Kind
    reason: str
    better: Words = ()


Rule = Callable[[Words, Spelled], Finding | None]


def _fact(word: str) -> Finding:
    return Finding("event", f"'{word}' says what happened: a fact, in the past tense.")


def _request(w: Words) -> Finding:
    reason = f"'{w[0]}' is an imperative: it asks for something that may be refused."
    return Finding("command", reason, from_request(w[0], w[1:]))


# ---- Helping words: will, is, was ---------------------------------------------------------------------


def says_it_will_happen(w: Words, _: Spelled) -> Finding | None:
    """`OrderWillShip`, `InventoryShouldBeReleased`, `UpcomingRenewal`, `InvoiceToPay`."""
    deciding = modal(w) or sign_of_the_future(w)
    if not deciding:
        return None
    reason = f"'{deciding}' speaks of what is still to come; an event says what was done."
    if deciding in ("should", "must", "ought", "shall"):
        reason = f"'{deciding}' is a command in disguise: ask in the imperative, or tell it once it is done."
    return Finding("future", reason, out_of_the_future(w))


def stands_alone(w: Words, spelled: Spelled) -> Finding | None:
    """`Transfer`, `Reset`: to do it, the thing itself, or done?"""
    if len(w) > 1 or spelled.role == "command" or not (w[0] in known.REQUESTS or is_unchanged(w[0])):
        return None
    return Finding("ambiguous", f"'{w[0]}' alone can be a request or a thing; say what happened to what.")


def asks_a_question(w: Words, _: Spelled) -> Finding | None:
    """`WhichDriversAreFree`, `IsOrderPaid`; but `IsPaid` states how something is."""
    if w[0] not in known.QUESTION_WORDS or len(w) < 2:
        return None
    rest = tuple(word for word in w[1:] if word not in ("not", "been", "already"))
    if w[0] in ("is", "are", "has", "have", "was", "were") and rest:
        if base_of_gerund(rest[0]):
            return Finding("present", f"'{w[0]} {rest[0]}' says it is still going on.")
        describes = is_past(rest[0]) or is_stative(rest[0]) or rest[0] in known.STATE_PREPOSITIONS
        owns = w[0] in ("has", "have") and not any(map(is_past, rest))
        if len(rest) == 1 or describes or owns:
            return Finding("state", f"'{w[0]}' states how something is, not what happened.")
    return Finding("query", f"'{w[0]}' opens a question: its sender wants an answer.")


def is_going_on(w: Words, _: Spelled) -> Finding | None:
    """`OrderBeingPrepared`, `OrderIsShipping`."""
    for word, following in pairwise((*w, "")):
        if word == "being" or (word in ("is", "are") and base_of_gerund(following)):
            return Finding("present", f"'{word}' says it is still going on.", done(w))
    return None


def has_helping_verb(w: Words, _: Spelled) -> Finding | None:
    """`OrderWasPlaced`, `OrderHasBeenShipped`, `viewDidLoad` are facts; `OrderIsPaid` is a state."""
    for i, (word, following) in enumerate(pairwise((*w[1:], "")), 1):
        perfect = is_past(following) or is_unchanged(following) or following in ("run", "become")
        if word in known.PAST_AUXILIARIES or (word in ("has", "have") and perfect):
            return Finding("event", f"'{word}' says that it has happened.")
        if word in ("is", "are", "has", "have") and following:
            better = (*w[:i], *w[i + 1 :]) if is_past(following) else ()
            return Finding("state", f"'{word}' states how something is; what happened to make it so?", better)
    return None


# ---- The past at the end, and imperatives at the front ------------------------------------------------


def glues_the_ending_on(w: Words, _: Spelled) -> Finding | None:
    """`PlaceOrdered` is the command PlaceOrder with the ending of the past on the wrong word."""
    thing = base_of_past(w[-1]) if len(w) == 2 else None
    if thing is None or thing not in known.GLUED or not (is_action(w[0]) or w[0] == "place"):
        return None
    reason = f"'{w[-1]}' puts the past on the wrong word: '{w[0]}' is the verb, '{thing}' the thing."
    return Finding("command", reason, from_request(w[0], (thing,)))


def ends_in_the_past(w: Words, _: Spelled) -> Finding | None:
    """`OrderPlaced`, `CreateOrderFailed`; but `MarkOrderPaid` and `MoveTaskToDone` are requests."""
    if len(w) < 2 or not is_past(w[-1]) or (w[-2] == "to" and asks(w[0])):
        return None
    complement = w[0] in known.COMPLEMENT_VERBS and (len(w) > 2 or w[0] in known.ACTIONS)
    return None if complement and not (w[-1] in known.OUTCOMES and w[0] in known.QUERIES) else _fact(w[-1])


def names_an_outcome(w: Words, _: Spelled) -> Finding | None:
    """`FetchPostsFailure`, `CreateOrderHandler`: a request, wrapped into a noun."""
    if len(w) < 3 or w[-1] not in known.OUTCOME_NOUNS or not is_verb(w[0]) or w[0] in known.REPORTING:
        return None
    return Finding("noun", f"'{w[-1]}' names a thing; what happened?", failed_or_succeeded(w))


def asks_for_an_answer(w: Words, spelled: Spelled) -> Finding | None:
    """`GetUnpaidOrders`, `CountVisits`, `orders.get`; but a `SearchIndex` is a thing."""
    if spelled.dotted and w[-1] in known.QUERIES - known.NOUNS_AFTER_A_DOT:
        return Finding("query", f"'{w[-1]}' asks for an answer and changes nothing.")
    if w[0] not in known.QUERIES or (spelled.dotted and (asks(w[-1]))):
        return None
    if is_compound(w) or first_is_a_thing(w) or (len(w) > 1 and w[1] in known.PARTICLES - {"up"}):
        return None
    return Finding("query", f"'{w[0]}' asks for an answer and changes nothing.")


def has_a_particle(w: Words, _: Spelled) -> Finding | None:
    """`TransferOut`, `UserCheckIn`: to do it, or the thing itself? `ScaleUp` can only be asked for."""
    if len(w) < 2 or w[-1] not in known.PARTICLES or (len(w) > 2 and is_action(w[0])) or w[-2] == "link":
        return None
    noun = w[-2] + w[-1] in known.PHRASAL_NOUNS
    if not noun and (not is_verb(w[-2]) or (w[-2] in known.THINGS and w[-2] != "log")):
        return None
    if not noun and len(w) == 2:
        return Finding("command", f"'{w[0]} {w[1]}' tells somebody to do it.")
    reason = f"'{w[-2]} {w[-1]}' can be a request or the name of a thing; say what happened to what."
    return Finding("ambiguous", reason, (*w[:-2], past_participle(w[-2]), w[-1]))


def tells_to_do(w: Words, spelled: Spelled) -> Finding | None:
    """`PlaceOrder`, `SeedDatabase`: the first word is a verb, and hardly ever a noun."""
    if not is_action(w[0]) or is_compound(w) or first_is_a_thing(w):
        return None
    return None if spelled.dotted and is_verb(w[-1]) and len(w) > 1 else _request(w)


# ---- The past further inside --------------------------------------------------------------------------


def reads_the_same_in_the_past(w: Words, spelled: Spelled) -> Finding | None:
    """`PasswordReset`: the request, the thing, or what happened? `PasswordResetByAdmin` says which."""
    at = next((i for i in range(1, len(w)) if is_unchanged(w[i])), 0)
    if not at or is_stative(w[at]) or w[0] in known.COMPLEMENT_VERBS or is_fixed(w, at):
        return None
    if at < len(w) - 1:
        return _fact(w[at]) if is_follower(w, at + 1) and w[at + 1] not in ("for", "of", "with") else None
    if w[at] not in known.UNCHANGED_NOUNS and not spelled.dotted:
        return _fact(w[at])
    reason = f"'{w[at]}' is spelled alike as request, as thing and as fact: which is it?"
    return Finding("ambiguous", reason, (*w[:at], "was", w[at]))


def begins_with_the_past(w: Words, _: Spelled) -> Finding | None:
    """`SignedUp` and `ViewedPage` tell what somebody did; a `RegisteredUser` is a user."""
    if not is_past(w[0]):
        return None
    tried = w[0] == "failed" and len(w) > 1 and (base_of_gerund(w[1]) or asks(w[1]))
    goes_on = is_follower(w, 1) or not known.FOLLOWERS.isdisjoint(w)
    if tried or goes_on or w[0] not in known.ATTRIBUTIVE:
        return _fact(w[0])
    return Finding("noun", f"'{w[0]}' only describes '{w[-1]}', which is a thing.", (*w[1:], w[0]))


def goes_on_after_the_past(w: Words, _: Spelled) -> Finding | None:
    """`OrderSentToKitchen`, `StockRanOut`, `MemberJoinedChannel`; but an `OrderPlacedHandler` is a thing."""
    at = next((i for i in range(1, len(w)) if is_past(w[i])), 0)
    aims = w[0] in known.QUERIES | known.COMPLEMENT_VERBS or w[at - 1] == "to"
    if not at or (aims and asks(w[0]) and not (at == 1 and is_follower(w, 2))):
        return None
    describes_only = w[-1] in known.TECHNICAL_HEADS or w[at - 1].endswith("ly") or w[at - 1] in known.PICKING
    if w[-1] == "at" or (describes_only and not is_follower(w, at + 1)):
        return Finding("noun", f"'{w[-1]}' names a thing, and '{w[at]}' only describes it.")
    return _fact(w[at])


# ---- How things are -----------------------------------------------------------------------------------


def describes_a_condition(w: Words, _: Spelled) -> Finding | None:
    """`StockLow`, `OrderReadyForPickup`, `UserExists`, `LowBalance`, `OrderInTransit`."""
    verb = next((word for word in w if word in known.STATE_VERBS), None)
    if verb:
        return Finding("state", f"'{verb}' states how something is, not what happened.")
    if w[0] in known.COMPLEMENT_VERBS or is_in_motion(w):
        return None
    at = next((i for i in range(len(w)) if describes(w, i)), None)
    if at is None:
        return _is_somewhere(w)
    reason = f"'{w[at]}' is a condition: when did it become true, and what happened then?"
    return Finding("state", reason, became(w, at))


def _is_somewhere(w: Words) -> Finding | None:
    at = next((i for i, word in enumerate(w) if word in known.STATE_PREPOSITIONS), None)
    if at is None or base_of_gerund(w[0]):
        return None
    asks = is_verb(w[0]) and w[0] not in known.THINGS and w[0] != "link"
    particle = w[at] in known.PARTICLES and "".join(w[at:]) not in known.STATE_PHRASES
    if asks and (at > 1 or particle):
        return None
    return Finding("state", f"'{' '.join(w[at:])}' says how or where something is, not what happened.")


# ---- Verbs that are nouns too, and the present --------------------------------------------------------


def asks_for_a_thing(w: Words, spelled: Spelled) -> Finding | None:
    """`UpdateOrder`, `EmailCustomer`: the first word is a noun too, but what follows is its object."""
    if (spelled.dotted and len(w) > 1) or is_compound(w) or is_present(w, len(w) - 1):
        return None
    if base_of_gerund(w[-1]) and w[-1] not in known.THING_GERUNDS:
        return None
    addressed = len(w) == 2 and w[0] in known.ADDRESSING and w[1] in known.PEOPLE
    return _request(w) if w[0] in known.REQUESTS or addressed else None


def is_being_done(w: Words, spelled: Spelled) -> Finding | None:
    """`ProcessingPayment`, `OrderShipping`; but a `ShippingAddress` and a `HotelBooking` are things."""
    at = next((i for i, word in enumerate(w) if base_of_gerund(word)), None)
    if at is None or (spelled.dotted and is_verb(w[-1])):
        return None
    if gerund_names_a_thing(w, at) or (at == 0 and w[0] in known.COMPOUND_GERUNDS):
        return Finding("noun", f"'{w[at]}' belongs to the name of a thing here.")
    return Finding("present", f"'{w[at]}' says it is still going on.", done(w))


def is_told_in_the_present(w: Words, _: Spelled) -> Finding | None:
    """`DriverArrives`, `CustomerPlacesOrder`, `UserLogsIn`."""
    at = next((i for i in range(len(w)) if is_present(w, i)), None)
    if at is None or (w[-1] in known.HEADS and at < len(w) - 1 and w[0] not in known.PEOPLE):
        return None
    return Finding("present", f"'{w[at]}' is the present tense: it is not over yet.", done(w))


def ends_in_a_verb(w: Words, spelled: Spelled) -> Finding | None:
    """`order.create`, `MESSAGE_REACTION_REMOVE_ALL` ask; an `OrderUpdate` is a thing."""
    at = next((i for i in range(1, len(w)) if w[i] in known.INNER_ACTIONS), len(w) - 1)
    if not at or is_fixed(w, at) or w[at - 1] in ("successful", "unsuccessful"):
        return None
    better = (*w[:at], past_participle(w[at]), *w[at + 1 :])
    if is_action(w[at]) or (spelled.dotted and w[at] in known.REQUESTS):
        return Finding("command", f"'{w[at]}' is a verb in its base form: it asks, it does not tell.", better)
    if w[at] in known.REQUESTS:
        return Finding("noun", f"'{w[at]}' names a thing here; what happened?", better)
    return None


# ---- What remains -------------------------------------------------------------------------------------


def looks_up_by(w: Words, spelled: Spelled) -> Finding | None:
    """`OrderById`, `AccountBalanceQuery`."""
    if "by" not in w[1:-1] and spelled.role != "query":
        return None
    return Finding("query", f"'{'by' if 'by' in w else 'query'}' says that something is looked up.")


def names_a_thing(w: Words, spelled: Spelled) -> Finding:
    """`Invoice`, `CustomerSnapshot`: no word says that something happened."""
    if spelled.role == "command":
        return Finding("command", "Only the word 'command' says what it is; begin with the verb.")
    return Finding("noun", f"'{w[-1]}' names a thing; nothing says what happened to it.")


# ---- Better names: the thing first, then what happened to it -------------------------------------------

HELPING = frozenset(("to", "be", "been", "being", "is", "are", "about", "going", "soon", "tomorrow"))
# What happened when a state began. Other adjectives take *became*.
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
    particle, rest = (rest[:1], rest[1:]) if rest and rest[0] in known.PARTICLES else ((), rest)
    ends = (i for i, word in enumerate(rest) if word in known.FOLLOWERS or (i and base_of_past(word)))
    cut = next(ends, len(rest))
    thing, tail = rest[:cut], rest[cut:]
    # NotifyOrderShipped
    tells_of_another = bool(tail) and tail[0] not in known.FOLLOWERS and verb not in known.MARKING
    return () if not thing or tells_of_another else (*thing, *_happened(verb), *particle, *tail)


def _happened(verb: str) -> Words:
    """The past participle; with *was* if present and past are equal: `price was cut`."""
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
    if not rest or rest[0] in known.FOLLOWERS:
        return (*subject, *((past_tense(verb),) if verb in known.BY_ITSELF else _happened(verb)), *rest)
    return (*from_request(verb, rest), "by", *subject)


def out_of_the_future(w: Words) -> Words:
    """`order will ship` → `order shipped`, `inventory should be released` → `inventory released`."""
    at = next((i for i, x in enumerate(w) if x in known.MODALS or x in ("to", "about", "going")), None)
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
    if not thing or adjective in known.NO_TURNING_POINT or base_of_past(adjective):
        return ()
    tail = w[at + 1 :] if at else ()
    return (*thing, *TURNING_POINTS.get(adjective, ("became", adjective)), *tail)


def failed_or_succeeded(w: Words) -> Words:
    """`fetch posts failure` → `fetch posts failed`."""
    outcome = {"failure": "failed", "success": "succeeded"}.get(w[-1])
    return (*w[:-1], outcome) if outcome else ()
