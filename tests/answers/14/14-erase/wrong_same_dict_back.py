MISCONCEPTION = "waits for the copy"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "That list is a copy"


def daily(store, vault, names):
    vault.shred_due()
    return names


answer = daily
