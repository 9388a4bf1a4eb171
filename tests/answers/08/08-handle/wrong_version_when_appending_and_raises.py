MISCONCEPTION = "asks for the version when appending"
FAILS = "another machine pays $400 in between: the account never goes below $0"
SAYS = "The version to expect is the one you decided on"

answer = list("ckbhdmni")
