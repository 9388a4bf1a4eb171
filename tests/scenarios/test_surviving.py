"""The shop killed at every point: the figures of lesson 09, and what its helpers promise."""

from uuid import uuid4

import pytest

from companion.engines import PostgresStore
from companion.events import UnknownName
from companion.sagas import COMPENSATED, COMPLETED, STUCK
from companion.scenarios.shop_saga import on_the_shelf, order, paid_cents, shipped
from companion.scenarios.slow_bank import (
    Bank,
    ForgetfulBank,
    SlowBank,
    careless_charge,
    careless_refund,
    charging,
)
from companion.scenarios.surviving import (
    BALANCE,
    five_machines,
    killed,
    refunded_twice,
    run_until_it_ends,
    survives,
)


def broken(found):
    return sum(bool(row.broken) for row in found.rows), len(found.points)


@pytest.mark.parametrize(
    ("orchestrator", "keys", "country", "expected"),
    [
        ("forgets", False, "NL", (15, 17)), ("forgets", False, "Atlantis", (13, 15)),
        ("logs", False, "NL", (12, 27)), ("logs", False, "Atlantis", (12, 31)),
        ("forgets", True, "NL", (0, 17)), ("forgets", True, "Atlantis", (0, 15)),
        ("logs", True, "NL", (0, 27)), ("logs", True, "Atlantis", (0, 31)),
    ],
)  # fmt: skip
def test_the_keys_of_the_services_decide_who_survives_a_crash(orchestrator, keys, country, expected):
    assert broken(survives(orchestrator, keys=keys, country=country)) == expected


def test_only_a_log_knows_which_way_it_was_going_when_there_is_a_van_after_the_restart():
    forgot = survives("forgets", van_after_restart=True)
    assert broken(forgot) == (4, 15)
    assert {text for (_, name), text in forgot.evidence.items() if name == BALANCE} == {
        "a parcel, $0.00 paid, 4 on the shelf",
        "a parcel, $0.00 paid, 5 on the shelf",
    }
    assert broken(survives("logs", van_after_restart=True)) == (0, 31)


def test_the_worst_cases_are_told_in_dollars_and_pieces():
    well, refused = (survives("logs", keys=False, country=country) for country in ("NL", "Atlantis"))
    assert well.evidence["after append CardCharged", BALANCE] == "a parcel, $498.00 paid, 4 on the shelf"
    assert (
        refused.evidence["after append CardRefunded", BALANCE] == "no parcel, -$249.00 paid, 5 on the shelf"
    )
    assert refused.evidence["after append StockReleased", BALANCE] == "no parcel, $0.00 paid, 6 on the shelf"


def test_no_second_crash_during_recovery_harms_a_log_and_keys():
    found = survives("logs", country="Atlantis", crashes=2)
    assert found, found
    assert found.runs == 652


def test_a_bank_of_somebody_else_is_crashed_as_payment_is():
    def charge(bank, key, cents):
        return bank.take(cents)

    def refund(bank, key, cents):
        bank.give(cents)

    assert broken(survives("logs", bank=(charge, refund))) == (3, 27)
    assert broken(survives("logs", country="Atlantis", bank=(charge, refund))) == (6, 31)
    for country in ("NL", "Atlantis"):
        assert survives("logs", country=country, bank=(careless_charge, careless_refund))


def test_an_orchestrator_that_there_is_not_is_named():
    with pytest.raises(ValueError, match=r"'boss'.*'forgets' and 'logs'"):
        survives("boss")


def test_a_payment_that_forgets_its_refunds_refunds_twice_at_three_of_31_points():
    found = refunded_twice()
    assert broken(found) == (3, 31)
    assert set(found.evidence.values()) == {"-$249.00 paid for nothing"}
    assert [point for point, _ in found.evidence] == [
        "after append CardRefunded", "after compensation charge", "before append StepCompensated",
    ]  # fmt: skip
    with pytest.raises(UnknownName):
        found.replay("after CardRefunded")


def test_killed_twice_and_started_again_it_charges_once(capsys):
    store = five_machines()
    run = run_until_it_ends(store, charging(store, after=killed(2)), order("order-42", price_cents=450))
    assert run.outcome is COMPLETED
    assert capsys.readouterr().out == "killed\nkilled\n"
    kinds = [event.type for event in store.read("saga:shop:order-42")]
    assert kinds.count("SagaResumed") == 2
    assert paid_cents(store, "order-42") == 450


def late(bank):
    store = five_machines()
    saga = charging(store, bank.ask, bank.undo, timeout_s=600)
    saga.run(store, "order-77", order())
    store.clock.sleep(600)
    saga.run(store, "order-77")
    bank.work()
    return store, saga.answer(store, "order-77", "charge").outcome


def test_a_bank_that_notes_no_undo_takes_the_money_of_an_order_that_was_given_up():
    bank = SlowBank()
    store, outcome = late(bank)
    assert (outcome, bank.statement, shipped(store)) == (COMPENSATED, [24_900], False)


def test_a_bank_is_asked_what_the_order_costs():
    bank = SlowBank()
    store = five_machines()
    saga = charging(store, bank.ask, bank.undo, timeout_s=600)
    saga.run(store, "order-77", order(pieces=2))
    bank.work()
    assert bank.queue == []
    saga.answer(store, "order-77", "charge")
    assert bank.paid_cents == 49_800


@pytest.mark.parametrize(("keeps_h", "paid"), [(24, -24_900), (24 * 365, 0)])
def test_a_key_that_is_forgotten_before_the_saga_is_mended_refunds_twice(keeps_h, paid):
    store = five_machines()
    bank = ForgetfulBank(store.clock, keeps_h)
    saga = charging(store, bank.ask, bank.undo)
    assert saga.run(store, "order-77", order(country="Atlantis")).outcome is STUCK
    store.clock.sleep(60 * 3_600)
    assert saga.retry(store, "order-77", by="Olga").outcome is COMPENSATED
    assert (bank.paid_cents, on_the_shelf(store)) == (paid, 5)


def test_what_happens_before_and_after_a_charge_happens_there():
    seen = []
    store = five_machines()
    saga = charging(
        store,
        before=lambda data, key: seen.append(paid_cents(store)),
        after=lambda data, key: seen.append(paid_cents(store)),
    )
    assert saga.run(store, "order-77", order()).outcome is COMPLETED
    assert seen == [0, 24_900]


def test_two_tries_of_an_undo_wait_as_long_as_asked():
    def down(data, key):
        raise ConnectionError("down")

    store = five_machines()
    run = charging(store, undo=down, wait_s=60).run(store, "order-77", order(country="Atlantis"))
    assert (run.outcome, store.clock.elapsed_s) == (STUCK, 180)


def test_a_bank_gives_a_receipt_for_each_taking():
    bank = Bank()
    assert bank.take(1) != bank.take(1)


def test_on_postgresql_nothing_breaks_it_either(postgres_url):
    def a_new_one():
        schema = f"survives_{uuid4().hex[:12]}"
        return lambda clock: PostgresStore(postgres_url, schema=schema, clock=clock)

    found = survives("logs", country="Atlantis", stores=a_new_one)
    assert (bool(found), found.runs) == (True, 33)
