from datetime import date

MISCONCEPTION = "the list is enough"
FAILS = "who asked and may be forgotten: key and name are gone"
SAYS = "her key is there"


def daily(store, vault, names):
    for each in store.read_all():
        if each.type == "AccountOpened":
            entry = vault.entry(each.event.holder.person)
            if entry.requested and entry.retain_until <= date(2031, 3, 1):
                names[each.stream] = "(forgotten)"


answer = daily
