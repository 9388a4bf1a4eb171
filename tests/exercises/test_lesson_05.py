"""Lesson 05: the figures its demos stand on, and the edges of what its checks see."""

from collections import Counter
from itertools import permutations
from typing import Any

import pytest

from companion.exercises import TODO, exercise, judge
from companion.exercises.registry import lesson
from companion.scenarios import shop_saga as shop
from companion.scenarios.both_styles import all_or_nothing, choreographed, orchestrated, three_evenings
from companion.scenarios.last_machine import CHARGE_FIRST, CUSTOMERS, RESERVE_FIRST, last_machine, mixes
from companion.scenarios.shop_evenings import busy_evening, grace_meanwhile
from companion.scenarios.small_saga import plain_steps, run_saga
from companion.scenarios.trip import travel
from companion.sourcing import MemoryStore, Refused

STEPS = ("hold seat", "hold room", "take money", "issue ticket", "send itinerary")
PLAN = (list(STEPS), "issue ticket")


def said(report: Any) -> str:
    return " ".join(str(report).split())


def stocked(pieces: int = 5) -> Any:
    store = MemoryStore()
    shop.deliver_stock(store, pieces)
    return store


def test_the_lesson_is_worth_20_points_in_five_graded_items() -> None:
    parts = lesson("05")
    assert parts.points == 20
    graded = [e for e in parts.exercises if not e.bonus]
    assert [(e.id, e.points) for e in graded] == [("05-saga", 6), ("05-plan", 6), ("05-undo", 4)]
    assert len(graded) + sum(p.points > 0 for p in parts.predictions) == 5
    assert sum(e.points for e in parts.exercises if e.bonus) == 3


# ---- the figures -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "outcome", "paid", "shelf"),
    [
        ({}, "COMPLETED", 24_900, 4),
        ({"limit_cents": 0}, "COMPENSATED at charge: card declined", 0, 5),
        ({"country": "Atlantis"}, "COMPENSATED at ship: the carrier does not go to Atlantis", 0, 5),
    ],
)
def test_the_stand_in_runs_the_shop_s_services(what: Any, outcome: str, paid: int, shelf: int) -> None:
    store = stocked()
    assert run_saga(plain_steps(store), shop.order(**what)) == outcome
    assert (shop.paid_cents(store), shop.on_the_shelf(store)) == (paid, shelf)


def test_a_service_of_the_stand_in_knows_its_order_and_does_not_mix_two() -> None:
    store = stocked()
    for order_id in ("order-77", "order-78"):
        assert run_saga(plain_steps(store), shop.order(order_id)) == "COMPLETED"
    assert shop.on_the_shelf(store) == 3


def test_of_720_plans_two_keep_all_three_promises() -> None:
    broken: Counter[int] = Counter()
    kept = []
    for plan in permutations(STEPS):
        for pivot in (None, *STEPS):
            count = len(broken_promises(plan, pivot))
            broken[count] += 1
            if not count:
                kept.append((plan, pivot))
    assert sum(broken.values()) == 720
    assert (broken[0], broken[1]) == (2, 38)
    assert {plan[:2] for plan, _ in kept} == {STEPS[:2], STEPS[1::-1]}
    assert {pivot for _, pivot in kept} == {"issue ticket"}


def broken_promises(plan: Any, pivot: str | None) -> set[str]:
    found = set()
    for name in STEPS[:4]:
        trip = travel(plan, pivot, refuses=name)
        if trip.kept:
            found.add("nothing is left")
        if name in STEPS[:2] and "take money" in trip.story:
            found.add("nobody is charged")
    if not {"seat", "room", "money", "ticket"} <= set(travel(plan, pivot, mail_is_down=True).kept):
        found.add("the mail changes nothing")
    return found


@pytest.mark.parametrize(
    ("steps", "unsold", "refunded"), [(RESERVE_FIRST, 6, 0), (CHARGE_FIRST, 0, 20)], ids=["reserve", "charge"]
)
def test_no_order_of_the_steps_is_innocent_when_two_sagas_mix(steps: Any, unsold: int, refunded: int) -> None:
    assert len(set(mixes())) == len(mixes()) == 20
    declined = [last_machine(moves, steps=steps) for moves in mixes()]
    paying = [last_machine(moves, steps=steps, good_cards=CUSTOMERS) for moves in mixes()]
    assert sum(evening.shelf for evening in declined) == unsold
    assert sum("refunded" in " ".join(evening.story) for evening in paying) == refunded


def test_two_moves_are_the_fewest_after_which_the_last_machine_stays() -> None:
    def stays(moves: Any) -> bool:
        evening = last_machine(moves)
        return evening.shelf == 1 and evening.ended["Grace"] == "sold out"

    assert [moves for moves in ([], ["Ada"], ["Grace"]) if stays(moves)] == []
    assert [pair for pair in permutations(CUSTOMERS) if stays(pair)] == [("Ada", "Grace")]
    assert not stays(["Ada", "Ada"]) and not stays(["Grace", "Grace"])


