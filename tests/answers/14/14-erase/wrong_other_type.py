MISCONCEPTION = "no event fits"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "lets no event through"


def daily(store, vault, names):
    vault.shred_due()
    for each in store.read_all():
        if each.type == "AccountOpen":
            names[each.stream] = vault.open(each.event.holder, default="(forgotten)")


answer = daily
