"""The orchestrated shop: what happens in which order on each path, and that no crash changes the books."""

from __future__ import annotations

from uuid import uuid4

import pytest

from companion.bus import Bus
from companion.diagrams import flow
from companion.engines import PostgresStore
from companion.events import Trace, VirtualClock
from companion.lab import StoreDisk, crash_points, explore
from companion.sagas import COMPENSATED, COMPLETED, STUCK, Choreography, SagaData, unfinished
from companion.scenarios.keyed import Ask, Ledger, keyed
from companion.scenarios.shop_facts import CardCharged, CardRefunded
from companion.scenarios.shop_saga import (
    PRICE_CENTS,
    deliver_stock,
    hiccup,
    in_order,
    inventory,
    on_the_shelf,
    order,
    paid_cents,
    payment,
    place_order,
    roll_back_all,
    shipped,
    shipping,
    shop_saga,
)
from companion.sourcing import MemoryStore, Refused

PATHS = {
    "all well": ({}, COMPLETED, ["StockReserved", "CardCharged", "ParcelDispatched", "ConfirmationMailed"]),
    "the shelf is empty": ({"pieces": 9}, COMPENSATED, []),
    "the card is declined": ({"limit_cents": 0}, COMPENSATED, ["StockReserved", "StockReleased"]),
    "the carrier refuses": (
        {"country": "Atlantis"},
        COMPENSATED,
        ["StockReserved", "CardCharged", "CardRefunded", "StockReleased"],
    ),
}


def stocked(store):
    deliver_stock(store, 5)


def shop():
    store = MemoryStore(clock=VirtualClock(), trace=Trace())
    stocked(store)
    return store


def effects(store):
    """What the services did for the order, in the order of the whole log.

    Left out: the undo of what was never done, which an orchestrator in doubt asks for after a crash.
    """
    found, keys = [], set()
    for each in store.read_all(limit=10_000):
        key = getattr(each.event, "key", None)
        if key is not None and not (each.type in UNDOES and key not in keys):
            found.append(each.type)
            keys.add(key)
    return found


UNDOES = ("StockReleased", "CardRefunded", "ParcelCalledOff")


@pytest.mark.parametrize(("what", "outcome", "expected"), PATHS.values(), ids=PATHS)
def test_the_effects_come_in_order_and_are_undone_newest_first(what, outcome, expected):
    store = shop()
    assert place_order(store, **what).outcome is outcome
    assert effects(store) == expected
    assert on_the_shelf(store) == (4 if outcome is COMPLETED else 5)
    assert paid_cents(store) == (PRICE_CENTS if outcome is COMPLETED else 0)


def test_an_order_that_is_placed_twice_happens_once():
    store = shop()
    assert place_order(store) == place_order(store)
    assert len(effects(store)) == 4


def test_two_orders_share_the_shelf_and_the_third_finds_too_little():
    store = shop()
    outcomes = [place_order(store, f"order-{n}", pieces=2).outcome for n in (1, 2, 3)]
    assert outcomes == [COMPLETED, COMPLETED, COMPENSATED]
    assert on_the_shelf(store) == 1


@pytest.mark.parametrize(("what", "outcome", "expected"), PATHS.values(), ids=PATHS)
def test_the_same_services_do_the_same_in_a_choreography_which_has_no_log(what, outcome, expected):
    store = shop()
    bus = Bus(store.clock)
    Choreography(bus, shop_saga(store)).start("order-77", order(**what))
    assert not bus.dead_letters
    assert effects(store) == expected
    assert all(each.causation_id is None for each in store.read_all())


def test_a_mail_hiccup_is_waited_out_and_nothing_is_undone():
    store = shop()
    assert place_order(store, mail_server=hiccup(3)).outcome is COMPLETED
    assert effects(store) == PATHS["all well"][2]
    assert store.clock.elapsed_s == 3 * 3_600


def test_a_mail_server_is_given_the_same_key_in_every_attempt():
    calls, down = [], hiccup(3)

    def server(key):
        calls.append(key)
        down(key)

    place_order(shop(), mail_server=server)
    assert calls == ["shop:order-77/mail"] * 4


