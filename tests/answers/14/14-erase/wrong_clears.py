MISCONCEPTION = "clears the list"
FAILS = "who must be kept, or never asked, can still be read"
SAYS = "nobody asked for that"


def daily(store, vault, names):
    vault.shred_due()
    names.clear()


answer = daily
