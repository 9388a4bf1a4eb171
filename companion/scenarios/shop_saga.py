"""The shop of CONTENT, orchestrated: inventory → card → shipment → mail, a saga over four services.

CONTENT gives two orders of the steps. One charges first, so an empty shelf leads to a refund. Only the
other, which reserves first, fits CONTENT's own "payment fails → release inventory", and is the one here.
CONTENT also says "if any fail, roll back"; then a mail hiccup would refund a parcel that is on its way. So
the shipment is the pivot: until it has succeeded everything can be undone, afterwards there is only forward.
The mail is tried once an hour for a day, then an operator looks (STUCK): without a mail it is still a parcel.

The services are pure deciders (`inventory`, `payment`, `shipping`, `mail`), the rest is wiring. What they
refuse is decided by the order: too many pieces, a card limit too low, a country the carrier does not go to.
`roll_back_all` is CONTENT's rule to the letter, and `in_order` the same steps in another order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from companion.events import Event
from companion.sagas import Backoff, Saga, SagaRun, Step
from companion.sourcing import ANY, EventStore, Refused
from companion.sourcing.decider import replay

from .keyed import Ask, Ledger, Service, asking, keyed
from .shop_facts import (
    CardCharged,
    CardRefunded,
    ConfirmationMailed,
    ParcelCalledOff,
    ParcelDispatched,
    StockDelivered,
    StockReleased,
    StockReserved,
)

__all__ = [
    "CARRIER_GOES_TO", "HOURLY", "PRICE_CENTS", "CardCharged", "CardRefunded", "ConfirmationMailed",
    "MailServer", "ParcelCalledOff", "ParcelDispatched", "StockDelivered", "StockReleased", "StockReserved",
    "deliver_stock", "hiccup", "in_order", "inventory", "mail", "on_the_shelf", "order", "paid_cents",
    "payment", "place_order", "roll_back_all", "shipped", "shipping", "shop_saga",
]  # fmt: skip

PRICE_CENTS = 24_900  # a coffee machine
CARRIER_GOES_TO = ("BE", "DE", "NL")
HOURLY = Backoff(first_wait_s=3_600.0, factor=1.0)
MailServer = Callable[[str], object]  # is given the key, so that it can tell a mail it has sent; may raise


def _stock(ask: Ask, ledger: Ledger) -> Event:
    pieces: int = ask.data["pieces"]
    if ask.undo:
        return StockReleased(key=ask.key, pieces=pieces if ask.key in ledger.done else 0)
    if pieces > ledger.left:
        raise Refused(f"{pieces} ordered, {ledger.left} on the shelf")
    return StockReserved(key=ask.key, pieces=pieces)


def _card(ask: Ask, ledger: Ledger) -> Event:
    cents = ask.data["pieces"] * ask.data["price_cents"]
    if ask.undo:
        return CardRefunded(key=ask.key, amount_cents=cents if ask.key in ledger.done else 0)
    if cents > ask.data["limit_cents"]:
        raise Refused("card declined")
    return CardCharged(key=ask.key, amount_cents=cents)


def _parcel(ask: Ask, ledger: Ledger) -> Event:
    if ask.undo:
        return ParcelCalledOff(key=ask.key)
    if ask.data["country"] not in CARRIER_GOES_TO:
        raise Refused(f"the carrier does not go to {ask.data['country']}")
    return ParcelDispatched(key=ask.key, country=ask.data["country"])


inventory: Service = keyed(StockReserved, StockReleased, _stock)
payment: Service = keyed(CardCharged, CardRefunded, _card)
shipping: Service = keyed(ParcelDispatched, ParcelCalledOff, _parcel)
mail: Service = keyed(ConfirmationMailed, None, lambda ask, _: ConfirmationMailed(key=ask.key))


def shop_saga(store: EventStore, mail_server: MailServer = lambda key: None) -> Saga:
    """The saga "shop" with its services on `store`; its ids are order ids. `mail_server` may raise."""

    def confirm(data: Any, key: str) -> None:
        if not replay(store, f"mail:{data['order_id']}", mail).holds(key):
            mail_server(key)
            note_mail(data, key)

    note_mail = asking(store, "Email", mail, "mail:{order_id}")
    stock = store, "Inventory", inventory, "stock"
    card = store, "Payment", payment, "payment:{order_id}"
    parcel = store, "Shipping", shipping, "parcel:{order_id}"
    return Saga("shop", [
        Step("reserve", asking(*stock), asking(*stock, undo=True)),
        Step("charge", asking(*card), asking(*card, undo=True)),
        Step("ship", asking(*parcel), asking(*parcel, undo=True), pivot=True),
        Step("mail", confirm, attempts=24, backoff=HOURLY),
    ])  # fmt: skip


def roll_back_all(store: EventStore, mail_server: MailServer = lambda key: None) -> Saga:
    """`shop_saga` by CONTENT's rule, "if any fail, roll back": no pivot, and each step is tried once.

    The shipment has no undo here: a parcel can be called off while its answer is missing, not from the truck.
    """
    steps = shop_saga(store, mail_server).steps
    undoes = {step.name: step.compensation for step in steps if not step.pivot}
    return Saga("shop", [Step(step.name, step.action, undoes.get(step.name)) for step in steps])


def in_order(store: EventStore, names: Sequence[str], meanwhile: Callable[[], object] = lambda: None) -> Saga:
    """`shop_saga` with its steps in the order of `names`. While the bank looks at the first card it is asked
    about, `meanwhile()` happens: other people's orders, for example.
    """
    steps = {step.name: step for step in shop_saga(store).steps}
    charge, once = steps["charge"].action, [meanwhile]

    def slowly(data: Any, key: str) -> None:
        if once:
            once.pop()()
        charge(data, key)

    steps["charge"] = msgspec.structs.replace(steps["charge"], action=slowly)
    return Saga("shop", [steps[name] for name in names])


def one_down(store: EventStore, name: str) -> Saga:
    """`shop_saga` while the service of step `name` does not answer: it raises ConnectionError."""

    def down(data: Any, key: str) -> None:
        raise ConnectionError(f"{name} is down")

    steps = shop_saga(store).steps
    return Saga(
        "shop", [msgspec.structs.replace(each, action=down) if each.name == name else each for each in steps]
    )


def hiccup(times: int) -> MailServer:
    """A mail server that fails `times` times, with ConnectionError, and works from then on."""
    left = iter(range(times))

    def server(key: str) -> None:
        if next(left, None) is not None:
            raise ConnectionError("the mail server is down")

    return server


def deliver_stock(store: EventStore, pieces: int) -> None:
    """`pieces` coffee machines come in."""
    store.append("stock", [StockDelivered(pieces=pieces)], expected=ANY, service="Inventory")


def order(
    order_id: str = "order-77",
    *,
    pieces: int = 1,
    price_cents: int = PRICE_CENTS,
    limit_cents: int = 100_000,
    country: str = "NL",
) -> dict[str, Any]:
    """The data of one order as the saga starts with it: `pieces` at `price_cents` each, paid with a card that
    is good for `limit_cents`, sent to `country`.
    """
    return {
        "order_id": order_id,
        "pieces": pieces,
        "price_cents": price_cents,
        "limit_cents": limit_cents,
        "country": country,
    }


def place_order(
    store: EventStore, order_id: str = "order-77", *, mail_server: MailServer = lambda key: None, **what: Any
) -> SagaRun:
    """Place the `order` that `what` tells of, or go on with it after a crash; where it stands then."""
    return shop_saga(store, mail_server).run(store, order_id, order(order_id, **what))


def on_the_shelf(store: EventStore) -> int:
    """How many pieces stand on the shelf."""
    return replay(store, "stock", inventory).left


def paid_cents(store: EventStore, order_id: str = "order-77") -> int:
    """What the customer has paid for the order, less what went back."""
    facts: tuple[Any, ...] = store.read_events(f"payment:{order_id}")
    return sum(-e.amount_cents if isinstance(e, CardRefunded) else e.amount_cents for e in facts)


def shipped(store: EventStore, order_id: str = "order-77") -> bool:
    """Whether a parcel is on its way."""
    parcels = replay(store, f"parcel:{order_id}", shipping)
    return bool(parcels.done - parcels.undone)
