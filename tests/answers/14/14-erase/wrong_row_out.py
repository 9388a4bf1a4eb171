MISCONCEPTION = "takes the row out"
FAILS = 'the account stays in the list as "(forgotten)", every event in the store'
SAYS = "the books must show it"


def daily(store, vault, names):
    vault.shred_due()
    for each in store.read_all():
        if each.type == "AccountOpened" and vault.entry(each.event.holder.person).shredded:
            names.pop(each.stream, None)


answer = daily