def test_a_mail_server_that_stays_down_ends_stuck_and_never_refunds_a_shipped_order():
    store = shop()
    run = place_order(store, mail_server=hiccup(1_000))
    assert (run.outcome, run.step) == (STUCK, "mail")
    assert [each.type for each in store.read("saga:shop:order-77")].count("StepFailed") == 24
    assert store.clock.elapsed_s == 23 * 3_600
    assert effects(store) == ["StockReserved", "CardCharged", "ParcelDispatched"]
    assert shop_saga(store).retry(store, "order-77", by="Olga").outcome is COMPLETED
    assert effects(store)[-1] == "ConfirmationMailed"


def test_by_contents_rule_a_mail_hiccup_refunds_a_parcel_that_is_on_its_way():
    store = shop()
    run = roll_back_all(store, hiccup(1)).run(store, "order-77", order())
    assert (run.outcome, run.step, run.compensated) == (COMPENSATED, "mail", ("charge", "reserve"))
    assert (paid_cents(store), on_the_shelf(store), shipped(store)) == (0, 5, True)
    assert store.clock.elapsed_s == 0


def test_by_contents_rule_what_is_refused_earlier_is_undone_as_in_the_shop():
    store = shop()
    roll_back_all(store).run(store, "order-77", order(country="Atlantis"))
    assert effects(store) == PATHS["the carrier refuses"][2]


RESERVE_FIRST, CHARGE_FIRST = ("reserve", "charge", "ship", "mail"), ("charge", "reserve", "ship", "mail")


@pytest.mark.parametrize(("names", "refunds", "releases"), [(RESERVE_FIRST, 0, 2), (CHARGE_FIRST, 4, 0)])
def test_the_order_of_the_steps_says_whether_an_empty_shelf_is_refunded(names, refunds, releases):
    store = MemoryStore(clock=VirtualClock())
    deliver_stock(store, 12)
    saga = in_order(store, names)
    for n in range(1, 21):
        saga.run(store, f"o-{n}", order(f"o-{n}", limit_cents=0 if n % 5 == 0 else 100_000))
    kinds = [each.type for each in store.read_all(limit=1_000)]
    assert (kinds.count("CardRefunded"), kinds.count("StockReleased")) == (refunds, releases)
    assert (kinds.count("ParcelDispatched"), on_the_shelf(store)) == (12, 0)


@pytest.mark.parametrize(("names", "sold_to_grace"), [(RESERVE_FIRST, False), (CHARGE_FIRST, True)])
def test_somebody_orders_while_the_bank_takes_its_time(names, sold_to_grace):
    store = MemoryStore(clock=VirtualClock())
    deliver_stock(store, 1)
    saga = in_order(store, names, lambda: saga.run(store, "order-78", order("order-78")))
    assert saga.run(store, "order-77", order(limit_cents=0)).reason == "Refused: card declined"
    assert (shipped(store, "order-78"), on_the_shelf(store)) == (sold_to_grace, 0 if sold_to_grace else 1)


def test_an_order_has_its_own_price():
    store = shop()
    place_order(store, "order-42", price_cents=450)
    assert paid_cents(store, "order-42") == 450


def ended(disk):
    left = unfinished(disk.store)
    return f"unfinished: {left}" if left else None


def books(disk):
    """Money and stock moved both or neither, and a parcel left only if they did."""
    store = disk.store
    sold = shipped(store)
    paid, left = paid_cents(store), on_the_shelf(store)
    if (paid, left) == ((PRICE_CENTS, 4) if sold else (0, 5)):
        return None
    return f"{'sold' if sold else 'not sold'}, but {paid} cents paid and {left} pieces on the shelf"


def mailed_once(disk):
    expected = int(shipped(disk.store))
    return None if len(disk.mails) == expected else f"{len(disk.mails)} mails, expected {expected}"


INVARIANTS = {"the saga ends": ended, "the books balance": books, "one mail": mailed_once}


def placing(what):
    """A process that places the order; the mail server, outside, keeps one mail per key."""

    def run(disk):
        def server(key):
            disk.clock.point("before the mail server")
            disk.mails = {*disk.mails, key}
            disk.clock.point("after the mail server")

        place_order(disk.store, mail_server=server, **what)

    return run


