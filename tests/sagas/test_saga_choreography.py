"""The same steps without an orchestrator, and the comparison of what is declared with what ran."""

from __future__ import annotations

import pytest

from companion.bus import Bus, TooManyDeliveries
from companion.events import BadDefinition, VirtualClock
from companion.naming import lint
from companion.sagas import PENDING, Choreography, Saga, Step, compare
from companion.scenarios import shop as scenario


def danced(world, saga=None):
    """The shop as a choreography that has run once: its bus, and the choreography."""
    bus = Bus(VirtualClock())
    choreography = Choreography(bus, saga or world.saga())
    choreography.start("o-1", {"order_id": "o-1"})
    return bus, choreography


def story(bus):
    return [f"{e.service}: {e.type}" for e in bus.trace.published()]


def test_each_service_reacts_to_the_success_of_the_one_before(shop):
    world = shop.World()
    bus, _ = danced(world)
    assert story(bus) == [
        "Shop: ShopStarted",
        "Reserve: ReserveSucceeded",
        "Charge: ChargeSucceeded",
        "Ship: ShipSucceeded",
        "Mail: MailSucceeded",
    ]
    assert world.calls == list(shop.NAMES) and set(world.held.values()) == {1}


@pytest.mark.parametrize("how", ["refuses", "loses its answers"])
@pytest.mark.parametrize("place", range(4))
def test_both_styles_do_and_undo_the_same_in_the_same_order(shop, place, how):
    plan = {shop.NAMES[place]: shop.NO_CARD if how == "refuses" else "after"}
    danced_world, led_world = shop.World(always=plan), shop.World(always=plan)
    danced(danced_world)
    led_world.saga().run(shop.new_store(), "o-1", {"order_id": "o-1"})
    assert danced_world.calls == led_world.calls
    assert set(danced_world.held.values()) == set(led_world.held.values()) == {0}


def test_a_failure_passes_over_services_that_have_nothing_to_undo(shop):
    world = shop.World(always={"mail": shop.NO_CARD})
    bus, _ = danced(world, world.saga(charge={"compensation": None}, ship={"compensation": None}))
    assert world.calls[4:] == ["undo reserve"]
    assert story(bus)[-2:] == ["Mail: MailFailed", "Reserve: ReserveCompensated"]


def test_a_step_is_tried_again_before_its_failure_is_published(shop):
    world = shop.World({"charge": [shop.DOWN, shop.DOWN]})
    bus, _ = danced(world, world.saga(charge={"attempts": 3, "backoff": shop.SLOW}))
    assert world.calls.count("charge") == 3 and set(world.held.values()) == {1}
    assert bus.clock.elapsed_s == 30


def test_after_the_pivot_a_failure_is_a_dead_letter_and_undoes_nothing(shop):
    world = shop.World(always={"mail": shop.DOWN})
    bus, _ = danced(world, world.saga(ship={"pivot": True}))
    [letter] = list(bus.dead_letters)
    assert "Mail" in repr(letter)
    assert [call for call in world.calls if call.startswith("undo")] == []


def test_an_action_that_answers_later_cannot_take_part(shop):
    bus, _ = danced(None, Saga("later", [Step("charge", lambda data, key: PENDING)]))
    assert story(bus)[-1] == "Charge: ChargeFailed"
    assert "PENDING" in bus.trace.published()[-1].event.reason


def test_a_compensation_that_nobody_runs_is_not_published_as_done(shop):
    async def refund(data, key):
        raise AssertionError("nobody awaits this")

    world = shop.World({"ship": [shop.NO_CARD]})
    bus, _ = danced(world, world.saga(charge={"compensation": lambda data, key: refund(data, key)}))
    assert "Charge: ChargeCompensated" not in story(bus)


def test_actions_see_the_data_and_the_keys_that_an_orchestrator_would_give(shop):
    def steps(seen):
        names = ("a", "b")
        return [Step(name, lambda data, key, name=name: seen.append((key, dict(data)))) for name in names]

    danced_seen, led_seen = [], []
    danced(None, Saga("s", steps(danced_seen)))
    Saga("s", steps(led_seen)).run(shop.new_store(), "o-1", {"order_id": "o-1"})
    assert danced_seen == led_seen


def test_the_events_are_named_as_facts_whatever_the_steps_are_called():
    bus, choreography = danced(
        None, Saga("an order", [Step(name, lambda *a: None) for name in ("charge card", "4K")])
    )
    assert [e.type for e in bus.trace.published()] == [
        "AnOrderStarted",
        "ChargeCardSucceeded",
        "Step4KSucceeded",
    ]
    assert {lint(name).kind for name in choreography.declared} == {"event"}


