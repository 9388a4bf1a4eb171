MISCONCEPTION = "persons for accounts"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "who holds it"


def daily(store, vault, names):
    vault.shred_due()
    for each in store.read_all():
        if each.type == "AccountOpened":
            holder = each.event.holder
            names[holder.person] = vault.open(holder, default="(forgotten)")


answer = daily
