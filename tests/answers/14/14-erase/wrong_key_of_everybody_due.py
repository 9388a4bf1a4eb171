MISCONCEPTION = "waits for the copy"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "changed nothing in `names`"


def daily(store, vault, names):
    for person in vault.shred_due():
        print(person, "is forgotten")


answer = daily
