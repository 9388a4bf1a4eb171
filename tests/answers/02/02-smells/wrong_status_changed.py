"""Names the columns."""

MISCONCEPTION = "property sourcing"
FAILS = "each status step is a fact of its own"
SAYS = "StatusChanged names a column"


def facts(before, after):
    changed = [field for field in ("status", "address") if before[field] != after[field]]
    return [field.title() + "Changed" for field in changed]


answer = facts
