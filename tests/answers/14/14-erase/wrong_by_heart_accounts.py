MISCONCEPTION = "one bank by heart"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "not by what you have seen of this one"

GONE = ["account-11", "account-14", "account-31", "account-34"]


def daily(store, vault, names):
    vault.shred_due()
    for account in names:
        if account in GONE:
            names[account] = "(forgotten)"


answer = daily
