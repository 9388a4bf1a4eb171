"""The hundred names of 02-rule: forty that lesson 02 shows, sixty that judge, in five families.

Every family mixes facts with names that are none, so that a rule which always gives the same answer earns
nothing. The linter agrees with every entry, by test. `IRREGULAR` and `words` are handed to the learner: lists
of verbs and taking names apart are not the lesson.
"""

from collections.abc import Callable, Mapping
from typing import Final

from companion.naming import known, words

__all__ = ["FAMILIES", "HIDDEN", "IRREGULAR", "RULES", "SHOWN", "by_family", "share_right", "words"]


def _forms() -> frozenset[str]:
    entries = (entry.split()[1:] for entry in known.IRREGULAR.split(";"))
    forms = {form for pasts, perfects in entries for form in f"{pasts}/{perfects}".split("/")}
    return frozenset(forms - known.SAME_AS_BASE)


IRREGULAR: Final = _forms()
"""Past forms that do not end in -ed or would not tell: sent, paid, taken, ran, …"""

GOES_ON = "the fact goes on after its verb"
IRREGULARS = "irregular verbs"
NO_PAST = "-ed that is no past tense"
NOT_YET = "not yet, or not sure"
OTHERS = "requests and things"
FAMILIES: Final = (GOES_ON, IRREGULARS, NO_PAST, NOT_YET, OTHERS)

# Family: facts | other names.
_SHOWN = {
    GOES_ON: """OrderSentToKitchen PaymentDeclinedByBank OrderPickedUp GuestUserLoggedIn
        SeatReservedForTwoHours OrderPlaced | LogInUser ReserveSeatForGuest""",
    IRREGULARS: "StockRanOut CardStolen BookLent GameWon LetterWritten | PayRefund TakeOrder StealthMode",
    NO_PAST: """LinkEmbedded DeliveryScheduled | ScheduleDelivery FeedReader EmbedLink NewsFeed SeedList
        PedalSensor""",
    NOT_YET: """PaymentProcessed DriverAssigned | ProcessingPayment OrderWillBeShipped
        InventoryShouldBeReleased TicketMayBeRefunded ParcelBeingPacked OrderNeedsApproval""",
    OTHERS: """UserRegistered OrderCancelled | PlaceOrder RegisterUser GetUnpaidOrders CustomerSnapshot
        CreditNote SendFeedback""",
}
_HIDDEN = {
    GOES_ON: """OrderAcceptedByRestaurant ItemAddedToCart CardPaymentRefundedToCustomer UserInvitedToTeam
        MoneyTransferredOut LastParcelDeliveredToNeighbour EmailBouncedTwice NightDriverArrivedAtDoor
        PriceReducedByHalf | AddItemToCart InviteUserToTeam DeliverParcelToNeighbour""",
    IRREGULARS: """RefundPaid SeatTaken TicketSold KeyFound AppointmentMade MessageSent CashWithdrawn
        ContractBroken MenuChosen | SellTicket SendMessage MakeAppointment""",
    NO_PAST: """VideoEmbedded DatabaseSeeded SpeedLimitExceeded | SeedDatabase ProceedToCheckout SpeedLimit
        EmbedVideo ShredDocument CreditLimit MediaFile TopSpeed RedButton""",
    NOT_YET: """PaymentApproved RefundConfirmed ShipmentDelayed | OrderShouldBeShipped PaymentPending
        ParcelWillBeDelivered RefundMustBeApproved DriverBeingAssigned OrderToBeConfirmed InvoiceMayBePaid
        AccountActive CourierArriving""",
    OTHERS: """AccountClosed OrderDeclined CouponRedeemed | CancelUnpaidOrder ListDelayedFlights LoyaltyPoints
        DeliveryAddress ShipParcel OrderHistory FindNearestDriver PriceList UpdatePhoneNumber""",
}


def _parted(family: str) -> dict[str, bool]:
    facts, others = (part.split() for part in family.split("|"))
    return {**dict.fromkeys(facts, True), **dict.fromkeys(others, False)}


def by_family(names: Mapping[str, str]) -> dict[str, dict[str, bool]]:
    """Each family's names with whether they are events."""
    return {family: _parted(text) for family, text in names.items()}


SHOWN_BY_FAMILY: Final = by_family(_SHOWN)
HIDDEN_BY_FAMILY: Final = by_family(_HIDDEN)
SHOWN: Final = {name: fact for family in SHOWN_BY_FAMILY.values() for name, fact in family.items()}
"""The forty names of the notebook, each with whether it is an event."""
HIDDEN: Final = {name: fact for family in HIDDEN_BY_FAMILY.values() for name, fact in family.items()}


def share_right(rule: Callable[[str], object], names: Mapping[str, bool] = SHOWN) -> int:
    """How many percent of `names` the rule answers rightly, rounded to a whole number."""
    return round(100 * sum(bool(rule(name)) == fact for name, fact in names.items()) / len(names))


def ends_in_ed(name: str) -> bool:
    """The rule everybody has heard."""
    return name.endswith("ed")


def contains_ed(name: str) -> bool:
    """The rule everybody writes when the first one misses something."""
    return "ed" in name.lower()


def any_word_in_ed(name: str) -> bool:
    """The rule that first takes the name apart."""
    return any(word.endswith("ed") for word in words(name))


def last_word_only(name: str) -> bool:
    """The rule that knows irregular verbs and looks for them at the end."""
    last = words(name)[-1]
    return last.endswith("ed") or last in IRREGULAR


def never(name: str) -> bool:
    """The rule that always says no."""
    return False


RULES: Final = {
    'name.endswith("ed")': ends_in_ed,
    '"ed" in name': contains_ed,
    "any word ends in -ed": any_word_in_ed,
    "the last word says it": last_word_only,
    "always no": never,
}
