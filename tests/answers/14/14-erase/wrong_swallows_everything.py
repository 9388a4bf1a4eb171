"""Whatever goes wrong means forgotten: a deposit has no holder, and its account loses its name."""

MISCONCEPTION = ""
FAILS = "who must be kept, or never asked, can still be read"
SAYS = "the name of account-13 is '(forgotten)'"


def daily(store, vault, names):
    vault.shred_due()
    for each in store.read_all():
        try:
            vault.open(each.event.holder)
        except Exception:
            names[each.stream] = "(forgotten)"


answer = daily