@pytest.mark.parametrize(
    ("down", "books", "told"),
    [
        ("charge", (0, 4, False), "last event ReserveSucceeded, dead letters 1"),
        ("ship", (24_900, 4, False), "last event ChargeSucceeded, dead letters 1"),
        ("mail", (24_900, 4, True), "last event ShipSucceeded, dead letters 1"),
    ],
)
def test_choreographed_an_outage_ends_in_silence(down: str, books: Any, told: str) -> None:
    store = stocked()
    assert choreographed(store, down) == told
    assert (shop.paid_cents(store), shop.on_the_shelf(store), shop.shipped(store)) == books
    assert all_or_nothing(store, 5) == (down == "mail")


def test_on_three_choreographed_evenings_every_way_back_is_walked_but_the_parcel_s() -> None:
    heard = [r.envelope.type for r in three_evenings() if r.kind == "published" and r.envelope]
    assert [heard.count(name) for name in ("ShipSucceeded", "ChargeFailed", "ShipFailed")] == [1, 1, 1]
    assert [heard.count(name) for name in ("ChargeCompensated", "ReserveCompensated")] == [1, 2]


@pytest.mark.parametrize(
    ("down", "told"),
    [
        ("charge", "COMPENSATED, undone: charge, reserve"),
        ("ship", "COMPENSATED, undone: ship, charge, reserve"),
        ("mail", "STUCK at mail"),
    ],
)
def test_orchestrated_an_outage_leaves_all_or_nothing_and_the_one_in_doubt_is_undone(
    down: str, told: str
) -> None:
    from companion.events import VirtualClock

    store = MemoryStore(clock=VirtualClock())
    shop.deliver_stock(store, 5)
    assert orchestrated(store, down) == told
    assert all_or_nothing(store, 5)


@pytest.mark.parametrize(
    ("steps", "busy", "meanwhile"),
    [
        (
            ("reserve", "charge", "ship", "mail"),
            (12, 0, 2),
            ("card declined", "1 ordered, 0 on the shelf", 1),
        ),
        (("charge", "reserve", "ship", "mail"), (12, 4, 0), ("card declined", "COMPLETED", 0)),
    ],
)
def test_each_order_of_the_steps_disappoints_somebody_else(steps: Any, busy: Any, meanwhile: Any) -> None:
    assert busy_evening(steps) == busy
    assert grace_meanwhile(steps) == meanwhile


# ---- 05-saga -----------------------------------------------------------------------------------------


def test_a_saga_that_never_ends_is_judged_within_its_steps() -> None:
    def again(steps: Any, order: Any) -> Any:
        while True:
            for _, action, _ in steps:
                try:
                    action(order)
                except Exception:
                    break

    report = judge(exercise("05-saga"), again)
    assert not report.fault and report.points == 0
    assert "and so on" in said(report)


def test_an_undo_that_is_given_the_wrong_order_is_told_so() -> None:
    def mixed_up(steps: Any, order: Any) -> str:
        done: list[Any] = []
        for name, action, compensation in steps:
            try:
                action(order)
            except Refused as no:
                for undo in reversed(done):
                    if undo:
                        undo(name)
                return f"COMPENSATED at {name}: {no}"
            done.append(compensation)
        return "COMPLETED"

    report = judge(exercise("05-saga"), mixed_up)
    assert "undo charge for the text 'ship'" in said(report)
    assert report.misconception is None


def test_a_slip_in_the_wording_of_the_outcome_costs_one_point() -> None:
    def terse(steps: Any, order: Any) -> Any:
        outcome = run_saga(steps, order)
        return outcome.replace(" at ", " in ")

    report = judge(exercise("05-saga"), terse)
    assert report.points == 5
    assert 'it returned "COMPENSATED in ship' in said(report)
    assert report.misconception is None


def test_the_loop_alone_earns_the_first_point_only() -> None:
    def loop(steps: Any, order: Any) -> str:
        for _, action, _ in steps:
            action(order)
        return "COMPLETED"

    report = judge(exercise("05-saga"), loop)
    assert report.points == 2, str(report)
    assert report.misconception is None  # the error is its own evidence


@pytest.mark.parametrize("odd", [print, None, 3, dict, lambda steps, order: None, lambda steps, order: steps])
def test_odd_sagas_are_judged_with_a_sentence(odd: Any) -> None:
    report = judge(exercise("05-saga"), odd)
    assert not report.fault, report.fault
    assert report.points <= 2
    assert len(report.lines) > 1