@pytest.mark.parametrize(("what", "outcome", "expected"), PATHS.values(), ids=PATHS)
def test_a_crash_at_any_point_changes_neither_the_books_nor_the_effects(disks, what, outcome, expected):
    def same_effects(disk):
        found = effects(disk.store)
        return None if found == expected else f"{found}"

    found = crash_points(
        placing(what), INVARIANTS | {"the same effects": same_effects}, disk=disks(stocked, mails=())
    )
    assert found, found
    reached = {"StockReserved": "charge", "CardCharged": "ship", "ParcelDispatched": "mail"}
    for step in ("reserve", *(reached[name] for name in expected if name in reached)):
        assert {f"before action {step}", f"after action {step}"} <= set(found.points)


def test_no_pair_of_crashes_changes_the_books_where_the_carrier_refuses():
    def fresh():
        disk = StoreDisk(mails=())
        stocked(disk.store)
        return disk

    found = crash_points(placing({"country": "Atlantis"}), INVARIANTS, disk=fresh, crashes=2)
    assert found, found
    assert found.runs > 200


def test_on_postgresql_a_crash_at_any_point_changes_nothing_either(postgres_url):
    def fresh():
        schema = f"shop_{uuid4().hex[:12]}"
        disk = StoreDisk(lambda clock: PostgresStore(postgres_url, schema=schema, clock=clock), mails=())
        stocked(disk.store)
        return disk

    found = crash_points(placing({"country": "Atlantis"}), INVARIANTS, disk=fresh)
    assert found, found


def forgetful(did, undid, decide):
    """A service that does whatever it is asked, as often as it is asked."""
    careful = keyed(did, undid, decide)
    return type(careful)(careful.initial, lambda ask, ledger: [decide(ask, ledger)], careful.evolve)


def test_a_payment_service_that_ignores_keys_is_caught_charging_twice(monkeypatch, disks):
    from companion.scenarios import shop_saga as module

    monkeypatch.setattr(module, "payment", forgetful(CardCharged, CardRefunded, module._card))
    found = crash_points(placing({}), INVARIANTS, disk=disks(stocked, mails=()))
    assert {point for point, name in found.evidence if name == "the books balance"} == {
        "after append CardCharged",
        "after action charge",
        "before append StepSucceeded (2nd)",
    }
    assert found.evidence["after action charge", "the books balance"] == (
        "sold, but 49800 cents paid and 4 pieces on the shelf"
    )


def test_orders_that_are_delivered_again_late_and_through_crashes_are_sold_once(disks):
    def build(disk):
        return lambda order_id: place_order(disk.store, order_id)

    def sold(disk):
        sent, left = len(set(disk.sent)), on_the_shelf(disk.store)
        return None if left == 5 - sent else f"{sent} orders, {left} pieces left"

    assert explore(build, ["o-1", "o-2"], sold, faults=("duplicate", "reorder", "crash"), seeds=30,
                   disk=disks(stocked))  # fmt: skip


def test_the_services_are_pure_and_decide_each_key_once():
    asked = SagaData(order("o-1", pieces=2, limit_cents=0))
    known = Ledger(done=frozenset({"k"}), left=1)
    assert inventory.decide(Ask("k", asked), known) == []
    with pytest.raises(Refused, match="2 ordered, 1 on the shelf"):
        inventory.decide(Ask("other", asked), known)
    with pytest.raises(Refused, match="declined"):
        payment.decide(Ask("other", asked), known)


def test_an_action_that_arrives_after_its_undo_does_nothing():
    asked = SagaData(order("o-1", pieces=2))
    for service in (inventory, payment, shipping):
        [undone] = service.decide(Ask("k", asked, undo=True), Ledger(left=5))
        after = service.evolve(Ledger(left=5), undone)
        assert after.left == 5
        assert service.decide(Ask("k", asked), after) == []
        assert service.decide(Ask("k", asked, undo=True), after) == []


def test_the_picture_shows_who_asked_whom():
    store = shop()
    place_order(store, country="Atlantis")
    picture = flow(store.trace, title="The carrier refuses: refund, then release")
    rows = {row[3]: row for row in picture.rows}
    causes = {row[4]: row[3] for row in picture.rows}
    assert rows["CardRefunded"][2] == "Payment"
    assert causes[rows["CardRefunded"][5]] == "CompensationStarted"
    assert causes[rows["StockReserved"][5]] == "SagaStarted"
    assert [row[2] for row in picture.rows if row[3].startswith(("Stock", "Card"))] == [
        "Inventory", "Inventory", "Payment", "Payment", "Inventory",
    ]  # fmt: skip
