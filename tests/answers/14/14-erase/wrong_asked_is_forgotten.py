MISCONCEPTION = "asked is forgotten"
FAILS = "who must be kept, or never asked, can still be read"
SAYS = "must keep him until next year"


def daily(store, vault, names):
    vault.shred_due()
    for each in store.read_all():
        if each.type == "AccountOpened" and vault.entry(each.event.holder.person).requested:
            names[each.stream] = "(forgotten)"


answer = daily
