"""Two who change one group at once on Redis: whoever was overtaken decides anew, and nothing is done twice.

The other one strikes at the worst moment, between reading and writing, so that every run is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from companion.delivery import DeadLetter, Delivery, Message
from companion.engines import RedisBroker
from companion.engines.redis.broker import RedisBackend
from companion.engines.redis.member import RedisSeat
from companion.events import Envelope, Event, UnknownName, VirtualClock, encode


class ShelfFilled(Event):
    number: int


class Shop:
    """Two brokers on one server, as two processes have them."""

    def __init__(self, server: Any) -> None:
        self.clock, self.server = VirtualClock(), server
        self.here, self.there = (
            RedisBroker(self.server, clock=self.clock, partitions=2, max_tries=1, session_s=10)
            for _ in range(2)
        )

    def publish(self, *numbers: int, key: str = "a") -> None:
        for number in numbers:
            id, event = self.clock.new_id(), ShelfFilled(number=number)
            envelope = Envelope(
                id=id, type="ShelfFilled", event=event, time=self.clock.now(), correlation_id=id
            )
            self.here.send("shelves", [Message(key, encode(envelope))])


@pytest.fixture
def shop(fakeredis_client: Any) -> Iterator[Shop]:
    one = Shop(fakeredis_client)
    yield one
    one.here.close()
    one.there.close()


def once(strike: Callable[[], object]) -> Callable[[], object]:
    """`strike`, the first time it is called."""
    left = [strike]
    return lambda: left.pop()() if left else None


def number(delivery: Delivery | None) -> int:
    assert delivery is not None and isinstance(delivery.envelope.event, ShelfFilled)
    return delivery.envelope.event.number


def test_of_two_who_join_at_once_neither_is_forgotten(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.here.create_topic("shelves")
    others = []
    strike = once(lambda: others.append(shop.there.consume("shelves", "clerks", member="other")))
    real = RedisSeat._server_now

    def overtaken(seat: RedisSeat, pipe: Any) -> float:  # between reading the roster and writing it
        strike()
        return real(seat, pipe)

    monkeypatch.setattr(RedisSeat, "_server_now", overtaken)
    one = shop.here.consume("shelves", "clerks", member="one")
    [other] = others
    assert (one.receive(), other.receive()) == (None, None)
    assert (other.partitions, one.partitions) == ((0,), ()) and one.receive() is None
    assert (other.partitions, one.partitions) == ((0,), (1,))


def test_a_partition_being_worked_on_is_not_taken_by_a_member_of_another_process(shop: Shop) -> None:
    shop.publish(1, 2)
    owner = shop.here.consume("shelves", "clerks")
    held = owner.receive()
    other = shop.there.consume("shelves", "clerks")
    assert other.receive() is None and other.partitions == ()
    assert held is not None
    held.acknowledge()
    assert owner.receive() is None  # it asks, and so gives up what the other is due
    assert number(other.receive()) == 2


def test_a_partition_that_waits_for_a_backoff_goes_and_its_message_with_it(shop: Shop) -> None:
    shop.here.max_tries = shop.there.max_tries = 3
    shop.publish(1)
    owner = shop.here.consume("shelves", "clerks")
    held = owner.receive()
    assert held is not None
    other = shop.there.consume("shelves", "clerks")
    held.reject("full")
    assert owner.receive() is None
    again = other.receive()
    assert again is not None and (number(again), again.attempt) == (1, 2)


@pytest.mark.parametrize("again", [True, False])
def test_a_letter_that_two_take_at_once_is_taken_by_one(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    shop.publish(1)
    consumer = shop.here.consume("shelves", "clerks")
    delivery = consumer.receive()
    assert delivery is not None
    delivery.reject("full")
    [letter] = shop.here.dead_letters("shelves", "clerks")
    real, taken = RedisBackend._read_letters, list[int]()
    strike = once(lambda: taken.append(shop.there.redrive("shelves", "clerks")))

    def overtaken(*given: Any) -> list[DeadLetter]:
        found = real(*given)
        strike()
        return found

    monkeypatch.setattr(RedisBackend, "_read_letters", overtaken)
    use = shop.here.redrive if again else shop.here.discard
    with pytest.raises(UnknownName):
        use("shelves", "clerks", letter)
    assert taken == [1]
    assert shop.here.lag("shelves", "clerks") == 1
    assert number(consumer.receive()) == 1


def test_a_settlement_overtaken_by_a_change_that_is_not_its_own_is_done_all_the_same(shop: Shop) -> None:
    shop.publish(1)
    owner = shop.here.consume("shelves", "clerks")
    held = owner.receive()
    shop.there.consume("shelves", "clerks")
    assert held is not None
    held.acknowledge()
    assert shop.here.lag("shelves", "clerks") == 0
