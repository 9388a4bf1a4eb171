MISCONCEPTION = "shreds who must be kept"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "wish or no wish"


def daily(store, vault, names):
    for e in store.read_all():
        if e.type == "AccountOpened":
            vault.shred(e.event.holder.person)
            names[e.stream] = "(forgotten)"


answer = daily
