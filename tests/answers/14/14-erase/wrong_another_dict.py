MISCONCEPTION = "another dict"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "change that one"


def daily(store, vault, names):
    vault.shred_due()
    names = {
        each.stream: vault.open(each.event.holder, default="(forgotten)")
        for each in store.read_all()
        if each.type == "AccountOpened"
    }
    return names


answer = daily
