"""Names the columns, in the order in which the dict holds them."""

MISCONCEPTION = "property sourcing"
FAILS = "each status step is a fact of its own"
SAYS = "StatusChanged names a column"


def facts(before, after):
    return [f"{field.title()}Changed" for field in after if before[field] != after[field]]


answer = facts
