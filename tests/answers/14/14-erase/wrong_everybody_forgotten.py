MISCONCEPTION = "everybody is forgotten"
FAILS = "who must be kept, or never asked, can still be read"
SAYS = "names of all the others are gone"


def daily(store, vault, names):
    vault.shred_due()
    for account in names:
        names[account] = "(forgotten)"


answer = daily
