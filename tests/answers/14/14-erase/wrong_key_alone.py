MISCONCEPTION = "the screen is as it was"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "The vault forgot Ada"


def daily(store, vault, names):
    vault.shred_due()


answer = daily
