"""Dead letters: listed, redelivered to the handler that failed and nobody else, discarded; all traced."""

from __future__ import annotations

import pytest

from companion.bus import Bus, TooManyDeliveries
from companion.events import Event, VirtualClock


class LetterPosted(Event):
    letter: str = "a"


class LetterRead(Event):
    letter: str = "a"


class GlassesFound(Event):
    pass


class Post:
    """A bus whose Reader fails until mended, and whose Archive always works."""

    def __init__(self) -> None:
        self.bus = Bus(VirtualClock())
        self.read: list[str] = []
        self.archived: list[str] = []
        self.error: type[BaseException] | None = ValueError
        reader = self.bus.service("Reader")

        @reader.on(LetterPosted)
        def read(event):
            if self.error is not None:
                raise self.error("glasses lost")
            self.read.append(event.letter)
            reader.publish(LetterRead(letter=event.letter))

        self.bus.service("Archive").on(LetterPosted)(lambda event: self.archived.append(event.letter))

    def post(self, *letters: str) -> None:
        for letter in letters:
            self.bus.publish(LetterPosted(letter=letter), correlation_id=f"mail-{letter}")


@pytest.fixture
def post() -> Post:
    return Post()


def kinds(post: Post) -> list[str]:
    return [record.kind for record in post.bus.trace]


def test_dead_letters_are_listed_oldest_first(post):
    post.post("a", "b")
    assert [letter.envelope.event.letter for letter in post.bus.dead_letters] == ["a", "b"]
    assert post.bus.dead_letters[-1].envelope.event.letter == "b"
    assert len(post.bus.dead_letters[:1]) == 1


def test_redelivery_reaches_only_the_handler_that_failed(post):
    post.post("a")
    post.error = None
    post.bus.dead_letters.redeliver()
    assert (post.read, post.archived, len(post.bus.dead_letters)) == (["a"], ["a"], 0)


def test_redelivery_is_traced_and_delivers_what_it_leads_to(post):
    post.post("a")
    post.error = None
    post.bus.trace.clear()
    post.bus.dead_letters.redeliver()
    assert kinds(post) == ["redelivered", "published", "handled"]


def test_events_caused_by_a_redelivery_belong_to_the_old_story(post):
    post.post("a")
    [letter] = post.bus.dead_letters
    post.error = None
    post.bus.dead_letters.redeliver()
    read = post.bus.trace.published()[-1]
    assert (read.correlation_id, read.causation_id) == ("mail-a", letter.envelope.id)


def test_one_letter_or_some_can_be_chosen(post):
    post.post("a", "b", "c")
    first, _, third = post.bus.dead_letters
    post.error = None
    post.bus.dead_letters.redeliver(third)
    post.bus.dead_letters.redeliver([first])
    assert post.read == ["c", "a"]
    assert [letter.envelope.event.letter for letter in post.bus.dead_letters] == ["b"]


def test_a_redelivery_that_fails_is_a_dead_letter_again(post):
    post.post("a")
    [before] = post.bus.dead_letters
    post.bus.dead_letters.redeliver()
    [after] = post.bus.dead_letters
    assert after is not before
    assert after.envelope == before.envelope


def test_a_handler_redefined_by_its_cell_gets_the_old_letter(post):
    bus, read = Bus(VirtualClock()), []

    cell = """
@bus.service("Reader").on(LetterPosted)
def handler(event):
    if not works:
        raise ValueError
    read.append(event.letter)
"""
    around = {"bus": bus, "LetterPosted": LetterPosted, "read": read}
    exec(cell, {**around, "works": False})
    bus.publish(LetterPosted())
    exec(cell, {**around, "works": True})
    bus.dead_letters.redeliver()
    assert read == ["a"]


def test_any_letter_can_be_redelivered_and_the_rest_keep_their_order(post):
    post.post(*"abcde")
    letters = post.bus.dead_letters
    letters.discard([letters[-1], letters[2], letters[0]])
    assert [letter.envelope.event.letter for letter in letters] == ["b", "d"]
    assert (letters[-1], letters[-2], letters[:1]) == (letters[1], letters[0], [letters[0]])
    with pytest.raises(IndexError):
        letters[2]
    letters.discard()
    with pytest.raises(IndexError):
        letters[-1]


def test_a_discarded_letter_is_gone_and_the_trace_remembers(post):
    post.post("a", "b")
    post.bus.dead_letters.discard(post.bus.dead_letters[0])
    assert [letter.envelope.event.letter for letter in post.bus.dead_letters] == ["b"]
    assert kinds(post)[-1] == "discarded"
    post.bus.dead_letters.discard()
    assert len(post.bus.dead_letters) == 0


def test_a_letter_cannot_be_redelivered_twice(post):
    post.post("a")
    [letter] = post.bus.dead_letters
    post.error = None
    post.bus.dead_letters.redeliver(letter)
    with pytest.raises(ValueError, match="not a dead letter any more"):
        post.bus.dead_letters.redeliver(letter)
    assert post.read == ["a"]


@pytest.mark.parametrize("limit", [None, 3])
def test_letters_redelivered_by_a_handler_are_kept_when_its_story_is_interrupted(post, limit):
    post.post("a", "b", "c")

    @post.bus.service("Office").on(GlassesFound)
    def again(event):
        post.error = None
        post.bus.dead_letters.redeliver()
        if limit is None:
            raise KeyboardInterrupt

    post.bus.max_deliveries = limit
    with pytest.raises(KeyboardInterrupt if limit is None else TooManyDeliveries):
        post.bus.publish(GlassesFound())
    kept = [letter.envelope.event.letter for letter in post.bus.dead_letters]
    assert sorted(post.read + kept) == ["a", "b", "c"]
    post.bus.max_deliveries = None
    post.bus.dead_letters.redeliver()
    assert sorted(post.read) == ["a", "b", "c"] and not post.bus.dead_letters


def test_an_interrupted_redelivery_keeps_the_letter(post):
    post.post("a")
    post.error = KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        post.bus.dead_letters.redeliver()
    assert [letter.envelope.event.letter for letter in post.bus.dead_letters] == ["a"]


def test_redelivery_inside_a_handler_waits_its_turn(post):
    post.post("a")
    post.error = None
    order: list[str] = []

    @post.bus.service("Clerk").on(LetterRead)
    def again(event):
        post.bus.dead_letters.redeliver()
        order.append(f"clerk done, read {post.read}")

    post.bus.publish(LetterRead())
    assert order[0] == "clerk done, read []"
    assert post.read == ["a"]


def test_a_dead_letter_prints_event_handler_error_and_attempts(post):
    post.post("a")
    assert repr(post.bus.dead_letters[0]) == (
        "<LetterPosted(letter='a') to Reader.read: ValueError('glasses lost') after 3 attempts>"
    )
