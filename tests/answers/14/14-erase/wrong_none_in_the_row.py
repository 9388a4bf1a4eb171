"""The account stays, and says None."""

MISCONCEPTION = ""
FAILS = 'the account stays in the list as "(forgotten)", every event in the store'
SAYS = "account-11 is None in names"


def daily(store, vault, names):
    vault.shred_due()
    for each in store.read_all():
        if each.type == "AccountOpened":
            names[each.stream] = vault.open(each.event.holder, default=None)


answer = daily
