MISCONCEPTION = "takes the row out"
FAILS = 'the account stays in the list as "(forgotten)", every event in the store'
SAYS = "the account stays"


def daily(store, vault, names):
    gone = vault.shred_due()
    for each in store.read_all():
        if each.type == "AccountOpened" and each.event.holder.person in gone:
            del names[each.stream]


answer = daily
