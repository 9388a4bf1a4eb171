MISCONCEPTION = "no event fits"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "the names went into another dict"


def daily(store, vault, names):
    vault.shred_due()
    names = {}
    for each in store.read_all():
        if each.type == "AccountOpened":
            names[each.stream] = vault.open(each.event.holder, default="(forgotten)")


answer = daily
