MISCONCEPTION = "one machine is enough"
FAILS = "your steps break the contract, and the store refuses nobody"
SAYS = "One machine alone keeps the contract"

answer = [["A1", "A2"], {"savings": "savings", "checking": "checking", "grace": "grace"}]
