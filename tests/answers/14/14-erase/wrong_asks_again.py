MISCONCEPTION = "nobody shreds"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "A wish is only noted"


def daily(store, vault, names):
    for account in names:
        vault.request(store.read(account)[0].event.holder.person)


answer = daily
