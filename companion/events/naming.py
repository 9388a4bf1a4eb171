"""The naming linter: is a message name an event, or is it something else, and which word says so?

Promises that every name gets exactly one of eight kinds, a reason in one sentence and, where there is one, a better name
that is itself an event by these rules. The rules are the table `RULES`, read from top to bottom: the first that has an
opinion decides. Leaves out meaning: `LunchEaten` is a well-formed fact, whether or not anybody ate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from . import renaming
from .inflection import base_of_gerund, base_of_past, base_of_present, is_action, is_unchanged, is_verb, past_participle
from .inflection import UNCHANGED_NOUNS, VERBS
from .spelling import Spelled, spell_like, take_apart, words
from .verbs import ACTIONS, REQUESTS, THINGS
from .words import (
    AMOUNTS, ATTRIBUTIVE, COMPLEMENT_VERBS, COMPOUND_GERUNDS, FIXED_THINGS, FOLLOWERS, FOREWORDS, FUTURE_SIGNS, HEADS,
    MODALS, NOUN_LEANING, OBJECT_HEADS, OUTCOME_NOUNS, OUTCOMES, PARTICLES, PAST_AUXILIARIES, PEOPLE, PHRASAL_NOUNS, QUERIES,
    QUESTION_WORDS, STATE_PREPOSITIONS, STATE_VERBS, STATES, TECHNICAL_HEADS, THING_GERUNDS,
)  # fmt: skip

__all__ = ["Verdict", "lint", "past_participle", "words"]

Kind = Literal["event", "command", "query", "present", "future", "state", "noun", "ambiguous"]
Words = tuple[str, ...]


class Verdict(NamedTuple):
    """What a name is: its kind, one sentence with the word that decided, and a better name for an event or None."""

    kind: Kind
    reason: str
    suggestion: str | None = None


class Finding(NamedTuple):
    """What a rule found: a verdict whose suggestion is not yet spelled like the name."""

    kind: Kind
    reason: str
    better: Words = ()


Rule = Callable[[Words, Spelled], Finding | None]


def lint(name: str) -> Verdict:
    """Judge a message name in any usual spelling: `OrderPlaced`, `order_placed`, `com.example.order.placed.v1`.

    Raise `ValueError` for a name without a single letter: there is nothing to judge.
    """
    spelled = take_apart(name)
    if not any(letter.isalpha() for word in spelled.words for letter in word):
        raise ValueError(f"{name!r} has no word in it: give a name such as 'OrderPlaced'")
    finding = _judge(_without_forewords(spelled.words), spelled)
    return Verdict(finding.kind, finding.reason, _spell(name, finding))


def _judge(w: Words, spelled: Spelled) -> Finding:
    return next(finding for rule in RULES if (finding := rule(w, spelled)))


def _spell(name: str, finding: Finding) -> str | None:
    """A suggestion that would not itself pass as an event is withheld."""
    better = spell_like(name, finding.better) if finding.better else ""
    return better if better and _judge(finding.better, take_apart(better)).kind == "event" else None


def _without_forewords(w: Words) -> Words:
    return w[1:] if len(w) > 2 and w[0] in FOREWORDS and is_verb(w[1]) else w


# ---- What a word is ------------------------------------------------------------------------------------------------


def is_past(word: str) -> bool:
    """A past form or participle that tells of a happening: not `required`, not `unpaid`."""
    base = base_of_past(word)
    if base is None or word in STATES:
        return False
    return not word.startswith("un") or base in VERBS or not is_verb(base[2:])


def is_stative(word: str) -> bool:
    """An adjective, or a participle with *un-* that undoes nothing: `unpaid`, but not `unlocked`."""
    return word in STATES or (base_of_past(word) is not None and not is_past(word))


def is_compound(w: Words) -> bool:
    """Whether the words make up a name for a thing though the first can be a verb: `RequestId`, `LoadBalancer`."""
    if len(w) > 1 and w[0] + w[1] in FIXED_THINGS:
        return True
    return w[-1] in HEADS and not is_action(w[0]) and (w[-1] not in OBJECT_HEADS or w[0] in NOUN_LEANING)


def is_follower(w: Words, i: int) -> bool:
    """Whether word `i` can follow a participle without being its object: by whom, where to, how."""
    return i >= len(w) or w[i] in FOLLOWERS or w[i].endswith("ly")


# ---- The rules -----------------------------------------------------------------------------------------------------


def says_it_will_happen(w: Words, _: Spelled) -> Finding | None:
    """`OrderWillShip`, `OrderToBeShipped`, `UpcomingRenewal`, `InvoiceToPay`."""
    better = renaming.out_of_the_future(w)
    modal = next((word for word in w if word in MODALS), None)
    if modal:
        return Finding("future", f"'{modal}' says what is to come or ought to be; say it when it has happened.", better)
    if is_past(w[-1]) and "be" not in w or is_action(w[0]):
        return None
    sign = next((word for word in w if word in FUTURE_SIGNS), None)
    if sign:
        return Finding("future", f"'{sign}' speaks of what is still to come.", better)
    if any(pair in (("to", "be"), ("about", "to"), ("going", "to")) for pair in zip(w, w[1:], strict=False)):
        return Finding("future", "'to' before the verb says it is still to be done.", better)
    return _is_to_be_done(w, better)


def _is_to_be_done(w: Words, better: Words) -> Finding | None:
    if "to" not in w[1:-1]:
        return None
    at = w.index("to", 1)
    before, after = w[:at], w[at + 1]
    asked = before[0] in REQUESTS or any(is_past(x) or is_stative(x) or base_of_gerund(x) for x in before)
    if asked or not is_action(after):
        return None
    return Finding("future", f"'to {after}' says it is still to be done.", better)


def asks_a_question(w: Words, _: Spelled) -> Finding | None:
    """`WhichDriversAreFree`, `IsOrderPaid`; but `IsPaid` states how something is."""
    if w[0] not in QUESTION_WORDS or len(w) < 2:
        return None
    if w[0] in ("is", "are", "has", "have", "was", "were"):
        rest = tuple(word for word in w[1:] if word not in ("not", "been", "already"))
        if rest and base_of_gerund(rest[0]):
            return Finding("present", f"'{w[0]} {rest[0]}' says it is still going on.")
        asked = len(rest) > 1 and not (is_past(rest[0]) or is_stative(rest[0]) or rest[0] in STATE_PREPOSITIONS)
        if not asked or (w[0] in ("has", "have") and not is_past(rest[-1])):
            return Finding("state", f"'{w[0]}' states how something is, not what happened.")
    return Finding("query", f"'{w[0]}' opens a question: its sender wants an answer, nothing has happened.")


def is_going_on(w: Words, _: Spelled) -> Finding | None:
    """`OrderBeingPrepared`, `OrderIsShipping`."""
    for i, word in enumerate(w):
        if word == "being" or (word in ("is", "are") and i + 1 < len(w) and base_of_gerund(w[i + 1])):
            return Finding("present", f"'{word}' says it is still going on; wait until it is done.", renaming.done(w))
    return None


def has_auxiliary(w: Words, _: Spelled) -> Finding | None:
    """`OrderWasPlaced`, `OrderHasBeenShipped`, `viewDidLoad` are facts; `OrderIsPaid` is a state."""
    for i, word in enumerate(w[1:], 1):
        following = w[i + 1] if i + 1 < len(w) else ""
        if word in PAST_AUXILIARIES:
            return Finding("event", f"'{word}' says that it has happened.")
        if word in ("has", "have") and (is_past(following) or is_unchanged(following) or following in ("run", "become")):
            return Finding("event", f"'{word} {following}' says that it has happened.")
        if word in ("is", "are", "has", "have") and following:
            better = (*w[:i], *w[i + 1 :]) if is_past(following) else ()
            return Finding("state", f"'{word}' states how something is; what happened to make it so?", better)
    return None


def glues_an_ending_on(w: Words, _: Spelled) -> Finding | None:
    """`PlaceOrdered` is the command PlaceOrder with -ed at the end of the wrong word."""
    base = base_of_past(w[-1]) if len(w) == 2 else None
    if base is None or not (base in ("order", "ride", "invoice", "ticket", "parcel", "email", "message", "payment", "user")):
        return None
    if not is_action(w[0]) and w[0] != "place":
        return None
    reason = f"'{w[-1]}' has the ending of the past on the wrong word: '{w[0]}' is the verb, '{base}' the thing."
    return Finding("command", reason, renaming.from_request(w[0], (base,)))


def tells_how_a_request_ended(w: Words, _: Spelled) -> Finding | None:
    """`CreateOrderFailed` and `DeleteRequested` are facts about a request; `MarkOrderPaid` is the request."""
    if len(w) < 2 or not is_past(w[-1]):
        return None
    if w[0] in COMPLEMENT_VERBS and (len(w) > 2 or w[0] in ACTIONS) and not _ended(w):
        return None
    return _fact(w, len(w) - 1)


def _ended(w: Words) -> bool:
    return w[-1] in OUTCOMES and w[-1] in ("failed", "succeeded", "requested", "rejected") and w[0] in ("send", "get", "fetch", "find", "search", "list", "count", "query", "set")


def _fact(w: Words, at: int) -> Finding:
    return Finding("event", f"'{w[at]}' says what happened: a fact, in the past tense.")


def names_an_outcome(w: Words, _: Spelled) -> Finding | None:
    """`FetchPostsFailure`, `CreateOrderHandler`: a request, wrapped into a noun."""
    reports = ("notify", "report", "send", "log", "handle", "publish", "register", "add", "remove", "create")
    if len(w) < 3 or w[-1] not in OUTCOME_NOUNS or w[0] in reports and w[-1] != "handler" or not is_verb(w[0]):
        return None
    return Finding("noun", f"'{w[-1]}' names a thing; what happened?", renaming.failed_or_succeeded(w))


def asks_for_an_answer(w: Words, spelled: Spelled) -> Finding | None:
    """`GetUnpaidOrders`, `CountVisits`, `order.get`."""
    at = -1 if spelled.dotted else 0
    if w[at] not in QUERIES or (len(w) == 1 and w[0] in REQUESTS):
        return None
    if at == 0 and len(w) > 1 and (is_compound(w) or _first_is_a_thing(w) or w[1] in PARTICLES - {"up"}):
        return None
    if at == -1 and w[-1] in ("count", "read", "check", "view", "filter"):
        return None
    return Finding("query", f"'{w[at]}' asks for an answer and changes nothing.")


def _first_is_a_thing(w: Words) -> bool:
    """Whether a participle right after the first word makes that the thing it happened to: `ListSentToPrinter`."""
    return w[0] not in COMPLEMENT_VERBS and len(w) > 1 and is_past(w[1]) and is_follower(w, 2)


def may_be_verb_or_noun(w: Words, _: Spelled) -> Finding | None:
    """`TransferOut`, `CheckIn`: to do it, or the thing itself."""
    if len(w) < 2 or w[-1] not in PARTICLES or not is_verb(w[-2]) or (len(w) > 2 and is_action(w[0])):
        return None
    phrase = f"{w[-2]} {w[-1]}"
    done = (*w[:-2], past_participle(w[-2]), w[-1])
    if w[-2] + w[-1] in PHRASAL_NOUNS or len(w) > 2:
        return Finding("ambiguous", f"'{phrase}' can be a request or the name of a thing; say what happened to what.", done)
    if w[-2] in THINGS and w[-2] not in ("log", "power", "time"):
        return None
    return Finding("command", f"'{phrase}' tells somebody to do it.")


def tells_to_do(w: Words, spelled: Spelled) -> Finding | None:
    """`PlaceOrder`, `SeedDatabase`: the first word is a verb and hardly ever a noun."""
    if not is_action(w[0]) or is_compound(w) or _first_is_a_thing(w) or (spelled.dotted and is_verb(w[-1]) and len(w) > 1):
        return None
    return _request(w)


def _request(w: Words) -> Finding:
    better = renaming.from_request(w[0], w[1:])
    return Finding("command", f"'{w[0]}' is an imperative: it asks for something that may be refused.", better)


def reads_the_same_in_the_past(w: Words, spelled: Spelled) -> Finding | None:
    """`PasswordReset`, `PriceCut`: the thing, or what happened? `PasswordResetByAdmin` says which."""
    at = next((i for i in range(1, len(w)) if is_unchanged(w[i])), 0)
    if not at or w[at - 1] + w[at] in FIXED_THINGS or w[at] in STATES or w[0] in COMPLEMENT_VERBS:
        return None
    if at == len(w) - 1:
        if w[at] not in UNCHANGED_NOUNS and not spelled.dotted:
            return _fact(w, at)
        better = (*w[:at], "was", w[at])
        return Finding("ambiguous", f"'{w[at]}' is spelled alike as request, thing and fact: which is it?", better)
    follows = is_follower(w, at + 1) and w[at + 1] not in ("for", "of", "with")
    return _fact(w, at) if follows else None


def happened(w: Words, _: Spelled) -> Finding | None:
    """`OrderSentToKitchen`, `StockRanOut`, `MemberJoinedChannel`: a thing, then what happened to it."""
    at = next((i for i in range(1, len(w)) if is_past(w[i])), 0)
    if not at:
        return None
    describes = w[at - 1].endswith("ly") or w[at - 1] in ("most", "top", "best", "last", "first", "least", "self", "new", "well")
    if w[-1] == "at" or (not is_follower(w, at + 1) and (describes or w[-1] in TECHNICAL_HEADS)):
        return Finding("noun", f"'{w[-1]}' names a thing, and '{w[at]}' only describes it.")
    return None if w[0] in REQUESTS & QUERIES and not _first_is_a_thing(w) else _fact(w, at)


def begins_with_what_happened(w: Words, _: Spelled) -> Finding | None:
    """`SignedUp` and `ViewedPage` tell of an act; a `RegisteredUser` is a user."""
    if not is_past(w[0]):
        return None
    failed_to = w[0] == "failed" and len(w) > 1 and (base_of_gerund(w[1]) or is_verb(w[1]) and w[1] not in THINGS)
    if failed_to or is_follower(w, 1) or any(word in FOLLOWERS for word in w[1:]) or w[0] not in ATTRIBUTIVE:
        return _fact(w, 0)
    return Finding("noun", f"'{w[0]}' only describes '{w[-1]}', which is a thing.", (*w[1:], w[0]))


def describes_a_condition(w: Words, _: Spelled) -> Finding | None:
    """`StockLow`, `OrderReadyForPickup`, `UserExists`, `LowBalance`, `OrderInTransit`."""
    verb = next((word for word in w if word in STATE_VERBS or word == "need"), None)
    if verb:
        return Finding("state", f"'{verb}' states how something is, not what happened.")
    if w[0] in COMPLEMENT_VERBS:
        return None
    at = next((i for i, word in enumerate(w) if is_stative(word) and _describes(w, i)), None)
    if at is None:
        return _is_somewhere(w)
    reason = f"'{w[at]}' is a condition: when did it become true, and what happened then?"
    return Finding("state", reason, renaming.became(w, at))


def _describes(w: Words, at: int) -> bool:
    """Whether the adjective at `at` says something of the thing (`StockLow`), and does not only pick one (`ActiveUser`)."""
    if w[at] in ("awaiting", "waiting", "missing", "lacking") or is_follower(w, at + 1):
        return True
    return at == 0 and w[0] in AMOUNTS and w[-1] not in HEADS


def _is_somewhere(w: Words) -> Finding | None:
    at = next((i for i, word in enumerate(w) if word in STATE_PREPOSITIONS), None)
    if at is None or any(is_verb(word) and word not in THINGS for word in w[:at]) or any(base_of_gerund(x) for x in w[:at]):
        return None
    return Finding("state", f"'{' '.join(w[at:])}' says how or where something is, not what happened.")


def asks_for_a_thing(w: Words, spelled: Spelled) -> Finding | None:
    """`UpdateOrder`, `EmailCustomer`: the first word is a noun too, but what follows is its object."""
    if len(w) == 1 and w[0] in REQUESTS and spelled.role != "command":
        return Finding("ambiguous", f"'{w[0]}' alone can be a request or the name of a thing; say what happened to what.")
    if spelled.dotted or (is_compound(w) and w[0] + w[-1] not in ()) or base_of_present(w[-1]) in ACTIONS:
        return None
    if w[0] in REQUESTS or (w[0] in THINGS and len(w) == 2 and w[1] in PEOPLE and w[0] in ("email", "message", "invoice", "phone", "mail", "page")):
        return _request(w)
    return None


def is_being_done(w: Words, _: Spelled) -> Finding | None:
    """`ProcessingPayment`, `OrderShipping`; but a `ShippingAddress` and a `HotelBooking` are things."""
    at = next((i for i, word in enumerate(w) if base_of_gerund(word)), None)
    if at is None:
        return None
    noun = w[at] in THING_GERUNDS or w[at] in COMPOUND_GERUNDS
    if at == len(w) - 1:
        thing = noun
    else:
        compound = w[-1] in HEADS and (noun or w[at] in ("shipping", "processing", "loading") or w[-1] not in OBJECT_HEADS or at > 0)
        thing = compound or (w[at] in COMPOUND_GERUNDS and at == 0)
    if thing:
        return Finding("noun", f"'{w[at]}' belongs to the name of a thing here.")
    return Finding("present", f"'{w[at]}' says it is still going on; wait until it is done.", renaming.done(w))


def is_told_in_the_present(w: Words, _: Spelled) -> Finding | None:
    """`DriverArrives`, `CustomerPlacesOrder`, `UserLogsIn`."""
    for i, word in enumerate(w):
        base = base_of_present(word)
        if base is None or (w[-1] in HEADS and i < len(w) - 1 and w[0] not in PEOPLE):
            continue
        last, first = i == len(w) - 1, i == 0
        acts = is_action(base) or (last and base in ("process", "end", "start", "stop", "crash", "bounce", "drop"))
        acts = acts or (not last and (w[i + 1] in PARTICLES or (not first and base in REQUESTS)))
        if acts and not (first and last):
            return Finding("present", f"'{word}' is the present tense; an event tells what is over.", renaming.done(w))
    return None


def ends_in_a_verb(w: Words, spelled: Spelled) -> Finding | None:
    """`order.create`, `MESSAGE_REACTION_REMOVE_ALL` ask; an `OrderUpdate` is a thing."""
    at = len(w) - (2 if w[-1] == "all" and len(w) > 2 else 1)
    better = (*w[:at], past_participle(w[at]), *w[at + 1 :])
    if at and w[at - 1] + w[at] in FIXED_THINGS:
        return None
    if at and (is_action(w[at]) or (spelled.dotted and w[at] in REQUESTS)):
        return Finding("command", f"'{w[at]}' is a verb in its base form: it asks, it does not tell.", better)
    if at and w[at] in REQUESTS:
        return Finding("noun", f"'{w[at]}' names a thing here; what happened?", better)
    return None


def asks_by(w: Words, spelled: Spelled) -> Finding | None:
    """`OrderById`, `AccountBalanceQuery`."""
    if "by" in w[1:-1] or spelled.role == "query":
        return Finding("query", f"'{'by' if 'by' in w else 'query'}' says that something is looked up.")
    return None


def names_a_thing(w: Words, spelled: Spelled) -> Finding:
    """`Invoice`, `CustomerSnapshot`: nothing in it says that anything happened."""
    if spelled.role == "command":
        return Finding("command", "Only the word 'command' says what it is; begin with the verb.")
    return Finding("noun", f"'{w[-1]}' names a thing; nothing says what happened to it.")


RULES: tuple[Rule, ...] = (
    says_it_will_happen,
    asks_a_question,
    is_going_on,
    has_auxiliary,
    glues_an_ending_on,
    tells_how_a_request_ended,
    names_an_outcome,
    asks_for_an_answer,
    may_be_verb_or_noun,
    tells_to_do,
    reads_the_same_in_the_past,
    happened,
    begins_with_what_happened,
    describes_a_condition,
    asks_for_a_thing,
    is_being_done,
    is_told_in_the_present,
    ends_in_a_verb,
    asks_by,
    names_a_thing,
)
