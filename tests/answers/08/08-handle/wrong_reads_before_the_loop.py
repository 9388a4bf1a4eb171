MISCONCEPTION = "decides once, tries for ever"
FAILS = "another machine pays $400 in between: the account never goes below $0"
SAYS = "you never look again"

answer = list("ecbhdfng")
