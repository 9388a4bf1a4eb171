MISCONCEPTION = "decides once, tries for ever"
FAILS = "another machine pays $400 in between: the account never goes below $0"
SAYS = "What must be fresh at the next try stands inside the loop"

answer = list("eochdfng")
