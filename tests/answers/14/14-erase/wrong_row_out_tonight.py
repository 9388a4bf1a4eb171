MISCONCEPTION = "takes the row out"
FAILS = "every account stays in the list, every event in the store"
SAYS = "the account stays"


def daily(store, vault, names):
    gone = vault.shred_due()
    for each in store.read_all():
        if each.type == "AccountOpened" and each.event.holder.person in gone:
            del names[each.stream]


answer = daily
