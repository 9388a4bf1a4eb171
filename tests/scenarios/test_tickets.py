"""The box office of lesson 15: its figures, and what each invariant sees and does not see."""

from typing import Any

import pytest

from companion.lab import deliver, explore, replay
from companion.scenarios.tickets import (
    FAULTS,
    MESSAGES,
    QUIET_DAY,
    STREAM,
    BuyerQueued,
    PaymentRefunded,
    SeatHeld,
    SeatReleased,
    TicketIssued,
    by_id,
    desk,
    invariant,
    letters,
    mails_first,
    money,
    places,
    quiet_day,
    refunds_all,
    seats,
    sold,
    view,
)

IDS = [message.id for message in MESSAGES]
FOUND_BY = 1262  # the first seed that breaks the office that mails first; 500 to 1261 were played by hand


def searched(build: Any, seeds: Any) -> Any:
    return explore(build, MESSAGES, invariant, faults=FAULTS, seeds=seeds, disk=desk, label=by_id)


def after(*facts: Any, sent: tuple[str, ...] = ()) -> Any:
    """A disk on which these facts are the log, and these messages have come."""

    def build(disk: Any) -> Any:
        if facts:
            disk.store.append(STREAM, list(facts), expected=0)
        kept.append(disk)
        return lambda message: None

    kept: list[Any] = []
    deliver(build, MESSAGES, sent, lambda disk: None, disk=desk, label=by_id)
    return kept[-1]


def held(buyer: str, because: str = "r1") -> SeatHeld:
    return SeatHeld(buyer=buyer, because=because)


def queued(buyer: str) -> BuyerQueued:
    return BuyerQueued(buyer=buyer, because="r3")


def issued(buyer: str, because: str = "p1") -> TicketIssued:
    return TicketIssued(buyer=buyer, because=because)


def test_a_quiet_day_ends_as_the_lesson_says() -> None:
    disk = quiet_day(mails_first)
    assert sold(disk) == QUIET_DAY == {"tickets": ["Cy", "Dee"], "refunded": ["Ada", "Bob"]}
    assert (disk.view, disk.post) == (
        {"Cy": "ticket", "Dee": "ticket"},
        {"p1": "Ada", "p3": "Cy", "p4": "Dee"},
    )
    assert (seats(disk), letters(disk), view(disk)) == (None, None, None)


def test_an_office_that_sells_nothing_survives_2000_schedules() -> None:
    found = searched(refunds_all, 2000)
    assert str(found) == "2,000 schedules, 0 violations (duplicate, reorder, crash; 47,741 deliveries)"


def test_an_office_that_mails_first_survives_500_schedules_and_not_number_1263() -> None:
    assert str(searched(mails_first, 500)) == (
        "500 schedules, 0 violations (duplicate, reorder, crash; 11,955 deliveries)"
    )
    found = searched(mails_first, [FOUND_BY])
    assert found.problem == "a letter went out for p5, a ticket nobody has: Bob"
    assert [(step.label, step.point) for step in found.schedule] == [
        ("r2", ""), ("p5", "before append TicketIssued"), ("p2", ""), ("p5", ""),
    ]  # fmt: skip


def test_no_legal_schedule_of_three_steps_breaks_the_office_that_mails_first() -> None:
    steps = [(kind, at, kind == "crash") for at in range(len(IDS)) for kind in ("deliver", "crash")]
    short = [
        [one, two, three]
        for one in steps
        for two in steps
        for three in steps
        if all(
            kind == "deliver" or ("deliver", at, False) in after_it
            for (kind, at, _), after_it in ((one, (two, three)), (two, (three,)), (three, ()))
        )
    ]
    assert len(short) == 1300
    assert [
        s for s in short if not replay(s, mails_first, MESSAGES, invariant, disk=desk, label=by_id).ok
    ] == []


def test_who_has_no_place_is_not_among_the_places() -> None:
    facts = [held("Ada"), queued("Bob"), SeatReleased(buyer="Ada", because="p1"), held("Bob")]
    assert places(facts) == {"Bob": "held"}
    assert list(places([queued("Cy"), held("Ada"), queued("Bob")])) == ["Cy", "Ada", "Bob"]
    assert places([held("Ada"), PaymentRefunded(buyer="Ada", because="p1"), "no fact"]) == {"Ada": "held"}


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ([held("Ada"), held("Bob"), held("Cy")], "3 seats are given away, and there are 2"),
        ([held("Ada"), held("Bob"), issued("Cy")], "3 seats are given away, and there are 2"),
        ([held("Ada"), held("Ada")], "Ada stands in the book twice"),
        ([held("Ada"), queued("Ada")], "Ada stands in the book twice"),
        ([queued("Cy"), queued("Dee"), held("Dee")], "Dee got a seat, and Cy had waited longer"),
        ([held("Ada"), queued("Cy")], "a seat is free, and Cy waits"),
        ([held("Ada"), issued("Ada"), held("Bob"), queued("Cy"), queued("Dee")], None),
    ],
)
def test_seats_are_never_too_many_and_go_in_turn(facts: list[Any], says: str | None) -> None:
    assert seats(after(*facts)) == says


@pytest.mark.parametrize(
    ("facts", "sent", "says"),
    [
        ([], ("p1",), "Ada paid once, was refunded never, has no ticket"),
        ([held("Ada"), issued("Ada")], ("p1",), None),
        ([held("Ada"), issued("Ada")], (), "Ada paid never, was refunded never, has a ticket"),
        ([PaymentRefunded(buyer="Bob", because="p5")], ("p5",), None),
        (
            [PaymentRefunded(buyer="Bob", because="p5")] * 2,
            ("p5",),
            "Bob paid once, was refunded twice, has no ticket",
        ),
        (
            [held("Ada"), issued("Ada"), SeatReleased(buyer="Ada", because="t1")],
            ("p1", "t1"),
            "Ada paid once, was refunded never, has no ticket",
        ),
    ],
)
def test_each_payment_is_a_ticket_or_was_given_back_once(facts: Any, sent: Any, says: str | None) -> None:
    assert money(after(*facts, sent=sent)) == says


@pytest.mark.parametrize(
    ("post", "says"),
    [
        ({"p1": "Ada"}, None),
        ({}, "a ticket was issued to Ada for p1, and there is no letter"),
        ({"p1": "Ada", "p5": "Bob"}, "a letter went out for p5, a ticket nobody has: Bob"),
        ({"p1": "Bob"}, "the letter for p1 went to Bob, and the ticket to Ada"),
        (["p1"], "disk.post should be a dict, payment id to buyer, and is a list"),
    ],
)
def test_there_is_one_letter_for_each_ticket(post: Any, says: str | None) -> None:
    disk = after(held("Ada"), issued("Ada"))
    disk.post = post
    assert letters(disk) == says


@pytest.mark.parametrize(
    ("shown", "says"),
    [
        ({"Ada": "ticket", "Cy": "held"}, None),
        ({"Ada": "held", "Cy": "held"}, "Ada: the view says held, the log says ticket"),
        ({"Ada": "ticket"}, "Cy: the view says nothing, the log says held"),
        ({"Ada": "ticket", "Cy": "held", "Eva": "held"}, "Eva: the view says held, the log says nothing"),
        ([], "disk.view should be a dict, buyer to word, and is a list"),
    ],
)
def test_the_view_says_of_everybody_what_the_log_says(shown: Any, says: str | None) -> None:
    disk = after(held("Ada"), issued("Ada"), held("Cy"))
    disk.view = shown
    assert view(disk) == says
