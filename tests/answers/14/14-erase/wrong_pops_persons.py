MISCONCEPTION = "the screen is as it was"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "an account stands there as"


def daily(store, vault, names):
    for person in vault.shred_due():
        names.pop(person, None)


answer = daily
