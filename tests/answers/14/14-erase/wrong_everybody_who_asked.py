MISCONCEPTION = "shreds who must be kept"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "wish or no wish"


def daily(store, vault, names):
    for each in store.read_all():
        if each.type == "AccountOpened":
            person = each.event.holder.person
            if vault.entry(person).requested:
                vault.shred(person)
                names[each.stream] = "(forgotten)"


answer = daily
