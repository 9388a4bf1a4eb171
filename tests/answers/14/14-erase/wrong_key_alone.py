MISCONCEPTION = "waits for the copy"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "nobody brings it up to date"


def daily(store, vault, names):
    vault.shred_due()


answer = daily
