MISCONCEPTION = "allowed, so done"
FAILS = "who must be kept, or never asked, can still be read"
SAYS = "Cy never asked"


def daily(store, vault, names):
    for each in store.read_all():
        if each.type == "AccountOpened":
            try:
                vault.shred(each.event.holder.person)
            except Exception as refused:
                print(refused)
            else:
                names[each.stream] = "(forgotten)"


answer = daily
