MISCONCEPTION = "one of her two accounts"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "A person may stand in many rows"


def daily(store, vault, names):
    vault.shred_due()
    seen = []
    for each in store.read_all():
        if each.type == "AccountOpened" and each.event.holder.person not in seen:
            seen.append(each.event.holder.person)
            names[each.stream] = vault.open(each.event.holder, default="(forgotten)")


answer = daily
