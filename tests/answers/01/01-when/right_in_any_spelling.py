"""The same, with the rows as keywords."""

STYLE = "No quotes around the row's name. A row called `a-1` could not be written so."

answer = dict(
    a1="Events",
    a2="HTTP",
    b1="events ",
    b2="http",
    c1="events",
    c2="CRUD",
    d1="transaction",
    d2="events",
    e1="events",
    e2="gateway",
    f1="events",
    f2="transaction",
)
