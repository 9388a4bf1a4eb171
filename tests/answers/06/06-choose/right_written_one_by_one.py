"""By what hurts: repeats, the sender, what is older, nothing."""

STYLE = "Grouped by the danger, so that a seventh effect finds its place by asking what hurts it."

answer = dict.fromkeys(["till", "light switch"], "inbox")
answer |= dict.fromkeys(["told twice", "mail"], "request key")
answer["address"] = "version"
answer["paid ids"] = "nothing"
