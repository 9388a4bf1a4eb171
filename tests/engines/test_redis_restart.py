"""A real Valkey that is killed with -9 in the middle and started again on its data: nothing acknowledged is
lost.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event as Flag
from threading import Thread
from typing import Any

import pytest
import redis

from companion.delivery import BrokerUnavailable, Consumer, Delivery, Message
from companion.engines import RedisBroker
from companion.engines.redis.start import SETTINGS, VALKEY
from companion.events import Envelope, Event, encode


class CrateStacked(Event):
    number: int


class Valkey:
    """A server with data in a folder that outlives it."""

    def __init__(self, folder: Path, port: int) -> None:
        programs = next(VALKEY.programs())
        flags = [part for setting, value in SETTINGS.items() for part in (f"--{setting}", value)]
        self._command = [
            *(programs.server, "--port", str(port), "--dir", str(folder)), *flags
        ]  # fmt: skip
        self.url = f"redis://127.0.0.1:{port}/0"

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        for line in self._process.stdout:
            if "Ready to accept connections" in line:
                return
        raise AssertionError("the server ended")

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def server(redis_url: str, tmp_path: Path, free_port: Callable[[], int]) -> Iterator[Valkey]:
    """One of this test's own, should the shared one be a stranger's; skipped where there is no program."""
    if next(VALKEY.programs(), None) is None:
        pytest.skip("no program of a Valkey here to kill: the shared one is a stranger's")
    one = Valkey(tmp_path, free_port())
    one.start()
    yield one
    one.kill()


def message(number: int) -> Message:
    event = CrateStacked(number=number)
    from companion.events import SystemClock

    clock = SystemClock()
    id = clock.new_id()
    return Message(
        "k", encode(Envelope(id=id, type="CrateStacked", event=event, time=clock.now(), correlation_id=id))
    )


def number(delivery: Delivery | None) -> int:
    assert delivery is not None and isinstance(delivery.envelope.event, CrateStacked)
    return delivery.envelope.event.number


def unavailable(use: Callable[[], object]) -> BrokerUnavailable:
    with pytest.raises(BrokerUnavailable) as refused:
        use()
    return refused.value


def test_what_was_published_acknowledged_rejected_and_given_up_is_there_after_a_kill(server: Valkey) -> None:
    broker = RedisBroker(server.url, partitions=1, max_tries=2, backoff_s=0)
    broker.send("crates", [message(n) for n in range(6)])
    consumer = broker.consume("crates", "stackers")
    for n in (0, 1):
        delivery = consumer.receive()
        assert delivery and number(delivery) == n
        delivery.acknowledge()
    for _ in (1, 2):
        delivery = consumer.receive()
        assert delivery and number(delivery) == 2
        delivery.reject("dented")
    held = consumer.receive()
    assert held and number(held) == 3
    server.kill()
    for use in (held.acknowledge, lambda: broker.send("crates", [message(9)]), lambda: broker.topics()):
        assert unavailable(use).place == server.url
    assert held.settled == ""
    server.start()
    held.acknowledge()
    found = []
    for delivery in consumer:
        found.append((number(delivery), delivery.attempt))
        delivery.acknowledge()
    assert found == [(4, 1), (5, 1)]
    [letter] = broker.dead_letters("crates", "stackers")
    assert (letter.reason, letter.tries) == ("dented", 2)
    assert broker.lag("crates", "stackers") == 0
    broker.close()


def test_of_a_publisher_that_is_cut_off_everything_that_returned_is_there_in_order(server: Valkey) -> None:
    broker, sent, enough = RedisBroker(server.url, partitions=1), list[int](), Flag()
    problems: list[BrokerUnavailable] = []

    def publish() -> None:
        try:
            for n in range(1_000_000):
                broker.send("crates", [message(n)])
                sent.append(n)
                if n == 50:
                    enough.set()
        except BrokerUnavailable as problem:
            problems.append(problem)

    thread = Thread(target=publish)
    thread.start()
    assert enough.wait(300)
    server.kill()
    thread.join(300)
    server.start()
    found = []
    for delivery in broker.consume("crates", "stackers"):
        found.append(number(delivery))
        delivery.acknowledge()
    assert found[: len(sent)] == sent
    unsure = len(found) - len(sent)
    assert unsure == 0 or (unsure == 1 and problems[0].unsure)
    broker.close()


@pytest.mark.parametrize("in_hand", [True, False])
def test_what_is_published_after_a_loss_is_delivered_to_a_member_that_had_read_what_was_lost(
    server: Valkey, in_hand: bool
) -> None:
    """A snapshot from before, as after a failover: the server has less than the member has seen."""
    client: Any = redis.Redis.from_url(server.url)
    broker = RedisBroker(server.url, partitions=1)
    broker.send("crates", [message(n) for n in range(3)])
    consumer = broker.consume("crates", "stackers")
    assert [number(each) for each in settled(consumer, 3)] == [0, 1, 2]
    before = {key: client.dump(key) for key in client.scan_iter("*")}
    broker.send("crates", [message(n) for n in range(3, 6)])
    had = 2 if in_hand else 3
    assert [number(each) for each in settled(consumer, had)] == [3, 4, 5][:had]
    held = consumer.receive()
    assert (held is not None) == in_hand
    for key in client.scan_iter("*"):
        client.delete(key)
    for key, value in before.items():
        client.restore(key, 0, value)
    broker.send("crates", [message(n) for n in range(10, 14)])
    if held is not None:
        held.acknowledge()
    assert [number(each) for each in settled(consumer, 4)] == [10, 11, 12, 13]
    assert broker.lag("crates", "stackers") == 0
    broker.close()


def settled(consumer: Consumer, count: int) -> Iterator[Delivery]:
    """The next deliveries, at most so many, each acknowledged."""
    while count and (delivery := consumer.receive()) is not None:
        delivery.acknowledge()
        yield delivery
        count -= 1


def test_a_member_that_waits_is_told_and_goes_on_when_the_server_is_back(server: Valkey) -> None:
    broker = RedisBroker(server.url, partitions=1)
    consumer = broker.consume("crates", "stackers")
    server.kill()
    problem = unavailable(lambda: consumer.receive(wait_s=None))
    assert not problem.unsure
    server.start()
    broker.send("crates", [message(1)])
    assert number(consumer.receive(wait_s=None)) == 1
    broker.close()


def test_closing_without_a_server_raises_nothing(server: Valkey) -> None:
    broker = RedisBroker(server.url)
    broker.send("crates", [message(1)])
    broker.consume("crates", "stackers").receive()
    server.kill()
    broker.close()
    server.start()


def test_a_server_that_has_no_room_refuses_all_messages_or_none(server: Valkey) -> None:
    broker, client = RedisBroker(server.url, partitions=1), redis.Redis.from_url(server.url)
    broker.send("crates", [message(0)])
    client.config_set("maxmemory", "1")
    problem = unavailable(lambda: broker.send("crates", [message(n) for n in (1, 2)]))
    assert "maxmemory" in problem.reason and not problem.unsure
    client.config_set("maxmemory", "0")
    assert broker.lag("crates", "stackers") == 1
    broker.send("crates", [message(n) for n in (1, 2)])
    assert broker.lag("crates", "stackers") == 3
    broker.close()


def test_a_server_that_fills_up_in_the_middle_takes_all_messages_or_none(server: Valkey) -> None:
    broker, client = RedisBroker(server.url, partitions=1), redis.Redis.from_url(server.url)
    broker.send("crates", [message(0)])
    client.config_set("maxmemory", str(int(client.info("memory")["used_memory"]) + 3_000_000))
    problem = unavailable(lambda: broker.send("crates", [Message("k", b"x" * 500_000)] * 20))
    assert "maxmemory" in problem.reason
    client.config_set("maxmemory", "0")
    assert broker.lag("crates", "stackers") == 1
    broker.close()


def test_a_message_that_a_full_server_kept_back_was_not_tried(server: Valkey) -> None:
    broker, client = RedisBroker(server.url, partitions=1, max_tries=2), redis.Redis.from_url(server.url)
    broker.send("crates", [message(0), Message("k", b"no JSON")])
    consumer = broker.consume("crates", "stackers")
    for good in (True, False):
        client.config_set("maxmemory", "1")
        for _ in range(4):
            assert "maxmemory" in unavailable(consumer.receive).reason
        client.config_set("maxmemory", "0")
        delivery = consumer.receive()
        if good:
            assert delivery is not None and delivery.attempt == 1
            delivery.acknowledge()
    [letter] = broker.dead_letters("crates", "stackers")
    assert (letter.data, letter.tries) == (b"no JSON", 1)
    broker.close()


def test_a_stream_whose_key_another_program_took_is_named(server: Valkey) -> None:
    broker, client = RedisBroker(server.url, partitions=1), redis.Redis.from_url(server.url)
    client.set("companion:{crates}:0", "mine")
    assert "WRONGTYPE" in unavailable(lambda: broker.send("crates", [message(0)])).sentence()
    broker.close()


def acknowledged_behind_its_back(server: Valkey) -> None:
    """What an acknowledgement does whose answer never arrives."""
    client: Any = redis.Redis.from_url(server.url)
    client.hset("companion:{crates}..stackers..offsets", "0", client.xrange("companion:{crates}:0")[0][0])
    assert client.hdel("companion:{crates}..stackers..notes", "0") == 1


def test_an_acknowledgement_whose_answer_was_lost_may_be_given_again(server: Valkey) -> None:
    broker = RedisBroker(server.url, partitions=1)
    broker.send("crates", [message(0), message(1)])
    consumer = broker.consume("crates", "stackers")
    held = consumer.receive()
    assert held is not None
    acknowledged_behind_its_back(server)
    held.acknowledge()  # it had arrived: what is asked again changes nothing
    assert number(consumer.receive()) == 1
    assert broker.lag("crates", "stackers") == 1
    broker.close()


def test_a_rejection_of_what_an_unheard_acknowledgement_settled_delivers_nothing_twice(
    server: Valkey,
) -> None:
    broker = RedisBroker(server.url, partitions=1, backoff_s=0)
    broker.send("crates", [message(0), message(1)])
    consumer = broker.consume("crates", "stackers")
    assert number(consumer.receive()) == 0
    acknowledged_behind_its_back(server)
    assert number(consumer.receive()) == 1  # the unsettled one was set back, and is not pending
    broker.close()