# ---- 05-plan -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((TODO, "issue ticket"), "plan is not filled in yet"),
        ((list(STEPS), TODO), "pivot is not filled in yet"),
        ((["hold a seat", *STEPS[1:]], "issue ticket"), 'no step "hold a seat"; did you mean "hold seat"?'),
        ((list(STEPS), "the ticket"), 'no step "the ticket"'),
        (([*STEPS, "hold seat"], "issue ticket"), 'plan holds "hold seat" twice'),
        (([*STEPS[:4], None], "issue ticket"), 'plan lacks "send itinerary"'),
        (("hold seat, hold room", None), "plan is no list"),
        ((list(STEPS), "None"), "None stands without quotes"),
        (([*STEPS, None], None), "plan holds None, which is no step"),
        (list(STEPS), "two things are wanted: (plan, pivot)"),
        (([3, *STEPS[1:]], None), "plan holds 3: wanted are the five steps"),
    ],
)
def test_a_plan_that_cannot_be_run_is_told_why(answer: Any, told: str) -> None:
    report = judge(exercise("05-plan"), answer)
    assert not report.fault and report.points == 0
    assert told in said(report)


@pytest.mark.parametrize("blank", [(TODO, TODO), (TODO, None)])
def test_an_untouched_plan_is_not_attempted(blank: Any) -> None:
    assert not judge(exercise("05-plan"), blank).attempted


def test_every_plan_that_keeps_the_promises_gets_full_marks_and_no_other() -> None:
    for plan in permutations(STEPS):
        if plan[4] != "send itinerary":
            continue
        for pivot in (None, *STEPS):
            full = judge(exercise("05-plan"), (plan, pivot)).points == 6
            assert full == (not broken_promises(plan, pivot)), (plan, pivot)


# ---- 05-undo -----------------------------------------------------------------------------------------


class Stub:
    def __init__(self) -> None:
        self.shelf: Any = 5
        self.till: Any = 0
        self.price = 249
        self.before: dict[str, Any] = {}

    def reserve(self, order: str, pieces: int) -> None:
        self.before[order] = self.shelf
        self.shelf -= pieces

    def release(self, order: str, pieces: int) -> None:
        self.shelf = self.before[order]

    def charge(self, order: str, pieces: int) -> None:
        self.till += pieces * self.price

    def refund(self, order: str, pieces: int) -> None:
        self.till -= pieces * self.price


@pytest.mark.parametrize(("id", "untouched"), [("05-undo", Stub), ("05-last", TODO), ("05-last", [])])
def test_untouched_totals_0(id: str, untouched: object) -> None:
    assert judge(exercise(id), untouched).points == 0


def test_an_untouched_saga_is_not_attempted() -> None:
    def stub(steps: Any, order: Any) -> Any:
        return TODO

    assert not judge(exercise("05-saga"), stub).attempted


class Complains(Stub):
    def release(self, order: str, pieces: int) -> None:
        raise KeyError(order)


class NoNumbers(Stub):
    def charge(self, order: str, pieces: int) -> None:
        self.till = "full"


@pytest.mark.parametrize(("desk", "told"), [(Complains, "KeyError"), (NoNumbers, "your code raised")])
def test_a_desk_that_breaks_is_told_its_own_error_and_no_idea(desk: type, told: str) -> None:
    report = judge(exercise("05-undo"), desk)
    assert report.points == 0 and report.misconception is None
    assert told in said(report)


def test_the_lesson_s_own_faults_do_not_harm_its_answers() -> None:
    """Undone twice, undone without having come, and two orders at once."""

    class Desk(Stub):
        def __init__(self) -> None:
            super().__init__()
            self.held: dict[str, int] = {}

        def reserve(self, order: str, pieces: int) -> None:
            self.held[order] = pieces
            self.shelf -= pieces

        def release(self, order: str, pieces: int) -> None:
            self.shelf += self.held.pop(order, 0)

    desk = Desk()
    desk.reserve("order-77", 2)
    desk.reserve("order-78", 1)
    for order in ("order-77", "order-77", "order-99"):
        desk.release(order, 2)
    assert desk.shelf == 4


# ---- 05-last -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("odd", [["Ada"] * 500, [None], [["Ada", "Grace"]], [3, "Ada"], ["ada", "grace"]])
def test_odd_moves_are_judged_with_a_sentence(odd: Any) -> None:
    report = judge(exercise("05-last"), odd)
    assert not report.fault and report.points == 0
    assert "FAIL" in str(report)


def test_what_a_first_order_does_wrong_too_is_not_told_as_a_trace_of_the_order_before() -> None:
    def remembers_too_early(steps: Any, order: Any) -> str:
        done: list[Any] = []
        for name, action, compensation in steps:
            done.insert(0, compensation)
            try:
                action(order)
            except Refused as no:
                for undo in filter(None, done):
                    undo(order)
                return f"COMPENSATED at {name}: {no}"
        return "COMPLETED"

    report = judge(exercise("05-saga"), remembers_too_early)
    assert "PASS the same list of steps serves a second order, which starts afresh" in said(report)
    assert "undo reserve, which was never done" in said(report)
    assert report.points == 4
