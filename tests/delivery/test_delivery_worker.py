"""Workers: handlers as on a bus, settled by what they do; graceful stop; as processes of one group."""

import subprocess
import sys
import time
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest

from companion.bus import PermanentError
from companion.delivery import (
    Counts,
    Inbox,
    MemoryBroker,
    Message,
    Worker,
    start_workers,
)
from companion.delivery.processes import worker_of
from companion.events import BadDefinition, BadInput, Envelope, Event, VirtualClock, WrongUse, encode
from companion.sourcing import ANY, MemoryStore, Transaction, TransactionConflict


class PostcardSent(Event):
    number: int


class LetterLost(Event):
    number: int


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def broker(clock: VirtualClock) -> MemoryBroker:
    return MemoryBroker(clock=clock, partitions=2, max_tries=3)


def posted(broker: MemoryBroker, *events: Event, key: str = "k") -> list[Envelope]:
    sent = []
    for event in events:
        id = broker.clock.new_id()
        envelope = Envelope(
            id=id, type=type(event).__name__, event=event, time=broker.clock.now(), correlation_id=id
        )
        broker.publish("letters", key, envelope)
        sent.append(envelope)
    return sent


def test_a_worker_acknowledges_what_its_handler_returns_from(broker: MemoryBroker) -> None:
    seen: list[Event] = []
    posted(broker, PostcardSent(number=1), PostcardSent(number=2))
    counts = Worker(broker, "letters", "readers", seen.append, wait_s=0).run()
    assert seen == [PostcardSent(number=1), PostcardSent(number=2)]
    assert counts == Counts(handled=2) and broker.lag("letters", "readers") == 0


def test_a_method_written_in_c_can_be_a_handler(broker: MemoryBroker) -> None:
    seen: set[Event] = set()  # Python knows no signature of set.add
    posted(broker, PostcardSent(number=1))
    inbox = Inbox(MemoryStore(), "postcards")
    assert Worker(broker, "letters", "readers", seen.add, inbox=inbox, wait_s=0).run() == Counts(handled=1)
    assert Worker(broker, "letters", "others", seen.add, wait_s=0).run() == Counts(handled=1)
    assert seen == {PostcardSent(number=1)}


def test_a_handler_with_a_second_parameter_gets_the_envelope(broker: MemoryBroker) -> None:
    seen: list[str] = []

    def note(event: PostcardSent, envelope: Envelope) -> None:
        seen.append(envelope.id)

    sent = posted(broker, PostcardSent(number=1))
    Worker(broker, "letters", "readers", note, wait_s=0).run()
    assert seen == [sent[0].id]


def test_handlers_by_type_get_theirs_and_other_types_are_ignored(broker: MemoryBroker) -> None:
    seen: list[Event] = []
    posted(broker, PostcardSent(number=1), LetterLost(number=2))
    counts = Worker(broker, "letters", "readers", {LetterLost: seen.append}, wait_s=0).run()
    assert seen == [LetterLost(number=2)] and counts == Counts(handled=1, ignored=1)


def test_a_handler_that_raises_is_tried_again_and_its_message_becomes_a_dead_letter_at_last(
    broker: MemoryBroker,
) -> None:
    seen: list[int] = []

    def fail_on_one(event: PostcardSent) -> None:
        seen.append(event.number)
        if event.number == 1:
            raise OSError("the printer is on fire")

    posted(broker, PostcardSent(number=1), PostcardSent(number=2))
    counts = Worker(broker, "letters", "readers", fail_on_one, wait_s=0).run()
    assert seen == [1, 1, 1, 2] and counts == Counts(handled=1, rejected=3)
    [letter] = broker.dead_letters("letters", "readers")
    assert letter.reason == "OSError('the printer is on fire')"


def test_a_permanent_error_is_not_tried_again(broker: MemoryBroker) -> None:
    def refuse(event: PostcardSent) -> None:
        raise PermanentError("no stamp")

    posted(broker, PostcardSent(number=1))
    assert Worker(broker, "letters", "readers", refuse, wait_s=0).run() == Counts(rejected=1)
    assert len(broker.dead_letters("letters", "readers")) == 1


@pytest.mark.parametrize("wrong", [3, lambda: None, lambda a, b, c: None])
def test_what_cannot_handle_an_event_is_refused_at_once(broker: MemoryBroker, wrong: object) -> None:
    with pytest.raises(BadDefinition):
        Worker(broker, "letters", "readers", wrong)  # type: ignore[arg-type]


