MISCONCEPTION = "a wish is a right"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "A wish is not yet a right"


def daily(store, vault, names):
    for each in store.read_all():
        if each.type == "AccountOpened":
            person = each.event.holder.person
            if vault.entry(person).requested:
                vault.shred(person)
                names[each.stream] = "(forgotten)"


answer = daily
