MISCONCEPTION = "one stream for the whole bank"
FAILS = "with your streams Grace's machine is not refused because of Ada"
SAYS = "no larger"

answer = [["A1", "B1", "A2", "B2"], {"savings": "bank", "checking": "bank", "grace": "bank"}]
