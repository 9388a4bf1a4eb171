MISCONCEPTION = "one of her two accounts"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "reach all of them"


def daily(store, vault, names):
    vault.shred_due()
    for each in store.read_all():
        if each.type == "AccountOpened":
            names[each.stream] = vault.open(each.event.holder, default="(forgotten)")
            return


answer = daily
