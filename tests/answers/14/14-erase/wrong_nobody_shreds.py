MISCONCEPTION = "nobody shreds"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "waits until somebody runs"


def daily(store, vault, names):
    for each in store.read_all():
        if each.type == "AccountOpened":
            names[each.stream] = vault.open(each.event.holder, default="(forgotten)")


answer = daily
