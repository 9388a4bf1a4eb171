MISCONCEPTION = "does not expect the forgotten"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "dies of the first person"


def daily(store, vault, names):
    vault.shred_due()
    for each in store.read_all():
        if each.type == "AccountOpened":
            names[each.stream] = vault.open(each.event.holder)


answer = daily
