MISCONCEPTION = "does not look"
FAILS = "another machine pays $400 in between: the account never goes below $0"
SAYS = "append, whatever has happened meanwhile"

answer = list("ecbhdani")
