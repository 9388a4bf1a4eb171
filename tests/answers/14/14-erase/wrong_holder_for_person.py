"""A sealed name compared with a person."""

MISCONCEPTION = "no event fits"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "print the two values that it compares"


def daily(store, vault, names):
    due = vault.shred_due()
    for each in store.read_all():
        if each.type == "AccountOpened" and each.event.holder in due:
            names[each.stream] = "(forgotten)"


answer = daily