def test_step_names_that_become_one_service_are_refused():
    saga = Saga("s", [Step("charge card", print), Step("chargeCard", print), Step("charge_card", print)])
    with pytest.raises(BadDefinition) as raised:
        Choreography(Bus(VirtualClock()), saga)
    assert raised.value.what == "s"


# --- comparing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("always", [{}, {"ship": "refused"}, {"reserve": "refused"}])
def test_a_choreography_does_what_it_declares(shop, always):
    bus, choreography = danced(shop.World(always=dict.fromkeys(always, shop.NO_CARD)))
    found = compare(choreography.declared, bus.trace)
    assert found and found.differences == ()


def test_declared_events_missing_from_the_trace_are_listed_as_not_seen(shop):
    bus, choreography = danced(shop.World())
    found = compare(choreography.declared, bus.trace)
    ways_back = [f"{name}{what}" for name in ("Charge", "Ship", "Mail") for what in ("Failed", "Compensated")]
    assert sorted(found.unseen) == sorted(ways_back)
    assert repr(found).startswith("as declared") and "not seen: " in repr(found)


def ran(reactions, **more):
    """The trace of one order in the shop of lesson 04."""
    bus = Bus(VirtualClock(), max_deliveries=50)
    scenario.wire(bus, reactions, **more)
    scenario.place_order(bus)
    return bus.trace


def of_kind(kind, found):
    """The differences of one kind."""
    return [each for each in found.differences if each.kind == kind]


def test_an_event_neither_declared_nor_handled_is_an_orphan():
    trace = ran(scenario.STAR, declined=("order-77",))
    found = compare(scenario.STAR, trace)
    assert {each.event for each in of_kind("orphan", found)} == {
        "PaymentDeclined", "InventoryReserved", "ShipmentCreated", "ConfirmationSent",
    }  # fmt: skip
    declined = next(each for each in found.differences if each.event == "PaymentDeclined")
    assert declined.events == ("e3",)
    assert declined.says == "PaymentDeclined (e3) is heard by nobody and declared nowhere"
    assert not found and {each.kind for each in found.differences} == {"orphan"}


def test_an_event_declared_without_listeners_is_not_an_orphan():
    quiet = dict.fromkeys(
        ["InventoryReserved", "PaymentAuthorized", "ShipmentCreated", "ConfirmationSent"], ()
    )
    assert compare({**scenario.STAR, **quiet}, ran(scenario.STAR))


def test_a_declared_reaction_that_did_not_happen_is_unhandled():
    declared = {**scenario.CORRECTED, "InventoryReserved": ("Payment.charge", "Analytics.count")}
    found = compare(declared, ran(scenario.CORRECTED))
    [missing] = of_kind("unhandled", found)
    assert (missing.event, missing.service, missing.events) == ("InventoryReserved", "Analytics", ("e2",))
    assert missing.says == "Analytics did not get through with InventoryReserved (e2): it was not called"


def test_a_reaction_that_failed_is_unhandled_and_says_why():
    bus = Bus(VirtualClock())
    scenario.wire(bus, scenario.CORRECTED)
    bus.service("Payment").switch_off()
    scenario.place_order(bus)
    [missing] = of_kind("unhandled", compare(scenario.CORRECTED, bus.trace))
    assert (missing.event, missing.service) == ("InventoryReserved", "Payment")
    assert "ServiceDown" in missing.says


def test_a_reaction_missing_from_the_table_is_undeclared():
    declared = {name: who for name, who in scenario.CORRECTED.items() if name != "PaymentAuthorized"}
    found = compare(declared, ran(scenario.CORRECTED))
    assert [(each.event, each.service) for each in of_kind("undeclared", found)] == [
        ("PaymentAuthorized", "Shipping"),
        ("PaymentAuthorized", "Email"),
    ]
    assert "PaymentAuthorized" not in {each.event for each in of_kind("orphan", found)}  # it was heard


def test_a_circle_of_events_is_shown_with_the_chain_that_closed_it():
    circle = {
        "OrderPlaced": ("Inventory.reserve",),
        "InventoryReserved": ("Payment.charge",),
        "PaymentAuthorized": ("Inventory.release",),
        "InventoryReleased": ("Inventory.reserve",),
    }
    bus = Bus(VirtualClock(), max_deliveries=20)
    scenario.wire(bus, circle)
    with pytest.raises(TooManyDeliveries):
        scenario.place_order(bus)
    [cycle] = of_kind("cycle", compare(circle, bus.trace))
    assert cycle.event == "InventoryReserved"
    assert cycle.events == ("e2", "e3", "e4", "e5")
    assert cycle.says == (
        "InventoryReserved (e2) → PaymentAuthorized (e3) → InventoryReleased (e4) → InventoryReserved (e5)"
    )
