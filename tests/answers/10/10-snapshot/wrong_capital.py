"""Another spelling is not another event."""

MISCONCEPTION = ""
FAILS = "the balance with the snapshot is not the balance without"
SAYS = "'Deposit' does not happen here"

answer = ["Deposit", "Fee"]
