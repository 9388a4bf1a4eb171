def daily(store, vault, names):
    vault.shred_due()
    for account in list(names):
        holder = store.read(account)[0].event.holder
        if vault.entry(holder.person).shredded:
            names[account] = "(forgotten)"


answer = daily
