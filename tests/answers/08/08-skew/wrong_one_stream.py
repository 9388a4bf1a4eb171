MISCONCEPTION = "one stream for the whole bank"
FAILS = "with your streams nobody waits for an account the contract does not name"
SAYS = "no larger"

answer = [["A1", "B1", "A2", "B2"], {"savings": "bank", "checking": "bank", "grace": "bank"}]
