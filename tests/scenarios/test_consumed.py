"""Facts told to a topic, and who read what of it: the runner that lessons 12 and 13 share."""

from __future__ import annotations

from companion.delivery import partition_of
from companion.events import Envelope
from companion.scenarios.consumed import consumed, tell
from companion.scenarios.orders import OrderPlaced

ORDERS = [OrderPlaced(order_id=f"order-{n % 8}", total_cents=n) for n in range(40)]


def told():
    return tell(ORDERS, lambda order: order.order_id)


def cents(reads):
    return [read.envelope.event.total_cents for read in reads]


def test_each_group_reads_all_of_it_and_its_members_share() -> None:
    run = consumed(told(), {"Payment": ["p1", "p2"], "Email": ["e1"]})
    assert sorted(cents(run.done("Payment"))) == sorted(cents(run.done("Email"))) == list(range(40))
    assert {read.member for read in run.done("Payment")} == {"p1", "p2"}
    assert run.holds == {"p1": (0, 1), "p2": (2, 3), "e1": (0, 1, 2, 3)}


def test_what_has_one_key_stands_in_one_partition_and_is_read_in_order() -> None:
    run = consumed(told(), {"Payment": ["p1", "p2"]})
    for key in {each.key for each in told()}:
        mine = [read for read in run.done("Payment") if read.key == key]
        assert cents(mine) == sorted(cents(mine))
        assert {read.partition for read in mine} == {partition_of(key, 4)}
    assert [len(lane) for lane in run.partitions] == [
        sum(partition_of(each.order_id, 4) == n for each in ORDERS) for n in range(4)
    ]


def test_a_member_takes_one_message_a_round() -> None:
    assert consumed(told(), {"Payment": ["p1"]}).rounds == 40
    run = consumed(told(), {"Payment": ["p1", "p2"]})
    assert [(read.round, read.member) for read in run.reads[:3]] == [(1, "p1"), (1, "p2"), (2, "p1")]
    assert run.rounds == max(sum(read.member == name for read in run.reads) for name in ("p1", "p2"))


def test_a_member_that_sleeps_keeps_its_partitions_and_catches_up() -> None:
    run = consumed(told(), {"Payment": ["p1", "p2"]}, asleep={"p1": range(1, 101)})
    assert run.lag("Payment") == 0
    assert min(read.round for read in run.reads if read.member == "p1") == 101


def test_a_group_that_is_away_gives_all_up_and_the_others_know_nothing_of_it() -> None:
    def handle(member: str, envelope: Envelope) -> None:
        if member == "search":
            raise ConnectionError("search is away")

    run = consumed(told(), {"Search": ["search"], "Feed": ["feed"]}, handle)
    assert [len(run.dead_letters(group)) for group in ("Search", "Feed")] == [40, 0]
    assert run.dead_letters("Search")[0].reason == "ConnectionError: search is away"
    assert (len(run.done("Search")), len(run.done("Feed"))) == (0, 40)
    assert max(read.attempt for read in run.reads) == 5


def test_lag_is_what_is_not_settled_after_so_many_rounds() -> None:
    run = consumed(told(), {"Payment": ["p1"]}, rounds=10)
    assert (run.rounds, run.lag("Payment"), run.lag("switched-off")) == (10, 30, 40)
