MISCONCEPTION = "one bank by heart"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "its vault say"


def daily(store, vault, names):
    vault.shred_due()
    for account, name in names.items():
        if name == "Ada Lovelace":
            names[account] = "(forgotten)"


answer = daily
