MISCONCEPTION = "one bank by heart"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "Another bank has other accounts, persons and names"


def daily(store, vault, names):
    vault.shred_due()
    for each in store.read_all():
        if each.type == "AccountOpened" and each.event.holder.person == "p-1":
            names[each.stream] = "(forgotten)"


answer = daily
