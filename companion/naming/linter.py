"""The naming linter: is a message name an event or something else, and which of its words says so?

Promises that every name gets exactly one of eight kinds, a reason in one sentence and, where there is one, a
better name that is itself an event by these rules. The rules are the table `RULES`, read from top to bottom:
the first that has an opinion decides. Leaves out meaning: `LunchEaten` is a well-formed fact, whether or not
anybody ate. The convention is CONTENT.md's "Events = Past Tense (Facts)".
"""

from __future__ import annotations

from typing import NamedTuple

from . import rules
from .grammar import spell_like, take_apart, without_forewords, words
from .inflection import past_participle
from .rules import Finding, Kind, Rule

__all__ = ["RULES", "Kind", "Verdict", "lint", "past_participle", "words"]


class Verdict(NamedTuple):
    """What a name is: its kind, one sentence with the word that decided, and a better event name or None."""

    kind: Kind
    reason: str
    suggestion: str | None


# The order matters. Helping words (will, is, was) outweigh verbs; an imperative at the front outweighs a
# participle inside (GetUnpaidOrders), but not one at the end (CreateOrderFailed); a name is a noun only
# when nothing else can be said of it.
RULES: tuple[Rule, ...] = (
    rules.says_it_will_happen,  # future: OrderWillShip
    rules.stands_alone,  # ambiguous: Transfer
    rules.asks_a_question,  # query: IsOrderPaid
    rules.is_going_on,  # present: OrderBeingPrepared
    rules.has_helping_verb,  # event or state: OrderWasPlaced, OrderIsPaid
    rules.glues_the_ending_on,  # command: PlaceOrdered
    rules.ends_in_the_past,  # event: OrderPlaced
    rules.names_an_outcome,  # noun: FetchPostsFailure
    rules.asks_for_an_answer,  # query: GetUnpaidOrders
    rules.has_a_particle,  # ambiguous or command: TransferOut, ScaleUp
    rules.tells_to_do,  # command: PlaceOrder
    rules.reads_the_same_in_the_past,  # ambiguous or event: PasswordReset, PriceSetByVendor
    rules.begins_with_the_past,  # event or noun: ViewedPage, RegisteredUser
    rules.goes_on_after_the_past,  # event: OrderSentToKitchen
    rules.describes_a_condition,  # state: StockLow
    rules.asks_for_a_thing,  # command: UpdateOrder
    rules.is_being_done,  # present: ProcessingPayment
    rules.is_told_in_the_present,  # present: DriverArrives
    rules.ends_in_a_verb,  # command or noun: order.create, OrderUpdate
    rules.looks_up_by,  # query: OrderById
    rules.names_a_thing,  # noun: Invoice
)


def lint(name: str) -> Verdict:
    """Judge a message name in any usual spelling: `OrderPlaced`, `order_placed`, `com.acme.order.placed.v1`.

    Raise `ValueError` for a name without a letter, such as `""` or `"42"`: there is nothing to judge.
    """
    if not isinstance(name, str) or not any(letter.isalpha() for letter in name):
        raise ValueError(f"{name!r} has no word in it: give a name such as 'OrderPlaced'")
    finding = _first_finding(name)
    return Verdict(finding.kind, finding.reason, _suggestion(name, finding))


def _first_finding(name: str) -> Finding:
    spelled = take_apart(name)
    w = without_forewords(spelled.words)
    return next(finding for rule in RULES if (finding := rule(w, spelled)))


def _suggestion(name: str, finding: Finding) -> str | None:
    """A better name in the spelling of the old one; withheld if it would not itself pass as an event."""
    if finding.kind == "event" or not finding.better:
        return None
    better = spell_like(name, finding.better)
    return better if _first_finding(better).kind == "event" else None
