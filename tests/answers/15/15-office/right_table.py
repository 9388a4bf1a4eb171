"""A table of (message, place) for the rules; the state is walked from the facts; nothing of the package's."""

from companion.scenarios.tickets import BuyerQueued, PaymentRefunded, SeatHeld, SeatReleased, TicketIssued

STYLE = (
    "Every rule can be read at one glance, and a missing one does nothing, silently. The lambdas are there "
    "because only the chosen row may be worked out."
)


def build(disk):
    def standing(facts):
        now = {}
        for fact in facts:
            word = {
                "SeatHeld": "held",
                "BuyerQueued": "queued",
                "TicketIssued": "ticket",
                "SeatReleased": None,
            }.get(type(fact).__name__, "same")
            if word != "same":
                now.pop(fact.buyer, None)
                if word:
                    now[fact.buyer] = word
        return now

    def decided(message, facts):
        if message.id in [fact.because for fact in facts]:
            return []
        now = standing(facts)
        mine = now.get(message.buyer)
        line = [who for who, word in now.items() if word == "queued"]

        def fact(kind, who=message.buyer):
            return kind(buyer=who, because=message.id)

        next_one = [fact(SeatHeld, line[0])] if line else []
        full = sum(word != "queued" for word in now.values()) >= 2
        if message.kind == "PaymentCaptured" and mine != "held":
            return [fact(PaymentRefunded)]
        rules = {
            ("TicketRequested", None): lambda: [fact(BuyerQueued if full else SeatHeld)],
            ("PaymentCaptured", "held"): lambda: [fact(TicketIssued)],
            ("PaymentDeclined", "held"): lambda: [fact(SeatReleased), *next_one],
            ("TicketReturned", "ticket"): lambda: [fact(SeatReleased), fact(PaymentRefunded), *next_one],
        }
        return rules.get((message.kind, mine), list)()

    def handle(message):
        facts = disk.store.read_events("concert")
        disk.store.append("concert", decided(message, facts), expected=len(facts))
        disk.view = standing(disk.store.read_events("concert"))
        for each in disk.store.subscribe("post"):
            if isinstance(each.event, TicketIssued):
                disk.post = disk.post | {each.event.because: each.event.buyer}

    return handle


answer = build
