from companion.scenarios.tickets import PaymentRefunded, places

MISCONCEPTION = "refunds everybody"
FAILS = "a quiet day: Cy and Dee have tickets, Ada and Bob their money"
SAYS = "what the office is for"


def build(disk):
    def handle(message):
        facts = disk.store.read_events("concert")
        if message.kind == "PaymentCaptured" and all(fact.because != message.id for fact in facts):
            back = PaymentRefunded(buyer=message.buyer, because=message.id)
            disk.store.append("concert", [back], expected=len(facts))
        disk.view = places(facts)

    return handle


answer = build
