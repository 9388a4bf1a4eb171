STYLE = (
    "one pass that says what must be so; it opens every name every night, also those that have not changed"
)


def daily(store, vault, names):
    vault.shred_due()
    for each in store.read_all():
        if each.type == "AccountOpened":
            names[each.stream] = vault.open(each.event.holder, default="(forgotten)")


answer = daily
