"""What lesson 06 plays with: payments, protections, a worker's loop, who waits, a redrive, a storm."""

from typing import Any

import pytest

from companion.delivery import Inbox
from companion.exercises import TODO
from companion.scenarios import protections, redrive, storm, waiting, worker_loop
from companion.scenarios.charging import attack, attack_store, cents, in_till, message, till

RIGHT = {"D": ["reject"], "E": ["acknowledge"]}


def charge_then_note(disk: Any, sent: Any) -> None:
    if sent.id not in disk.seen:
        disk.cents += cents(sent)
        disk.clock.point("money taken")
        disk.seen.append(sent.id)


def note_then_charge(disk: Any, sent: Any) -> None:
    if sent.id not in disk.seen:
        disk.seen.append(sent.id)
        disk.clock.point("id noted")
        disk.cents += cents(sent)


@pytest.mark.parametrize(("way", "held"), [(charge_then_note, 900), (note_then_charge, 0)])
def test_a_note_outside_of_the_transaction_survives_repeats_and_no_crash(way: Any, held: int) -> None:
    assert attack(way, "duplicate").ok
    found: Any = attack(way, "crash")
    assert found.problem == f"the till holds {held}, expected 450"
    assert found.deliveries == 2


def test_the_package_s_inbox_survives_all_three_faults() -> None:
    def charge(store: Any, sent: Any) -> None:
        with Inbox(store, "Payment").once(sent) as tx:
            if tx is not None:
                tx.execute("UPDATE till SET cents = cents + ?", cents(sent))

    assert attack_store(charge, "duplicate", "reorder", "crash", seeds=100).ok


def test_a_till_begins_empty_and_a_message_says_what_it_asks_for() -> None:
    assert in_till(till()) == 0
    assert cents(message("m1", "order-42", 450)) == 450


CHEAPEST = {
    "paid ids": "nothing", "till": "inbox", "light switch": "inbox", "address": "version",
    "told twice": "request key", "mail": "request key",
}  # fmt: skip


@pytest.mark.parametrize("effect", protections.EFFECTS)
def test_each_effect_has_one_cheapest_protection(effect: str) -> None:
    held = [each for each in protections.PROTECTIONS if protections.try_out(effect, each).ok]
    assert held[0] == CHEAPEST[effect]


def test_a_set_and_a_version_survive_what_a_sum_and_a_plain_put_do_not() -> None:
    rows = [row[1:] for row in protections.properties().rows]
    assert [tuple(row) for row in rows] == [
        ("broken", "kept", "broken"),
        ("broken", "kept", "broken"),
        ("broken", "broken", "kept"),
        ("kept", "kept", "kept"),
        ("kept", "kept", "kept"),
    ]


def test_the_right_loop_survives_a_death_at_each_of_its_34_steps() -> None:
    work = worker_loop.worker(RIGHT)
    for step in range(1, 36):
        came = worker_loop.morning(work, step)
        assert bool(came.died) == (step <= 34)
        assert (came.paid, came.left, came.letters, came.error) == (worker_loop.RIGHT, 0, [], "")


def test_a_poison_message_is_one_dead_letter_with_its_reason() -> None:
    came = worker_loop.morning(worker_loop.worker(RIGHT), poison=True)
    assert came.letters == [("order-43", 3, "order-43 has a price of -520 cents")]
    assert came.paid == {"order-42": [450], "order-44": [300]}


def test_places_stand_in_the_loop_at_their_indentation_and_empty_ones_are_left_out() -> None:
    lines = worker_loop.program(RIGHT).splitlines()
    assert "            delivery.reject(str(error))" in lines
    assert "            delivery.acknowledge()" in lines
    assert not any("#" in line for line in lines)
    assert "            pass" in worker_loop.program({}).splitlines()


def test_words_are_read_in_whatever_form_people_write_them() -> None:
    assert worker_loop.read(" Reject,  continue ") == ["reject", "continue"]
    assert worker_loop.read(["delivery.acknowledge()", "raise"]) == ["acknowledge", "raise"]


def test_order_42_is_delivered_three_times_and_charged_once(capsys: pytest.CaptureFixture[str]) -> None:
    picture = worker_loop.order_42({"D": "reject", "E": "acknowledge"})
    assert picture.title == "order-42: deliveries 3, charged 450"
    first, second = capsys.readouterr().out.splitlines()
    assert first == "first worker: deliveries 1, taken so far 450, and dies before its acknowledgement"
    assert second == "second worker: deliveries 2, taken so far 450, and is done"


def test_what_is_rolled_back_is_not_counted_as_taken(capsys: pytest.CaptureFixture[str]) -> None:
    picture = worker_loop.order_42({"C": "acknowledge"})
    assert picture.title == "order-42: deliveries 3, charged 450"
    assert "deliveries 1, taken so far 0, and dies" in capsys.readouterr().out


def test_order_42_reads_the_places_as_the_check_does(capsys: pytest.CaptureFixture[str]) -> None:
    worker_loop.order_42({"d": "Reject", "e ": "acknowledge", "A": "", "B": None})
    assert capsys.readouterr().out.startswith("first worker: deliveries 1")


def test_a_loop_that_raises_ends_and_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    worker_loop.order_42({"A": "raise"})
    assert "deliveries 1, taken so far 0, and ended by RuntimeError" in capsys.readouterr().out


@pytest.mark.parametrize("unwritten", [TODO, None, {"A": "no such word"}, {"Z": 3}])
def test_where_no_loop_is_written_another_stands_in_and_that_is_said(
    unwritten: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    worker_loop.order_42(unwritten)
    assert capsys.readouterr().out.startswith(
        "(there is no loop of yours to run yet: the package's stands in)\n"
    )


def test_on_the_bus_payment_waits_behind_analytics() -> None:
    trace = waiting.on_the_bus()
    start = next(iter(trace)).time
    paid = [(r.time - start).total_seconds() for r in trace if (r.service, r.kind) == ("Payment", "handled")]
    assert paid == [420, 840]


def test_on_a_log_only_the_partition_of_the_failed_message_waits() -> None:
    assert waiting.on_a_log() == [
        "0.0 s  m3 of order-43: handled",
        "0.0 s  m4 of order-44: handled",
        "1.5 s  m1 of order-42: a dead letter after 5 tries",
        "1.5 s  m2 of order-42: handled",
    ]


@pytest.mark.parametrize("told", [redrive.on_a_log, redrive.on_the_bus])
def test_a_redriven_message_comes_after_its_successor(told: Any) -> None:
    assert [line.partition(": ")[2] for line in told()] == [
        "the parcel goes to Elm St 9",
        "the parcel goes to Østergade 1",
    ]


@pytest.mark.parametrize(
    ("delay_s", "served", "last", "peak"),
    [(storm.doubled, 400, 127, 1000), (storm.capped, 1000, 192, 1000), (storm.jittered, 1000, 31, 155)],
)
def test_a_crowd_comes_back_together_unless_chance_decides(
    delay_s: Any, served: int, last: int, peak: int
) -> None:
    run = storm.storm(delay_s)
    assert (run.served, int(run.last + 0.5), run.peak) == (served, last, peak)


def test_a_storm_without_any_wait_comes_to_an_end() -> None:
    assert storm.storm(lambda failures, chance: 0.0, down_s=0, most_s=1).served == 100
