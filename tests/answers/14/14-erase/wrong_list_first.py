MISCONCEPTION = "a night late"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "for one more day"


def daily(store, vault, names):
    for each in store.read_all():
        if each.type == "AccountOpened":
            names[each.stream] = vault.open(each.event.holder, default="(forgotten)")
    vault.shred_due()


answer = daily
