MISCONCEPTION = "the screen is as it was"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "a copy does not know"


def daily(store, vault, names):
    for person in vault.shred_due():
        print(person, "is forgotten")


answer = daily
