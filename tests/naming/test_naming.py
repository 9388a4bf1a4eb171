"""What the naming linter promises: the kind of every name in `names.csv`, and better names that pass.

`names.csv` has two parts. The rules were tuned on `dev`; `heldout` was written before the first rule, and its
misses were read only when the rules were done (0.974 at the first measurement, 0.994 at the last blind one).
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.naming import RULES, known, lint, past_participle, words
from companion.naming.grammar import is_stative
from companion.naming.inflection import VERBS, base_of_gerund, base_of_past, base_of_present, is_unchanged

KINDS = ("event", "command", "query", "present", "future", "state", "noun", "ambiguous")
with (Path(__file__).parent / "names.csv").open(newline="", encoding="utf-8") as file:
    NAMES = [(row["name"], row["kind"], row["part"]) for row in csv.DictReader(file)]
COMMANDS = [name for name, kind, _ in NAMES if kind == "command"]


def kinds(names: str) -> dict[str, str]:
    return {name: lint(name).kind for name in names.split()}


def all_are(kind: str, names: str) -> bool:
    wrong = {name: found for name, found in kinds(names).items() if found != kind}
    assert not wrong, f"not {kind}: {wrong}"
    return True


# ---- The whole list ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["dev", "heldout"])
def test_at_least_95_percent_of_the_names_are_judged_right_on_average_over_the_kinds(part: str) -> None:
    wanted = [(name, kind) for name, kind, its_part in NAMES if its_part == part]
    total = Counter(kind for _, kind in wanted)
    wrong = [(name, kind, lint(name).kind) for name, kind in wanted if lint(name).kind != kind]
    missed = Counter(kind for _, kind, _ in wrong)
    macro = sum(1 - missed[kind] / total[kind] for kind in KINDS) / len(KINDS)
    table = [f"{kind:10} {total[kind] - missed[kind]:3} of {total[kind]:3}" for kind in KINDS]
    assert macro >= 0.95, "\n".join([f"macro accuracy {macro:.3f}", *table, *map(str, wrong)])


def test_the_list_is_large_without_repeats_and_has_every_kind_in_both_parts() -> None:
    names = [name for name, _, _ in NAMES]
    assert len(names) == len(set(names)) >= 500
    assert {(kind, part) for _, kind, part in NAMES} == {(k, p) for k in KINDS for p in ("dev", "heldout")}


# ---- Events -----------------------------------------------------------------------------------------------


def test_every_event_name_of_the_course_is_an_event() -> None:
    assert all_are(
        "event",
        "OrderPlaced PaymentProcessed UserRegistered DriverAssigned OrderAcceptedByRestaurant"
        " OrderPickedUp OrderDelivered OrderRated OrderConfirmed PaymentAuthorized InventoryReserved"
        " AccountOpened MoneyDeposited MoneyWithdrawn PostCreated RideRequested DriverMatched"
        " DriverArrived RideStarted RideCompleted RideRated StockFellBelowMinimum StockRanOut PostLiked"
        " OrderSentToKitchen",
    )


def test_words_after_the_participle_do_not_hide_it() -> None:
    assert all_are(
        "event",
        "OrderSentToKitchen LoginFailedTwice CartEmptiedManually PaymentDeclinedDueToFraud"
        " MemberJoinedChannel OrderStatusChangedToAwaitingValidation InvoiceMarkedUncollectible"
        " PriceSetByVendor OrderPutOnHold",
    )


def test_irregular_verbs_are_known_in_the_past_also_after_a_prefix() -> None:
    assert all_are(
        "event",
        "RefundPaid SeatTaken EmailSent TicketSold ShareBought KeyFound BagLost GoalMet DriverLeft"
        " TrialBegan SealBroken MoneyWithdrawn CardFrozen AccountOverdrawn BalanceFellBelowMinimum"
        " DriverWentOffline UserBecameInactive InvoiceResent LoanRepaid PriceOverridden IndexRebuilt"
        " TreatyRedrawn",
    )


def test_helping_verbs_in_the_past_make_a_fact() -> None:
    assert all_are(
        "event",
        "OrderWasPlaced OrderHasBeenShipped PaymentNotReceived viewDidLoad UserHasLeft",
    )


def test_any_usual_spelling_is_read_the_same_way() -> None:
    assert all_are(
        "event",
        "OrderPlaced order_placed order-placed order.placed com.example.order.placed.v1 orders/placed"
        " ORDER_PLACED orderPlaced OrderPlacedV2 OrderPlacedEvent OrderPlacedIntegrationEvent"
        " Order_Placed__e order.placed.1.0 payment_intent.succeeded customer.subscription.updated SKUAdded"
        " PDFGenerated EC2InstanceStopped",
    )
    assert lint("Order Placed").kind == "event"


def test_the_outcome_of_a_request_is_a_fact() -> None:
    assert all_are("event", "CreateOrderFailed DeleteRequested PasswordResetRequested BuildStarted")


# ---- What only looks like an event ------------------------------------------------------------------------


def test_words_that_only_end_in_ed_are_not_past_forms() -> None:
    assert all_are(
        "command",
        "SeedDatabase ProceedToCheckout ScheduleDelivery EmbedWidget FeedAnimals",
    )
    assert all_are("noun", "SpeedLimit FeedReader BreedRegistry Hundred Testbed")
    assert lint("NeedApproval").kind == "state"


def test_an_imperative_is_a_command_even_with_event_behind_it() -> None:
    assert all_are(
        "command",
        "PlaceOrder RegisterUser ShipParcel SendEmail order.create PlaceOrderEvent ADD_TODO",
    )


def test_the_ending_of_the_past_glued_to_the_thing_makes_no_event() -> None:
    verdict = lint("PlaceOrdered")
    assert (verdict.kind, verdict.suggestion) == ("command", "OrderPlaced")


def test_a_request_for_an_answer_is_a_query() -> None:
    assert all_are(
        "query",
        "GetUnpaidOrders FindDriver ListOrders FetchBalance SearchPosts CountVisits",
    )
    assert all_are("query", "IsOrderPaid CanUserCancel WhichDriversAreFree OrderById orders.get")


def test_an_action_in_progress_is_present() -> None:
    assert all_are(
        "present",
        "ProcessingPayment OrderShipping PaymentProcesses OrderBeingPacked DriverArrives",
    )


def test_something_still_to_come_is_future() -> None:
    assert all_are(
        "future",
        "OrderWillShip OrderToBeShipped OrderShouldBeShipped InventoryShouldBeReleased UpcomingRenewal"
        " DriverShouldBeNotified customer.subscription.trial_will_end InvoiceToPay",
    )


def test_a_condition_is_a_state() -> None:
    assert all_are(
        "state",
        "PaymentPending StockLow OrderReady UserActive AccountOverdue IsPaid CartEmpty OrderInTransit"
        " OrderUnpaid ItemOutOfStock SubscriptionRefundable NodeHasDiskPressure OrderReadyForPickup"
        " UserExists",
    )


def test_a_thing_is_a_noun_also_when_a_participle_describes_it() -> None:
    assert all_are(
        "noun",
        "CustomerSnapshot OrderDetails Payment Invoice OrderPlacedHandler RegisteredUser",
    )


def test_a_request_wrapped_into_a_noun_is_a_noun() -> None:
    assert all_are("noun", "FetchPostsFailure CreateOrderHandler GetOrderResponse")
    assert lint("FetchPostsFailure").suggestion == "FetchPostsFailed"


def test_a_namespace_does_not_count() -> None:
    assert lint("[Cart Page] Add Item").suggestion == "[Cart Page] Item Added"
    assert lint("com.acme.processing.OrderPlaced").kind == "event"


def test_a_verb_that_is_also_a_noun_is_a_request_at_the_front_and_a_thing_at_the_end() -> None:
    assert all_are("command", "UpdateOrder ResetPassword ReleaseInventory TransferMoney ReportFraud")
    assert all_are("noun", "OrderUpdate PriceChange PaymentRefund OrderReport")


def test_a_name_that_can_be_read_two_ways_is_ambiguous() -> None:
    assert all_are(
        "ambiguous",
        "TransferOut PasswordReset OrderSet PriceCut StockSplit CheckIn Transfer Reset",
    )


@pytest.mark.parametrize("nothing", ["", "  ", "!?", "42", "..."])
def test_a_name_without_a_letter_is_refused(nothing: str) -> None:
    with pytest.raises(ValueError, match="has no word in it"):
        lint(nothing)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("IsShipping", "present"),
        ("RecentlyPlacedOrder", "noun"),
        ("OrderCommand", "command"),
        ("OrderXed", "noun"),
    ],
)
def test_a_word_beside_the_verb_can_decide(name: str, kind: str) -> None:
    assert lint(name).kind == kind


# ---- Reasons and suggestions ------------------------------------------------------------------------------


def test_the_reason_is_one_sentence_that_quotes_a_word_of_the_name() -> None:
    for name, _, _ in NAMES:
        reason = lint(name).reason
        assert reason.endswith((".", "?"))
        assert set(reason.split("'")[1].split()) <= set(words(name)), reason


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("PlaceOrder", "OrderPlaced"),
        ("RegisterUser", "UserRegistered"),
        ("ProcessingPayment", "PaymentProcessed"),
        ("InventoryShouldBeReleased", "InventoryReleased"),
        ("AddItemToCart", "ItemAddedToCart"),
        ("SignUpUser", "UserSignedUp"),
        ("GeneratePDF", "PDFGenerated"),
        ("CustomerPlacesOrder", "OrderPlacedByCustomer"),
        ("TrialBegins", "TrialBegan"),
        ("CutPrice", "PriceWasCut"),
        ("MarkOrderPaid", "OrderMarkedPaid"),
        ("OrderUpdate", "OrderUpdated"),
        ("OrderIsPaid", "OrderPaid"),
        ("StockLow", "StockFellBelowMinimum"),
        ("CartEmpty", "CartEmptied"),
        ("UserActive", "UserBecameActive"),
        ("TransferOut", "TransferredOut"),
        ("PasswordReset", "PasswordWasReset"),
    ],
)
def test_the_better_name_puts_the_thing_first_and_then_what_happened_to_it(name: str, better: str) -> None:
    assert lint(name).suggestion == better


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("order.create", "order.created"),
        ("orders/create", "orders/created"),
        ("send_email", "email_sent"),
        ("place-order", "order-placed"),
        ("ADD_TODO", "TODO_ADDED"),
        ("placeOrder", "orderPlaced"),
        ("com.acme.orders.PlaceOrder", "com.acme.orders.OrderPlaced"),
        ("PlaceOrderV2", "OrderPlacedV2"),
    ],
)
def test_the_better_name_is_spelled_like_the_old_one(name: str, better: str) -> None:
    assert lint(name).suggestion == better


@pytest.mark.parametrize(
    "name", ["OrderPlaced", "GetUnpaidOrders", "PaymentPending", "Invoice", "NotifyOrderShipped"]
)
def test_nothing_is_suggested_if_only_the_author_can_know(name: str) -> None:
    assert lint(name).suggestion is None


def test_most_commands_get_a_suggestion() -> None:
    assert sum(lint(name).suggestion is not None for name in COMMANDS) > 0.8 * len(COMMANDS)


def test_every_suggestion_is_itself_an_event_and_keeps_the_words_that_matter() -> None:
    suggested = {name: better for name, _, _ in NAMES if (better := lint(name).suggestion)}
    assert len(suggested) > 200
    for name, better in suggested.items():
        assert lint(better).kind == "event", (name, better)
        assert stems(better) & stems(name), (name, better)


def stems(name: str) -> set[str]:
    forms = (base_of_past, base_of_gerund, base_of_present)
    return {next(filter(None, (form(word) for form in forms)), word) for word in words(name)}


@given(
    st.sampled_from(sorted(known.ACTIONS | known.REQUESTS)), st.sampled_from(["Order", "Parcel", "Customer"])
)
def test_any_request_with_an_object_is_never_taken_for_an_event(verb: str, thing: str) -> None:
    verdict = lint(verb.capitalize() + thing)
    assert verdict.kind != "event"
    assert verdict.suggestion is None or lint(verdict.suggestion).kind == "event"


@given(st.sampled_from(sorted(VERBS)), st.sampled_from(["Parcel", "Customer", "ShoppingCart"]))
def test_a_thing_and_what_was_done_to_it_is_an_event_whatever_the_verb(verb: str, thing: str) -> None:
    if base_of_past(past_participle(verb)) is not None and not is_stative(past_participle(verb)):
        assert lint(thing + past_participle(verb).capitalize()).kind == "event"


@given(st.text(max_size=40))
def test_any_text_gets_a_kind_or_a_value_error(name: str) -> None:
    try:
        assert lint(name).kind in KINDS
    except ValueError as error:
        assert "has no word in it" in str(error)


# ---- Words and verbs --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("OrderPlaced", ("order", "placed")),
        ("SKUAddedV2", ("sku", "added", "v2")),
        ("SKUsAdded", ("skus", "added")),
        ("com.example.order_placed", ("com", "example", "order", "placed")),
        ("Video1080pReady", ("video", "1080p", "ready")),
        ("ORDER-placed now", ("order", "placed", "now")),
        ("", ()),
    ],
)
def test_a_name_is_split_into_its_words(name: str, expected: tuple[str, ...]) -> None:
    assert words(name) == expected


@pytest.mark.parametrize(
    ("verb", "participle"),
    [
        ("place", "placed"),
        ("order", "ordered"),
        ("ship", "shipped"),
        ("submit", "submitted"),
        ("cancel", "cancelled"),
        ("visit", "visited"),
        ("apply", "applied"),
        ("pay", "paid"),
        ("relay", "relayed"),
        ("present", "presented"),
        ("send", "sent"),
        ("resend", "resent"),
        ("withdraw", "withdrawn"),
        ("override", "overridden"),
        ("reset", "reset"),
        ("equip", "equipped"),
        ("Take", "taken"),
    ],
)
def test_the_participle_of_a_verb(verb: str, participle: str) -> None:
    assert past_participle(verb) == participle


def test_the_verb_is_found_again_from_its_participle() -> None:
    told = {verb: past_participle(verb) for verb in sorted(VERBS) if not is_unchanged(verb)}
    lost = {verb for verb, participle in told.items() if base_of_past(participle) != verb}
    assert lost == {"become", "overcome", "run", "rerun", "enroll", "fulfill"}


@pytest.mark.parametrize("word", ["seed", "feed", "hundred", "proceed", "shed", "Reset".lower()])
def test_no_verb_is_found_in_a_word_that_is_not_a_past_form(word: str) -> None:
    assert base_of_past(word) is None


def test_the_verb_is_found_in_its_other_forms() -> None:
    assert [base_of_gerund(word) for word in ("processing", "shipping", "string", "pending")] == [
        "process", "ship", None, None,
    ]  # fmt: skip
    assert [base_of_present(word) for word in ("arrives", "processes", "applies", "address")] == [
        "arrive", "process", "apply", None,
    ]  # fmt: skip


def test_a_verb_stands_on_one_list_only() -> None:
    assert not (known.ACTIONS & known.REQUESTS or known.ACTIONS & known.THINGS)
    assert not known.REQUESTS & known.THINGS


def test_a_list_that_is_not_in_the_file_is_named() -> None:
    with pytest.raises(AttributeError, match=r"no list \[ADVERBS\]"):
        known.ADVERBS  # noqa: B018


def test_every_rule_decides_some_name_of_the_list() -> None:
    from companion.naming.grammar import take_apart, without_forewords

    deciding = set()
    for name, _, _ in NAMES:
        spelled = take_apart(name)
        w = without_forewords(spelled.words)
        deciding.add(next(rule.__name__ for rule in RULES if rule(w, spelled)))
    assert {rule.__name__ for rule in RULES} - deciding == {"glues_the_ending_on"}  # judged by its own test


def test_the_verdicts_are_the_same_under_any_hash_seed() -> None:
    names = ["LowBalanceToPay", "OrderSetUp", "StockRunsLow", "PlaceOrder"]
    program = f"from companion.naming import lint; print([lint(name) for name in {names}])"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
