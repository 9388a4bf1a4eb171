"""It asks for whom it may shred on a day far away."""

from datetime import UTC, datetime

MISCONCEPTION = ""
FAILS = "who must be kept, or never asked, can still be read"
SAYS = "p-2, who must be kept until 2032-03-01, was shredded"


def daily(store, vault, names):
    vault.shred_due(datetime(2040, 1, 1, tzinfo=UTC))
    for each in store.read_all():
        if each.type == "AccountOpened":
            names[each.stream] = vault.open(each.event.holder, default="(forgotten)")


answer = daily
