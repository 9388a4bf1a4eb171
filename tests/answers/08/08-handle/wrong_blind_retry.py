MISCONCEPTION = "appends the old decision again"
FAILS = "another machine pays $400 in between: the account never goes below $0"
SAYS = "reads again and decides again"

answer = list("ckbhdfna")
