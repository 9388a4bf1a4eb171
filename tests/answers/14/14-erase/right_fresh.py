STYLE = (
    "a fresh list, then swapped: rows that nobody opened go, too; whoever looks in between sees an empty list"
)


def daily(store, vault, names):
    vault.shred_due()
    fresh = {
        stream: vault.open(each.event.holder, default="(forgotten)")
        for stream in store.streams("account-")
        for each in store.read(stream, until=1)
    }
    names.clear()
    names.update(fresh)


answer = daily
