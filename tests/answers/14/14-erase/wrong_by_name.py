MISCONCEPTION = "goes by the name"
FAILS = "who must be kept, or never asked, can still be read"
SAYS = "Two persons are called Ada Lovelace"


def daily(store, vault, names):
    holders = [each.event.holder for each in store.read_all() if each.type == "AccountOpened"]
    called = {holder.person: vault.open(holder, default="(forgotten)") for holder in holders}
    for person in vault.shred_due():
        for account in names:
            if names[account] == called[person]:
                names[account] = "(forgotten)"


answer = daily
