MISCONCEPTION = ""
FAILS = "who must be kept, or never asked, can still be read"
SAYS = "the name of account-12 is missing"


def daily(store, vault, names):
    vault.shred_due()
    for e in store.read_all():
        if e.type == "AccountOpened":
            names[e.event.holder.person] = names.pop(e.stream)


answer = daily
