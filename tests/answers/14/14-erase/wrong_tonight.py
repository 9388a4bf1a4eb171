MISCONCEPTION = "only tonight's"
FAILS = "last night's run died between key and name: the name goes tonight"
SAYS = "The run died after the key"


def daily(store, vault, names):
    gone = vault.shred_due()
    for each in store.read_all():
        if each.type == "AccountOpened" and each.event.holder.person in gone:
            names[each.stream] = "(forgotten)"


answer = daily
