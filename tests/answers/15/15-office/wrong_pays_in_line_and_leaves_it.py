"""Whoever pays while waiting gets the money back, and loses the place in line, too."""

from companion.scenarios.tickets import (
    SEATS,
    BuyerQueued,
    PaymentRefunded,
    SeatHeld,
    SeatReleased,
    TicketIssued,
    places,
)

MISCONCEPTION = ""
FAILS = "seats: never three, nobody twice, in turn, none free beside a line"
SAYS = "a seat is free, and Cy waits"


def decide(message, facts):
    if any(fact.because == message.id for fact in facts):
        return []
    now = places(facts)
    line = [who for who, word in now.items() if word == "queued"]
    taken = len(now) - len(line)

    def fact(kind, buyer=message.buyer):
        return kind(buyer=buyer, because=message.id)

    moved_up = [fact(SeatHeld, line[0])] if line else []
    match message.kind, now.get(message.buyer):
        case "TicketRequested", None:
            return [fact(SeatHeld if taken < SEATS else BuyerQueued)]
        case "PaymentCaptured", "held":
            return [fact(TicketIssued)]
        case "PaymentCaptured", "queued":
            return [fact(PaymentRefunded), fact(SeatReleased)]
        case "PaymentCaptured", _:
            return [fact(PaymentRefunded)]
        case "PaymentDeclined", "held":
            return [fact(SeatReleased), *moved_up]
        case "TicketReturned", "ticket":
            return [fact(SeatReleased), fact(PaymentRefunded), *moved_up]
    return []


def build(disk):
    def handle(message):
        facts = disk.store.read_events("concert")
        new = decide(message, facts)
        if new:
            disk.store.append("concert", new, expected=len(facts))
        now = places(disk.store.read_events("concert"))
        for each in disk.store.subscribe("post"):
            fact = each.event
            if isinstance(fact, TicketIssued):
                disk.post = {**disk.post, fact.because: fact.buyer}
        disk.view = now

    return handle


answer = build