def test_a_coroutine_handler_is_refused_at_once(broker: MemoryBroker) -> None:
    async def later(event: PostcardSent) -> None: ...

    with pytest.raises(BadDefinition):
        Worker(broker, "letters", "readers", later)


def test_with_an_inbox_a_repeat_never_reaches_the_handler(broker: MemoryBroker, clock: VirtualClock) -> None:
    store = MemoryStore(clock=clock)

    def keep(event: PostcardSent, tx: Transaction) -> None:
        tx.append("kept", [event], expected=ANY)

    [sent] = posted(broker, PostcardSent(number=1))
    broker.publish("letters", "k", sent)
    counts = Worker(broker, "letters", "readers", keep, inbox=Inbox(store, "readers"), wait_s=0).run()
    assert counts == Counts(handled=1, repeats=1) and store.version("kept") == 1


def test_with_an_inbox_a_handler_may_take_event_envelope_and_transaction(
    broker: MemoryBroker, clock: VirtualClock
) -> None:
    store = MemoryStore(clock=clock)

    def keep(event: PostcardSent, envelope: Envelope, tx: Transaction) -> None:
        tx.append("kept", [event], expected=ANY, cause=envelope)

    [sent] = posted(broker, PostcardSent(number=1))
    Worker(broker, "letters", "readers", keep, inbox=Inbox(store, "readers"), wait_s=0).run()
    [kept] = store.read("kept")
    assert kept.causation_id == sent.id


def test_an_effect_that_fails_is_rolled_back_and_tried_again(
    broker: MemoryBroker, clock: VirtualClock
) -> None:
    store, tries = MemoryStore(clock=clock), []

    def fail_once(event: PostcardSent, tx: Transaction) -> None:
        tx.append("kept", [event], expected=ANY)
        tries.append(event)
        if len(tries) == 1:
            raise OSError("once")

    posted(broker, PostcardSent(number=1))
    counts = Worker(broker, "letters", "readers", fail_once, inbox=Inbox(store, "readers"), wait_s=0).run()
    assert counts == Counts(handled=1, rejected=1) and store.version("kept") == 1


@pytest.mark.parametrize(("times", "counts"), [(2, Counts(handled=1)), (3, Counts(handled=1, rejected=1))])
def test_an_effect_in_the_way_of_others_is_tried_again_at_once(
    broker: MemoryBroker, clock: VirtualClock, times: int, counts: Counts
) -> None:
    store, tries = MemoryStore(clock=clock), []

    def late(event: PostcardSent, tx: Transaction) -> None:
        tx.append("kept", [event], expected=ANY)
        tries.append(event)
        if len(tries) <= times:
            raise TransactionConflict("here", "others appended")

    posted(broker, PostcardSent(number=1))
    assert Worker(broker, "letters", "readers", late, inbox=Inbox(store, "readers"), wait_s=0).run() == counts
    assert store.version("kept") == 1


def test_a_message_whose_partition_was_lost_is_counted_and_left_to_its_new_member(
    broker: MemoryBroker, clock: VirtualClock
) -> None:
    seen: list[int] = []

    def too_slow(event: PostcardSent) -> None:
        seen.append(event.number)
        if len(seen) == 1:
            clock.advance(broker.session_s + 1)
            broker.consume("letters", "readers", member="other").close()  # it notices, and leaves

    posted(broker, PostcardSent(number=1))
    assert Worker(broker, "letters", "readers", too_slow, wait_s=0).run() == Counts(handled=1, lost=1)
    assert seen == [1, 1]


def test_a_worker_told_to_stop_finishes_the_message_in_hand_and_leaves_the_group() -> None:
    broker, begun, go_on = MemoryBroker(partitions=1), Flag(), Flag()

    def slow(event: PostcardSent) -> None:
        begun.set()
        go_on.wait(300)

    posted(broker, PostcardSent(number=1), PostcardSent(number=2))
    worker = Worker(broker, "letters", "readers", slow, member="one")
    thread = Thread(target=worker.run)
    thread.start()
    assert begun.wait(300)
    worker.stop()
    go_on.set()
    thread.join(300)
    assert worker.counts == Counts(handled=1) and broker.lag("letters", "readers") == 1
    assert broker.consume("letters", "readers", member="one").partitions == (0,)


