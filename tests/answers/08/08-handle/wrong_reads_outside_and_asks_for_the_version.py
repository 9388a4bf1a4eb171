MISCONCEPTION = ""
FAILS = "another machine pays $400 in between: the account never goes below $0"
SAYS = "right after the first read: the account holds -$300.00"

answer = list("ecbhdmng")
