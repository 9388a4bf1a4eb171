MISCONCEPTION = ""
FAILS = 'the account stays in the list as "(forgotten)", every event in the store'
SAYS = "account-11 is 'forgotten' in names"


def daily(store, vault, names):
    vault.shred_due()
    for e in store.read_all():
        if e.type == "AccountOpened":
            names[e.stream] = vault.open(e.event.holder, default="forgotten")


answer = daily
