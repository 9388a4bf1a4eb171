"""The letter goes to those alone who still have their ticket when it is written."""

from companion.scenarios.tickets import (
    SEATS,
    BuyerQueued,
    PaymentRefunded,
    SeatHeld,
    SeatReleased,
    TicketIssued,
    places,
)

MISCONCEPTION = "a letter for whom it is true by now"
FAILS = "the kept schedules: no letter without its ticket, no ticket without its letter"
SAYS = "a ticket was issued to Ada for p1, and there is no letter"


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
            if isinstance(fact, TicketIssued) and now.get(fact.buyer) == "ticket":
                disk.post = {**disk.post, fact.because: fact.buyer}
        disk.view = now

    return handle


answer = build
