"""Keep the events and add them up: equal in every field, id included, is the same order."""


def take_payment(till, event):
    if event in till.paid:
        return
    till.paid.append(event)
    till.total_cents = sum(paid.total_cents for paid in till.paid)


answer = take_payment
