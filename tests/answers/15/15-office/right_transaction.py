"""Read, decide and append in one transaction; letters and view are computed from the whole log each time."""

from companion.scenarios import tickets
from companion.scenarios.tickets import SEATS, places


def build(disk):
    def handle(message):
        with disk.store.transaction() as tx:
            facts = [each.event for each in tx.read("concert")]
            if all(fact.because != message.id for fact in facts):
                new = list(decisions(message, facts))
                tx.append("concert", new, expected=len(facts))
        log = disk.store.read_events("concert")
        disk.view = places(log)
        disk.post = {fact.because: fact.buyer for fact in log if isinstance(fact, tickets.TicketIssued)}

    return handle


def decisions(message, facts):
    now, kind, who = places(facts), message.kind, message.buyer
    line = [each for each, word in now.items() if word == "queued"]
    frees = (kind, now.get(who)) in (("PaymentDeclined", "held"), ("TicketReturned", "ticket"))
    if kind == "TicketRequested" and who not in now:
        free = len(now) - len(line) < SEATS
        yield (tickets.SeatHeld if free else tickets.BuyerQueued)(buyer=who, because=message.id)
    if kind == "PaymentCaptured":
        in_time = now.get(who) == "held"
        yield (tickets.TicketIssued if in_time else tickets.PaymentRefunded)(buyer=who, because=message.id)
    if frees:
        yield tickets.SeatReleased(buyer=who, because=message.id)
    if frees and kind == "TicketReturned":
        yield tickets.PaymentRefunded(buyer=who, because=message.id)
    if frees and line:
        yield tickets.SeatHeld(buyer=line[0], because=message.id)


answer = build
