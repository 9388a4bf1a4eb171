MISCONCEPTION = "everybody is forgotten"
FAILS = "who must be kept, or never asked, can still be read"
SAYS = "none of them may be forgotten tonight"


def daily(store, vault, names):
    vault.shred_due()
    names.clear()


answer = daily
