MISCONCEPTION = "persons for accounts"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "names goes by account"


def daily(store, vault, names):
    for person in vault.shred_due():
        del names[person]


answer = daily
