MISCONCEPTION = "does not expect the forgotten"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "neither opened nor sealed again"


def daily(store, vault, names):
    for person in vault.shred_due():
        vault.seal(person, "(forgotten)")


answer = daily
