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
FAILS = "money: each payment is a ticket, or was given back once"
SAYS = "delivered r1 r2 r3 p1 t1: Ada paid once, was refunded never, has no ticket"


def decide(message, facts):
    for fact in facts:
        if fact.because == message.id:
            return []
    now = places(facts)
    place = now.get(message.buyer)
    line = [b for b in now if now[b] == "queued"]
    taken = len([b for b in now if now[b] in ("held", "ticket")])
    if message.kind == "TicketRequested":
        if place is not None:
            return []
        if taken < SEATS:
            return [SeatHeld(buyer=message.buyer, because=message.id)]
        return [BuyerQueued(buyer=message.buyer, because=message.id)]
    if message.kind == "PaymentCaptured":
        if place == "held":
            return [TicketIssued(buyer=message.buyer, because=message.id)]
        return [PaymentRefunded(buyer=message.buyer, because=message.id)]
    if message.kind == "PaymentDeclined" and place == "held":
        out = [SeatReleased(buyer=message.buyer, because=message.id)]
        if line:
            out.append(SeatHeld(buyer=line[0], because=message.id))
        return out
    if message.kind == "TicketReturned" and place == "ticket":
        out = [
            SeatReleased(buyer=message.buyer, because=message.id),
            PaymentRefunded(buyer=line[0] if line else message.buyer, because=message.id),
        ]
        if line:
            out += [SeatHeld(buyer=line[0], because=message.id)]
        return out
    return []


def build(disk):
    def handle(message):
        facts = disk.store.read_events("concert")
        new = decide(message, facts)
        if new:
            disk.store.append("concert", new, expected=len(facts))
        for each in disk.store.subscribe("post"):
            if isinstance(each.event, TicketIssued):
                disk.post = {**disk.post, each.event.because: each.event.buyer}
        disk.view = places(disk.store.read_events("concert"))

    return handle


answer = build
