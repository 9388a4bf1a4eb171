"""The memory broker keeps what `companion.delivery.broker` promises; the others are compared with it."""

from collections.abc import Iterator
from threading import Event as Flag
from threading import Thread

import pytest

from companion.delivery import (
    AlreadySettled,
    Broker,
    BrokerUnavailable,
    Consumer,
    DeadLetter,
    LostPartition,
    MemoryBroker,
    Message,
    MessageRefused,
    partition_of,
)
from companion.delivery.backend import Head
from companion.delivery.roster import Roster
from companion.events import (
    BadInput,
    Closed,
    Envelope,
    Event,
    InvalidEvent,
    Trace,
    UnknownName,
    VirtualClock,
    WrongUse,
    decode,
    encode,
)

A, D = "a", "d"  # keys of partition 1 and of partition 0, of two


class TokenSpent(Event):
    number: int


class Makes:
    """Envelopes of one clock."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock

    def __call__(self, number: int) -> Envelope:
        id = self.clock.new_id()
        return Envelope(
            id=id,
            type="TokenSpent",
            event=TokenSpent(number=number),
            time=self.clock.now(),
            correlation_id=id,
        )


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def make(clock: VirtualClock) -> Makes:
    return Makes(clock)


@pytest.fixture
def broker(clock: VirtualClock) -> Iterator[MemoryBroker]:
    one = MemoryBroker(clock=clock, partitions=2, max_tries=3)
    yield one
    one.close()


def number(delivery: object) -> int:
    event = delivery.envelope.event  # type: ignore[attr-defined]
    assert isinstance(event, TokenSpent)
    return event.number


def drained(consumer: Consumer) -> list[int]:
    """Every number delivered until nothing is left, each acknowledged."""
    found = []
    for delivery in consumer:
        found.append(number(delivery))
        delivery.acknowledge()
    return found


def test_the_memory_broker_is_a_broker_and_its_consumer_a_consumer(broker: MemoryBroker) -> None:
    as_broker: Broker = broker
    as_consumer: Consumer = as_broker.consume("orders", "billing")
    assert as_consumer.member == "billing-1"


def published(broker: MemoryBroker, make: Makes, *places: tuple[str, int]) -> None:
    for key, n in places:
        broker.publish("orders", key, make(n))


def test_the_keys_of_these_tests_are_in_two_partitions() -> None:
    assert [partition_of(key, 2) for key in (A, D)] == [1, 0]


def test_each_group_gets_every_message_in_the_order_of_its_key(broker: MemoryBroker, make: Makes) -> None:
    published(broker, make, (A, 1), (A, 2), (A, 3))
    assert drained(broker.consume("orders", "billing")) == [1, 2, 3]
    assert drained(broker.consume("orders", "mail")) == [1, 2, 3]
    assert drained(broker.consume("orders", "billing")) == []


def test_the_envelope_arrives_as_it_was_published(broker: MemoryBroker, make: Makes) -> None:
    sent = make(7)
    broker.publish("orders", A, sent)
    got = broker.consume("orders", "billing").receive()
    assert got and (got.envelope, got.topic, got.key, got.partition, got.attempt) == (sent, "orders", A, 1, 1)


def test_a_group_may_begin_at_the_end(broker: MemoryBroker, make: Makes) -> None:
    published(broker, make, (A, 1))
    consumer = broker.consume("orders", "late", start="end")
    published(broker, make, (A, 2))
    assert drained(consumer) == [2]


def test_a_rejected_message_comes_again_after_its_backoff_and_before_what_follows(
    broker: MemoryBroker, make: Makes, clock: VirtualClock
) -> None:
    published(broker, make, (A, 1), (A, 2), (D, 3))
    seen = []
    for delivery in broker.consume("orders", "billing"):
        seen.append((number(delivery), delivery.attempt, round(clock.elapsed_s, 3)))
        if number(delivery) == 1 and delivery.attempt < 3:
            delivery.reject("not yet")
        else:
            delivery.acknowledge()
    # the other key does not wait; the same key's next message does
    assert seen == [(3, 1, 0), (1, 1, 0), (1, 2, 0.1), (1, 3, 0.3), (2, 1, 0.3)]


def test_what_is_left_unsettled_is_set_back_when_the_next_is_asked_for(
    broker: MemoryBroker, make: Makes
) -> None:
    published(broker, make, (A, 1))
    consumer = broker.consume("orders", "billing")
    first, again = consumer.receive(), consumer.receive()
    assert first and again and (first.settled, again.attempt) == ("set back", 2)
    with pytest.raises(AlreadySettled) as refused:
        first.acknowledge()
    assert refused.value.how == "set back"


def test_the_last_try_makes_a_dead_letter_and_the_partition_goes_on(
    broker: MemoryBroker, make: Makes, clock: VirtualClock
) -> None:
    published(broker, make, (A, 1), (A, 2))
    seen = []
    for delivery in broker.consume("orders", "billing"):
        seen.append(number(delivery))
        if number(delivery) == 1:
            delivery.reject(f"no money, try {delivery.attempt}")
        else:
            delivery.acknowledge()
    assert seen == [1, 1, 1, 2]
    [letter] = broker.dead_letters("orders", "billing")
    assert (letter.key, letter.partition, letter.tries, letter.reason) == (A, 1, 3, "no money, try 3")
    assert letter.time == clock.now() and letter.envelope().event == TokenSpent(number=1)
    assert broker.lag("orders", "billing") == 0
    assert broker.dead_letters("orders", "mail") == ()


def test_a_permanent_failure_is_a_dead_letter_at_once(broker: MemoryBroker, make: Makes) -> None:
    published(broker, make, (A, 1), (A, 2))
    consumer = broker.consume("orders", "billing")
    first = consumer.receive()
    assert first
    first.reject("the card has 15 digits", permanent=True)
    assert drained(consumer) == [2]
    [letter] = broker.dead_letters("orders", "billing")
    assert (letter.tries, letter.reason) == (1, "the card has 15 digits")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"not json", "CodecError"),
        (b"{}", "CodecError"),
        (b"TYPE", "UnknownName"),
        (b"SCHEMA", "UnknownSchemaVersion"),
    ],
)
def test_a_poison_message_becomes_a_dead_letter_byte_for_byte_and_the_consumer_goes_on(
    broker: MemoryBroker, make: Makes, data: bytes, reason: str
) -> None:
    good = encode(make(1))
    poison = {
        b"TYPE": good.replace(b"TokenSpent", b"NobodyKnewThis"),
        b"SCHEMA": good.replace(b'"schema":1', b'"schema":9').replace(
            b'"type":"TokenSpent",', b'"type":"TokenSpent","schema":9,'
        ),
    }.get(data, data)
    broker.send("orders", [Message(A, poison), Message(A, encode(make(2)))])
    assert drained(broker.consume("orders", "billing")) == [2]
    [letter] = broker.dead_letters("orders", "billing")
    assert letter.data == poison and letter.tries == 1 and letter.reason.startswith(f"{reason}: ")


def test_a_redriven_message_comes_again_to_its_group_only(broker: MemoryBroker, make: Makes) -> None:
    published(broker, make, (A, 1), (A, 2))
    for delivery in broker.consume("orders", "billing"):
        if number(delivery) == 1:
            delivery.reject("no")
        else:
            delivery.acknowledge()
    drained(broker.consume("orders", "mail"))
    assert broker.redrive("orders", "billing") == 1
    assert broker.lag("orders", "billing") == 1 and broker.dead_letters("orders", "billing") == ()
    again = broker.consume("orders", "billing").receive()
    assert again and (number(again), again.attempt, again.redriven) == (1, 1, True)
    assert drained(broker.consume("orders", "mail")) == []


def test_a_redriven_message_does_not_push_in_before_one_that_was_begun(
    broker: MemoryBroker, make: Makes
) -> None:
    broker.send("orders", [Message(A, b"poison"), Message(A, encode(make(1))), Message(A, encode(make(2)))])
    consumer = broker.consume("orders", "billing")
    begun = consumer.receive()
    assert begun and number(begun) == 1
    [letter] = broker.dead_letters("orders", "billing")
    broker.redrive("orders", "billing", letter)
    begun.reject("again")
    again = consumer.receive()
    assert again and (number(again), again.attempt) == (1, 2)
    again.acknowledge()
    assert drained(consumer) == [2]
    assert len(broker.dead_letters("orders", "billing")) == 1  # still poison, and a letter again


def test_a_dead_letter_can_be_discarded_once(broker: MemoryBroker) -> None:
    broker.send("orders", [Message(A, b"poison")])
    drained(broker.consume("orders", "billing"))
    [letter] = broker.dead_letters("orders", "billing")
    assert broker.discard("orders", "billing", [letter, letter]) == 1
    for repeat in (broker.discard, broker.redrive):
        with pytest.raises(UnknownName) as refused:
            repeat("orders", "billing", letter)
        assert refused.value.name == letter.id


def test_each_partition_belongs_to_one_member_and_is_dealt_out_again_when_members_come_and_go(
    broker: MemoryBroker,
) -> None:
    one = broker.consume("orders", "billing", member="one")
    assert one.partitions == (0, 1)
    with broker.consume("orders", "billing", member="two") as two:
        assert (one.partitions, two.partitions) == ((0,), (1,))
        three = broker.consume("orders", "billing", member="three")
        assert [*one.partitions, *two.partitions, *three.partitions] == [0, 1]
        three.close()
    assert one.partitions == (0, 1)


def test_a_partition_being_worked_on_changes_hands_only_when_its_message_is_settled(
    broker: MemoryBroker, make: Makes
) -> None:
    published(broker, make, (A, 1), (A, 2))
    one = broker.consume("orders", "billing", member="one")
    held = one.receive()
    two = broker.consume("orders", "billing", member="two")
    assert held and two.receive() is None
    held.acknowledge()
    assert drained(two) == [2]


def test_what_a_closed_member_had_not_acknowledged_goes_to_another_at_once(
    broker: MemoryBroker, make: Makes, clock: VirtualClock
) -> None:
    published(broker, make, (A, 1))
    one, two = (broker.consume("orders", "billing", member=name) for name in ("one", "two"))
    held = two.receive()
    assert held
    two.close()
    again = one.receive()
    assert again and (number(again), again.attempt, clock.elapsed_s) == (1, 2, 0)


def test_a_member_silent_for_longer_than_its_session_loses_its_partitions(
    broker: MemoryBroker, make: Makes, clock: VirtualClock
) -> None:
    published(broker, make, (A, 1))
    silent = broker.consume("orders", "billing", member="silent")
    held = silent.receive()
    assert held
    clock.advance(broker.session_s + 1)
    other = broker.consume("orders", "billing", member="other")
    again = other.receive()
    assert again and number(again) == 1
    with pytest.raises(LostPartition) as lost:
        held.acknowledge()
    assert (lost.value.partition, lost.value.member, lost.value.id) == (1, "silent", again.envelope.id)
    again.acknowledge()
    assert silent.receive() is None and silent.partitions != ()  # it asked, so it is a member again


def test_a_message_whose_members_die_each_time_becomes_a_dead_letter(
    broker: MemoryBroker, make: Makes
) -> None:
    published(broker, make, (A, 1), (A, 2))
    for _ in range(3):
        with broker.consume("orders", "billing") as dies:
            held = dies.receive()
            assert held and number(held) == 1
    assert drained(broker.consume("orders", "billing")) == [2]
    [letter] = broker.dead_letters("orders", "billing")
    assert letter.tries == 3


def test_a_second_member_of_one_name_is_refused_while_the_first_lives(
    broker: MemoryBroker, clock: VirtualClock
) -> None:
    first = broker.consume("orders", "billing", member="one")
    with pytest.raises(WrongUse) as refused:
        broker.consume("orders", "billing", member="one")
    assert refused.value.what == "Member 'one' of group 'billing' of 'orders'"
    clock.advance(broker.session_s + 1)
    broker.consume("orders", "billing", member="one")
    with pytest.raises(WrongUse):
        first.receive()


def test_acknowledging_or_rejecting_twice_is_refused(broker: MemoryBroker, make: Makes) -> None:
    published(broker, make, (A, 1))
    held = broker.consume("orders", "billing").receive()
    assert held
    held.acknowledge()
    for settle in (held.acknowledge, held.reject):
        with pytest.raises(AlreadySettled) as refused:
            settle()
        assert refused.value.how == "acknowledged"


def test_the_lag_counts_what_is_not_acknowledged(broker: MemoryBroker, make: Makes) -> None:
    published(broker, make, (A, 1), (D, 2))
    assert broker.lag("orders", "nobody-yet") == 2
    consumer = broker.consume("orders", "billing")
    held = consumer.receive()
    assert held and broker.lag("orders", "billing") == 2
    held.acknowledge()
    assert broker.lag("orders", "billing") == 1


def test_a_topic_is_made_by_use_and_cannot_change_its_partitions(broker: MemoryBroker, make: Makes) -> None:
    published(broker, make, (A, 1))
    broker.create_topic("orders")
    broker.create_topic("wide", partitions=7)
    assert broker.topics() == ("orders", "wide") and broker.partitions("wide") == 7
    with pytest.raises(BadInput) as refused:
        broker.create_topic("wide", partitions=8)
    assert refused.value.given == 8 and "it has 7" in refused.value.problem


def test_asking_about_a_topic_nobody_made_is_refused_with_those_there_are(broker: MemoryBroker) -> None:
    broker.create_topic("orders")
    for ask in (broker.lag, broker.dead_letters, broker.redrive, broker.discard):
        with pytest.raises(UnknownName) as refused:
            ask("odrers", "billing")
        assert refused.value.known == ("orders",)
    assert broker.topics() == ("orders",)


@pytest.mark.parametrize("name", ["", "a b", "a..b", ".a", "a/b", "x" * 101, 3, "a\n"])
def test_a_name_not_every_broker_could_keep_is_refused(broker: MemoryBroker, name: str) -> None:
    for use in (
        lambda: broker.create_topic(name),
        lambda: broker.send(name, []),
        lambda: broker.consume(name, "billing"),
        lambda: broker.consume("orders", name),
        lambda: broker.consume("orders", "billing", member=name),
    ):
        with pytest.raises(MessageRefused) as refused:
            use()
        assert refused.value.value == name
    assert broker.topics() == ()


@pytest.mark.parametrize("key", ["", "x" * 256, None, "\ud800"])
def test_a_bad_key_is_refused_before_anything_is_published(
    broker: MemoryBroker, make: Makes, key: str
) -> None:
    with pytest.raises(MessageRefused) as refused:
        broker.send("orders", [Message(A, encode(make(1))), Message(key, b"{}")])
    assert refused.value.what == "key" and broker.topics() == ()


def test_a_message_that_is_too_large_is_refused_with_its_size(clock: VirtualClock, make: Makes) -> None:
    broker = MemoryBroker(clock=clock, max_message_bytes=20)
    with pytest.raises(MessageRefused) as refused:
        broker.publish("orders", A, make(1))
    assert refused.value.value > 20 and "at most 20" in refused.value.reason


def test_what_is_used_after_closing_says_so(broker: MemoryBroker, make: Makes) -> None:
    published(broker, make, (A, 1))
    consumer = broker.consume("orders", "billing")
    held = consumer.receive()
    broker.close()
    broker.close()
    assert held
    for use in (consumer.receive, held.acknowledge, lambda: broker.publish("orders", A, make(2))):
        with pytest.raises(Closed):
            use()


def test_closing_a_broker_closes_every_consumer(broker: MemoryBroker) -> None:
    consumers = [broker.consume("orders", "billing") for _ in range(4)]
    broker.close()
    assert [repr(each).endswith(", closed>") for each in consumers] == [True] * 4


@pytest.mark.parametrize(
    ("given", "says"), [(TokenSpent(number=1), "TokenSpent should be in an Envelope"), ({}, "dict should be")]
)
def test_an_event_without_its_envelope_is_refused(broker: MemoryBroker, given: object, says: str) -> None:
    with pytest.raises(InvalidEvent, match=says):
        broker.publish("orders", A, given)  # type: ignore[arg-type]
    assert broker.topics() == ()


def test_partitions_are_dealt_out_only_when_members_come_and_go(
    broker: MemoryBroker, make: Makes, monkeypatch: pytest.MonkeyPatch
) -> None:
    deals: list[str] = []
    deal = Roster._deal
    monkeypatch.setattr(Roster, "_deal", lambda self, *given: (deals.append("dealt"), deal(self, *given)))
    published(broker, make, *((key, n) for n in range(20) for key in (A, D)))
    with broker.consume("orders", "billing") as one, broker.consume("orders", "billing") as two:
        for consumer in (one, two):
            while (delivery := consumer.receive()) is not None:
                delivery.acknowledge()
        assert deals == ["dealt"] * 2
    assert deals == ["dealt"] * 4


@pytest.mark.parametrize(
    "wrong", [{"max_tries": 0}, {"partitions": 0}, {"backoff_s": -1.0}, {"session_s": 0}]
)
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        MemoryBroker(**wrong)  # type: ignore[arg-type]


def test_a_start_that_is_none_and_a_message_that_is_no_bytes_are_refused(broker: MemoryBroker) -> None:
    with pytest.raises(ValueError, match="middle"):
        broker.consume("orders", "billing", start="middle")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="bytes"):
        broker.send("orders", [Message(A, "{}")])  # type: ignore[arg-type]
    assert broker.topics() == ()


def test_waiting_passes_on_the_clock_and_stop_ends_it(broker: MemoryBroker, clock: VirtualClock) -> None:
    assert broker.consume("orders", "billing").receive(wait_s=3) is None
    assert clock.elapsed_s == 3
    endless = broker.consume("orders", "mail", wait_s=None, stop=lambda: clock.elapsed_s > 10)
    assert list(endless) == [] and clock.elapsed_s > 10


def test_waiting_for_ever_is_refused_where_no_time_passes(broker: MemoryBroker, make: Makes) -> None:
    published(broker, make, (A, 5))
    consumer = broker.consume("orders", "billing", wait_s=None)
    delivery = next(consumer)
    delivery.acknowledge()
    with pytest.raises(WrongUse, match=r"billing-1.*orders.*wait_s=None") as caught:
        next(consumer)
    assert "0 to take what is there" in caught.value.problem


def test_of_eight_members_on_four_partitions_every_second_one_is_idle() -> None:
    broker = MemoryBroker(partitions=4)
    members = [broker.consume("orders", "billing") for _ in range(8)]
    assert [len(each.partitions) for each in members] == [1, 0] * 4


def test_a_waiting_member_in_another_thread_is_woken_by_a_message(
    make: Makes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("companion.delivery.consumer.POLL_S", 3600.0)  # so that looking again does not help
    broker, waits = MemoryBroker(partitions=2), Flag()
    got: list[int] = []
    consumer = broker.consume("orders", "billing")
    news = broker.backend.news
    wait_for = news.wait_for
    monkeypatch.setattr(news, "wait_for", lambda *given: (waits.set(), wait_for(*given)))
    reader = Thread(target=lambda: got.append(number(consumer.receive(wait_s=3600))), daemon=True)
    reader.start()
    assert waits.wait(300)
    published(broker, make, (A, 5))
    reader.join(300)
    assert got == [5]


def test_a_dead_letter_kept_before_its_broker_went_away_has_the_same_id_when_it_is_kept_again(
    broker: MemoryBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker.send("tokens", [Message(A, b"no JSON")])
    consumer, kept = broker.consume("tokens", "booth"), list[str]()

    def bury(head: Head, letter: DeadLetter) -> bool:
        kept.append(letter.id)
        raise BrokerUnavailable("The broker", "kept, and then away", unsure=True)

    with monkeypatch.context() as away:
        away.setattr(consumer._seat, "bury", bury)
        for _ in range(2):
            with pytest.raises(BrokerUnavailable):
                consumer.receive()
    assert consumer.receive() is None
    [letter] = broker.dead_letters("tokens", "booth")
    assert kept == [letter.id] * 2


def test_no_partition_starves_while_another_is_full(broker: MemoryBroker, make: Makes) -> None:
    published(broker, make, (D, 1), (D, 2), (D, 3), (A, 4), (A, 5))
    assert drained(broker.consume("orders", "billing")) == [1, 4, 2, 5, 3]


def test_members_in_threads_share_the_work_and_keep_each_keys_order(make: Makes) -> None:
    broker = MemoryBroker(partitions=8)
    keys = [f"k{n}" for n in range(16)]
    published(broker, make, *[(key, n) for n in range(20) for key in keys])
    seen: dict[str, list[int]] = {key: [] for key in keys}

    def work() -> None:
        for delivery in broker.consume("orders", "billing"):
            seen[delivery.key].append(number(delivery))
            delivery.acknowledge()

    workers = [Thread(target=work) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(300)
    assert drained(broker.consume("orders", "billing")) == []  # nobody left anything behind
    assert seen == {key: list(range(20)) for key in keys}


def test_the_trace_tells_what_happened_to_a_message(clock: VirtualClock, make: Makes) -> None:
    trace = Trace()
    broker = MemoryBroker(clock=clock, trace=trace, max_tries=2)
    published(broker, make, (A, 1))
    for delivery in broker.consume("orders", "billing"):
        delivery.reject("no")
    broker.redrive("orders", "billing")
    drained(broker.consume("orders", "billing"))
    kinds = [record.kind for record in trace]
    assert kinds == ["published", "failed", "dead_lettered", "redelivered", "handled"]


def test_a_lost_acknowledgement_delivers_twice_and_a_lost_publish_is_the_publishers_to_repeat(
    clock: VirtualClock, make: Makes
) -> None:
    class Struck(BaseException):
        pass

    broker = MemoryBroker(clock=clock)
    published(broker, make, (A, 1))

    def strike(name: str) -> None:
        if name == "before acknowledge orders":
            raise Struck

    clock.on_point = strike
    with pytest.raises(Struck), broker.consume("orders", "billing") as consumer:
        held = consumer.receive()
        assert held
        held.acknowledge()
    clock.on_point = None
    assert drained(broker.consume("orders", "billing")) == [1]
    assert decode(encode(make(1))).event == TokenSpent(number=1)