def test_a_worker_that_nothing_could_stop_is_refused_before_it_handles_anything(broker: MemoryBroker) -> None:
    posted(broker, PostcardSent(number=1))
    seen: list[Event] = []
    with pytest.raises(WrongUse, match=r"'readers' without wait_s.*wait_s=0"):
        Worker(broker, "letters", "readers", seen.append).run()
    assert seen == [] and broker.lag("letters", "readers") == 1


def test_an_interrupt_leaves_the_message_to_others(broker: MemoryBroker) -> None:
    def interrupted(event: PostcardSent) -> None:
        raise KeyboardInterrupt

    posted(broker, PostcardSent(number=1))
    with pytest.raises(KeyboardInterrupt):
        Worker(broker, "letters", "readers", interrupted, wait_s=0).run()
    again = broker.consume("letters", "readers").receive()
    assert again and again.attempt == 2


def test_a_poison_message_does_not_stop_a_worker(broker: MemoryBroker) -> None:
    broker.send("letters", [Message("k", b"\xff\xfe")])
    posted(broker, PostcardSent(number=1))
    assert Worker(broker, "letters", "readers", lambda event: None, wait_s=0).run() == Counts(handled=1)


# --- processes ----------------------------------------------------------------------------------------

# One process's own broker cannot be seen by another, so each worker here brings the messages it handles.
MODULE = """
import os
from companion.delivery import MemoryBroker, Message, Worker

def says(text):
    print(text, flush=True)

def endless(name):
    broker = MemoryBroker()
    broker.send("letters", [Message("k", LETTER.encode())] * 3)
    def handle(event):
        says(f"{name} {os.getpid()} handled {event.number}")
    return Worker(broker, "letters", "readers", handle)

def brief(name):
    worker = endless(name)
    worker._wait_s = 0
    return worker

def loud(name):
    broker = MemoryBroker()
    broker.send("letters", [Message("k", LETTER.encode())] * 3)
    return Worker(broker, "letters", "readers", lambda event: print("long letter", "x" * 100_000), wait_s=0)

def nothing():
    return 42

from companion.events import Event
class PostcardSentElsewhere(Event):
    number: int
"""


@pytest.fixture
def folder(tmp_path: Path, clock: VirtualClock) -> str:
    id = clock.new_id()
    envelope = Envelope(
        id=id, type="PostcardSent", event=PostcardSent(number=7), time=clock.now(), correlation_id=id
    )
    letter = encode(envelope).decode().replace('"PostcardSent"', '"PostcardSentElsewhere"')
    (tmp_path / "post_office.py").write_text(f"LETTER = {letter!r}\n{MODULE}")
    return str(tmp_path)


def test_a_worker_process_that_ends_by_itself_tells_its_counts(folder: str) -> None:
    with start_workers(2, "post_office:brief", "w", folder=folder) as workers:
        assert [each.wait(300) for each in workers] == [Counts(handled=3)] * 2


def test_a_worker_process_whose_handler_prints_more_than_a_pipe_holds_goes_on_and_is_waited_for_twice(
    folder: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with start_workers(1, "post_office:loud", "w", folder=folder) as [only]:
        only._process.wait(300)  # nobody has read its output so far
        assert only.wait() == only.wait() == Counts(handled=3)
    assert capfd.readouterr().err.count("long letter") == 3


def test_a_worker_process_told_to_stop_ends_gracefully_and_a_killed_one_without_a_word(
    folder: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with start_workers(2, "post_office:endless", "w", folder=folder) as workers:
        said = ""
        while not all(f"w {each.pid} handled 7\n" in said for each in workers):  # then they mind signals
            said += capfd.readouterr().err
            assert all(each.running() for each in workers)
            time.sleep(0.01)
        stopped, killed = workers
        killed.kill()
        stopped.stop()
        assert killed.wait(300) is None
        counts = stopped.wait(300)
        assert counts is not None and 1 <= counts.handled <= 3
        assert not stopped.running() and stopped.pid != killed.pid


@pytest.mark.parametrize("target", ["nowhere:worker", "json:nothing", "json", "json:loads", ":x"])
def test_what_names_no_worker_is_refused(target: str) -> None:
    with pytest.raises(BadInput) as refused:
        worker_of(target, ["{}"])
    assert (refused.value.what, refused.value.given) == ("worker", target)


def test_the_command_line_says_how_it_is_used() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "companion.delivery.processes"], capture_output=True, text=True
    )
    assert run.returncode != 0 and "module:function" in run.stderr
